"""Who stands where: panels, delegation, recusal, and a named person for a step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.approvals import commands, events, rules
from zhixing.approvals.errors import (
    AlreadyRecused,
    DelegationBackwards,
    DelegationOver,
    DelegationToSelf,
    NotWaiting,
    PanelNotOdd,
    PanelUnfit,
    PersonUnfit,
    PresidingNotMember,
)
from zhixing.approvals.flow import hand_out, rule_of
from zhixing.approvals.models import Approval, ApprovalDelegation, ApprovalPanel, ApprovalStep, ApprovalTask, Recusal
from zhixing.approvals.reads import lock_approval, panel_of, recused_in
from zhixing.cases import CaseFacts, NewEntry, add_timeline, case_facts, case_scope
from zhixing.identity import COURT
from zhixing.kernel.clock import legal_date
from zhixing.kernel.errors import NotFound
from zhixing.platform.unit_of_work import Act, UnitOfWork

PANELS, DELEGATIONS, RECUSALS = "approval_panels", "delegations", "recusals"


@dataclass(frozen=True)
class RecusalSubject:
    """A case and the person who is to leave its decisions."""

    case: CaseFacts
    person_id: str


def load_case(session: Session, body: Any) -> CaseFacts:
    """Raises: NotFound."""
    return case_facts(session, body.case_id)


def load_recusal(session: Session, body: commands.Recuse) -> RecusalSubject:
    """Raises: NotFound."""
    return RecusalSubject(case_facts(session, body.case_id), body.person_id)


def the_body(_session: Session, body: Any) -> Any:
    """Where a policy only needs to know what is asked."""
    return body


def load_delegation(session: Session, body: commands.EndDelegation) -> ApprovalDelegation:
    """Raises: NotFound."""
    row = session.get(ApprovalDelegation, body.delegation_id)
    if row is None:
        raise NotFound(what="delegation")
    return row


def form_panel(act: Act[commands.FormPanel]) -> None:
    """Raises: PanelNotOdd, PanelUnfit, PresidingNotMember."""
    body, case = act.body, act.subject
    if len(body.members) % 2 == 0:
        raise PanelNotOdd(count=len(body.members))
    if body.presiding not in body.members:
        raise PresidingNotMember()
    recused = recused_in(act.session, case.case_id)
    for person_id in body.members:
        person = act.system.ports.people.actor(act.session, person_id)
        fits = person is not None and person.has_role(*rules.MAY_STAND_IN["panel"])
        if not fits or person_id in recused or body.members.count(person_id) > 1:
            raise PanelUnfit(person_id=person_id)
    before = panel_of(act.session, case.case_id)
    if before is not None:
        before.ended_at = act.now
        act.gone(PANELS, before.id, case_scope(case.case_id))
    act.session.add(ApprovalPanel(id=body.panel_id, case_id=case.case_id, members=list(body.members),
                                  presiding=body.presiding, by=act.actor.id, at=act.now))
    act.session.flush()
    act.changed(PANELS, body.panel_id, case_scope(case.case_id))
    add_timeline(act, NewEntry(case.case_id, "panel_formed", params={"members": list(body.members)}))


def delegate(act: Act[commands.Delegate]) -> None:
    """Raises: DelegationToSelf, DelegationBackwards, PersonUnfit."""
    body, today = act.body, legal_date(act.now)
    if body.from_person == body.to_person:
        raise DelegationToSelf()
    since, until = _day(body.since), _day(body.until)
    if until < since or until < today:
        raise DelegationBackwards()
    for person_id in (body.from_person, body.to_person):
        if act.system.ports.people.actor(act.session, person_id) is None:
            raise PersonUnfit(person_id=person_id)
    act.session.add(ApprovalDelegation(
        id=body.delegation_id, from_person=body.from_person, to_person=body.to_person, since=body.since,
        until=body.until, kinds=list(body.kinds), reason=body.reason, by=act.actor.id, at=act.now))
    act.session.flush()
    act.changed(DELEGATIONS, body.delegation_id, COURT)
    act.happened("approvals.delegated", **events.Delegated(
        **body.model_dump(exclude={"reason"})).model_dump())
    refresh(act, people=[body.from_person, body.to_person])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as cause:
        raise DelegationBackwards() from cause


def end_delegation(act: Act[commands.EndDelegation]) -> None:
    """Raises: DelegationOver."""
    row: ApprovalDelegation = act.subject
    if row.ended_at is not None or row.until < legal_date(act.now).isoformat():
        raise DelegationOver()
    row.ended_at, row.end_reason = act.now, act.body.reason
    act.session.flush()
    act.changed(DELEGATIONS, row.id, COURT)
    refresh(act, people=[row.from_person, row.to_person])


def recuse(act: Act[commands.Recuse]) -> None:
    """The person leaves the decisions of the case; open steps go to whoever is left or was named.

    What she decided before stays: it is for the court to say whether it stands (a new act).

    Raises: AlreadyRecused, PersonUnfit.
    """
    body = act.body
    recused = recused_in(act.session, body.case_id)
    if body.person_id in recused:
        raise AlreadyRecused()
    if body.replaced_by is not None:
        _check_replacement(act, body, recused)
    act.session.add(Recusal(id=body.recusal_id, case_id=body.case_id, person_id=body.person_id, ground=body.ground,
                            reason=body.reason, replaced_by=body.replaced_by, by=act.actor.id, at=act.now))
    act.session.flush()
    act.changed(RECUSALS, body.recusal_id, case_scope(body.case_id))
    add_timeline(act, NewEntry(body.case_id, "person_recused", params={
        "person_id": body.person_id, "replaced_by": body.replaced_by}))
    act.happened("approvals.recused", **events.PersonRecused(
        recusal_id=body.recusal_id, case_id=body.case_id, person_id=body.person_id, ground=body.ground,
        by=act.actor.id).model_dump())
    refresh(act, case_id=body.case_id)


def _check_replacement(act: Act[commands.Recuse], body: commands.Recuse, recused: dict[str, Any]) -> None:
    """Whoever replaces holds an office of at least the same weight, and is not recused."""
    assert body.replaced_by is not None
    old = act.system.ports.people.actor(act.session, body.person_id)
    new = act.system.ports.people.actor(act.session, body.replaced_by)
    highest = next((role for role in ("president", "bureau_chief", "judge") if old and old.has_role(role)), "judge")
    fits = new is not None and new.has_role(*rules.MAY_STAND_IN[highest])
    if not fits or body.replaced_by in (body.person_id, *recused):
        raise PersonUnfit(person_id=body.replaced_by)


def assign_step(act: Act[commands.AssignStep]) -> None:
    """Name who decides a step instead of everybody who holds the office; of a panel step: who joins it.

    Raises: NotWaiting, PersonUnfit.
    """
    approval = lock_approval(act.session, act.body.approval_id)
    step: ApprovalStep = act.subject.step
    if approval.status != "waiting" or step.status not in ("ahead", "waiting"):
        raise NotWaiting(status=approval.status)
    person = act.system.ports.people.actor(act.session, act.body.person_id)
    fits = person is not None and person.has_role(*rules.MAY_STAND_IN[step.role])
    is_own = rule_of(approval, step).own_draft == "forbid" and act.body.person_id == approval.drafted_by
    if not fits or is_own or act.body.person_id in recused_in(act.session, approval.case_id):
        raise PersonUnfit(person_id=act.body.person_id)
    joins = step.role == "panel" and act.body.person_id not in step.named
    step.named = [*step.named, act.body.person_id] if joins else step.named if step.role == "panel" else [
        act.body.person_id]
    act.session.flush()
    act.audit("approvals.step_assigned", approval.id, step_id=step.id, person_id=act.body.person_id,
              reason=act.body.reason)
    if step.status == "waiting":
        hand_out(act, approval, step)


def refresh(unit: UnitOfWork, *, people: Iterable[str] = (), roles: Iterable[str] = (), case_id: str = "") -> None:
    """Bring waiting steps in line with who may decide them now: those in the hands of `people`, those of an office in
    `roles`, and those of a case."""
    theirs = select(ApprovalTask.step_id).where(ApprovalTask.status == "open", ApprovalTask.person_id.in_(list(people)))
    query = (select(ApprovalStep.id, Approval.id.label("approval_id"))
             .join(Approval, Approval.id == ApprovalStep.approval_id)
             .where(ApprovalStep.status == "waiting",
                    ApprovalStep.id.in_(theirs) | ApprovalStep.role.in_(list(roles)) | (Approval.case_id == case_id)))
    for row in unit.session.execute(query.order_by(Approval.id)).all():
        approval = lock_approval(unit.session, row.approval_id)
        step = unit.session.get_one(ApprovalStep, row.id)
        if step.status == "waiting":
            hand_out(unit, approval, step)
