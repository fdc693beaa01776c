"""The face for slices whose things need approval: opening one, and voiding it when the thing changed."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from zhixing.approvals import events, rules
from zhixing.approvals.errors import AlreadyApproved, AlreadyWaiting, PanelMissing
from zhixing.approvals.flow import advance, end, subject_words
from zhixing.approvals.matrix import matrix_of
from zhixing.approvals.models import Approval, ApprovalProof, ApprovalStep
from zhixing.approvals.reads import approvals_of, lock_approval, panel_of, recused_in
from zhixing.approvals.rules import Facts, KindRules, Line, LinkKind
from zhixing.kernel.ids import new_id
from zhixing.kernel.money import yuan
from zhixing.platform.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class LinkedProof:
    """What the submitter puts beside the draft under a key of the matrix. `kind`: document, evidence, entry (of the
    timeline) or text; `ref` is the id of the first three, `text` the words of the last or a remark."""

    key: str
    kind: LinkKind
    ref: str | None = None
    text: str = ""


@dataclass(frozen=True)
class NewApproval:
    """A draft on its way. `amount_yuan` as text (`kernel.money`); `acted_at` is when an urgent measure was taken
    that is approved after the fact."""

    approval_id: str
    subject_kind: str
    subject_id: str
    case_id: str
    doc_kind: str
    title: str
    sha256: str
    version: int
    drafted_by: str
    amount_yuan: str | None = None
    urgent: bool = False
    acted_at: datetime | None = None
    required_evidence: list[LinkedProof] = field(default_factory=list)


def open_approval(unit: UnitOfWork, new: NewApproval) -> None:
    """Start the way of exactly these bytes through the steps of the matrix.

    A kind that needs no approval is finished at once: `approvals.finished` follows in any case, never a return value.

    Raises: EvidenceMissing, EvidenceUnknown, PanelMissing, AlreadyWaiting, AlreadyApproved.
    """
    kind = matrix_of(unit.system).of(new.doc_kind)
    rules.check_evidence(kind, [(one.key, one.kind) for one in new.required_evidence])
    line = line_for(kind, new)
    before = _check_free(unit, new)
    approval = Approval(
        id=new.approval_id, subject_kind=new.subject_kind, subject_id=new.subject_id, case_id=new.case_id,
        doc_kind=new.doc_kind, title=new.title, sha256=new.sha256, version=new.version, amount_yuan=new.amount_yuan,
        urgent=new.urgent, retroactive=line.retroactive, acted_at=new.acted_at, drafted_by=new.drafted_by,
        status="waiting", rule=_kept_rule(unit, line), evidence=_evidence(kind, new), questions=[],
        previous_id=before, opened_at=unit.now)
    unit.session.add(approval)
    unit.session.flush()
    for kind_of_link, ref in {(one.kind, one.ref) for one in new.required_evidence if one.ref}:
        unit.session.add(ApprovalProof(approval_id=new.approval_id, kind=kind_of_link, ref=ref))
    _add_steps(unit, approval, line)
    unit.audit("approvals.opened_for", new.subject_id, approval_id=new.approval_id, sha256=new.sha256,
               version=new.version, doc_kind=new.doc_kind)
    unit.happened("approvals.opened", **events.ApprovalOpened(
        **subject_words(unit, approval), urgent=new.urgent, retroactive=line.retroactive).model_dump())
    advance(unit, approval)


def _kept_rule(unit: UnitOfWork, line: Line) -> dict[str, Any]:
    """The line as it is now: a matrix that changes later changes nothing that is on its way."""
    return {**line.model_dump(mode="json"), "weaker_method": matrix_of(unit.system).settings.weaker_method.value}


def line_for(kind: KindRules, new: NewApproval) -> Line:
    """The line of the matrix this draft falls under."""
    amount = yuan(new.amount_yuan) if new.amount_yuan is not None else None
    linked = frozenset(one.key for one in new.required_evidence)
    return rules.line_for(kind, Facts(amount, new.urgent, linked))


def _check_free(unit: UnitOfWork, new: NewApproval) -> str | None:
    """The approval this one follows, if any. Raises: AlreadyWaiting, AlreadyApproved."""
    earlier = approvals_of(unit.session, new.subject_kind, new.subject_id)
    for one in earlier:
        if one.status == "waiting":
            raise AlreadyWaiting(approval_id=one.id)
        if one.status == "approved":
            raise AlreadyApproved(approval_id=one.id, version=one.version)
    return earlier[-1].id if earlier else None


def _evidence(kind: KindRules, new: NewApproval) -> list[dict[str, Any]]:
    """The checklist as the approver sees it: each proof of the rule with what was linked, in the rule's order."""
    linked: dict[str, list[dict[str, Any]]] = {}
    for one in new.required_evidence:
        linked.setdefault(one.key, []).append({"kind": one.kind, "ref": one.ref, "text": one.text})
    return [{"key": one.key, "name": one.name, "name_en": one.name_en, "required": one.required,
             "one_of": one.one_of, "source": one.source, "mark": one.mark, "links": linked.get(one.key, [])}
            for one in kind.evidence]


def _add_steps(unit: UnitOfWork, approval: Approval, line: Line) -> None:
    for position, rule in enumerate(line.steps):
        named = _panel(unit, approval.case_id) if rule.role == "panel" else [rule.person] if rule.person else []
        unit.session.add(ApprovalStep(
            id=new_id(), approval_id=approval.id, position=position, role=rule.role, quorum=rule.quorum, named=named,
            status="ahead", stuck=False))
    unit.session.flush()


def _panel(unit: UnitOfWork, case_id: str) -> list[str]:
    """Raises: PanelMissing."""
    panel = panel_of(unit.session, case_id)
    if panel is None:
        raise PanelMissing()
    recused = recused_in(unit.session, case_id)
    return [one for one in (recused.get(member, member) for member in panel.members) if one is not None]


def void_approval(unit: UnitOfWork, subject_kind: str, subject_id: str, reason: str) -> bool:
    """The thing changed after it was shown: what waits is void. Whether anything waited.

    Raises: AlreadyApproved: the last step was faster. A finished approval is never undone, so whoever wanted to change
    the thing must not.
    """
    earlier = approvals_of(unit.session, subject_kind, subject_id)
    if not earlier:
        return False
    approval = lock_approval(unit.session, earlier[-1].id)
    if approval.status == "approved":
        raise AlreadyApproved(approval_id=approval.id, version=approval.version)
    if approval.status != "waiting":
        return False
    stop(unit, approval, "changed", reason)
    return True


def stop(unit: UnitOfWork, approval: Approval, why: str, reason: str) -> None:
    """End it without a decision; `why`: changed or withdrawn."""
    end(unit, approval, "withdrawn" if why == "withdrawn" else "voided", reason)
    unit.happened("approvals.voided", **events.ApprovalVoided(
        **subject_words(unit, approval), why=why, reason=reason, by=unit.actor.id).model_dump())


def rules_for_kind(unit: UnitOfWork, doc_kind: str) -> KindRules:
    """What the matrix of this court says about a kind: steps, and the proofs a submitter must link."""
    return matrix_of(unit.system).of(doc_kind)
