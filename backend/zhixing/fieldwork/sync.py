"""Rows a device may hold: visits, their lists and notes, in the scope of the case."""

from typing import Any

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.fieldwork.commands import Purpose, Vehicle, VisitPlace
from zhixing.fieldwork.models import FieldVisit, InventoryItem, VisitNote
from zhixing.fieldwork.reads import records_of
from zhixing.fieldwork.rules import checklist
from zhixing.kernel.clock import legal_date, to_text
from zhixing.kernel.messages import Actor, Id, TimeText


class ChecklistLine(BaseModel):
    """A record the act must leave behind (domain.md 3.6), its source, and how many are lacking."""

    requirement: str
    source: str
    mark: str
    done: bool
    left: int


class VisitRow(BaseModel):
    """An act outside. `started_at` and `ended_at` are the devices' word. Missing records block nothing."""

    id: Id
    case_id: Id
    purpose: Purpose
    officers: list[Id]
    place: VisitPlace
    started_at: TimeText
    ended_at: TimeText | None
    result: str | None
    summary: str | None
    flags: list[str]
    checklist: list[ChecklistLine]
    by: str


class ItemStruckMark(BaseModel):
    reason: str
    by: str
    at: TimeText


class ItemHistory(BaseModel):
    """One correction: field → {from, to}, with its reason."""

    changes: dict[str, dict[str, Any]]
    reason: str
    by: str
    at: TimeText
    received_at: TimeText


class ItemRow(BaseModel):
    """A line of the list. Void ones keep their number and are marked."""

    id: Id
    visit_id: Id
    case_id: Id
    no: int
    name: str
    spec: str
    quantity: str
    unit: str
    condition: str
    place: str
    custodian: str
    remarks: str
    vehicle: Vehicle | None
    struck: ItemStruckMark | None
    history: list[ItemHistory]
    flags: list[str]
    by: str
    at: TimeText


class NoteRow(BaseModel):
    """A note; `after_end` when it was written after the visit had ended."""

    id: Id
    visit_id: Id
    case_id: Id
    text: str
    at: TimeText
    by: str
    after_end: bool


def visit_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    found = session.scalars(select(FieldVisit).where(FieldVisit.id.in_(ids)))
    return {row.id: _visit(session, row) for row in found}


def _visit(session: Session, row: FieldVisit) -> dict[str, Any]:
    lines = checklist(row.purpose, records_of(session, row), legal_date(row.received_at))
    return {"id": row.id, "case_id": row.case_id, "purpose": row.purpose, "officers": row.officers, "place": row.place,
            "started_at": to_text(row.started_at), "ended_at": to_text(row.ended_at) if row.ended_at else None,
            "result": row.result, "summary": row.summary, "flags": row.flags, "checklist": lines, "by": row.by}


def item_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    found = session.scalars(select(InventoryItem).where(InventoryItem.id.in_(ids)))
    return {row.id: {**row.fields, "id": row.id, "visit_id": row.visit_id, "case_id": row.case_id, "no": row.no,
                     "struck": row.struck, "history": row.history, "flags": row.flags, "by": row.by,
                     "at": to_text(row.at)} for row in found}


def note_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    found = session.scalars(select(VisitNote).where(VisitNote.id.in_(ids)))
    return {row.id: {"id": row.id, "visit_id": row.visit_id, "case_id": row.case_id, "text": row.text,
                     "at": to_text(row.at), "by": row.by, "after_end": row.after_end} for row in found}
