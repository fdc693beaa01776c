"""Rows a device may hold.

`approvals` live in the scope of their case, for its members. `approval_tasks` live in the scope of the one person who
is asked: a president who is no member of the case sees exactly what he has to decide, with the nonce only he was
given. `delegations` and `approval_rules` are for everybody of the court.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.approvals.commands import Decided, Ground, Method
from zhixing.approvals.models import (
    Approval,
    ApprovalDecision,
    ApprovalDelegation,
    ApprovalPanel,
    ApprovalRule,
    ApprovalStep,
    ApprovalTask,
    Recusal,
)
from zhixing.approvals.rules import Condition, KindRules, LinkKind, OwnDraft, ProofRule, Role
from zhixing.cases import CaseFacts, case_facts, respondents, timeline_entry
from zhixing.kernel.clock import to_text
from zhixing.kernel.errors import NotFound
from zhixing.kernel.messages import Actor, DateText, Digest, Id, TimeText

Status = Literal["waiting", "approved", "returned", "withdrawn", "voided"]


class EntryWords(BaseModel):
    """An entry of the case's timeline. An empty `text` is translated from `kind` and `params`."""

    kind: str
    text: str
    params: dict[str, Any]
    happened_on: DateText


class EvidenceLink(BaseModel):
    """What the submitter put there. `ref`: id of the document, evidence or timeline entry; `entry` is what that entry
    says, because an approver may not hold the case."""

    kind: LinkKind
    ref: str | None
    text: str
    entry: EntryWords | None = None


class EvidenceLine(BaseModel):
    """A proof the rule asks for, with its source, and what was linked. Of the same `one_of` one is enough."""

    key: str
    name: str
    name_en: str
    required: bool
    one_of: str | None
    source: str
    mark: str
    links: list[EvidenceLink]


class DecisionLine(BaseModel):
    """Who decided. `method` password_otp is the weaker one; `at` is the device's word, `received_at` ours."""

    person_id: Id
    on_behalf_of: Id | None
    decision: Decided
    reason: str | None
    method: Method
    sha256: Digest
    at: TimeText
    received_at: TimeText


class StepLine(BaseModel):
    """One step of the way. `people` have it now; `stuck` when nobody is left to decide."""

    step_id: Id
    position: int
    role: Role
    quorum: int
    seats: int
    source: str
    mark: str
    note: str
    own_draft: OwnDraft
    status: Literal["ahead", "waiting", "skipped", "approved", "returned", "over"]
    waiting_since: TimeText | None
    due_at: TimeText | None
    escalated_at: TimeText | None
    stuck: bool
    people: list[Id]
    decisions: list[DecisionLine]


class QuestionLine(BaseModel):
    """A question to the drafter and its answer."""

    question_id: Id
    text: str
    by: str
    at: TimeText
    answer: str | None
    answered_by: str | None
    answered_at: TimeText | None


class EarlierLine(BaseModel):
    """An earlier approval of the same document: why this version is another one."""

    approval_id: Id
    version: int
    sha256: Digest
    status: Status
    reason: str | None
    ended_by: str | None
    ended_at: TimeText | None


class ApprovalBase(BaseModel):
    """What members of the case and approvers both see."""

    approval_id: Id
    subject_kind: str
    subject_id: Id
    case_id: Id
    doc_kind: str
    title: str
    sha256: Digest
    version: int
    amount_yuan: str | None
    urgent: bool
    retroactive: bool
    acted_at: TimeText | None
    drafted_by: str
    status: Status
    opened_at: TimeText
    ended_at: TimeText | None
    end_reason: str | None
    steps: list[StepLine]
    evidence: list[EvidenceLine]
    questions: list[QuestionLine]
    earlier: list[EarlierLine]


class ApprovalRow(ApprovalBase):
    """The way of one version of a document through its steps, for members of the case."""

    id: Id


class ApprovalTaskRow(ApprovalBase):
    """A step in my hands. `nonce` goes into the challenge (docs/protocol.md 9); `opened_sha256` is the version I have
    opened. Case number, cause and names of the respondents are here because I may not hold the case."""

    id: Id
    step_id: Id
    person_id: Id
    on_behalf_of: Id | None
    nonce: str
    task_status: Literal["open", "approved", "returned"]
    opened_sha256: Digest | None
    due_at: TimeText | None
    escalated: bool
    handed_out_at: TimeText
    decided_at: TimeText | None
    weaker_method: bool
    case_number: str
    cause: str
    respondents: list[str]


class DelegationRow(BaseModel):
    """Who decides for whom; days included. No `kinds`: everything that may be delegated."""

    id: Id
    from_person: Id
    to_person: Id
    since: DateText
    until: DateText
    kinds: list[str]
    reason: str
    by: str
    ended_at: TimeText | None


class PanelRow(BaseModel):
    """The panel (合议庭) of a case."""

    id: Id
    case_id: Id
    members: list[Id]
    presiding: Id
    by: str
    at: TimeText


class RecusalRow(BaseModel):
    """Somebody who decides nothing in this case any more."""

    id: Id
    case_id: Id
    person_id: Id
    ground: Ground
    reason: str
    replaced_by: Id | None
    by: str
    at: TimeText


class RuleStep(BaseModel):
    """A step as the matrix has it, with its source."""

    role: Role
    quorum: int
    person: str | None
    own_draft: OwnDraft
    delegable: bool
    wait_hours: int | None
    source: str
    mark: str
    note: str


class RuleLine(BaseModel):
    when: Condition
    steps: list[RuleStep]
    retroactive: bool


class ApprovalRuleRow(BaseModel):
    """What the court's matrix says about one kind of document; `kind` `_unknown` for all that it does not name."""

    id: Id
    kind: str
    name: str
    name_en: str
    evidence: list[ProofRule]
    lines: list[RuleLine]


@dataclass
class _Book:
    """Everything about some approvals, read with one query per table: an inbox has hundreds of them."""

    session: Session
    approvals: dict[str, Approval]
    steps: dict[str, list[ApprovalStep]] = field(default_factory=dict)
    decisions: dict[str, list[ApprovalDecision]] = field(default_factory=dict)
    people: dict[str, list[str]] = field(default_factory=dict)
    of_subject: dict[str, list[Approval]] = field(default_factory=dict)
    cases: dict[str, tuple[CaseFacts, list[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ids = list(self.approvals)
        for step in self._all(ApprovalStep, ApprovalStep.approval_id.in_(ids), ApprovalStep.position):
            self.steps.setdefault(step.approval_id, []).append(step)
        for one in self._all(ApprovalDecision, ApprovalDecision.approval_id.in_(ids), ApprovalDecision.received_at):
            self.decisions.setdefault(one.step_id, []).append(one)
        waiting = ApprovalTask.approval_id.in_(ids) & (ApprovalTask.status == "open")
        for task in self._all(ApprovalTask, waiting, ApprovalTask.id):
            self.people.setdefault(task.step_id, []).append(task.person_id)
        kinds, subjects = ({getattr(one, name) for one in self.approvals.values()} for name in (
            "subject_kind", "subject_id"))
        same = Approval.subject_kind.in_(kinds) & Approval.subject_id.in_(subjects)
        for one in self._all(Approval, same, Approval.opened_at):
            self.of_subject.setdefault(one.subject_id, []).append(one)

    def _all(self, table: Any, where: Any, order: Any) -> Any:
        return self.session.scalars(select(table).where(where).order_by(order))

    def case(self, case_id: str) -> tuple[CaseFacts, list[str]]:
        """The case and the names of its respondents."""
        if case_id not in self.cases:
            names = [one.name for one in respondents(self.session, case_id)]
            self.cases[case_id] = case_facts(self.session, case_id), names
        return self.cases[case_id]

    def earlier(self, row: Approval) -> list[Approval]:
        same = self.of_subject.get(row.subject_id, [])
        return [one for one in same if one.subject_kind == row.subject_kind and one.opened_at < row.opened_at]


def approval_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    found = {row.id: row for row in session.scalars(select(Approval).where(Approval.id.in_(ids)))}
    book = _Book(session, found)
    return {row.id: {**_base(book, row), "id": row.id} for row in found.values()}


def _base(book: _Book, row: Approval) -> dict[str, Any]:
    steps = [_step(book, row, step) for step in book.steps.get(row.id, [])]
    earlier = [{"approval_id": one.id, "version": one.version, "sha256": one.sha256, "status": one.status,
                "reason": one.end_reason, "ended_by": one.ended_by, "ended_at": _time(one.ended_at)}
               for one in book.earlier(row)]
    return {"approval_id": row.id, "subject_kind": row.subject_kind, "subject_id": row.subject_id,
            "case_id": row.case_id, "doc_kind": row.doc_kind, "title": row.title, "sha256": row.sha256,
            "version": row.version, "amount_yuan": row.amount_yuan, "urgent": row.urgent,
            "retroactive": row.retroactive, "acted_at": _time(row.acted_at), "drafted_by": row.drafted_by,
            "status": row.status, "opened_at": to_text(row.opened_at), "ended_at": _time(row.ended_at),
            "end_reason": row.end_reason, "steps": steps, "evidence": row.evidence, "questions": row.questions,
            "earlier": earlier}


def _time(moment: datetime | None) -> str | None:
    return to_text(moment) if moment else None


def _decision(row: ApprovalDecision) -> dict[str, Any]:
    return {"person_id": row.person_id, "on_behalf_of": row.on_behalf_of, "decision": row.decision,
            "reason": row.reason, "method": row.method, "sha256": row.sha256, "at": to_text(row.occurred_at),
            "received_at": to_text(row.received_at)}


def _step(book: _Book, approval: Approval, row: ApprovalStep) -> dict[str, Any]:
    rule = approval.rule["steps"][row.position]
    people, decisions = book.people.get(row.id, []), [_decision(one) for one in book.decisions.get(row.id, [])]
    return {"step_id": row.id, "position": row.position, "role": row.role, "quorum": row.quorum,
            "seats": len(people) + len(decisions), "source": rule["source"], "mark": rule["mark"],
            "note": rule["note"], "own_draft": rule["own_draft"], "status": row.status, "stuck": row.stuck,
            "waiting_since": _time(row.waiting_since), "due_at": _time(row.due_at),
            "escalated_at": _time(row.escalated_at), "people": people, "decisions": decisions}


def task_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    """Another person's task is absent: its nonce is nobody else's."""
    query = (select(ApprovalTask, Approval, ApprovalStep)
             .join(Approval, Approval.id == ApprovalTask.approval_id)
             .join(ApprovalStep, ApprovalStep.id == ApprovalTask.step_id)
             .where(ApprovalTask.id.in_(ids), ApprovalTask.person_id == actor.id, ApprovalTask.forgotten.is_(False)))
    found = list(session.execute(query))
    book = _Book(session, {row.Approval.id: row.Approval for row in found})
    return {row.ApprovalTask.id: _task(book, row.ApprovalTask, row.Approval, row.ApprovalStep) for row in found}


def _task(book: _Book, task: ApprovalTask, approval: Approval, step: ApprovalStep) -> dict[str, Any]:
    case, names = book.case(approval.case_id)
    mine = {"id": task.id, "step_id": task.step_id, "person_id": task.person_id, "on_behalf_of": task.on_behalf_of,
            "nonce": task.nonce, "task_status": task.status, "opened_sha256": task.opened_sha256,
            "due_at": _time(step.due_at), "escalated": step.escalated_at is not None,
            "handed_out_at": to_text(task.handed_out_at), "decided_at": _time(task.decided_at),
            "weaker_method": approval.rule.get("weaker_method") == "always"}
    return {**_base(book, approval), **mine, "evidence": _with_entries(book.session, approval),
            "case_number": case.case_number, "cause": case.cause, "respondents": names}


def _with_entries(session: Session, approval: Approval) -> list[dict[str, Any]]:
    """The checklist with the words of the timeline entries that were linked; another case's say nothing."""
    return [{**line, "links": [{**link, "entry": _entry(session, approval, link)} for link in line["links"]]}
            for line in approval.evidence]


def _entry(session: Session, approval: Approval, link: dict[str, Any]) -> dict[str, Any] | None:
    if link["kind"] != "entry" or not link["ref"]:
        return None
    try:
        found = timeline_entry(session, link["ref"])
    except NotFound:
        return None
    words = {"kind": found.kind, "text": found.text, "params": found.params, "happened_on": found.happened_on}
    return words if found.case_id == approval.case_id else None


def delegation_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    found = session.scalars(select(ApprovalDelegation).where(ApprovalDelegation.id.in_(ids)))
    return {row.id: {"id": row.id, "from_person": row.from_person, "to_person": row.to_person, "since": row.since,
                     "until": row.until, "kinds": row.kinds, "reason": row.reason, "by": row.by,
                     "ended_at": _time(row.ended_at)} for row in found}


def panel_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    found = session.scalars(select(ApprovalPanel).where(ApprovalPanel.id.in_(ids), ApprovalPanel.ended_at.is_(None)))
    return {row.id: {"id": row.id, "case_id": row.case_id, "members": row.members, "presiding": row.presiding,
                     "by": row.by, "at": to_text(row.at)} for row in found}


def recusal_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    found = session.scalars(select(Recusal).where(Recusal.id.in_(ids)))
    return {row.id: {"id": row.id, "case_id": row.case_id, "person_id": row.person_id, "ground": row.ground,
                     "reason": row.reason, "replaced_by": row.replaced_by, "by": row.by, "at": to_text(row.at)}
            for row in found}


def rule_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    found = session.scalars(select(ApprovalRule).where(ApprovalRule.id.in_(ids)))
    return {row.id: {"id": row.id, "kind": row.kind, **KindRules.model_validate(row.rule).model_dump(mode="json")}
            for row in found}
