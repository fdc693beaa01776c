"""Tables of this slice. Decisions are never changed; approvals end once."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from zhixing.platform.db import Base


class Approval(Base):
    """One way of one version of a document through its steps. `status`: waiting → approved, returned, withdrawn or
    voided. `rule` is the line of the matrix it was opened under, kept as it was; `evidence` what was linked."""

    __tablename__ = "approval"
    id: Mapped[str] = mapped_column(primary_key=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    doc_kind: Mapped[str]
    title: Mapped[str]
    sha256: Mapped[str]
    version: Mapped[int]
    amount_yuan: Mapped[str | None]
    urgent: Mapped[bool]
    retroactive: Mapped[bool]
    acted_at: Mapped[datetime | None]
    drafted_by: Mapped[str]
    status: Mapped[str] = mapped_column(index=True)
    rule: Mapped[dict[str, Any]]
    evidence: Mapped[list[Any]]
    questions: Mapped[list[Any]]
    previous_id: Mapped[str | None]
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
    ended_by: Mapped[str | None]
    __table_args__ = (Index("ix_approval_subject", "subject_kind", "subject_id"),)


class ApprovalProof(Base):
    """A thing that was linked as proof (`kind`: document, evidence or entry; `ref` its id): whoever decides may look
    at it, member of the case or not."""

    __tablename__ = "approval_proof"
    approval_id: Mapped[str] = mapped_column(ForeignKey("approval.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(primary_key=True, index=True)


class ApprovalStep(Base):
    """One step: `role` is an office, `handler` (the judges of the case) or `panel`. `status`: ahead → waiting →
    approved, returned, or over when the approval ended first."""

    __tablename__ = "approval_step"
    id: Mapped[str] = mapped_column(primary_key=True)
    approval_id: Mapped[str] = mapped_column(ForeignKey("approval.id"), index=True)
    position: Mapped[int]
    role: Mapped[str]
    quorum: Mapped[int]
    named: Mapped[list[Any]]
    status: Mapped[str]
    waiting_since: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    stuck: Mapped[bool]
    decided_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_approval_step_status_due_at", "status", "due_at"),)


class ApprovalTask(Base):
    """A step in the hands of one person, with the nonce only this person was given. `status`: open → approved or
    returned by this person, or closed when it was settled otherwise."""

    __tablename__ = "approval_task"
    id: Mapped[str] = mapped_column(primary_key=True)
    approval_id: Mapped[str] = mapped_column(ForeignKey("approval.id"), index=True)
    step_id: Mapped[str] = mapped_column(ForeignKey("approval_step.id"), index=True)
    person_id: Mapped[str] = mapped_column(index=True)
    on_behalf_of: Mapped[str | None]
    delegation_id: Mapped[str | None]
    nonce: Mapped[str]
    approve_challenge: Mapped[str] = mapped_column(unique=True)
    return_challenge: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str]
    closed_why: Mapped[str | None]
    opened_sha256: Mapped[str | None]
    opened_at: Mapped[datetime | None]
    handed_out_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    forgotten: Mapped[bool]


class ApprovalDecision(Base):
    """A decision with all that proves it without this server: the challenge and what it was made of, the assertion and
    the public key as they were. `confirmation` instead where there was no passkey."""

    __tablename__ = "approval_decision"
    id: Mapped[str] = mapped_column(primary_key=True)
    approval_id: Mapped[str] = mapped_column(ForeignKey("approval.id"), index=True)
    step_id: Mapped[str] = mapped_column(ForeignKey("approval_step.id"), index=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("approval_task.id"), unique=True)
    person_id: Mapped[str] = mapped_column(index=True)
    on_behalf_of: Mapped[str | None]
    decision: Mapped[str]
    reason: Mapped[str | None]
    method: Mapped[str]
    sha256: Mapped[str]
    nonce: Mapped[str]
    challenge: Mapped[str] = mapped_column(unique=True)
    proof: Mapped[dict[str, Any]]
    credential_id: Mapped[str | None]
    sign_count: Mapped[int | None] = mapped_column(BigInteger)
    envelope_id: Mapped[str]
    envelope_hash: Mapped[str]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    __table_args__ = (Index("ix_approval_decision_credential_id_sign_count", "credential_id", "sign_count"),)


class ApprovalPanel(Base):
    """The panel (合议庭) of a case; `ended_at` when a new one replaced it."""

    __tablename__ = "approval_panel"
    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    members: Mapped[list[Any]]
    presiding: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ApprovalDelegation(Base):
    """Who decides for whom. Days in Asia/Shanghai, both included; `ended_at` when it was ended earlier."""

    __tablename__ = "approval_delegation"
    id: Mapped[str] = mapped_column(primary_key=True)
    from_person: Mapped[str] = mapped_column(index=True)
    to_person: Mapped[str] = mapped_column(index=True)
    since: Mapped[str]
    until: Mapped[str]
    kinds: Mapped[list[Any]]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]


class Recusal(Base):
    """回避 of a person in a case."""

    __tablename__ = "approval_recusal"
    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    person_id: Mapped[str] = mapped_column(index=True)
    ground: Mapped[str]
    reason: Mapped[str]
    replaced_by: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (Index("ix_approval_recusal_case_id_person_id", "case_id", "person_id", unique=True),)


class ApprovalRule(Base):
    """The matrix as it was last handed to devices: one row per kind of document."""

    __tablename__ = "approval_rule"
    kind: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    rule: Mapped[dict[str, Any]]
