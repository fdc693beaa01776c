"""Which rows of this slice a device may hold, for whom."""

from typing import Any

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.identity.models import Person
from zhixing.kernel.messages import Actor, Id

DEVICES = "devices"
"""Scope of everything about tablets; administrators hold it (collection `devices`)."""


def person_scope(person_id: str) -> str:
    """What only this person sees."""
    return f"person:{person_id}"


class PersonRow(BaseModel):
    """Somebody of the court, as every colleague sees it."""

    id: Id
    name: str
    roles: list[str]
    active: bool


class MeRow(BaseModel):
    """Oneself."""

    id: Id
    username: str
    name: str
    roles: list[str]
    court_name: str


def _people(session: Session, ids: list[str]) -> list[Person]:
    return list(session.scalars(select(Person).where(Person.id.in_(ids))))


def people_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    """People who left stay, marked: their names are on old acts."""
    return {one.id: {"id": one.id, "name": one.name, "roles": one.roles, "active": one.is_active}
            for one in _people(session, ids)}


def me_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    """The court's name is configuration; the pull door leaves it in `session.info`."""
    court_name = session.info.get("court_name", "")
    return {one.id: {"id": one.id, "username": one.username, "name": one.name, "roles": one.roles,
                     "court_name": court_name}
            for one in _people(session, ids) if one.id == actor.id}
