"""What can be asked of this slice. All of it is signed on the officers' tablet."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from zhixing.kernel.messages import Command, Id, Strict
from zhixing.kernel.place import NoPosition, Position

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Quantity = Annotated[str, StringConstraints(pattern=r"^\d{1,9}(\.\d{1,4})?$")]
Purpose = Literal["seizure", "search", "eviction", "investigation", "service", "other"]


class VisitPlace(Strict):
    """Where: the address as people say it, and the fix if there is one."""

    address: Name
    position: Position | NoPosition | None = None


class Vehicle(Strict):
    """A motor vehicle. `plate` is empty for an unregistered one."""

    plate: Word = ""
    vin: Word = ""
    engine_number: Word = ""


class StartVisit(Command):
    """Officers begin an act outside."""

    visit_id: Id
    case_id: Id
    purpose: Purpose
    officers: Annotated[list[Id], Field(max_length=50)]
    place: VisitPlace


class ListItem(Command):
    """A line of the list (清单). Its number is its place in the list; the server gives it."""

    item_id: Id
    visit_id: Id
    name: Name
    spec: Word = ""
    quantity: Quantity
    unit: Name
    condition: Word = ""
    place: Word = ""
    custodian: Word = ""
    remarks: Text = ""
    vehicle: Vehicle | None = None


class ItemChanges(Strict):
    """New values. A field left out stays; `vehicle: null` says it is no vehicle."""

    name: Name = "-"
    spec: Word = ""
    quantity: Quantity = "1"
    unit: Name = "-"
    condition: Word = ""
    place: Word = ""
    custodian: Word = ""
    remarks: Text = ""
    vehicle: Vehicle | None = None


class CorrectItem(Command):
    """Correct a line, with the reason; the old values stay in its history. Only fields that are given change."""

    item_id: Id
    changes: ItemChanges
    reason: Reason


class StrikeItem(Command):
    """Mark a line void (作废). It stays in the list, marked."""

    item_id: Id
    reason: Reason


class OrderItems(Command):
    """Put the list in another order. Lines not named follow in the order they have."""

    visit_id: Id
    order: Annotated[list[Id], Field(max_length=2000)]


class TakeNote(Command):
    """A note of the visit: who was present, what was said."""

    note_id: Id
    visit_id: Id
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class EndVisit(Command):
    """The visit is over; the list grows no more. Reasons for records that are missing stand in the summary."""

    visit_id: Id
    result: Name
    summary: Annotated[str, StringConstraints(strip_whitespace=True, max_length=8000)] = ""
