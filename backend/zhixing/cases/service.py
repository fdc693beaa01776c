"""One function per command: load, decide, change, record."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhixing.cases import commands, events
from zhixing.cases.closing import check_closing
from zhixing.cases.errors import (
    CaseNumberTaken,
    DutyNeedsRole,
    FiledInFuture,
    NotAssigned,
    PartyTwice,
    PersonUnknown,
    ProgressInFuture,
    RespondentMissing,
)
from zhixing.cases.models import CaseAssignment, CaseParty, CourtCase, TimelineEntry
from zhixing.cases.policy import DUTIES_WITH_QUERIES, READERS_OF_EVERY_CASE
from zhixing.cases.reads import CaseFacts, case_by_number
from zhixing.cases.rules import (
    case_scope,
    check_id_number,
    check_stage,
    parse_case_number,
    parse_day,
    queries_scope,
)
from zhixing.kernel import money
from zhixing.kernel.clock import legal_date, to_text
from zhixing.kernel.ids import new_id
from zhixing.platform.unit_of_work import Act, UnitOfWork


@dataclass(frozen=True)
class NewEntry:
    """What to write into the timeline. Leave `text` empty where `kind` and `params` say it all."""

    case_id: str
    kind: str
    text: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    happened_on: str | None = None
    entry_id: str | None = None


def add_timeline(unit: UnitOfWork, entry: NewEntry) -> str:
    """Write an entry in the caller's transaction; upper slices use it for what they did. Returns its id."""
    entry_id = entry.entry_id or new_id()
    happened_on = entry.happened_on or legal_date(unit.now).isoformat()
    unit.session.add(TimelineEntry(id=entry_id, case_id=entry.case_id, kind=entry.kind, text=entry.text,
                                   params=entry.params, happened_on=happened_on, at=unit.now, by=unit.actor.id))
    unit.changed("timeline", entry_id, case_scope(entry.case_id))
    return entry_id


def open_case(act: Act[commands.OpenCase]) -> dict[str, Any]:
    """Enter a filed case with its parties; whoever enters it becomes its clerk."""
    body, today = act.body, legal_date(act.now)
    number = parse_case_number(body.case_number, today).text
    if case_by_number(act.session, number) is not None:
        raise CaseNumberTaken()
    if parse_day(body.filed_on) > today:
        raise FiledInFuture()
    case = CourtCase(
        id=body.case_id, case_number=number, cause=body.cause, title_basis=body.title_basis, filed_on=body.filed_on,
        claim_amount_yuan=money.to_text(money.yuan(body.claim_amount_yuan)), stage="discovery", opened_by=act.actor.id,
        related_cases=list(body.related_cases), opened_at=act.now, updated_at=act.now)
    act.session.add(case)
    act.session.flush()
    _add_parties(act, today)
    _touch(act, case)
    _grant_readers(act, body.case_id)
    if not act.actor.is_system:
        _begin_duty(act, body.case_id, act.actor.id, "clerk")
    add_timeline(act, NewEntry(body.case_id, "case_opened", params={"case_number": number}, happened_on=body.filed_on))
    act.happened("cases.opened", **events.CaseOpened(
        case_id=body.case_id, case_number=number, cause=body.cause, filed_on=body.filed_on, **_who(act)).model_dump())
    return {"case_number": number}


def _add_parties(act: Act[commands.OpenCase], today: date) -> None:
    body = act.body
    if len({one.party_id for one in body.parties}) != len(body.parties):
        raise PartyTwice()
    if not any(one.side == "respondent" for one in body.parties):
        raise RespondentMissing()
    for position, one in enumerate(body.parties):
        number = check_id_number(one.id_number, one.kind, one.id_kind, today)
        act.session.add(CaseParty(
            id=one.party_id, case_id=body.case_id, position=position, side=one.side, kind=one.kind, name=one.name,
            id_number=number, phone=one.phone or None, address=one.address or None))
        act.changed("parties", one.party_id, case_scope(body.case_id))


def _grant_readers(act: UnitOfWork, case_id: str) -> None:
    for person_id in act.system.ports.people.with_role(act.session, *READERS_OF_EVERY_CASE):
        act.grant(person_id, case_scope(case_id))


def assign(act: Act[commands.AssignCase]) -> None:
    """Give a duty, and with it the case on the person's devices."""
    facts: CaseFacts = act.subject
    body = act.body
    person = act.system.ports.people.actor(act.session, body.person_id)
    if person is None:
        raise PersonUnknown()
    if not person.has_role(body.duty):
        raise DutyNeedsRole(duty=body.duty)
    if facts.members.get(body.person_id) == body.duty:
        return
    if body.person_id in facts.members:
        _end_duty(act, body.case_id, body.person_id, "duty_changed")
    _begin_duty(act, body.case_id, body.person_id, body.duty)
    _touch(act, act.session.get_one(CourtCase, body.case_id))
    add_timeline(act, NewEntry(body.case_id, "assigned", params={"person_id": body.person_id, "duty": body.duty}))
    act.happened("cases.assigned", **events.CaseAssigned(
        case_id=body.case_id, case_number=facts.case_number, person_id=body.person_id, duty=body.duty,
        **_who(act)).model_dump())


def unassign(act: Act[commands.UnassignCase]) -> None:
    """End a duty. What the person captured before stays hers and stays here."""
    facts: CaseFacts = act.subject
    body = act.body
    duty = facts.members.get(body.person_id)
    if duty is None:
        raise NotAssigned()
    _end_duty(act, body.case_id, body.person_id, body.reason)
    _touch(act, act.session.get_one(CourtCase, body.case_id))
    add_timeline(act, NewEntry(body.case_id, "unassigned", params={"person_id": body.person_id, "duty": duty}))
    act.happened("cases.unassigned", **events.CaseUnassigned(
        case_id=body.case_id, case_number=facts.case_number, person_id=body.person_id, duty=duty, reason=body.reason,
        **_who(act)).model_dump())


def _begin_duty(act: UnitOfWork, case_id: str, person_id: str, duty: str) -> None:
    act.session.add(CaseAssignment(id=new_id(), case_id=case_id, person_id=person_id, duty=duty, since=act.now,
                                   by=act.actor.id))
    act.grant(person_id, case_scope(case_id))
    if duty in DUTIES_WITH_QUERIES:
        act.grant(person_id, queries_scope(case_id))


def _end_duty(act: UnitOfWork, case_id: str, person_id: str, reason: str) -> None:
    for row in act.session.query(CaseAssignment).filter_by(case_id=case_id, person_id=person_id, until=None):
        row.until, row.reason = act.now, reason
    act.session.flush()
    if person_id not in act.system.ports.people.with_role(act.session, *READERS_OF_EVERY_CASE):
        act.revoke(person_id, case_scope(case_id))
    act.revoke(person_id, queries_scope(case_id))


def record_progress(act: Act[commands.RecordProgress]) -> None:
    """Write down what happened, on the day it happened."""
    body = act.body
    if parse_day(body.happened_on) > legal_date(act.now):
        raise ProgressInFuture()
    add_timeline(act, NewEntry(body.case_id, body.kind, body.text, happened_on=body.happened_on,
                               entry_id=body.entry_id))
    act.happened("cases.progress_recorded", **events.ProgressRecorded(
        case_id=body.case_id, case_number=act.subject.case_number, entry_id=body.entry_id, kind=body.kind,
        **_who(act)).model_dump())


def set_stage(act: Act[commands.SetStage]) -> None:
    """Move the case on its way. The old stage stays readable in the timeline."""
    facts: CaseFacts = act.subject
    body = act.body
    if body.stage == facts.stage:
        return
    check_stage(facts.stage)
    if body.stage == "closed":
        check_closing(act.system, act.session, body.case_id, legal_date(act.now))
    case = act.session.get_one(CourtCase, body.case_id)
    case.stage = body.stage
    _touch(act, case)
    add_timeline(act, NewEntry(body.case_id, "stage_set", params={"before": facts.stage, "stage": body.stage}))
    act.happened("cases.stage_set", **events.StageSet(
        case_id=body.case_id, case_number=facts.case_number, stage_before=facts.stage, stage=body.stage,
        **_who(act)).model_dump())


def _touch(act: UnitOfWork, case: CourtCase) -> None:
    case.updated_at = act.now
    act.changed("cases", case.id, case_scope(case.id))


def _who(act: UnitOfWork) -> dict[str, str]:
    return {"by": act.actor.id, "at": to_text(act.now)}
