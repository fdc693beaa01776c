"""What institutions did, applied to controls: by a person from paper, or by the gateway. One way for both."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zhixing.controls import errors, events, rules, tell
from zhixing.controls.ledger import follow_controls
from zhixing.controls.models import Control, ControlStep
from zhixing.controls.queue import move_back, move_up, printed_of, set_term, take_rank
from zhixing.controls.ranks import apply_early
from zhixing.controls.reads import left
from zhixing.controls.terms import is_in_time, parse_printed, renewed_term
from zhixing.kernel import money
from zhixing.kernel.clock import legal_date, to_text
from zhixing.platform.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Answer:
    """An institution's word on one step. `amount` is what was controlled, released or transferred, in yuan."""

    effective_at: datetime
    served_at: datetime | None = None
    amount: str | None = None
    rank: int = 1
    ahead: list[dict[str, Any]] = field(default_factory=list)
    printed: dict[str, str] | None = None
    receipt: str = ""


def _more(before: str | None, amount: Decimal) -> str:
    return money.to_text(money.yuan(before or "0") + amount)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def serve(unit: UnitOfWork, control: Control, step: ControlStep, served_at: datetime) -> None:
    """Ruling and notice are with the institution. Raises: MomentInFuture."""
    rules.check_past(served_at, unit.now)
    step.state, step.served_at = "served", served_at
    if step.action == "place":
        control.state, control.served_at = "served", served_at
    tell.changed(unit, control, step)


def apply(unit: UnitOfWork, control: Control, step: ControlStep, answer: Answer) -> None:
    """Carry out an effect. Raises: StepNotServed and the other refusals of the rules."""
    served_at = answer.served_at or step.served_at
    rules.check_moments(served_at, answer.effective_at, unit.now)
    parse_printed(answer.printed)
    _APPLY[step.action](unit, control, step, answer)
    step.state, step.served_at, step.effective_at = "done", served_at, answer.effective_at
    step.actual_amount_yuan = money.to_text(money.yuan(answer.amount)) if answer.amount else None
    step.receipt = answer.receipt
    if step.action == "place":
        apply_early(unit, control, step)
    tell.changed(unit, control, step)


def _place(unit: UnitOfWork, control: Control, step: ControlStep, answer: Answer) -> None:
    rules.check_rank(answer.rank, answer.ahead)
    asset_class = control.asset["asset_class"]
    if answer.rank == 1 or answer.amount is not None:
        control.actual_amount_yuan = rules.check_actual(control.requested_amount_yuan, answer.amount, asset_class)
    control.served_at = answer.served_at or step.served_at
    control.ahead = answer.ahead
    if answer.printed:
        control.printed_start, control.printed_end = answer.printed["start"], answer.printed["end"]
    stand(unit, control, answer.rank, answer.effective_at)


def stand(unit: UnitOfWork, control: Control, rank: int, since: datetime) -> None:
    """A control stands for the first time: in effect, or waiting behind others."""
    take_rank(unit, control, rank, since)
    if rank > 1:
        tell.happened(unit, "controls.queued", events.ControlQueued, control, rank=rank, since=to_text(since))
        tell.on_timeline(unit, control, "control_queued", legal_date(since).isoformat(), rank=rank)
        return
    partial = rules.is_partial(control.requested_amount_yuan, control.actual_amount_yuan)
    tell.happened(unit, "controls.effective", events.ControlEffective, control, effective_at=to_text(since),
                  actual_amount_yuan=control.actual_amount_yuan, is_partial=partial, ends_on=control.ends_on)
    tell.on_timeline(unit, control, "control_effective", legal_date(since).isoformat())


def _renew(unit: UnitOfWork, control: Control, step: ControlStep, answer: Answer) -> None:
    """The new end counts. A renewal in time that we hear of late takes the lapse back; one after the end has none."""
    _check_standing(control, answer.effective_at, errors.RenewalAfterLapse)
    old_end, effective_on = day(control.ends_on), legal_date(answer.effective_at)
    assert old_end is not None, "a control in effect has an end"
    was, printed = printed_of(control), answer.printed or _printed_of_step(step)
    term = renewed_term(control.asset["asset_class"], old_end, effective_on, parse_printed(printed))
    control.printed_start, control.printed_end = (printed["start"], printed["end"]) if printed else (None, None)
    tell.remember(unit, control, "renewed", step_id=step.id, was=was, old_end=control.ends_on)
    was_lapsed = control.state == "lapsed"
    set_term(control, term)
    if was_lapsed:
        _revive(unit, control)
    tell.happened(unit, "controls.renewed", events.ControlRenewed, control, ends_on=control.ends_on)
    tell.on_timeline(unit, control, "control_renewed", effective_on.isoformat(), ends_on=control.ends_on)


def _printed_of_step(step: ControlStep) -> dict[str, str] | None:
    if step.printed_start is None or step.printed_end is None:
        return None
    return {"start": step.printed_start, "end": step.printed_end}


def _revive(unit: UnitOfWork, control: Control) -> None:
    tell.remember(unit, control, "lapse_taken_back", lapse=control.lapse)
    control.state, control.rank, control.lapse, control.ended_at = "live", 1, None, None
    move_back(unit, control)
    follow_controls(unit, control)


def _check_standing(control: Control, moment: datetime, late: type[errors.DomainError]) -> None:
    """In effect at that moment, also when we hear of it after a lapse was written down. Raises: `late`,
    ControlNotLive."""
    if control.state not in ("live", "lapsed"):
        raise errors.ControlNotLive(state=control.state)
    ends_on = day(control.ends_on)
    if ends_on is not None and not is_in_time(ends_on, legal_date(moment)):
        raise late(ended_on=control.ends_on, state=control.state)


def _release(unit: UnitOfWork, control: Control, step: ControlStep, answer: Answer) -> None:
    _check_standing(control, answer.effective_at, errors.ControlNotLive)
    amount, all_of_it = answer.amount or step.amount_yuan, left(control)
    is_whole = amount is None or rules.check_within(amount, all_of_it)
    if control.actual_amount_yuan is not None:
        freed = all_of_it if amount is None else money.yuan(amount)
        control.released_amount_yuan = _more(control.released_amount_yuan, freed)
    if is_whole:
        _end(unit, control, "released", answer.effective_at)
    tell.happened(unit, "controls.released", events.ControlReleased, control, amount_yuan=amount, is_whole=is_whole,
                  released_at=to_text(answer.effective_at))
    tell.on_timeline(unit, control, "control_released", legal_date(answer.effective_at).isoformat(), whole=is_whole)


def _transfer(unit: UnitOfWork, control: Control, step: ControlStep, answer: Answer) -> None:
    _check_standing(control, answer.effective_at, errors.ControlNotLive)
    amount = answer.amount or step.amount_yuan or "0"
    if money.yuan(amount) > money.yuan(step.amount_yuan or "0"):
        raise errors.AmountAboveRequest(requested_yuan=step.amount_yuan, actual_yuan=amount)
    is_whole = rules.check_within(amount, left(control))
    control.transferred_amount_yuan = _more(control.transferred_amount_yuan, money.yuan(amount))
    if is_whole:
        _end(unit, control, "transferred", answer.effective_at)
    tell.happened(unit, "controls.transferred", events.ControlTransferred, control, amount_yuan=amount,
                  transferred_at=to_text(answer.effective_at), is_whole=is_whole)
    tell.on_timeline(unit, control, "control_transferred", legal_date(answer.effective_at).isoformat(),
                     amount_yuan=amount)


_APPLY = {"place": _place, "renew": _renew, "release": _release, "transfer": _transfer}


def _end(unit: UnitOfWork, control: Control, state: str, moment: datetime) -> None:
    """The control is over; whoever waits behind it moves up from that moment."""
    rank = control.rank
    control.state, control.ended_at, control.rank = state, moment, None
    follow_controls(unit, control)
    move_up(unit, control, rank, moment)


def lapse(unit: UnitOfWork, control: Control, ended_at: datetime) -> None:
    """The last day has passed without a renewal: the effect has ended by law (SEZ 27)."""
    control.lapse = {"ended_on": control.ends_on, "acknowledged": None}
    _end(unit, control, "lapsed", ended_at)
    tell.changed(unit, control)
    tell.on_timeline(unit, control, "control_lapsed", legal_date(ended_at).isoformat())


def fail(unit: UnitOfWork, control: Control, step: ControlStep, code: str, text: str) -> None:
    """The institution did not do it. A failed first step ends the control; any other leaves it as it was."""
    step.state, step.failure_code, step.failure_text = "failed", code, text
    if step.action == "place":
        control.state, control.ended_at = "failed", unit.now
    tell.changed(unit, control, step)
    tell.happened(unit, "controls.step_failed", events.StepFailed, control, step_id=step.id, action=step.action,
                  failure_code=code)


def withdraw(unit: UnitOfWork, control: Control, step: ControlStep, reason: str) -> None:
    """A draft is taken back."""
    step.state = "withdrawn"
    if step.action == "place":
        control.state, control.ended_at = "withdrawn", unit.now
    tell.remember(unit, control, "withdrawn", step_id=step.id, reason=reason)
    tell.changed(unit, control, step)


def leave_queue(unit: UnitOfWork, control: Control, step: ControlStep, reason: str) -> None:
    """The waiting is given up; those behind move up."""
    tell.remember(unit, control, "left_queue", step_id=step.id, reason=reason, rank=control.rank)
    _end(unit, control, "withdrawn", unit.now)
    tell.changed(unit, control)
