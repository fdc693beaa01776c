"""How an approval moves: the next step begins, tasks are handed out and taken back, it ends once."""

import secrets
from datetime import timedelta
from typing import Any

from zhixing.approvals import events
from zhixing.approvals.challenge import Bound, challenge_text
from zhixing.approvals.matrix import matrix_of
from zhixing.approvals.models import Approval, ApprovalDelegation, ApprovalStep, ApprovalTask
from zhixing.approvals.reads import delegations_from, recused_in, standing, steps_of, tasks_of
from zhixing.approvals.rules import Asked, Stand, StepRule, due_at, who_decides
from zhixing.cases import NewEntry, add_timeline, case_facts, case_scope
from zhixing.identity import person_scope
from zhixing.kernel.clock import legal_date, to_text
from zhixing.kernel.ids import new_id
from zhixing.platform.crypto import b64
from zhixing.platform.unit_of_work import UnitOfWork

TASKS, APPROVALS = "approval_tasks", "approvals"
NONCE_BYTES = 32


def rule_of(approval: Approval, step: ApprovalStep) -> StepRule:
    """The matrix's words for this step, as they were when the approval was opened."""
    return StepRule.model_validate(approval.rule["steps"][step.position])


def changed(unit: UnitOfWork, approval: Approval) -> None:
    """Everybody who holds the case, and everybody with a task in it, sees the approval as it is now."""
    unit.changed(APPROVALS, approval.id, case_scope(approval.case_id))
    for step in steps_of(unit.session, approval.id):
        for task in tasks_of(unit.session, step.id):
            if not task.forgotten:
                unit.changed(TASKS, task.id, person_scope(task.person_id))


def advance(unit: UnitOfWork, approval: Approval) -> None:
    """Begin the next step; the end of the steps is the end of the approval."""
    holders_known = {}
    for step in steps_of(unit.session, approval.id):
        if step.status != "ahead":
            continue
        holders_known[step.id] = holders(unit, approval, step)
        if rule_of(approval, step).own_draft == "skip" and approval.drafted_by in holders_known[step.id]:
            step.status, step.decided_at = "skipped", unit.now
            continue
        _begin(unit, approval, step)
        return
    _finish(unit, approval)


def holders(unit: UnitOfWork, approval: Approval, step: ApprovalStep) -> tuple[str, ...]:
    """Whose step it is by office, by duty in the case, by name or as a member of the panel."""
    if step.named:
        return tuple(step.named)
    if step.role == "handler":
        members = case_facts(unit.session, approval.case_id).members
        return tuple(person for person, duty in members.items() if duty == "judge")
    return tuple(unit.system.ports.people.with_role(unit.session, step.role))


def _begin(unit: UnitOfWork, approval: Approval, step: ApprovalStep) -> None:
    settings, rule = matrix_of(unit.system).settings, rule_of(approval, step)
    hours = settings.urgent_wait_hours if approval.urgent else settings.wait_hours
    latest = None
    if approval.retroactive:
        latest = (approval.acted_at or approval.opened_at) + timedelta(hours=settings.retroactive_hours.value)
    step.status, step.waiting_since = "waiting", unit.now
    step.due_at = due_at(unit.now, rule.wait_hours or hours.value, latest)
    unit.session.flush()
    hand_out(unit, approval, step)
    changed(unit, approval)


def hand_out(unit: UnitOfWork, approval: Approval, step: ApprovalStep) -> None:
    """Bring the tasks of a waiting step in line with who may decide it now."""
    stands = who_may(unit, approval, step)
    tasks = tasks_of(unit.session, step.id)
    open_now = {task.person_id: task for task in tasks if task.status == "open"}
    decided = {task.person_id for task in tasks if task.status in ("approved", "returned")}
    wanted = {one.person_id for one in stands}
    gone = [one for person, one in open_now.items() if person not in wanted and not _may_still_arrive(unit, one)]
    for task in gone:
        close(unit, task, "not_asked_any_more")
    new = [one for one in stands if one.person_id not in open_now and one.person_id not in decided]
    for one in new:
        unit.session.add(_task(unit, approval, step, one))
    turned = _take_new_right(open_now, stands)
    unit.session.flush()
    is_stuck = not (wanted or decided)
    if new or gone or turned or is_stuck != step.stuck:
        changed(unit, approval)
    _tell(unit, approval, step, [one.person_id for one in new], is_stuck=is_stuck)


def _take_new_right(open_now: dict[str, ApprovalTask], stands: list[Stand]) -> bool:
    """Whoever held a task for somebody else and was named for it since decides in the own right; and the other way."""
    turned = [(open_now[one.person_id], one) for one in stands if one.person_id in open_now
              and open_now[one.person_id].delegation_id != one.delegation_id]
    for task, stand in turned:
        task.on_behalf_of, task.delegation_id = stand.on_behalf_of, stand.delegation_id
    return bool(turned)


def who_may(unit: UnitOfWork, approval: Approval, step: ApprovalStep) -> list[Stand]:
    """Everybody who may decide the step today."""
    rule = rule_of(approval, step)
    people = holders(unit, approval, step)
    found = who_decides(Asked(
        holders=people, recused=recused_in(unit.session, approval.case_id), drafter=approval.drafted_by,
        own_draft=rule.own_draft, delegable=rule.delegable, kind=approval.doc_kind, day=legal_date(unit.now),
        delegations=tuple(delegations_from(unit.session, list(people), unit.now))))
    return [one for one in found if unit.system.ports.people.actor(unit.session, one.person_id) is not None]


def _may_still_arrive(unit: UnitOfWork, task: ApprovalTask) -> bool:
    """A delegate who decided offline on the last day is heard for a while after it."""
    if task.delegation_id is None:
        return False
    row = unit.session.get_one(ApprovalDelegation, task.delegation_id)
    grace = timedelta(hours=matrix_of(unit.system).settings.delegation_grace_hours.value)
    last_day = standing(row).until
    ended_by_hand = row.ended_at is not None and row.ended_at < unit.now - grace
    return not ended_by_hand and legal_date(unit.now - grace) <= last_day


def _task(unit: UnitOfWork, approval: Approval, step: ApprovalStep, stand: Stand) -> ApprovalTask:
    nonce = b64(secrets.token_bytes(NONCE_BYTES))

    def bound(decision: str) -> str:
        return challenge_text(Bound(approval.id, step.id, approval.sha256, decision, nonce))

    return ApprovalTask(
        id=new_id(), approval_id=approval.id, step_id=step.id, person_id=stand.person_id, nonce=nonce,
        on_behalf_of=stand.on_behalf_of, delegation_id=stand.delegation_id, status="open", handed_out_at=unit.now,
        approve_challenge=bound("approve"), return_challenge=bound("return"), forgotten=False)


def _tell(unit: UnitOfWork, approval: Approval, step: ApprovalStep, new: list[str], *, is_stuck: bool) -> None:
    assert step.due_at is not None
    about = subject_words(unit, approval)
    if new:
        unit.happened("approvals.step_waits", **events.StepWaits(
            **about_step(about), approval_id=approval.id, step_id=step.id, urgent=approval.urgent,
            retroactive=approval.retroactive, people=new, due_at=to_text(step.due_at)).model_dump())
    if is_stuck and not step.stuck:
        unit.happened("approvals.step_stuck", **events.StepStuck(
            **about_step(about), approval_id=approval.id, step_id=step.id, role=step.role,
            drafted_by=approval.drafted_by).model_dump())
    step.stuck = is_stuck


def close(unit: UnitOfWork, task: ApprovalTask, why: str) -> None:
    """Take a task back. It leaves the person's devices, and with it the right to read for it."""
    task.status, task.closed_why, task.forgotten = "closed", why, True
    unit.gone(TASKS, task.id, person_scope(task.person_id))


def settle(unit: UnitOfWork, approval: Approval, step: ApprovalStep, verdict: str) -> None:
    """The step is decided: whoever else had it loses the task."""
    step.status, step.decided_at = verdict, unit.now
    for task in tasks_of(unit.session, step.id):
        if task.status == "open":
            close(unit, task, "decided")


def subject_words(unit: UnitOfWork, approval: Approval) -> dict[str, Any]:
    """What every event says about what it is about."""
    return {"approval_id": approval.id, "subject_kind": approval.subject_kind, "subject_id": approval.subject_id,
            "case_id": approval.case_id, "case_number": case_facts(unit.session, approval.case_id).case_number,
            "doc_kind": approval.doc_kind, "title": approval.title, "sha256": approval.sha256,
            "version": approval.version, "drafted_by": approval.drafted_by}


def about_step(words: dict[str, Any]) -> dict[str, Any]:
    return {key: words[key] for key in ("case_id", "case_number", "doc_kind", "title")}


def end(unit: UnitOfWork, approval: Approval, status: str, reason: str | None = None) -> None:
    """The end of an approval; what is over stays over."""
    approval.status, approval.ended_at, approval.end_reason, approval.ended_by = status, unit.now, reason, unit.actor.id
    for step in steps_of(unit.session, approval.id):
        if step.status in ("ahead", "waiting"):
            settle(unit, approval, step, "over")
        step.stuck = False
    unit.session.flush()
    changed(unit, approval)
    add_timeline(unit, NewEntry(approval.case_id, f"approval_{status}", params={
        "approval_id": approval.id, "subject_id": approval.subject_id, "title": approval.title,
        "doc_kind": approval.doc_kind, "reason": reason}))


def _finish(unit: UnitOfWork, approval: Approval) -> None:
    end(unit, approval, "approved")
    unit.happened("approvals.finished", **events.ApprovalFinished(
        **subject_words(unit, approval), retroactive=approval.retroactive,
        finished_at=to_text(unit.now)).model_dump())
