"""What the server refused, or somebody else's act overtook: whole, with its bytes, until a person decides.

The ledger keeps these acts; this file only reads it. Nothing here changes or deletes.
"""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from zhixing.kernel.clock import from_text, to_text
from zhixing.kernel.errors import DomainError, NotFound
from zhixing.kernel.messages import Result
from zhixing.platform.files import BlobStore
from zhixing.platform.ledger import LedgerEntry

_KEPT = (Result.REFUSED, Result.CONFLICT)
# Bodies shown here were made in the field. Those of other slices may hold secrets (a password) and stay closed.
_SHOWN_SLICES = ("capture.", "fieldwork.", "documents.", "cases.")


class QuarantineCursorUnknown(DomainError):
    """The cursor is not one this door gave."""

    code = "quarantine.cursor_unknown"
    status = 410
    title = "Unknown cursor"


@dataclass(frozen=True)
class Asked:
    """Which part of the quarantine: `author` None for everybody's."""

    author: str | None
    cursor: str | None
    limit: int


def quarantine(session: Session, store: BlobStore, asked: Asked) -> tuple[list[dict[str, Any]], str | None]:
    """Refused and conflicting acts, newest first, and the cursor of the next page.

    Raises: QuarantineCursorUnknown.
    """
    query = select(LedgerEntry).where(LedgerEntry.outcome.in_(_KEPT))
    if asked.author:
        query = query.where(LedgerEntry.actor == asked.author)
    if asked.cursor:
        at, act = _read_cursor(asked.cursor)
        query = query.where(or_(LedgerEntry.received_at < at,
                                and_(LedgerEntry.received_at == at, LedgerEntry.id < act)))
    query = query.order_by(LedgerEntry.received_at.desc(), LedgerEntry.id.desc()).limit(asked.limit)
    entries = list(session.scalars(query))
    cursor = _cursor(entries[-1]) if len(entries) == asked.limit else None
    return [_row(entry, store) for entry in entries], cursor


def quarantined_blob(session: Session, envelope_id: str, sha256: str, author: str | None) -> dict[str, Any]:
    """The bytes' description in a kept act. Raises: NotFound, also for an act of somebody else."""
    entry = session.get(LedgerEntry, envelope_id)
    if entry is None or entry.outcome not in _KEPT or (author and entry.actor != author) or not _shown(entry):
        raise NotFound(what="quarantined_act")
    for blob in entry.envelope.get("blobs") or []:
        if blob["sha256"] == sha256:
            return blob | {"owners": [f"person:{entry.actor}", f"device:{entry.device_id}"]}
    raise NotFound(what="blob")


def _shown(entry: LedgerEntry) -> bool:
    return entry.type.startswith(_SHOWN_SLICES)


def _row(entry: LedgerEntry, store: BlobStore) -> dict[str, Any]:
    blobs = [blob | {"is_here": store.has(blob["sha256"])} for blob in entry.envelope.get("blobs") or []]
    return {"id": entry.id, "type": entry.type, "actor": entry.actor, "device_id": entry.device_id,
            "device_seq": entry.device_seq, "outcome": entry.outcome, "problem": entry.problem,
            "occurred_at": entry.envelope["occurred_at"], "received_at": to_text(entry.received_at),
            "body": entry.envelope["body"] if _shown(entry) else None, "blobs": blobs if _shown(entry) else []}


def _cursor(entry: LedgerEntry) -> str:
    return base64.urlsafe_b64encode(f"{entry.received_at.isoformat()}|{entry.id}".encode()).decode().rstrip("=")


def _read_cursor(text: str) -> tuple[datetime, str]:
    try:
        at, act = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split("|")
        return from_text(at), act
    except ValueError as cause:
        raise QuarantineCursorUnknown() from cause
