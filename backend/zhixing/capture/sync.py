"""Rows a device may hold: evidence with its proofs, in the scope of its case."""

from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.capture.models import Evidence, EvidenceCorrection, EvidenceDerivative
from zhixing.capture.rules import AFTER_END
from zhixing.kernel.clock import to_text
from zhixing.kernel.messages import Actor, Digest, Id, TimeText
from zhixing.kernel.place import NoPosition, Position
from zhixing.platform.ledger import LedgerEntry


class EvidenceBracket(BaseModel):
    """The act was made between these two moments of the server's clock."""

    not_before: TimeText | None
    not_after: TimeText


class EvidenceStruck(BaseModel):
    reason: str
    by: str
    at: TimeText


class EvidenceCorrected(BaseModel):
    """One later word: the new values and the ones they replaced."""

    id: Id
    kind: Literal["correct", "strike"]
    changes: dict[str, Any]
    before: dict[str, Any]
    reason: str
    by: str
    at: TimeText


class EvidenceCopy(BaseModel):
    """`GET /api/evidence/<evidence>/<id>` gives its bytes; `thumbnail` and `display` also go by their kind."""

    id: Id
    kind: Literal["thumbnail", "display", "masked"]
    width: int
    height: int


class AuditLeaf(BaseModel):
    id: Id
    leaf: Digest


class EvidenceReceipt(BaseModel):
    """Where in the audit log the receipt for this evidence stands; the device that captured holds the signed whole."""

    envelope_id: Id
    envelope_hash: Digest
    received_at: TimeText
    entry: AuditLeaf


class EvidenceRow(BaseModel):
    """A piece of evidence. `captured_at` is the device's word, `received_at` and `bracket` are ours."""

    id: Id
    case_id: Id
    visit_id: Id | None
    item_id: Id | None
    kind: Literal["photo", "video", "audio", "file"]
    shot: str | None
    caption: str
    source: str
    file_name: str | None
    sha256: Digest
    size: int
    media_type: str
    detected_type: str | None
    captured_at: TimeText
    received_at: TimeText
    state: Literal["verified", "undecodable"]
    width: int | None
    height: int | None
    duration_ms: int | None
    position: Position | NoPosition
    by: str
    device_id: Id | None
    device_seq: int | None
    receipt: EvidenceReceipt | None
    bracket: EvidenceBracket
    clock_offset_ms: int | None
    flags: list[str]
    after_end: bool
    struck: EvidenceStruck | None
    corrections: list[EvidenceCorrected]
    derivatives: list[EvidenceCopy]
    published: bool


def evidence_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    rows = list(session.scalars(select(Evidence).where(Evidence.id.in_(ids))))
    receipts = _receipts(session, [row.act_id for row in rows])
    corrections = _corrections(session, ids)
    copies = _copies(session, ids)
    return {row.id: _row(row) | {"receipt": receipts.get(row.act_id), "corrections": corrections.get(row.id, []),
                                 "derivatives": copies.get(row.id, [])} for row in rows}


_AS_THEY_ARE = ("id", "case_id", "visit_id", "item_id", "kind", "shot", "caption", "source", "file_name", "sha256",
                "size", "media_type", "detected_type", "state", "width", "height", "duration_ms", "position", "by",
                "device_id", "device_seq", "clock_offset_ms", "flags", "struck", "published")


def _row(row: Evidence) -> dict[str, Any]:
    received_at = to_text(row.received_at)
    return {name: getattr(row, name) for name in _AS_THEY_ARE} | {
        "captured_at": to_text(row.captured_at), "received_at": received_at, "after_end": AFTER_END in row.flags,
        "bracket": {"not_before": to_text(row.not_before) if row.not_before else None, "not_after": received_at}}


def _receipts(session: Session, acts: list[str]) -> dict[str, dict[str, Any]]:
    query = select(LedgerEntry.id, LedgerEntry.receipt).where(LedgerEntry.id.in_(acts))
    wanted = ("envelope_id", "envelope_hash", "received_at", "entry")
    return {act: {name: receipt[name] for name in wanted} for act, receipt in session.execute(query) if receipt}


def _corrections(session: Session, ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    query = select(EvidenceCorrection).where(EvidenceCorrection.evidence_id.in_(ids))
    for row in session.scalars(query.order_by(EvidenceCorrection.at, EvidenceCorrection.id)):
        found.setdefault(row.evidence_id, []).append(
            {"id": row.id, "kind": row.kind, "changes": row.changes, "before": row.before, "reason": row.reason,
             "by": row.by, "at": to_text(row.at)})
    return found


def _copies(session: Session, ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    query = select(EvidenceDerivative).where(EvidenceDerivative.evidence_id.in_(ids))
    for row in session.scalars(query.order_by(EvidenceDerivative.made_at, EvidenceDerivative.id)):
        found.setdefault(row.evidence_id, []).append(
            {"id": row.id, "kind": row.kind, "width": row.width, "height": row.height})
    return found
