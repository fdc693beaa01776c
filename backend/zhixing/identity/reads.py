"""Looking things up; nothing here changes anything."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.identity import sessions
from zhixing.identity.models import Person
from zhixing.identity.rules import search_pattern
from zhixing.kernel.errors import NotFound
from zhixing.kernel.messages import Actor
from zhixing.platform.ports import Login


def person_or_not_found(session: Session, person_id: str) -> Person:
    """Raises: NotFound."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound()
    return person


def by_username(session: Session, username: str) -> Person | None:
    """`username` in its comparable form."""
    return session.scalar(select(Person).where(Person.username == username))


def active_with_role(session: Session, *roles: str) -> list[str]:
    """Ids of everybody active who holds one of these roles. A court has hundreds of people, so all are looked at."""
    people = session.execute(select(Person.id, Person.roles).where(Person.disabled_at.is_(None)).order_by(Person.id))
    return [person_id for person_id, held in people if not set(roles).isdisjoint(held)]


def search_people(session: Session, text: str, after: str, limit: int) -> list[Person]:
    """Active people whose name contains `text`, by id from `after` on (a UUIDv7: in the order they came)."""
    query = select(Person).where(Person.disabled_at.is_(None), Person.id > after).order_by(Person.id).limit(limit)
    if text.strip():
        query = query.where(Person.name.like(search_pattern(text), escape="\\"))
    return list(session.scalars(query))


def names_of(session: Session, person_ids: list[str]) -> dict[str, str]:
    """person id → name, of those that exist, also of people who left."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row.id: row.name for row in rows}


@dataclass(frozen=True)
class PeoplePort:
    """Fills the platform's port `people`."""

    def actor(self, session: Session, person_id: str) -> Actor | None:
        """The person with today's roles, or None when unknown or disabled."""
        person = session.get(Person, person_id)
        return sessions.actor_of(person) if person is not None and person.is_active else None

    def login(self, session: Session, cookie: str, now: datetime) -> Login | None:
        """The live login behind a cookie, or None."""
        found = sessions.find(session, cookie, now)
        return found.login(cookie) if found else None

    def with_role(self, session: Session, *roles: str) -> list[str]:
        return active_with_role(session, *roles)
