"""Reading visits; also what upper slices ask about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.capture import EvidenceFacts, evidence_of_visit
from zhixing.cases import CaseFacts, case_facts
from zhixing.fieldwork.models import FieldVisit, InventoryItem, VisitNote
from zhixing.fieldwork.rules import End, ListedItem, Records, Shown
from zhixing.kernel.errors import NotFound


@dataclass(frozen=True)
class VisitFacts:
    """What upper slices need to know of a visit."""

    visit_id: str
    case_id: str
    purpose: str
    officers: tuple[str, ...]
    address: str
    started_at: datetime
    ended_at: datetime | None
    result: str | None


@dataclass(frozen=True)
class VisitSubject:
    """For the policies of this slice: the case and the officers of the visit."""

    case: CaseFacts
    officers: frozenset[str]


def visit_facts(session: Session, visit_id: str) -> VisitFacts:
    """Raises: NotFound."""
    row = _visit(session, visit_id)
    return VisitFacts(row.id, row.case_id, row.purpose, tuple(row.officers), row.place["address"], row.started_at,
                      row.ended_at, row.result)


def _visit(session: Session, visit_id: str) -> FieldVisit:
    row = session.get(FieldVisit, visit_id)
    if row is None:
        raise NotFound(what="visit")
    return row


def end_of(row: FieldVisit) -> End | None:
    """The end of a visit as the rules want it."""
    if row.ended_at is None or row.end_received_at is None:
        return None
    return End(row.ended_at, row.end_device_id, row.end_device_seq, row.end_received_at)


def new_visit_subject(session: Session, body: Any) -> VisitSubject:
    """Raises: NotFound when there is no such case."""
    return VisitSubject(case_facts(session, body.case_id), frozenset())


def visit_subject(session: Session, body: Any) -> VisitSubject:
    """Raises: NotFound."""
    row = _visit(session, body.visit_id)
    return VisitSubject(case_facts(session, row.case_id), frozenset(row.officers))


def item_subject(session: Session, body: Any) -> VisitSubject:
    """Raises: NotFound."""
    item = session.get(InventoryItem, body.item_id)
    if item is None:
        raise NotFound(what="item")
    row = _visit(session, item.visit_id)
    return VisitSubject(case_facts(session, row.case_id), frozenset(row.officers))


def items_of(session: Session, visit_id: str) -> list[InventoryItem]:
    """The lines of a visit in the order of the paper, void ones included."""
    query = select(InventoryItem).where(InventoryItem.visit_id == visit_id)
    return list(session.scalars(query.order_by(InventoryItem.no, InventoryItem.id)))


def evidence_of(session: Session, visit: FieldVisit) -> list[EvidenceFacts]:
    """Evidence that names this visit; a device could name a visit of another case, which does not count."""
    return [one for one in evidence_of_visit(session, visit.id) if one.case_id == visit.case_id]


def records_of(session: Session, visit: FieldVisit) -> Records:
    """What the visit has left behind so far."""
    notes = session.scalars(select(VisitNote.text).where(VisitNote.visit_id == visit.id))
    items = [ListedItem(one.id, one.fields["custodian"]) for one in items_of(session, visit.id) if one.struck is None]
    return Records(items, list(notes), _shown(evidence_of(session, visit)))


def _shown(evidence: Iterable[EvidenceFacts]) -> list[Shown]:
    return [Shown(one.kind, one.shot, one.item_id) for one in evidence if not one.is_struck]
