"""Rows of disclosure that a device may hold: all in the scope of their case."""

from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.disclosure.commands import MessageKind, PublicationKind
from zhixing.disclosure.models import LitigantAnswer, LitigantMessage, LitigantPage, Publication
from zhixing.disclosure.tokens import page_key_of, url_path
from zhixing.kernel.clock import to_text
from zhixing.kernel.messages import Actor, DateText, Id, TimeText


class PublicationRow(BaseModel):
    """What is shown, or was: a withdrawn one keeps its reason."""

    id: Id
    case_id: Id
    kind: PublicationKind
    subject_id: Id
    caption: str
    derivative_id: Id | None
    published_at: TimeText
    by: str
    withdrawn_at: TimeText | None
    reason: str | None


class PageRow(BaseModel):
    """A party's page. `url_path` of a closed page opens nothing any more."""

    id: Id
    case_id: Id
    party_id: Id
    url_path: str
    asks_for: Literal["id_number", "phone"]
    opened_at: TimeText
    closed_at: TimeText | None
    views: int
    last_seen_at: TimeText | None


class AnswerRow(BaseModel):
    text: str
    by: str
    at: TimeText


class MessageRow(BaseModel):
    """A litigant's message. `answer_due_on` is null where the year's working days are not entered yet."""

    id: Id
    case_id: Id
    party_id: Id
    kind: MessageKind
    text: str
    at: TimeText
    answer_due_on: DateText | None
    answers: list[AnswerRow]


def _time(moment: Any) -> str | None:
    return to_text(moment) if moment else None


def publication_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    found = session.scalars(select(Publication).where(Publication.id.in_(ids)))
    return {one.id: {"id": one.id, "case_id": one.case_id, "kind": one.kind, "subject_id": one.subject_id,
                     "caption": one.caption, "derivative_id": one.derivative_id,
                     "published_at": to_text(one.published_at), "by": one.by,
                     "withdrawn_at": _time(one.withdrawn_at), "reason": one.reason} for one in found}


def page_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    key = page_key_of(session)
    found = session.scalars(select(LitigantPage).where(LitigantPage.id.in_(ids)))
    return {one.id: {"id": one.id, "case_id": one.case_id, "party_id": one.party_id,
                     "url_path": url_path(key, one.id), "asks_for": one.check_kind,
                     "opened_at": to_text(one.opened_at), "closed_at": _time(one.closed_at), "views": one.views,
                     "last_seen_at": _time(one.last_seen_at)} for one in found}


def message_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    answers: dict[str, list[dict[str, Any]]] = {}
    for one in session.scalars(select(LitigantAnswer).where(LitigantAnswer.message_id.in_(ids))
                               .order_by(LitigantAnswer.at, LitigantAnswer.id)):
        answers.setdefault(one.message_id, []).append({"text": one.text, "by": one.by, "at": to_text(one.at)})
    found = session.scalars(select(LitigantMessage).where(LitigantMessage.id.in_(ids)))
    return {one.id: {"id": one.id, "case_id": one.case_id, "party_id": one.party_id, "kind": one.kind,
                     "text": one.text, "at": to_text(one.at), "answer_due_on": one.answer_due_on,
                     "answers": answers.get(one.id, [])} for one in found}
