"""Rows a device may hold: what documents there are. Their bytes come from `GET /api/documents/<id>/pdf`."""

from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.documents.models import CaseDocument
from zhixing.kernel.clock import to_text
from zhixing.kernel.messages import Actor, DateText, Digest, Id, TimeText


class DocumentRow(BaseModel):
    """A document. The PDF can be fetched when `state` is `ready`; `reason` says why one is `blocked`."""

    id: Id
    case_id: Id
    title: str
    kind: str
    size: int
    sha256: Digest
    pages: int | None
    issued_on: DateText | None
    state: Literal["checking", "ready", "blocked"]
    reason: Literal["encrypted", "active_content", "unreadable"] | None
    by: str
    at: TimeText


def document_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    found = session.scalars(select(CaseDocument).where(CaseDocument.id.in_(ids)))
    return {row.id: {"id": row.id, "case_id": row.case_id, "title": row.title, "kind": row.kind, "size": row.size,
                     "sha256": row.sha256, "pages": row.pages, "issued_on": row.issued_on, "state": row.state,
                     "reason": row.reason, "by": row.by, "at": to_text(row.at)} for row in found}
