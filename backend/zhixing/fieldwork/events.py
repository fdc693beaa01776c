"""What has happened in this slice. Each fact stands alone."""

from typing import Any

from pydantic import BaseModel

from zhixing.kernel.messages import Id, TimeText


class VisitStarted(BaseModel):
    """`fieldwork.visit_started`: officers began an act outside."""

    visit_id: Id
    case_id: Id
    case_number: str
    purpose: str
    officers: list[Id]
    address: str
    started_at: TimeText
    by: str


class VisitEnded(BaseModel):
    """`fieldwork.visit_ended`: the list is complete; `missing` names the records the act should have left."""

    visit_id: Id
    case_id: Id
    case_number: str
    purpose: str
    started_at: TimeText
    ended_at: TimeText
    result: str
    items: int
    missing: list[str]
    by: str


class ItemListed(BaseModel):
    """`fieldwork.item_listed`: a line was added to the list."""

    item_id: Id
    visit_id: Id
    case_id: Id
    no: int
    name: str
    quantity: str
    unit: str
    by: str


class ItemCorrected(BaseModel):
    """`fieldwork.item_corrected`: field → {from, to}."""

    item_id: Id
    visit_id: Id
    case_id: Id
    changes: dict[str, Any]
    reason: str
    by: str


class ItemStruck(BaseModel):
    """`fieldwork.item_struck`: the line is void."""

    item_id: Id
    visit_id: Id
    case_id: Id
    reason: str
    by: str


class NoteTaken(BaseModel):
    """`fieldwork.note_taken`: a note was written."""

    note_id: Id
    visit_id: Id
    case_id: Id
    after_end: bool
    by: str
