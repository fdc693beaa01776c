"""What goes into an evidence package: the acts that made a case's or a visit's record, and who looked at it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from zhixing.capture import EvidenceFacts, evidence_of_case
from zhixing.fieldwork.models import FieldVisit, InventoryItem
from zhixing.fieldwork.reads import evidence_of
from zhixing.kernel.messages import Result
from zhixing.platform.audit import AuditEntry
from zhixing.platform.ledger import LedgerEntry

_LOOKS = ("evidence.original_viewed", "evidence.exported", "capture.examined")
_ACTS = ("capture.correct", "capture.strike", "fieldwork.start_visit", "fieldwork.list_item", "fieldwork.correct_item",
         "fieldwork.strike_item", "fieldwork.order_items", "fieldwork.note", "fieldwork.end_visit")


@dataclass(frozen=True)
class Chosen:
    """Ids of acts and of audit entries, and the pieces of evidence they are about."""

    acts: list[str]
    entries: list[str]
    evidence: list[str]


def choose_case(session: Session, case_id: str) -> Chosen:
    """Everything of a case: its evidence and all its visits."""
    visits = list(session.scalars(select(FieldVisit.id).where(FieldVisit.case_id == case_id)))
    return _chosen(session, evidence_of_case(session, case_id), visits)


def choose_visit(session: Session, visit_id: str) -> Chosen:
    """One visit and the evidence that names it."""
    return _chosen(session, evidence_of(session, session.get_one(FieldVisit, visit_id)), [visit_id])


def _chosen(session: Session, evidence: Iterable[EvidenceFacts], visits: list[str]) -> Chosen:
    evidence = list(evidence)
    ids = [one.evidence_id for one in evidence]
    items = list(session.scalars(select(InventoryItem.id).where(InventoryItem.visit_id.in_(visits))))
    body = LedgerEntry.envelope["body"]
    about = or_(body["evidence_id"].as_string().in_(ids), body["visit_id"].as_string().in_(visits),
                body["item_id"].as_string().in_(items))
    later = session.scalars(select(LedgerEntry.id).where(
        LedgerEntry.type.in_(_ACTS), LedgerEntry.outcome == Result.ACCEPTED, about))
    looks = session.scalars(select(AuditEntry.id).where(AuditEntry.subject.in_(ids), AuditEntry.kind.in_(_LOOKS)))
    return Chosen([*(one.act_id for one in evidence), *later], list(looks), ids)
