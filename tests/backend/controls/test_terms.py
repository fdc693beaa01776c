"""Terms, ranks and the radar: the vectors shared with the app, an oracle of its own, what no calendar may break."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import make_term_vectors
from zhixing.controls.errors import DatesImpossible
from zhixing.controls.rules import Controlled, execution_fee, over_seizure
from zhixing.controls.terms import (
    LAW,
    WATCHED,
    PrintedDates,
    first_term,
    is_in_time,
    is_more_urgent,
    parse_printed,
    queued_term,
    radar,
    rank_after,
    renewed_term,
)
from zhixing.kernel import money
from zhixing.kernel.law import LawNotInForce

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "terms.json").read_text("utf-8"))
TODAY = date(2026, 11, 23)
BANDS = LAW.value("radar_bands", TODAY)
DAYS = st.dates(date(2016, 1, 1), date(2090, 12, 31))
CLASSES = st.sampled_from(sorted(LAW.value("term_of_asset_class", TODAY)))


def case(part: str) -> Any:
    return pytest.mark.parametrize("one", VECTORS[part], ids=lambda one: one["name"])


def printed(one: dict[str, Any]) -> PrintedDates | None:
    return parse_printed(one["printed"])


def text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def test_the_shared_file_holds_what_was_written_down_by_hand() -> None:
    assert make_term_vectors.terms() == VECTORS


@case("first")
def test_the_term_of_a_new_control(one: dict[str, Any]) -> None:
    term = first_term(one["asset_class"], date.fromisoformat(one["effective_on"]), printed(one))
    assert text(term.computed_end) == one["computed_end"]
    assert text(term.ends_on) == one["ends_on"]
    assert list(term.flags) == one["flags"]


@case("renewed")
def test_a_renewal_in_time_and_one_too_late(one: dict[str, Any]) -> None:
    old, on = date.fromisoformat(one["old_end"]), date.fromisoformat(one["effective_on"])
    assert is_in_time(old, on) == (one["ends_on"] is not None)
    if one["ends_on"] is not None:
        assert text(renewed_term(one["asset_class"], old, on, printed(one)).ends_on) == one["ends_on"]


@case("moved_up")
def test_ranks_move_up_when_an_earlier_one_goes(one: dict[str, Any]) -> None:
    rank = rank_after(one["rank"], one["gone"])
    on = date.fromisoformat(one["since"])
    term = (first_term if rank == 1 else queued_term)(one["asset_class"], on, printed(one))
    assert (rank, text(term.ends_on)) == (one["rank_then"], one["ends_on"])


@case("radar")
def test_the_radar_says_how_near_and_who_must_act(one: dict[str, Any]) -> None:
    ends_on = date.fromisoformat(one["ends_on"]) if one["ends_on"] else None
    seen = radar(one["state"], ends_on, date.fromisoformat(one["today"]), BANDS)
    assert (seen.days_left, seen.band) == (one["days_left"], one["band"])
    assert (list(seen.must_act), seen.may_mute) == (one["must_act"], one["may_mute"])


@case("sums")
def test_controlled_against_claim_and_costs(one: dict[str, Any]) -> None:
    claim = money.yuan(one["claim_yuan"])
    costs = execution_fee(claim, TODAY)
    found = over_seizure(claim, costs, [Controlled(
        row["state"], row["actual_yuan"], row["transferred_yuan"], row["released_yuan"], row["value_yuan"])
        for row in one["controls"]])
    assert money.to_text(costs) == one["costs_yuan"]
    assert (money.to_text(found.excess), found.unvalued) == (one["excess_yuan"], one["unvalued"])


def oracle(start: date, years: int) -> date:
    """Walk day by day until the calendar shows the anniversary; the day before it is the last one."""
    wanted = (start.year + years, start.month, start.day)
    day = start
    while (day.year, day.month, day.day) < wanted:
        day += timedelta(days=1)
    if (day.month, day.day) != (start.month, start.day):  # a leap day that does not come again: the month's end
        day -= timedelta(days=1)
    return day - timedelta(days=1)


@given(CLASSES, DAYS)
def test_every_computed_end_is_what_a_walk_through_the_calendar_finds(asset_class: str, start: date) -> None:
    years = {"deposits": 1, "movables": 2, "other": 3}[LAW.value("term_of_asset_class", start)[asset_class]]
    assert first_term(asset_class, start, None).ends_on == oracle(start, years)


@given(CLASSES, DAYS, DAYS, st.integers(0, 3000))
def test_printed_dates_always_win(asset_class: str, on: date, start: date, days: int) -> None:
    pair = PrintedDates(start, start + timedelta(days=days))
    assert first_term(asset_class, on, pair).ends_on == pair.end


@given(CLASSES, DAYS, st.integers(0, 1200))
def test_a_renewal_without_printed_dates_never_shortens(asset_class: str, old_end: date, before: int) -> None:
    term = renewed_term(asset_class, old_end, max(date(2016, 1, 1), old_end - timedelta(days=before)), None)
    assert term.ends_on is not None
    assert term.ends_on >= old_end


@given(st.sampled_from(WATCHED), DAYS, st.integers(-400, 400))
def test_as_days_pass_a_control_only_becomes_more_urgent(state: str, ends_on: date, left: int) -> None:
    earlier = radar(state, ends_on, ends_on - timedelta(days=left), BANDS).band
    later = radar(state, ends_on, ends_on - timedelta(days=left - 1), BANDS).band
    assert earlier == later or is_more_urgent(later, earlier, BANDS)


def test_the_most_urgent_bands_can_never_be_muted() -> None:
    assert [one["may_mute"] for one in BANDS][:2] == [False, False]
    assert all("bureau_chief" in one["must_act"] for one in BANDS if not one["may_mute"])


@pytest.mark.parametrize("pair", [("2026-02-30", "2027-01-01"), ("2026-03-01", "2026-02-28"),
                                  ("2026-13-01", "2027-01-01")])
def test_impossible_pairs_are_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(DatesImpossible):
        parse_printed({"start": pair[0], "end": pair[1]})


def test_before_the_law_we_know_only_printed_dates_are_believed() -> None:
    long_ago = date(2010, 5, 1)
    with pytest.raises(LawNotInForce):
        first_term("deposit", long_ago, None)
    pair = PrintedDates(long_ago, date(2010, 10, 31))
    assert first_term("deposit", long_ago, pair).ends_on == pair.end


@given(st.integers(1, 20), st.lists(st.integers(1, 20), max_size=10))
def test_nobody_ever_falls_back_in_the_queue(rank: int, gone: list[int]) -> None:
    assert 1 <= rank_after(rank, gone) <= rank


@given(st.decimals(0, 10**12, places=2))
def test_the_fee_grows_with_the_claim(claim: Decimal) -> None:
    assert execution_fee(claim, TODAY) <= execution_fee(claim + 1, TODAY)
