"""Which query results a device may hold: those of the scope `case:<id>:queries`, until they expire."""

from collections import defaultdict
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.asset_queries.commands import AssetClass, Executable, Outcome, QueryPurpose
from zhixing.asset_queries.models import AssetAssessment, Feedback, QueryItem, QueryOfficer, QueryRequest
from zhixing.asset_queries.policy import DESK
from zhixing.asset_queries.reads import desk_row, feedback_row, request_row
from zhixing.cases import case_facts
from zhixing.kernel.clock import to_text
from zhixing.kernel.messages import Actor, DateText, Id, TimeText

QueryState = Literal["asked", "waiting", "nothing", "found", "failed"]


class PriorFreezeRow(BaseModel):
    """在先冻结."""

    court: str
    rank: int
    amount_yuan: str | None = None
    ends_on: DateText | None = None


class FeedbackRow(BaseModel):
    """One institution's answer. No result may be shown before `answered_at` (domain.md 5).

    `request_id`: the request it answers, if this court asked. `detail`: fields of the asset class (plate, certificate,
    account). `expires_at`: the device deletes its copy then, with or without a line.
    """

    id: Id
    case_id: Id
    serial: str
    request_id: Id | None = None
    institution: str
    institution_code: str | None = None
    asset_class: AssetClass
    respondent: str
    outcome: Outcome
    fail_code: str | None = None
    summary: str
    quantity: str | None = None
    amount_yuan: str | None = None
    available_yuan: str | None = None
    prior_freezes: list[PriorFreezeRow]
    detail: dict[str, Any] | None = None
    asked_at: TimeText
    answered_at: TimeText
    received_at: TimeText
    expires_at: TimeText | None = None


class QueriedPerson(BaseModel):
    """A respondent somebody asked about."""

    party_id: Id
    name: str


class QueryItemRow(BaseModel):
    """One question: `since` is when it came into its state; waiting longer than `usual_minutes` is worth a look."""

    serial: str
    party_id: Id
    institution: str
    asset_class: AssetClass
    state: QueryState
    since: TimeText
    usual_minutes: int
    hits: int
    fail_code: str | None = None
    answered_at: TimeText | None = None


class QueryRequestRow(BaseModel):
    """What was asked in one tap, and where each institution stands. `institution` of an item is its code."""

    id: Id
    case_id: Id
    respondents: list[QueriedPerson]
    preset: str | None = None
    purpose: QueryPurpose
    by: str
    at: TimeText
    items: list[QueryItemRow]


class DeskItemRow(BaseModel):
    """One question as the desk that asked it may know it: `answered`, not what was found (NQ 7)."""

    serial: str
    party_id: Id
    institution: str
    asset_class: AssetClass
    state: Literal["asked", "waiting", "answered", "failed"]
    since: TimeText
    usual_minutes: int
    fail_code: str | None = None
    answered_at: TimeText | None = None


class DeskRequestRow(BaseModel):
    """What the service centre's desk asked, for the person who asked it and nobody else."""

    id: Id
    case_id: Id
    case_number: str
    respondents: list[QueriedPerson]
    preset: str | None = None
    purpose: QueryPurpose
    by: str
    at: TimeText
    items: list[DeskItemRow]


class AssessmentRow(BaseModel):
    """One 甄别 of an answer; of several about one answer the newest `at` counts."""

    id: Id
    feedback_id: Id
    case_id: Id
    executable: Executable
    reason: str | None = None
    note: str
    by: str
    at: TimeText


class QueryOfficerRow(BaseModel):
    """A person on the register; whoever is not there cannot ask."""

    id: Id
    person_id: Id
    certificate: str
    since: TimeText


def feedback_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    """Rows by id. The feed hands out ids by scope, so whoever asks holds it."""
    return {one.id: feedback_row(one) for one in session.scalars(select(Feedback).where(Feedback.id.in_(ids)))}


def request_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    items = _items(session, ids)
    found = session.scalars(select(QueryRequest).where(QueryRequest.id.in_(ids)))
    return {one.id: request_row(one, items[one.id]) for one in found}


def desk_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    """Only one's own, and only while one sits at the desk."""
    if not actor.has_role(DESK):
        return {}
    items = _items(session, ids)
    found = session.scalars(select(QueryRequest).where(QueryRequest.id.in_(ids), QueryRequest.by == actor.id)).all()
    numbers = {case_id: case_facts(session, case_id).case_number for case_id in {one.case_id for one in found}}
    return {one.id: desk_row(one, items[one.id], numbers[one.case_id]) for one in found}


def _items(session: Session, ids: list[str]) -> defaultdict[str, list[QueryItem]]:
    items: defaultdict[str, list[QueryItem]] = defaultdict(list)
    for one in session.scalars(select(QueryItem).where(QueryItem.request_id.in_(ids)).order_by(QueryItem.serial)):
        items[one.request_id].append(one)
    return items


def assessment_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    found = session.scalars(select(AssetAssessment).where(AssetAssessment.id.in_(ids)))
    return {one.id: {"id": one.id, "feedback_id": one.feedback_id, "case_id": one.case_id,
                     "executable": one.executable, "reason": one.reason, "note": one.note, "by": one.by,
                     "at": to_text(one.at)} for one in found}


def officer_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    found = session.scalars(select(QueryOfficer).where(QueryOfficer.id.in_(ids), QueryOfficer.until.is_(None)))
    return {one.id: {"id": one.id, "person_id": one.person_id, "certificate": one.certificate,
                     "since": to_text(one.since)} for one in found}
