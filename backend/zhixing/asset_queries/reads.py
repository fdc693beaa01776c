"""Reading query results, the register and the quarantine."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.asset_queries.models import AssetAssessment, Feedback, QueryItem, QueryOfficer, QueryRequest
from zhixing.asset_queries.rules import desk_fail_code, desk_state, needs_assessment
from zhixing.cases import CaseFacts, case_facts, claim_of_case
from zhixing.kernel.clock import to_text
from zhixing.kernel.errors import NotFound


@dataclass(frozen=True)
class RequestSubject:
    """What the policy of a request looks at."""

    case: CaseFacts
    registered: frozenset[str]


def registered_people(session: Session) -> frozenset[str]:
    """Everybody on the register now: a page of names, not a table."""
    return frozenset(session.scalars(select(QueryOfficer.person_id).where(QueryOfficer.until.is_(None))))


def on_register(session: Session, person_id: str) -> QueryOfficer | None:
    """The person's present entry."""
    return session.scalar(select(QueryOfficer).where(QueryOfficer.person_id == person_id,
                                                     QueryOfficer.until.is_(None)))


def feedback_or_not_found(session: Session, feedback_id: str) -> Feedback:
    """Raises: NotFound."""
    found = session.get(Feedback, feedback_id)
    if found is None:
        raise NotFound(what="feedback")
    return found


def case_of_feedback(session: Session, body: Any) -> CaseFacts:
    """Subject of an assessment: the case its answer belongs to. Raises: NotFound."""
    return case_facts(session, feedback_or_not_found(session, body.feedback_id).case_id)


def feedback_of_case(session: Session, case_id: str, before: str | None, limit: int) -> list[dict[str, Any]]:
    """Answers in a case, newest first; `before` is the id the last page ended with."""
    query = select(Feedback).where(Feedback.case_id == case_id).order_by(Feedback.id.desc()).limit(limit)
    if before:
        query = query.where(Feedback.id < before)
    return [feedback_row(one) for one in session.scalars(query)]


def feedback_row(one: Feedback) -> dict[str, Any]:
    return {"id": one.id, "case_id": one.case_id, "serial": one.serial, "request_id": one.request_id,
            "institution": one.institution, "institution_code": one.institution_code, "asset_class": one.asset_class,
            "respondent": one.respondent, "outcome": one.outcome, "fail_code": one.fail_code, "summary": one.summary,
            "quantity": one.quantity, "amount_yuan": one.amount_yuan, "available_yuan": one.available_yuan,
            "prior_freezes": one.prior_freezes, "detail": one.detail, "asked_at": to_text(one.asked_at),
            "answered_at": to_text(one.answered_at), "received_at": to_text(one.received_at),
            "expires_at": to_text(one.expires_at) if one.expires_at else None}


def unassessed_hits(session: Session, case_id: str, today: Any) -> list[str]:
    """Ids of what was found in a case and must still be assessed before it may be closed (甄别), oldest first."""
    claim = claim_of_case(session, case_id)
    done = select(AssetAssessment.feedback_id).where(AssetAssessment.case_id == case_id)
    hits = session.scalars(select(Feedback).where(
        Feedback.case_id == case_id, Feedback.outcome == "found", Feedback.id.not_in(done)).order_by(Feedback.id))
    return [one.id for one in hits if needs_assessment(feedback_row(one), claim, today)]


def request_row(one: QueryRequest, items: list[QueryItem]) -> dict[str, Any]:
    return {"id": one.id, "case_id": one.case_id, "respondents": one.respondents, "preset": one.preset,
            "purpose": one.purpose, "by": one.by, "at": to_text(one.at), "items": [_item(item) for item in items]}


def _item(one: QueryItem) -> dict[str, Any]:
    return {"serial": one.serial, "party_id": one.party_id, "institution": one.institution,
            "asset_class": one.asset_class, "state": one.state, "since": to_text(one.since),
            "usual_minutes": one.usual_minutes, "hits": one.hits, "fail_code": one.fail_code,
            "answered_at": to_text(one.answered_at) if one.answered_at else None}


def desk_row(one: QueryRequest, items: list[QueryItem], case_number: str) -> dict[str, Any]:
    """The request as the desk that made it may see it. `since` of an answer is the first one's: a better one later
    would tell of itself."""
    return {**request_row(one, []), "case_number": case_number, "items": [_desk_item(item) for item in items]}


def _desk_item(one: QueryItem) -> dict[str, Any]:
    full, state = _item(one), desk_state(one.state)
    kept = {name: full[name] for name in ("serial", "party_id", "institution", "asset_class", "usual_minutes",
                                          "answered_at")}
    return {**kept, "state": state, "fail_code": desk_fail_code(one.fail_code),
            "since": full["answered_at"] if state == "answered" else full["since"]}
