"""Reading query results and the quarantine."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.asset_queries.models import Feedback, GatewayQuarantine
from zhixing.kernel.clock import to_text


def feedback_of_case(session: Session, case_id: str, before: str | None, limit: int) -> list[dict[str, Any]]:
    """Answers in a case, newest first; `before` is the id the last page ended with."""
    query = select(Feedback).where(Feedback.case_id == case_id).order_by(Feedback.id.desc()).limit(limit)
    if before:
        query = query.where(Feedback.id < before)
    return [feedback_row(one) for one in session.scalars(query)]


def feedback_row(one: Feedback) -> dict[str, Any]:
    return {"id": one.id, "case_id": one.case_id, "serial": one.serial, "institution": one.institution,
            "asset_class": one.asset_class, "respondent": one.respondent, "outcome": one.outcome,
            "summary": one.summary, "amount_yuan": one.amount_yuan, "available_yuan": one.available_yuan,
            "prior_freezes": one.prior_freezes, "asked_at": to_text(one.asked_at),
            "answered_at": to_text(one.answered_at), "received_at": to_text(one.received_at)}


def quarantine(session: Session, before: str | None, limit: int) -> list[dict[str, Any]]:
    """Lines set aside, newest first, without their content: enough to ask the sender for them again."""
    query = select(GatewayQuarantine).order_by(GatewayQuarantine.id.desc()).limit(limit)
    if before:
        query = query.where(GatewayQuarantine.id < before)
    return [{"id": one.id, "peer": one.peer, "batch": one.batch, "line": one.line, "serial": one.serial,
             "code": one.code, "params": one.params, "at": to_text(one.at)} for one in session.scalars(query)]
