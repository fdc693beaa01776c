"""Pure decisions about visits and lists. Imports kernel only."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zhixing.fieldwork.errors import (
    EngineNumberNeeded,
    OrderNotOfVisit,
    QuantityNotPositive,
    TooFewOfficers,
    VisitEnded,
)
from zhixing.kernel.law import read_law

LAW = read_law("zhixing.fieldwork")
PURPOSES = ("seizure", "search", "eviction", "investigation", "service", "other")

# Notes by which a record counts as made. Parts of the paper, so they are Chinese and never translated.
ANNOUNCED = "全程录音录像"
ATTENDEES = "在场人："
NOTHING_FOUND = "未发现可供执行的财物："

# The devices' clocks say so; a remark on the visit, never a reason to refuse its end.
END_BEFORE_START = "end_before_start"


def check_officers(purpose: str, officers: list[str], on: date) -> None:
    """Raises: TooFewOfficers. Source: law key least_officers_<purpose>."""
    least = LAW.value(f"least_officers_{purpose}", on)
    if len(set(officers)) < least:
        raise TooFewOfficers(least=least, named=len(set(officers)))


def check_item(quantity: str, vehicle: dict[str, Any] | None) -> None:
    """Raises: QuantityNotPositive, EngineNumberNeeded (SEZ 9)."""
    if Decimal(quantity) <= 0:
        raise QuantityNotPositive()
    if vehicle is not None and not vehicle.get("plate") and not vehicle.get("engine_number"):
        raise EngineNumberNeeded()


@dataclass(frozen=True)
class Moment:
    """When an act was made: the device's word, its place in the device's chain, and what is proven."""

    occurred_at: datetime
    device_id: str | None
    device_seq: int | None
    not_before: datetime | None = None


@dataclass(frozen=True)
class End:
    """When a visit ended: the device's word and chain place of that act, and when we received it."""

    ended_at: datetime
    device_id: str | None
    device_seq: int | None
    received_at: datetime


def is_after(end: End | None, moment: Moment) -> bool:
    """Whether an act was made after the end. On one device its chain decides; between two, their clocks,
    unless a time token proves that the act is younger than our receipt of the end."""
    if end is None:
        return False
    if moment.device_id == end.device_id and moment.device_seq is not None and end.device_seq is not None:
        return moment.device_seq > end.device_seq
    proven = moment.not_before is not None and moment.not_before > end.received_at
    return proven or moment.occurred_at > end.ended_at


def check_open(end: End | None, moment: Moment) -> None:
    """The list grows no more after the end; what another tablet listed before it is still taken in.

    Raises: VisitEnded.
    """
    if is_after(end, moment):
        raise VisitEnded()


def reordered(now: list[str], wanted: list[str]) -> list[str]:
    """The list in the wanted order; lines not named follow in the order they have.

    Raises: OrderNotOfVisit.
    """
    if len(set(wanted)) != len(wanted) or not set(wanted) <= set(now):
        raise OrderNotOfVisit()
    return [*wanted, *(one for one in now if one not in set(wanted))]


@dataclass(frozen=True)
class ListedItem:
    item_id: str
    custodian: str


@dataclass(frozen=True)
class Shown:
    """A standing piece of evidence, as far as the checklist looks."""

    kind: str
    shot: str | None
    item_id: str | None


@dataclass(frozen=True)
class Records:
    """What a visit has left behind; struck lines and struck evidence do not count."""

    items: list[ListedItem]
    notes: list[str]
    evidence: list[Shown]


def checklist(purpose: str, records: Records, on: date) -> list[dict[str, Any]]:
    """The records this act must leave behind, each with its source, whether it is there, and how many lack.

    Nothing is blocked by a missing one: the officers explain it in the summary. Source: law key records_<purpose>.
    """
    lines = []
    for one in LAW.value(f"records_{purpose}", on):
        left = _lacking(one["requirement"], records)
        lines.append({**one, "done": left == 0, "left": left})
    return lines


def missing(purpose: str, records: Records, on: date) -> list[str]:
    """Names of the records that are not there."""
    return [one["requirement"] for one in checklist(purpose, records, on) if not one["done"]]


def _lacking(requirement: str, records: Records) -> int:
    pictured = {one.item_id for one in records.evidence}
    counts = {
        "announcement": lambda: not _noted(records, ANNOUNCED),
        "attendees": lambda: not _noted(records, ATTENDEES),
        "recording": lambda: not any(one.kind in ("video", "audio") for one in records.evidence),
        "items": lambda: not (records.items or _noted(records, NOTHING_FOUND)),
        "item_photos": lambda: sum(one.item_id not in pictured for one in records.items),
        "custodians": lambda: sum(not one.custodian for one in records.items),
        "process": lambda: not any(one.kind in ("photo", "video") for one in records.evidence),
        "account": lambda: not (records.notes or records.evidence),
    }
    by_shot = lambda: not any(one.shot == requirement for one in records.evidence)  # noqa: E731
    return int(counts.get(requirement, by_shot)())


def _noted(records: Records, words: str) -> bool:
    return any(words in note for note in records.notes)


def device_rules() -> dict[str, Any]:
    """What a tablet needs to check a visit without a line."""
    return {"law": LAW.for_device(),
            "note_words": {"announcement": ANNOUNCED, "attendees": ATTENDEES, "nothing_found": NOTHING_FOUND}}
