"""One function per command: load, decide, change, record. What institutions did is applied in `effects.py`."""

from typing import Any

from zhixing.capture import bracket, check_duty
from zhixing.controls import commands, effects, errors, events, ranks, rules, tell
from zhixing.controls.gateway import put_on_the_way
from zhixing.controls.ledger import asset_for, check_respondent
from zhixing.controls.models import Control, ControlStep, LedgerAsset
from zhixing.controls.queue import printed_of, set_term
from zhixing.controls.reads import IN_QUEUE, left, standing, standing_on, steps_of
from zhixing.controls.terms import first_term, parse_printed, queued_term
from zhixing.documents import document_facts
from zhixing.kernel import money
from zhixing.kernel.clock import from_text, legal_date, to_text
from zhixing.platform.unit_of_work import Act


def _admit(act: Act[Any]) -> Any:
    """When the act was made. Raises: capture's DutyHadEnded when its author had left the case by then."""
    occurred_at = from_text(act.envelope.occurred_at)
    span = bracket(occurred_at, act.envelope.clock, act.now)
    check_duty(act.subject.case.left_at(act.actor.id), occurred_at, span)
    return min(occurred_at, act.now)  # a tablet whose clock runs fast does not act tomorrow


def request_control(act: Act[commands.RequestControl]) -> dict[str, Any]:
    """Draft a control. The answer says in which rank it would stand behind what this court holds already."""
    body, today = act.body, legal_date(act.now)
    _admit(act)
    if act.subject.case.stage == "closed":
        raise errors.CaseClosed()
    asset = _check_new(act)
    if not body.asset.institution:
        raise errors.InstitutionNeeded()
    amount = rules.check_amount(body.requested_amount_yuan, today)
    rules.check_requested(body.asset.asset_class, amount)
    parse_printed(body.printed.model_dump() if body.printed else None)
    control = _new_control(act, asset, requested_amount_yuan=amount)
    step = _new_step(act, control, "place", amount_yuan=amount, reason="")
    _drafted(act, control, step)
    before = standing_on(act.session, control.asset_key, control.id)
    # Kept in the row, not in the answer alone: whoever drafted it offline reads it later, on another screen.
    control.ahead = [_ahead(act, one) for one in before]
    rank = rules.next_rank(one.rank for one in before if one.state in IN_QUEUE)
    return {"expected_rank": rank, "ahead": control.ahead}


def _check_new(act: Act[Any]) -> LedgerAsset:
    """What a new control must fulfil, on paper or on the spot; the ledger's line it is about."""
    body, today = act.body, legal_date(act.now)
    check_respondent(act.session, body.case_id, body.party_id)
    rules.check_kind(body.kind, body.asset.asset_class, today)
    rules.check_marks(body.asset.model_dump())
    rules.check_exemptions(body.exemptions_found, today)
    _check_documents(act)
    asset = asset_for(act)
    key = rules.asset_key(body.asset.model_dump()) or asset.asset_key
    same = [one for one in standing_on(act.session, key, body.control_id) if one.case_id == body.case_id]
    if same:
        raise errors.AlreadyControlled(control_id=same[0].id, reason=same[0].state, **standing(same[0]))
    return asset


def _check_documents(act: Act[Any]) -> None:
    """Raises: NotFound, DocumentNotOfCase."""
    case_id = act.subject.case.case_id
    for name in ("ruling_id", "notice_id"):
        document_id = getattr(act.body, name, None)
        if document_id is not None and document_facts(act.session, document_id).case_id != case_id:
            raise errors.DocumentNotOfCase()


def _ahead(act: Act[Any], control: Control) -> dict[str, Any]:
    """This court's own earlier control, as the queue shows it: whom to call, for how much, until when."""
    held = money.to_text(left(control)) if control.actual_amount_yuan else control.requested_amount_yuan
    return {"court": act.system.config.court_name, "case_number": tell.case_number(act, control),
            "amount_yuan": held, "ends_on": control.ends_on}


def _new_control(act: Act[Any], asset: LedgerAsset, **facts: Any) -> Control:
    body = act.body
    marks = body.asset.model_dump()
    control = Control(
        id=body.control_id, case_id=body.case_id, party_id=body.party_id, asset_id=asset.id, kind=body.kind,
        asset_key=rules.asset_key(marks) or asset.asset_key, asset=marks, state="draft", ahead=[], term_flags=[],
        exemptions={"checked": list(body.exemptions_checked), "found": list(body.exemptions_found)}, history=[],
        item_ids=list(getattr(body, "item_ids", [])), evidence_ids=list(getattr(body, "evidence_ids", [])),
        printed_start=body.printed.start if body.printed else None,
        printed_end=body.printed.end if body.printed else None,
        by=act.actor.id, at=act.now, updated_by=act.actor.id, updated_at=act.now, **facts)
    act.session.add(control)
    act.session.flush()
    return control


def _new_step(act: Act[Any], control: Control, action: str, **facts: Any) -> ControlStep:
    """Raises: StepOpen when one of this sort is under way."""
    for one in steps_of(act.session, control.id):
        if one.action == action and one.state in rules.OPEN_STEPS:
            raise errors.StepOpen(step_id=one.id, action=action, by=one.by)
    body = act.body
    printed = getattr(body, "printed", None)
    step = ControlStep(**{
        "id": body.step_id, "control_id": control.id, "case_id": control.case_id, "action": action, "state": "draft",
        "ruling_id": body.ruling_id, "notice_id": getattr(body, "notice_id", None), "to_account": "", "receipt": "",
        "printed_start": printed.start if printed else None, "printed_end": printed.end if printed else None,
        "failure_text": "", "by": act.actor.id, "at": act.now, **facts})
    act.session.add(step)
    act.session.flush()
    return step


def _drafted(act: Act[Any], control: Control, step: ControlStep) -> None:
    tell.changed(act, control, step)
    tell.happened(act, "controls.step_drafted", events.StepDrafted, control, step_id=step.id, action=step.action)


def seize_on_site(act: Act[commands.SeizeOnSite]) -> dict[str, Any]:
    """Seize or detain a thing on the spot: the act itself serves and has effect. Behind an earlier control of this
    court it waits in the queue, and the answer says so."""
    body = act.body
    moment = _admit(act)
    asset = _check_new(act)
    parse_printed(body.printed.model_dump() if body.printed else None)
    control = _new_control(act, asset, place=body.place, custodian=body.custodian)
    step = _new_step(act, control, "place", reason="")
    before = [one for one in standing_on(act.session, control.asset_key, control.id) if one.state in IN_QUEUE]
    control.served_at = step.served_at = step.effective_at = moment
    control.ahead = [_ahead(act, one) for one in before]
    step.state = "done"
    asset.evidence_ids = list(dict.fromkeys([*asset.evidence_ids, *body.evidence_ids]))
    tell.changed(act, asset)
    effects.stand(act, control, rules.next_rank(one.rank for one in before), moment)
    tell.changed(act, control, step)
    return {"rank": control.rank, "ahead": control.ahead, "ends_on": control.ends_on}


def link_documents(act: Act[commands.LinkDocuments]) -> None:
    """Say which papers a step rests on; those not named stay."""
    _admit(act)
    step = _open_step(act)
    _check_documents(act)
    step.ruling_id = act.body.ruling_id or step.ruling_id
    step.notice_id = act.body.notice_id or step.notice_id
    tell.changed(act, step)


def _open_step(act: Act[Any]) -> ControlStep:
    """The step, locked. Raises: StepFinished."""
    step = act.session.get_one(ControlStep, act.body.step_id, with_for_update=True)
    rules.check_step_open(step.state)
    return step


def _control_of(act: Act[Any], step: ControlStep) -> Control:
    return act.session.get_one(Control, step.control_id, with_for_update=True)


def send_step(act: Act[commands.SendStep]) -> None:
    """Hand a step to the gateway. Raises: StepFinished, StillWaitingForInstitution, InstitutionNeeded,
    DocumentsMissing, DocumentNotReady."""
    _admit(act)
    step = _open_step(act)
    control = _control_of(act, step)
    if step.state != "draft":
        raise errors.StillWaitingForInstitution()
    if not control.asset["institution"]:
        raise errors.InstitutionNeeded()
    _check_ready(act, step)
    step.state, step.sent_at = "sent", act.now
    if control.state == "draft":
        control.state = "sent"
    put_on_the_way(act, control, step)
    tell.changed(act, control, step)
    tell.happened(act, "controls.step_sent", events.StepSent, control, step_id=step.id, action=step.action,
                  institution=control.asset["institution"])


def _check_ready(act: Act[Any], step: ControlStep) -> None:
    papers = {"ruling": step.ruling_id, "notice": step.notice_id}
    rules.check_documents(step.action, [name for name, held in papers.items() if held], legal_date(act.now))
    for document_id in (one for one in papers.values() if one):
        if not document_facts(act.session, document_id).is_ready:
            raise errors.DocumentNotReady(document_id=document_id)


def record_service(act: Act[commands.RecordService]) -> None:
    """Raises: StepFinished, MomentInFuture."""
    _admit(act)
    step = _open_step(act)
    effects.serve(act, _control_of(act, step), step, from_text(act.body.served_at))


def record_effect(act: Act[commands.RecordEffect]) -> dict[str, Any]:
    """What the institution did, from its paper."""
    body = act.body
    _admit(act)
    step = _open_step(act)
    answer = effects.Answer(
        effective_at=from_text(body.effective_at), served_at=from_text(body.served_at) if body.served_at else None,
        amount=body.actual_amount_yuan, rank=body.rank, ahead=[one.model_dump() for one in body.ahead],
        printed=body.printed.model_dump() if body.printed else None, receipt=body.receipt)
    control = _control_of(act, step)
    effects.apply(act, control, step, answer)
    return standing(control)


def record_failure(act: Act[commands.RecordFailure]) -> None:
    """Raises: StepFinished."""
    body = act.body
    _admit(act)
    step = _open_step(act)
    if body.served_at:
        step.served_at = from_text(body.served_at)
    effects.fail(act, _control_of(act, step), step, body.failure_code, body.failure_text)


def _locked(act: Act[Any]) -> Control:
    return act.session.get_one(Control, act.body.control_id, with_for_update=True)


def renew(act: Act[commands.RenewControl]) -> None:
    """Draft a renewal, while there is something to renew. Raises: RenewalAfterLapse, ControlNotLive, StepOpen."""
    moment = _admit(act)
    control = _locked(act)
    rules.check_can_renew(control.state, effects.day(control.ends_on), legal_date(moment))
    _check_documents(act)
    parse_printed(act.body.printed.model_dump() if act.body.printed else None)
    _drafted(act, control, _new_step(act, control, "renew", reason=act.body.reason))


def release(act: Act[commands.ReleaseControl]) -> None:
    """Draft a release of everything, or of the excess. Raises: ReleaseOfQueued, ControlNotLive, StepOpen,
    AmountAboveControlled."""
    _admit(act)
    control = _locked(act)
    rules.check_can_release(control.state)
    amount = rules.check_amount(act.body.amount_yuan, legal_date(act.now))
    if amount is not None:
        rules.check_within(amount, left(control))
    _check_documents(act)
    _drafted(act, control, _new_step(act, control, "release", amount_yuan=amount, reason=act.body.reason))


def transfer(act: Act[commands.TransferControlled]) -> None:
    """Draft a transfer to the court's account. Raises: TransferOfThing, ControlNotLive, StepOpen,
    AmountAboveControlled."""
    body = act.body
    _admit(act)
    control = _locked(act)
    rules.check_can_transfer(control.state, control.asset["asset_class"])
    amount = rules.check_amount(body.amount_yuan, legal_date(act.now))
    rules.check_within(amount or "0", left(control))
    _check_documents(act)
    step = _new_step(act, control, "transfer", amount_yuan=amount, to_account=body.to_account, reason=body.reason)
    _drafted(act, control, step)


def withdraw_step(act: Act[commands.WithdrawStep]) -> None:
    """Take back a draft, or end the waiting in a queue. Raises: StillWaitingForInstitution, StepFinished."""
    _admit(act)
    step = act.session.get_one(ControlStep, act.body.step_id, with_for_update=True)
    control = _control_of(act, step)
    if step.action == "place" and control.state == "queued":
        effects.leave_queue(act, control, step, act.body.reason)
        return
    rules.check_step_open(step.state)
    if step.state != "draft":
        raise errors.StillWaitingForInstitution()
    effects.withdraw(act, control, step, act.body.reason)


def record_rank(act: Act[commands.RecordRank]) -> dict[str, Any]:
    """Where the control stands now, by the institution's word. Raises: RankNotQueued, RankContradicted."""
    _admit(act)
    control = _locked(act)
    ahead = [one.model_dump() for one in act.body.ahead]
    ranks.rank_now(act, control, ranks.Word(act.body.rank, from_text(act.body.since), ahead))
    return standing(control)


def correct_dates(act: Act[commands.CorrectDates]) -> None:
    """The paper was read again. Raises: NothingChanges, ControlNotLive, DatesImpossible."""
    body = act.body
    _admit(act)
    control = _locked(act)
    printed = parse_printed(body.printed.model_dump())
    if control.state not in IN_QUEUE:
        raise errors.ControlNotLive(state=control.state)
    was = printed_of(control)
    if was == body.printed.model_dump():
        raise errors.NothingChanges()
    control.printed_start, control.printed_end = body.printed.start, body.printed.end
    tell.remember(act, control, "dates_corrected", was=was, reason=body.reason)
    if control.effective_at is None:
        set_term(control, queued_term(control.asset["asset_class"], legal_date(control.served_at or act.now), printed))
    else:
        start = effects.day(control.computed_start) or legal_date(control.effective_at)
        set_term(control, first_term(control.asset["asset_class"], start, printed))
    tell.changed(act, control)
    tell.happened(act, "controls.dates_corrected", events.DatesCorrected, control, ends_on=control.ends_on)


def move_custody(act: Act[commands.MoveCustody]) -> None:
    """Another custodian or place. Raises: NoCustody, NothingChanges, ControlNotLive."""
    body = act.body
    _admit(act)
    control = _locked(act)
    if control.asset["asset_class"] not in rules.THINGS:
        raise errors.NoCustody()
    if control.state not in IN_QUEUE:
        raise errors.ControlNotLive(state=control.state)
    if (control.place, control.custodian) == (body.place, body.custodian):
        raise errors.NothingChanges()
    tell.remember(act, control, "custody_moved", place=control.place, custodian=control.custodian, reason=body.reason)
    control.place, control.custodian = body.place, body.custodian
    tell.changed(act, control)


def acknowledge_lapse(act: Act[commands.AcknowledgeLapse]) -> None:
    """Answer for a lapse, once. Raises: NotLapsed, LapseAcknowledged."""
    control = _locked(act)
    if control.lapse is None:
        raise errors.NotLapsed()
    if control.lapse["acknowledged"] is not None:
        raise errors.LapseAcknowledged(by=control.lapse["acknowledged"]["by"])
    answer = {"reason": act.body.reason, "by": act.actor.id, "at": to_text(act.now)}
    ended_on = control.lapse["ended_on"]
    control.lapse = {"ended_on": ended_on, "acknowledged": answer}
    tell.changed(act, control)
    tell.happened(act, "controls.lapse_acknowledged", events.LapseAnswered, control, ended_on=ended_on,
                  reason=act.body.reason)
