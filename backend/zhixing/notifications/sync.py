"""Which notices a device may hold: those of its person."""

from typing import Any

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.kernel.clock import to_text
from zhixing.kernel.messages import Actor, Id, TimeText
from zhixing.notifications.events import NoticeKind
from zhixing.notifications.models import Notice


class NoticeRow(BaseModel):
    """`kind` and `params` are put into words by the app."""

    id: Id
    kind: NoticeKind
    params: dict[str, Any]
    case_id: Id | None
    at: TimeText
    read_at: TimeText | None


def notice_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    """Rows by id; another person's are absent."""
    found = session.scalars(select(Notice).where(Notice.id.in_(ids), Notice.person_id == actor.id))
    return {one.id: {"id": one.id, "kind": one.kind, "params": one.params, "case_id": one.case_id,
                     "at": to_text(one.at), "read_at": to_text(one.read_at) if one.read_at else None} for one in found}
