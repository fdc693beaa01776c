"""One function per command: load, decide, change, record."""

from typing import Any

from zhixing.capture import bracket, check_duty
from zhixing.cases import NewEntry, add_timeline, case_scope
from zhixing.fieldwork import commands, events, rules
from zhixing.fieldwork.errors import ItemStruck, NothingToCorrect, OfficerUnknown, VisitEnded
from zhixing.fieldwork.models import FieldVisit, InventoryItem, VisitNote
from zhixing.fieldwork.policy import FIELD_ROLES
from zhixing.fieldwork.reads import end_of, items_of, records_of
from zhixing.fieldwork.rules import Moment
from zhixing.kernel.clock import from_text, legal_date, to_text
from zhixing.platform.unit_of_work import Act


def _admit(act: Act[Any]) -> tuple[Moment, list[str]]:
    """When the act was made and what to flag. Raises: capture's DutyHadEnded."""
    envelope = act.envelope
    occurred_at = from_text(envelope.occurred_at)
    span = bracket(occurred_at, envelope.clock, act.now)
    flags = span.flags + check_duty(act.subject.case.left_at(act.actor.id), occurred_at, span)
    return Moment(occurred_at, envelope.device_id, envelope.device_seq, span.not_before), list(flags)


def start_visit(act: Act[commands.StartVisit]) -> None:
    """Begin an act outside. Every officer is a member of the case or holds an office that works outside."""
    body = act.body
    moment, flags = _admit(act)
    rules.check_officers(body.purpose, body.officers, legal_date(act.now))
    officers = list(dict.fromkeys(body.officers))
    _check_offices(act, officers)
    act.session.add(FieldVisit(
        id=body.visit_id, case_id=body.case_id, purpose=body.purpose, officers=officers, place=body.place.model_dump(),
        started_at=moment.occurred_at, received_at=act.now, flags=flags, by=act.actor.id, device_id=moment.device_id))
    act.session.flush()
    act.changed("visits", body.visit_id, case_scope(body.case_id))
    add_timeline(act, NewEntry(body.case_id, "visit_started", params={
        "visit_id": body.visit_id, "purpose": body.purpose, "address": body.place.address},
        happened_on=legal_date(moment.occurred_at).isoformat()))
    act.happened("fieldwork.visit_started", **events.VisitStarted(
        visit_id=body.visit_id, case_id=body.case_id, case_number=act.subject.case.case_number, purpose=body.purpose,
        officers=officers, address=body.place.address, started_at=act.envelope.occurred_at,
        by=act.actor.id).model_dump())


def _check_offices(act: Act[commands.StartVisit], officers: list[str]) -> None:
    for person_id in officers:
        if act.subject.case.was_member(person_id):
            continue
        person = act.system.ports.people.actor(act.session, person_id)
        if person is None or not person.has_role(*FIELD_ROLES):
            raise OfficerUnknown(person_id=person_id)


def list_item(act: Act[commands.ListItem]) -> dict[str, Any]:
    """Add a line; its number is the next one of the visit."""
    body = act.body
    moment, flags = _admit(act)
    visit = _locked_visit(act, body.visit_id)
    rules.check_open(end_of(visit), moment)
    fields = body.model_dump(exclude={"item_id", "visit_id"})
    rules.check_item(fields["quantity"], fields["vehicle"])
    no = 1 + max((one.no for one in items_of(act.session, visit.id)), default=0)
    act.session.add(InventoryItem(
        id=body.item_id, visit_id=visit.id, case_id=visit.case_id, no=no, fields=fields, history=[], flags=flags,
        by=act.actor.id, at=moment.occurred_at, received_at=act.now))
    act.session.flush()
    _changed(act, visit, body.item_id)
    act.happened("fieldwork.item_listed", **events.ItemListed(
        item_id=body.item_id, visit_id=visit.id, case_id=visit.case_id, no=no, name=body.name, quantity=body.quantity,
        unit=body.unit, by=act.actor.id).model_dump())
    return {"no": no}


def correct_item(act: Act[commands.CorrectItem]) -> None:
    """Correct a line, also after the end: with its reason, and the old values kept."""
    body = act.body
    _admit(act)
    item, visit = _standing_item(act, body.item_id)
    asked = body.changes.model_dump(exclude_unset=True)
    changes = {name: {"from": item.fields[name], "to": value} for name, value in asked.items()
               if item.fields[name] != value}
    if not changes:
        raise NothingToCorrect()
    fields = item.fields | {name: asked[name] for name in changes}
    rules.check_item(fields["quantity"], fields["vehicle"])
    item.fields = fields
    item.history = [*item.history, {"changes": changes, "reason": body.reason, "by": act.actor.id,
                                    "at": act.envelope.occurred_at, "received_at": to_text(act.now)}]
    _changed(act, visit, item.id)
    act.happened("fieldwork.item_corrected", **events.ItemCorrected(
        item_id=item.id, visit_id=visit.id, case_id=visit.case_id, changes=changes, reason=body.reason,
        by=act.actor.id).model_dump())


def strike_item(act: Act[commands.StrikeItem]) -> None:
    """Mark a line void, also after the end. It keeps its number."""
    _admit(act)
    item, visit = _standing_item(act, act.body.item_id)
    item.struck = {"reason": act.body.reason, "by": act.actor.id, "at": act.envelope.occurred_at}
    _changed(act, visit, item.id)
    act.happened("fieldwork.item_struck", **events.ItemStruck(
        item_id=item.id, visit_id=visit.id, case_id=visit.case_id, reason=act.body.reason,
        by=act.actor.id).model_dump())


def order_items(act: Act[commands.OrderItems]) -> None:
    """Number the lines anew, while the visit lasts."""
    moment, _ = _admit(act)
    visit = _locked_visit(act, act.body.visit_id)
    rules.check_open(end_of(visit), moment)
    items = {one.id: one for one in items_of(act.session, visit.id)}
    for place, item_id in enumerate(rules.reordered(list(items), act.body.order), start=1):
        if items[item_id].no != place:
            items[item_id].no = place
            act.changed("items", item_id, case_scope(visit.case_id))


def take_note(act: Act[commands.TakeNote]) -> None:
    """Write a note; one made after the end is taken in and says so."""
    body = act.body
    moment, _ = _admit(act)
    visit = _locked_visit(act, body.visit_id)
    after_end = rules.is_after(end_of(visit), moment)
    act.session.add(VisitNote(id=body.note_id, visit_id=visit.id, case_id=visit.case_id, text=body.text,
                              after_end=after_end, by=act.actor.id, at=moment.occurred_at))
    act.session.flush()
    act.changed("notes", body.note_id, case_scope(visit.case_id))
    act.changed("visits", visit.id, case_scope(visit.case_id))
    act.happened("fieldwork.note_taken", **events.NoteTaken(
        note_id=body.note_id, visit_id=visit.id, case_id=visit.case_id, after_end=after_end,
        by=act.actor.id).model_dump())


def end_visit(act: Act[commands.EndVisit]) -> dict[str, Any]:
    """Close the list. Records that are missing are named in the answer and the event; they do not keep it open."""
    body = act.body
    moment, flags = _admit(act)
    visit = _locked_visit(act, body.visit_id)
    if visit.ended_at is not None:
        raise VisitEnded()
    if moment.occurred_at < visit.started_at:
        flags.append(rules.END_BEFORE_START)
    visit.ended_at, visit.end_received_at = moment.occurred_at, act.now
    visit.end_device_id, visit.end_device_seq = moment.device_id, moment.device_seq
    visit.result, visit.summary = body.result, body.summary
    visit.flags = list(dict.fromkeys([*visit.flags, *flags]))
    act.changed("visits", visit.id, case_scope(visit.case_id))
    add_timeline(act, NewEntry(visit.case_id, "visit_ended", params={
        "visit_id": visit.id, "purpose": visit.purpose, "result": body.result},
        happened_on=legal_date(moment.occurred_at).isoformat()))
    return _tell_end(act, visit)


def _tell_end(act: Act[commands.EndVisit], visit: FieldVisit) -> dict[str, Any]:
    records = records_of(act.session, visit)
    lacking = rules.missing(visit.purpose, records, legal_date(act.now))
    act.happened("fieldwork.visit_ended", **events.VisitEnded(
        visit_id=visit.id, case_id=visit.case_id, case_number=act.subject.case.case_number, purpose=visit.purpose,
        started_at=to_text(visit.started_at), ended_at=act.envelope.occurred_at, result=act.body.result,
        items=len(records.items), missing=lacking, by=act.actor.id).model_dump())
    return {"missing": lacking}


def _locked_visit(act: Act[Any], visit_id: str) -> FieldVisit:
    # Two tablets list at the same time: the lock keeps the numbers apart.
    return act.session.get_one(FieldVisit, visit_id, with_for_update=True)


def _standing_item(act: Act[Any], item_id: str) -> tuple[InventoryItem, FieldVisit]:
    item = act.session.get_one(InventoryItem, item_id, with_for_update=True)
    if item.struck is not None:
        raise ItemStruck()
    return item, act.session.get_one(FieldVisit, item.visit_id)


def _changed(act: Act[Any], visit: FieldVisit, item_id: str) -> None:
    act.changed("items", item_id, case_scope(visit.case_id))
    act.changed("visits", visit.id, case_scope(visit.case_id))
