"""Loading approvals; also what upper slices ask about them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from zhixing.approvals.models import (
    Approval,
    ApprovalDecision,
    ApprovalDelegation,
    ApprovalPanel,
    ApprovalProof,
    ApprovalStep,
    ApprovalTask,
    Recusal,
)
from zhixing.approvals.rules import Standing
from zhixing.cases import CaseFacts, case_facts
from zhixing.kernel.clock import legal_date, to_text
from zhixing.kernel.errors import NotFound


@dataclass(frozen=True)
class ApprovalFacts:
    """How an approval stands. `status`: waiting, approved, returned, withdrawn or voided."""

    approval_id: str
    subject_kind: str
    subject_id: str
    case_id: str
    doc_kind: str
    sha256: str
    version: int
    status: str
    retroactive: bool
    drafted_by: str
    ended_at: datetime | None


def approval_or_not_found(session: Session, approval_id: str) -> Approval:
    """Raises: NotFound."""
    row = session.get(Approval, approval_id)
    if row is None:
        raise NotFound(what="approval")
    return row


def lock_approval(session: Session, approval_id: str) -> Approval:
    """The approval as it is now, held until the commit. Whoever changes anything about an approval takes this first:
    two votes at the same time are counted one after the other, and a decision and a change of the document exclude
    each other."""
    row = session.get_one(Approval, approval_id, with_for_update=True, populate_existing=True)
    for table in (ApprovalStep, ApprovalTask):
        query = select(table).where(table.approval_id == approval_id)
        session.scalars(query, execution_options={"populate_existing": True}).all()
    return row


def steps_of(session: Session, approval_id: str) -> list[ApprovalStep]:
    """In their order."""
    query = select(ApprovalStep).where(ApprovalStep.approval_id == approval_id).order_by(ApprovalStep.position)
    return list(session.scalars(query))


def tasks_of(session: Session, step_id: str) -> list[ApprovalTask]:
    query = select(ApprovalTask).where(ApprovalTask.step_id == step_id).order_by(ApprovalTask.id)
    return list(session.scalars(query))


def approvals_of(session: Session, subject_kind: str, subject_id: str) -> list[Approval]:
    """Every approval a subject ever went through, oldest first."""
    query = select(Approval).where(Approval.subject_kind == subject_kind, Approval.subject_id == subject_id)
    return list(session.scalars(query.order_by(Approval.opened_at, Approval.id)))


def approval_facts(session: Session, approval_id: str) -> ApprovalFacts:
    """Raises: NotFound."""
    row = approval_or_not_found(session, approval_id)
    return ApprovalFacts(row.id, row.subject_kind, row.subject_id, row.case_id, row.doc_kind, row.sha256, row.version,
                         row.status, row.retroactive, row.drafted_by, row.ended_at)


def latest_approval(session: Session, subject_kind: str, subject_id: str) -> ApprovalFacts | None:
    """The newest approval of a subject, if it ever had one."""
    found = approvals_of(session, subject_kind, subject_id)
    return approval_facts(session, found[-1].id) if found else None


def may_read_for_approval(session: Session, person_id: str, subject_kind: str, subject_id: str) -> bool:
    """Whether the person has, or lately had, a task about this subject: a president who is no member of the case reads
    exactly what he decides. Ends when the task leaves his devices."""
    query = _in_hand(person_id).where(Approval.subject_kind == subject_kind, Approval.subject_id == subject_id)
    return session.scalar(query.limit(1)) is not None


def may_read_as_proof(session: Session, person_id: str, case_id: str, kind: str, ref: str) -> bool:
    """Whether this thing of this case was linked as proof to something the person decides or lately decided. `kind`:
    document, evidence or entry. What was linked out of another case opens nothing."""
    query = (_in_hand(person_id).join(ApprovalProof, ApprovalProof.approval_id == Approval.id)
             .where(ApprovalProof.kind == kind, ApprovalProof.ref == ref, Approval.case_id == case_id))
    return session.scalar(query.limit(1)) is not None


def _in_hand(person_id: str) -> Select[str]:
    return select(ApprovalTask.id).join(Approval, Approval.id == ApprovalTask.approval_id).where(
        ApprovalTask.person_id == person_id, ApprovalTask.forgotten.is_(False))


def approval_evidence(session: Session, subject_kind: str, subject_id: str) -> list[dict[str, Any]]:
    """Every decision about a subject, oldest first, each with all that proves it without this server
    (docs/protocol.md 9)."""
    query = (select(ApprovalDecision, Approval).join(Approval, Approval.id == ApprovalDecision.approval_id)
             .where(Approval.subject_kind == subject_kind, Approval.subject_id == subject_id)
             .order_by(ApprovalDecision.received_at, ApprovalDecision.id))
    return [evidence_record(decision, approval) for decision, approval in session.execute(query)]


def evidence_record(row: ApprovalDecision, approval: Approval) -> dict[str, Any]:
    """One decision as a record that can be checked by itself."""
    return {"v": 1, "approval_id": row.approval_id, "step_id": row.step_id, "subject_kind": approval.subject_kind,
            "subject_id": approval.subject_id, "case_id": approval.case_id, "version": approval.version,
            "person_id": row.person_id, "on_behalf_of": row.on_behalf_of, "decision": row.decision,
            "reason": row.reason, "method": row.method, "sha256": row.sha256, "nonce": row.nonce,
            "challenge": row.challenge, "proof": row.proof, "envelope_id": row.envelope_id,
            "envelope_hash": row.envelope_hash, "occurred_at": to_text(row.occurred_at),
            "received_at": to_text(row.received_at)}


def panel_of(session: Session, case_id: str) -> ApprovalPanel | None:
    """The panel that sits in a case now."""
    return session.scalar(select(ApprovalPanel).where(ApprovalPanel.case_id == case_id,
                                                      ApprovalPanel.ended_at.is_(None)))


def recused_in(session: Session, case_id: str) -> dict[str, str | None]:
    """person → who was named instead, if anybody."""
    query = select(Recusal.person_id, Recusal.replaced_by).where(Recusal.case_id == case_id)
    return {row.person_id: row.replaced_by for row in session.execute(query)}


def standing(row: ApprovalDelegation) -> Standing:
    """A delegation as the rules see it."""
    return Standing(row.id, row.from_person, row.to_person, date.fromisoformat(row.since),
                    date.fromisoformat(row.until), frozenset(row.kinds),
                    legal_date(row.ended_at) if row.ended_at else None)


def delegations_from(session: Session, people: list[str], now: datetime) -> list[Standing]:
    """Delegations by these people under which something may still be handed out: one ended by hand hands out nothing,
    not even on its last day, because what is done after it would be refused."""
    query = select(ApprovalDelegation).where(
        ApprovalDelegation.from_person.in_(people), ApprovalDelegation.ended_at.is_(None),
        ApprovalDelegation.until >= legal_date(now).isoformat()).order_by(ApprovalDelegation.id)
    return [standing(row) for row in session.scalars(query)]


@dataclass(frozen=True)
class Subject:
    """What policies and services need to know of an approval."""

    approval: Approval
    case: CaseFacts
    step: ApprovalStep | None = None
    tasks: tuple[ApprovalTask, ...] = ()

    def task_of(self, person_id: str) -> ApprovalTask | None:
        """The person's task in this step, the newest one."""
        mine = [one for one in self.tasks if one.person_id == person_id]
        return mine[-1] if mine else None


def approval_subject(session: Session, body: Any) -> Subject:
    """Raises: NotFound."""
    row = approval_or_not_found(session, body.approval_id)
    return Subject(row, case_facts(session, row.case_id))


def step_subject(session: Session, body: Any) -> Subject:
    """Raises: NotFound, also for a step of another approval."""
    row = approval_or_not_found(session, body.approval_id)
    step = session.get(ApprovalStep, body.step_id)
    if step is None or step.approval_id != row.id:
        raise NotFound(what="step")
    return Subject(row, case_facts(session, row.case_id), step, tuple(tasks_of(session, step.id)))
