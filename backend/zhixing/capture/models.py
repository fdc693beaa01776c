"""Tables of this slice."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from zhixing.platform.db import Base


class Evidence(Base):
    """One original and how it came to be. `visit_id` and `item_id` are the device's word, held by `fieldwork`.

    Rows are never deleted, and what the device said at capture never changes: `caption`, `item_id` and `shot` are the
    newest words, the older ones stand in `EvidenceCorrection`.
    """

    __tablename__ = "evidence"
    id: Mapped[str] = mapped_column(primary_key=True)
    act_id: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"))
    visit_id: Mapped[str | None] = mapped_column(index=True)
    item_id: Mapped[str | None]
    kind: Mapped[str]
    shot: Mapped[str | None]
    caption: Mapped[str]
    source: Mapped[str]
    file_name: Mapped[str | None]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    media_type: Mapped[str]
    captured_at: Mapped[datetime]
    received_at: Mapped[datetime]
    not_before: Mapped[datetime | None]
    clock_offset_ms: Mapped[int | None]
    flags: Mapped[list[Any]]
    position: Mapped[dict[str, Any]]
    camera: Mapped[dict[str, Any] | None]
    duration_ms: Mapped[int | None]
    by: Mapped[str]
    device_id: Mapped[str | None]
    device_seq: Mapped[int | None]
    state: Mapped[str]
    detected_type: Mapped[str | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    struck: Mapped[dict[str, Any] | None]
    published: Mapped[bool]
    __table_args__ = (Index("ix_evidence_case_id_id", "case_id", "id"),)


class EvidenceCorrection(Base):
    """One later word about a piece of evidence: what changed, what was there before, and why."""

    __tablename__ = "evidence_correction"
    id: Mapped[str] = mapped_column(primary_key=True)
    evidence_id: Mapped[str] = mapped_column(ForeignKey("evidence.id"), index=True)
    kind: Mapped[str]
    changes: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any]]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class EvidenceDerivative(Base):
    """A copy made from an original: smaller, or masked. `name` is its file in the store, `made_by` who made it."""

    __tablename__ = "evidence_derivative"
    id: Mapped[str] = mapped_column(primary_key=True)
    evidence_id: Mapped[str] = mapped_column(ForeignKey("evidence.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
