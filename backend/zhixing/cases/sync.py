"""Rows a device may hold. All of them live in the scope of their case."""

from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.cases.commands import Duty, Stage
from zhixing.cases.models import CaseAssignment, CaseParty, CourtCase, TimelineEntry
from zhixing.kernel.clock import to_text
from zhixing.kernel.messages import Actor, DateText, Id, TimeText


class AssignedPerson(BaseModel):
    person_id: Id
    duty: Duty


class CaseRow(BaseModel):
    """A case. `claim_amount_yuan` is a decimal as text."""

    id: Id
    case_number: str
    cause: str
    title_basis: str
    claim_amount_yuan: str
    filed_on: DateText
    stage: Stage
    assigned: list[AssignedPerson]
    related_cases: list[str]
    updated_at: TimeText


class PartyRow(BaseModel):
    """A party with its personal data, for members of the case only."""

    id: Id
    case_id: Id
    side: Literal["applicant", "respondent", "other"]
    kind: Literal["person", "entity"]
    name: str
    id_number: str | None
    phone: str | None
    address: str | None


class TimelineRow(BaseModel):
    """What happened. An empty `text` is translated from `kind` and `params`; `by` is who wrote it."""

    id: Id
    case_id: Id
    kind: str
    text: str
    params: dict[str, Any]
    happened_on: DateText
    at: TimeText
    by: str


def case_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    assigned: dict[str, list[dict[str, str]]] = {}
    duties = (select(CaseAssignment).where(CaseAssignment.case_id.in_(ids), CaseAssignment.until.is_(None))
              .order_by(CaseAssignment.since, CaseAssignment.id))
    for row in session.scalars(duties):
        assigned.setdefault(row.case_id, []).append({"person_id": row.person_id, "duty": row.duty})
    cases = session.scalars(select(CourtCase).where(CourtCase.id.in_(ids)))
    return {case.id: _case(case, assigned.get(case.id, [])) for case in cases}


def _case(case: CourtCase, assigned: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "id": case.id, "case_number": case.case_number, "cause": case.cause, "title_basis": case.title_basis,
        "claim_amount_yuan": case.claim_amount_yuan, "filed_on": case.filed_on, "stage": case.stage,
        "assigned": assigned, "related_cases": case.related_cases, "updated_at": to_text(case.updated_at)}


def party_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    found = session.scalars(select(CaseParty).where(CaseParty.id.in_(ids)))
    return {row.id: {"id": row.id, "case_id": row.case_id, "side": row.side, "kind": row.kind, "name": row.name,
                     "id_number": row.id_number, "phone": row.phone, "address": row.address} for row in found}


def timeline_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    found = session.scalars(select(TimelineEntry).where(TimelineEntry.id.in_(ids)))
    return {row.id: {"id": row.id, "case_id": row.case_id, "kind": row.kind, "text": row.text, "params": row.params,
                     "happened_on": row.happened_on, "at": to_text(row.at), "by": row.by} for row in found}
