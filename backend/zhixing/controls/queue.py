"""The queue on one thing (轮候): who moves up when an earlier control goes (SEZ 26)."""

from datetime import date, datetime

from sqlalchemy import select

from zhixing.controls import events, tell
from zhixing.controls.ledger import follow_controls
from zhixing.controls.models import Control
from zhixing.controls.terms import TermDates, first_term, parse_printed, queued_term, rank_after
from zhixing.kernel.clock import legal_date, to_text
from zhixing.platform.unit_of_work import UnitOfWork


def set_term(control: Control, term: TermDates) -> None:
    """Write a term into the row. Whoever was warned about the old end will be warned about the new one."""
    control.computed_start = _text(term.computed_start)
    control.computed_end = _text(term.computed_end)
    control.ends_on = _text(term.ends_on)
    control.term_flags = list(term.flags)
    control.announced = None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def printed_of(control: Control) -> dict[str, str] | None:
    if control.printed_start is None or control.printed_end is None:
        return None
    return {"start": control.printed_start, "end": control.printed_end}


def take_rank(unit: UnitOfWork, control: Control, rank: int, since: datetime) -> None:
    """Give a control a rank: the first has effect from that moment, the others wait without a term."""
    printed = parse_printed(printed_of(control))
    control.rank, control.ranked_at = rank, since
    if rank > 1:
        control.state, control.effective_at = "queued", None
        served_on = legal_date(control.served_at or since)
        set_term(control, queued_term(control.asset["asset_class"], served_on, printed))
        return
    control.state, control.effective_at = "live", since
    set_term(control, first_term(control.asset["asset_class"], legal_date(since), printed))
    follow_controls(unit, control)


def move_up(unit: UnitOfWork, gone: Control, rank: int | None, since: datetime) -> None:
    """An earlier control of this court ended: everybody behind it on the same thing moves up by one.

    What other courts hold is counted in the ranks already, because institutions count all of them.
    """
    if gone.asset_key is None or rank is None:
        return
    behind = select(Control).where(Control.asset_key == gone.asset_key, Control.state == "queued",
                                   Control.rank > rank, Control.id != gone.id).order_by(Control.rank, Control.id)
    for one in unit.session.scalars(behind.with_for_update()):
        one.ahead = _without(one.ahead, gone, unit)
        rise(unit, one, rank_after(one.rank or 2, [rank]), since)
        one.moved_up_by = gone.id


def _without(ahead: list[dict[str, object]], gone: Control, unit: UnitOfWork) -> list[dict[str, object]]:
    number = tell.case_number(unit, gone)
    return [one for one in ahead if one.get("case_number") != number]


def rise(unit: UnitOfWork, control: Control, rank: int, since: datetime) -> None:
    """A queued control has a new rank; with the first it has effect (SEZ 26)."""
    take_rank(unit, control, rank, since)
    tell.changed(unit, control)
    tell.happened(unit, "controls.moved_up", events.ControlMovedUp, control, rank=rank, since=to_text(since),
                  ends_on=control.ends_on)
    if rank == 1:
        tell.on_timeline(unit, control, "control_effective", legal_date(since).isoformat(), moved_up=True)


def move_back(unit: UnitOfWork, returned: Control) -> None:
    """News of a renewal in time came after the lapse was written down: who had moved up goes back to waiting."""
    query = select(Control).where(Control.moved_up_by == returned.id, Control.state.in_(("queued", "live")))
    for one in unit.session.scalars(query.with_for_update()):
        take_rank(unit, one, (one.rank or 1) + 1, unit.now)
        one.moved_up_by = None
        tell.changed(unit, one)
        tell.happened(unit, "controls.queued", events.ControlQueued, one, rank=one.rank, since=to_text(unit.now))
        follow_controls(unit, one)
