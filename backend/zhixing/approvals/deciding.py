"""Deciding a step: what was shown, what was confirmed and by whom must be one and the same (docs/protocol.md 9)."""

from typing import Any

from sqlalchemy import or_, select

from zhixing.approvals import commands, events
from zhixing.approvals.challenge import Bound, challenge_of, challenge_text
from zhixing.approvals.errors import (
    AssertionReplayed,
    ChallengeWrong,
    ConfirmationForged,
    CounterRepeated,
    DecidedByAnother,
    DocumentChanged,
    NonceUsed,
    NotOpened,
    NotWaiting,
    NotYourStep,
    OfAnotherDecision,
    OfAnotherDocument,
    OfAnotherStep,
    OwnDraft,
    PasskeyExpected,
    ProofNeeded,
    ReasonNeeded,
    StepNotOpen,
)
from zhixing.approvals.flow import TASKS, advance, changed, end, rule_of, settle, subject_words
from zhixing.approvals.models import Approval, ApprovalDecision, ApprovalDelegation, ApprovalStep, ApprovalTask
from zhixing.approvals.reads import lock_approval, recused_in, standing, tasks_of
from zhixing.approvals.rules import Votes
from zhixing.identity import Answer, challenge_of_answer, confirms, has_passkey, person_scope, verify_assertion
from zhixing.kernel.clock import from_text, legal_date
from zhixing.platform.unit_of_work import Act, UnitOfWork


def opened(act: Act[commands.OpenedForApproval]) -> None:
    """Write down that the person has looked at exactly these bytes. What was read in flight mode stays true when the
    step is decided or the approval over meanwhile: nobody has to deal with having read. Raises: DocumentChanged."""
    approval = lock_approval(act.session, act.body.approval_id)
    task: ApprovalTask = act.subject.task_of(act.actor.id)
    if approval.sha256 != act.body.sha256:
        raise DocumentChanged(sha256=approval.sha256, version=approval.version)
    task.opened_sha256, task.opened_at = act.body.sha256, from_text(act.envelope.occurred_at)
    if not task.forgotten:
        act.changed(TASKS, task.id, person_scope(task.person_id))


def decide(act: Act[commands.DecideStep]) -> dict[str, Any]:
    """Take a decision in. Everything is checked again here, whatever the screen of the approver showed.

    Raises: every error of this slice that speaks of a decision; those of `identity.verify_assertion`.
    """
    approval = lock_approval(act.session, act.body.approval_id)
    step = act.session.get_one(ApprovalStep, act.body.step_id)
    task = act.subject.task_of(act.actor.id)
    _check_standing(act, approval, step, task)
    bound = Bound(approval.id, step.id, approval.sha256, act.body.decision, task.nonce)
    proof = _proof(act, approval, task, bound)
    _record(act, approval, task, bound, proof)
    return {"status": _count(act, approval, step)}


def _check_current(approval: Approval, sha256: str) -> None:
    if approval.sha256 != sha256 or approval.status == "voided":
        raise DocumentChanged(sha256=approval.sha256, version=approval.version)
    if approval.status != "waiting":
        raise NotWaiting(status=approval.status)


def _check_standing(act: Act[commands.DecideStep], approval: Approval, step: ApprovalStep, task: ApprovalTask) -> None:
    """Whether this person may decide this step now, about these bytes."""
    if task.status in ("approved", "returned"):
        raise NonceUsed(decision=task.status)
    _check_not_decided(act, step)
    _check_current(approval, act.body.sha256)
    if step.status != "waiting":
        raise StepNotOpen(status=step.status)
    if task.status == "closed" or act.actor.id in recused_in(act.session, approval.case_id):
        raise NotYourStep(reason=task.closed_why or "recused")
    if rule_of(approval, step).own_draft == "forbid" and act.actor.id == approval.drafted_by:
        raise OwnDraft()
    _check_delegation(act, approval, task)
    if task.opened_sha256 != act.body.sha256:
        raise NotOpened()
    if act.body.decision == "return" and not act.body.reason:
        raise ReasonNeeded()


def _check_not_decided(act: Act[commands.DecideStep], step: ApprovalStep) -> None:
    if step.status in ("approved", "returned"):
        query = select(ApprovalDecision).where(ApprovalDecision.step_id == step.id)
        last = list(act.session.scalars(query.order_by(ApprovalDecision.received_at)))[-1]
        raise DecidedByAnother(by=last.person_id, decision=last.decision)


def _check_delegation(act: Act[commands.DecideStep], approval: Approval, task: ApprovalTask) -> None:
    """A delegate is judged by the day of the act: what was decided offline on the last day arrives later."""
    if task.delegation_id is None:
        return
    row = act.session.get_one(ApprovalDelegation, task.delegation_id)
    occurred_at = from_text(act.envelope.occurred_at)
    ended_before = row.ended_at is not None and occurred_at > row.ended_at
    if ended_before or not standing(row).covers(approval.doc_kind, legal_date(occurred_at)):
        raise NotYourStep(reason="delegation_over")


def _proof(act: Act[commands.DecideStep], approval: Approval, task: ApprovalTask, bound: Bound) -> dict[str, Any]:
    """Verify what confirms the decision, and give it as it is kept."""
    if act.body.method == "passkey" and act.body.assertion is not None:
        return _by_passkey(act, task, bound, act.body.assertion)
    if act.body.method == "password_otp" and act.body.confirmation is not None:
        return _by_confirmation(act, approval, bound, act.body.confirmation)
    raise ProofNeeded(method=act.body.method)


def _by_passkey(act: Act[commands.DecideStep], task: ApprovalTask, bound: Bound,
                given: commands.Assertion) -> dict[str, Any]:
    answer = Answer(given.credential_id, given.client_data, given.authenticator_data, given.signature)
    _check_challenge(act, task, bound, challenge_of_answer(answer))
    found = verify_assertion(act, act.actor.id, answer, challenge_of(bound))
    _check_counter(act, given.credential_id, found.sign_count)
    return {"kind": "passkey", **given.model_dump(), "public_key": found.public_key, "rp_id": found.rp_id,
            "origin": found.origin, "sign_count": found.sign_count, "counter_behind": found.counter_behind}


def _check_counter(act: UnitOfWork, credential_id: str, count: int) -> None:
    """Synced passkeys count nothing and say zero. A counter seen twice means a copied key."""
    query = select(ApprovalDecision.id).where(ApprovalDecision.credential_id == credential_id,
                                              ApprovalDecision.sign_count == count)
    if count != 0 and act.session.scalar(query.limit(1)) is not None:
        raise CounterRepeated()


def _by_confirmation(act: Act[commands.DecideStep], approval: Approval, bound: Bound,
                     given: commands.Confirmation) -> dict[str, Any]:
    """The weaker way, for people without a passkey."""
    if approval.rule["weaker_method"] == "without_passkey" and has_passkey(act.session, act.actor.id):
        raise PasskeyExpected()
    task: ApprovalTask = act.subject.task_of(act.actor.id)
    _check_challenge(act, task, bound, given.challenge)
    if not confirms(act.system.key, given.model_dump(), act.actor.id, given.challenge):
        raise ConfirmationForged()
    return {"kind": "password_otp", "confirmation": given.model_dump(), "server_key": act.system.key.public.spki}


def _check_challenge(act: UnitOfWork, task: ApprovalTask, bound: Bound, given: str) -> None:
    """That what was confirmed is this decision; if not, what else it was made for: a person should be told."""
    if given == challenge_text(bound):
        return
    if act.session.scalar(select(ApprovalDecision.id).where(ApprovalDecision.challenge == given)):
        raise AssertionReplayed()
    other = act.session.scalar(select(ApprovalTask).where(
        or_(ApprovalTask.approve_challenge == given, ApprovalTask.return_challenge == given)))
    if other is None:
        raise ChallengeWrong()
    if other.approval_id != bound.approval_id:
        raise OfAnotherDocument(approval_id=other.approval_id)
    raise OfAnotherDecision() if other.id == task.id else OfAnotherStep(step_id=other.step_id)


def _record(act: Act[commands.DecideStep], approval: Approval, task: ApprovalTask, bound: Bound,
            proof: dict[str, Any]) -> None:
    task.status = "approved" if bound.decision == "approve" else "returned"
    task.decided_at = act.now
    act.session.add(ApprovalDecision(
        id=act.envelope.id, approval_id=approval.id, step_id=bound.step_id, task_id=task.id, person_id=act.actor.id,
        on_behalf_of=task.on_behalf_of, decision=bound.decision, reason=act.body.reason, method=act.body.method,
        sha256=bound.sha256, nonce=bound.nonce, challenge=challenge_text(bound), proof=proof,
        credential_id=proof.get("credential_id"), sign_count=proof.get("sign_count"),
        envelope_id=act.envelope.id, envelope_hash=act.envelope_hash,
        occurred_at=from_text(act.envelope.occurred_at), received_at=act.now))
    act.audit("approvals.decided", approval.id, step_id=bound.step_id, decision=bound.decision, sha256=bound.sha256,
              method=act.body.method, on_behalf_of=task.on_behalf_of)
    act.session.flush()


def _count(act: Act[commands.DecideStep], approval: Approval, step: ApprovalStep) -> str:
    """What the decision leads to: the votes of the step, the next step, the end."""
    states = [one.status for one in tasks_of(act.session, step.id)]
    approved, returned = states.count("approved"), states.count("returned")
    seats = states.count("open") + approved + returned
    verdict = Votes(seats, step.quorum, approved, returned).verdict()
    if verdict == "waiting":
        changed(act, approval)
        return "waiting"
    settle(act, approval, step, verdict)
    if verdict == "returned":
        return _return(act, approval)
    advance(act, approval)
    return approval.status


def _return(act: Act[commands.DecideStep], approval: Approval) -> str:
    reason = act.body.reason or ""
    end(act, approval, "returned", reason)
    act.happened("approvals.returned", **events.ApprovalReturned(
        **subject_words(act, approval), retroactive=approval.retroactive, reason=reason,
        by=act.actor.id).model_dump())
    return approval.status
