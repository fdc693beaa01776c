"""Terms of effect and how near their ends are. Pure; the same on the tablet (`tests/vectors/terms.json`).

Two rules stand above the arithmetic (docs/adr/0012): an end is never moved to a working day, and the dates printed on
the paper win over computed ones; the difference is shown. Law keys: term_*, renewal_starts, radar_bands.
"""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zhixing.controls.errors import DatesImpossible
from zhixing.kernel.law import LawNotInForce, read_law

LAW = read_law("zhixing.controls")
_ONE = timedelta(days=1)

PRINTED_DIFFERS, LONGER_THAN_LAW, STARTS_BEFORE_EFFECT = "printed_differs", "longer_than_law", "starts_before_effect"
# States in which a term can run out.
WATCHED = ("live", "queued")
LAPSED = "lapsed"


@dataclass(frozen=True)
class PrintedDates:
    """A pair as printed: both days have effect."""

    start: date
    end: date


@dataclass(frozen=True)
class TermDates:
    """`ends_on` is the last day with effect, the one that counts; None while no term runs."""

    computed_start: date | None
    computed_end: date | None
    ends_on: date | None
    flags: tuple[str, ...] = ()


NO_TERM = TermDates(None, None, None)


def parse_printed(pair: Mapping[str, str] | None) -> PrintedDates | None:
    """Raises: DatesImpossible for 2026-02-30, or an end before its start."""
    if pair is None:
        return None
    try:
        found = PrintedDates(date.fromisoformat(pair["start"]), date.fromisoformat(pair["end"]))
    except ValueError as cause:
        raise DatesImpossible() from cause
    if found.end < found.start:
        raise DatesImpossible()
    return found


def anniversary(start: date, years: int) -> date:
    """The same date so many years later, or the month's end where there is none (domain.md 11.2)."""
    last = calendar.monthrange(start.year + years, start.month)[1]
    return start.replace(year=start.year + years, day=min(start.day, last))


def longest_years(asset_class: str, on: date) -> int:
    """The longest term of a class of assets. Raises: LawNotInForce. Source: INT 485."""
    return LAW.value(f"term_{LAW.value('term_of_asset_class', on)[asset_class]}_years", on)


def computed_end(start: date, years: int, counting: str) -> date:
    """The last day with effect of a term that begins on `start`."""
    end = anniversary(start, years)
    return end - _ONE if counting == "day_before_anniversary" else end


def first_term(asset_class: str, effective_on: date, printed: PrintedDates | None) -> TermDates:
    """The term of a control that had effect on a day, or that moved up to the first rank on it.

    Raises: LawNotInForce when nothing is printed and no figure is known for that day.
    """
    try:
        years = longest_years(asset_class, effective_on)
    except LawNotInForce:
        if printed is None:
            raise
        return TermDates(None, None, printed.end)
    end = computed_end(effective_on, years, LAW.value("term_end_counting", effective_on))
    flags = _flags(printed, end, effective_on, years)
    return TermDates(effective_on, end, printed.end if printed else end, flags)


def _flags(printed: PrintedDates | None, end: date, effective_on: date, years: int) -> tuple[str, ...]:
    if printed is None:
        return ()
    found = {PRINTED_DIFFERS: printed.end != end, LONGER_THAN_LAW: printed.end > anniversary(printed.start, years),
             STARTS_BEFORE_EFFECT: printed.start < effective_on}
    return tuple(name for name, so in found.items() if so)


def queued_term(asset_class: str, served_on: date, printed: PrintedDates | None) -> TermDates:
    """A control that waits has no term yet (SEZ 26; law key queued_term_starts, for courts that read it otherwise);
    a printed end is watched all the same, to be safe."""
    if LAW.value("queued_term_starts", served_on) == "when_served":
        return first_term(asset_class, served_on, printed)
    return NO_TERM if printed is None else TermDates(None, None, printed.end)


def rank_after(rank: int, gone: Sequence[int]) -> int:
    """Where a control stands when others on the same thing end, one after the other, each with its rank then."""
    for one in gone:
        rank -= one < rank
    return rank


def is_in_time(ends_on: date, effective_on: date) -> bool:
    """Whether a renewal had effect while the control still had: its last day counts (SEZ 27)."""
    return effective_on <= ends_on


def renewed_term(asset_class: str, old_end: date, effective_on: date, printed: PrintedDates | None) -> TermDates:
    """The term after a renewal. Without printed dates a renewal never shortens what was there.

    Raises: LawNotInForce.
    """
    after = LAW.value("renewal_starts", effective_on) == "day_after_old_end"
    start = old_end + _ONE if after else effective_on
    term = first_term(asset_class, start, printed)
    if printed is not None or term.ends_on is None or term.ends_on >= old_end:
        return term
    return TermDates(term.computed_start, old_end, old_end)


def days_left(ends_on: date, today: date) -> int:
    """0 on the last day with effect, negative after it."""
    return (ends_on - today).days


@dataclass(frozen=True)
class Watch:
    """Where a control stands on the radar. `band` is None far from the end, or where no term runs."""

    days_left: int | None
    band: str | None
    must_act: tuple[str, ...] = ()
    may_mute: bool = True


def radar(state: str, ends_on: date | None, today: date, bands: Sequence[Mapping[str, Any]]) -> Watch:
    """How near the end is and who must act now. `bands` from the law key radar_bands, the most urgent first."""
    if ends_on is None or state not in (*WATCHED, LAPSED):
        return Watch(None, None)
    left = days_left(ends_on, today)
    for one in bands:
        if left <= one["within_days"] or (state == LAPSED and one["band"] == LAPSED):
            return Watch(left, one["band"], tuple(one["must_act"]), one["may_mute"])
    return Watch(left, None)


def is_more_urgent(band: str | None, told: str | None, bands: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a band has not been told yet, nor a more urgent one. A band the court no longer has counts as untold."""
    order = [one["band"] for one in bands]
    return band is not None and (told not in order or order.index(band) < order.index(told))


def days_apart(printed_end: str | None, computed: str | None) -> int | None:
    """Printed end minus computed end in days: positive when the paper gives more."""
    if printed_end is None or computed is None:
        return None
    return (date.fromisoformat(printed_end) - date.fromisoformat(computed)).days
