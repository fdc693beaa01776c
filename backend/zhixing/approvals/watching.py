"""What the worker does for approvals: escalate what waits too long, follow offices, publish the matrix, tidy up."""

from datetime import timedelta

from sqlalchemy import select

from zhixing.approvals import events
from zhixing.approvals.flow import TASKS, about_step, changed, subject_words
from zhixing.approvals.matrix import matrix_of
from zhixing.approvals.models import ApprovalDelegation, ApprovalRule, ApprovalStep, ApprovalTask
from zhixing.approvals.reads import lock_approval, tasks_of
from zhixing.approvals.rules import ABOVE
from zhixing.approvals.standing import refresh
from zhixing.identity import COURT, person_scope
from zhixing.kernel.clock import legal_date, to_text
from zhixing.kernel.ids import derived_id
from zhixing.platform.system import System
from zhixing.platform.unit_of_work import Reaction, UnitOfWork

ESCALATE_EVERY_S, TIDY_EVERY_S = 60.0, 3600.0
RULES, UNKNOWN = "approval_rules", "_unknown"
AT_ONCE = 200
OFFICES = {"judge", "bureau_chief", "president"}


def escalate(system: System) -> None:
    """Tell those above about every step that waits longer than the court allows: once per step."""
    now = system.clock()
    overdue = select(ApprovalStep.id).where(
        ApprovalStep.status == "waiting", ApprovalStep.due_at < now, ApprovalStep.escalated_at.is_(None))
    with system.database.read() as session:
        found = list(session.scalars(overdue.limit(AT_ONCE)))
    for step_id in found:
        system.transact("worker", lambda unit, one=step_id: _escalate(unit, one))


def _escalate(unit: UnitOfWork, step_id: str) -> None:
    step = unit.session.get_one(ApprovalStep, step_id)
    approval = lock_approval(unit.session, step.approval_id)
    if step.status != "waiting" or step.escalated_at is not None:
        return
    step.escalated_at = unit.now
    people = [task.person_id for task in tasks_of(unit.session, step.id) if task.status == "open"]
    told = set(unit.system.ports.people.with_role(unit.session, *ABOVE[step.role])) | {approval.drafted_by}
    assert step.waiting_since is not None
    assert step.due_at is not None
    changed(unit, approval)
    unit.audit("approvals.escalated", approval.id, step_id=step.id, people=people)
    unit.happened("approvals.escalated", **events.StepEscalated(
        **about_step(subject_words(unit, approval)), approval_id=approval.id, step_id=step.id, urgent=approval.urgent,
        retroactive=approval.retroactive, people=people, told=sorted(told - set(people)),
        waiting_since=to_text(step.waiting_since), due_at=to_text(step.due_at)).model_dump())


def tidy(system: System) -> None:
    """Once an hour: publish the matrix if it changed, let delegations begin and end, let old tasks go."""
    system.transact("worker", publish_matrix)
    system.transact("worker", _follow_delegations)
    system.transact("worker", _forget_old_tasks)


def _follow_delegations(unit: UnitOfWork) -> None:
    """Delegations begin and end at midnight, without anybody acting."""
    grace = timedelta(hours=matrix_of(unit.system).settings.delegation_grace_hours.value)
    today, lately = legal_date(unit.now), legal_date(unit.now - grace - timedelta(days=2))
    query = select(ApprovalDelegation).where(ApprovalDelegation.since <= today.isoformat(),
                                             ApprovalDelegation.until >= lately.isoformat())
    people = {one for row in unit.session.scalars(query) for one in (row.from_person, row.to_person)}
    refresh(unit, people=people)


def publish_matrix(unit: UnitOfWork) -> None:
    """Bring the rows devices hold in line with the matrix this house runs on."""
    matrix = matrix_of(unit.system)
    wanted = {UNKNOWN: matrix.unknown, **matrix.kinds}
    known = {row.kind: row for row in unit.session.scalars(select(ApprovalRule))}
    for kind, rules in wanted.items():
        data, row = rules.model_dump(mode="json"), known.get(kind)
        if row is not None and row.rule == data:
            continue
        if row is None:
            row = ApprovalRule(kind=kind, id=derived_id("approval_rule", kind), rule=data)
            unit.session.add(row)
        row.rule = data
        unit.changed(RULES, row.id, COURT)
    for kind in known.keys() - wanted.keys():
        unit.session.delete(known[kind])
        unit.gone(RULES, known[kind].id, COURT)


def _forget_old_tasks(unit: UnitOfWork) -> None:
    """A decided task stays on the approver's devices for a while, then goes, and with it the right to read for it."""
    last = unit.now - timedelta(days=matrix_of(unit.system).settings.history_days.value)
    query = select(ApprovalTask).where(ApprovalTask.forgotten.is_(False), ApprovalTask.decided_at < last)
    for task in unit.session.scalars(query.limit(AT_ONCE)):
        task.forgotten = True
        unit.gone(TASKS, task.id, person_scope(task.person_id))


def follow_offices(reaction: Reaction) -> None:
    """Somebody got an office, lost it or left: waiting steps follow."""
    facts = reaction.facts
    refresh(reaction, people=[facts["person_id"]], roles=set(facts.get("roles", ())) & OFFICES)


def follow_duties(reaction: Reaction) -> None:
    """The judge of a case changed: the steps of its handler follow."""
    refresh(reaction, case_id=reaction.facts["case_id"])

