"""Tables of this slice. Rows are never deleted; what changes keeps its history."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from zhixing.platform.db import Base


class FieldVisit(Base):
    """An act outside. `started_at` and `ended_at` are the devices' word; `*_received_at` is ours."""

    __tablename__ = "field_visit"
    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    purpose: Mapped[str]
    officers: Mapped[list[Any]]
    place: Mapped[dict[str, Any]]
    started_at: Mapped[datetime]
    received_at: Mapped[datetime]
    flags: Mapped[list[Any]]
    ended_at: Mapped[datetime | None]
    end_received_at: Mapped[datetime | None]
    end_device_id: Mapped[str | None]
    end_device_seq: Mapped[int | None]
    result: Mapped[str | None]
    summary: Mapped[str | None]
    by: Mapped[str]
    device_id: Mapped[str | None]


class InventoryItem(Base):
    """A line of the list. `fields` are the newest words, `history` says what they were before."""

    __tablename__ = "inventory_item"
    id: Mapped[str] = mapped_column(primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("field_visit.id"), index=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    no: Mapped[int]
    fields: Mapped[dict[str, Any]]
    struck: Mapped[dict[str, Any] | None]
    history: Mapped[list[Any]]
    flags: Mapped[list[Any]]
    by: Mapped[str]
    at: Mapped[datetime]
    received_at: Mapped[datetime]


class VisitNote(Base):
    """A note of a visit, as written."""

    __tablename__ = "visit_note"
    id: Mapped[str] = mapped_column(primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("field_visit.id"), index=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    text: Mapped[str]
    after_end: Mapped[bool]
    by: Mapped[str]
    at: Mapped[datetime]
