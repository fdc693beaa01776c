"""Counting working days (domain.md 11.2)."""

from datetime import date

import pytest

from zhixing.kernel.calendar import CalendarUnknown, court_calendar


def test_the_first_day_is_not_counted() -> None:
    assert court_calendar().after(date(2026, 11, 23), 3) == date(2026, 11, 26)


def test_a_weekend_inside_is_skipped() -> None:
    assert court_calendar().after(date(2026, 11, 26), 3) == date(2026, 12, 1)


@pytest.mark.parametrize(("day", "working"), [
    (date(2026, 2, 14), True),   # a Saturday that is worked before the Spring Festival
    (date(2026, 2, 16), False),
    (date(2026, 10, 10), True),
    (date(2025, 10, 8), False),
    (date(2025, 10, 11), True),
])
def test_days_swapped_by_the_state_council_count_as_declared(day: date, working: bool) -> None:
    assert court_calendar().is_working(day) is working


@pytest.mark.parametrize(("year", "working_days"), [(2025, 248), (2026, 248)])
def test_a_year_has_as_many_working_days_as_the_published_plan(year: int, working_days: int) -> None:
    days = (date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()))
    assert sum(court_calendar().is_working(day) for day in days) == working_days


def test_a_period_that_ends_on_a_holiday_ends_on_the_next_working_day() -> None:
    assert court_calendar().last_day(date(2026, 9, 21), 10) == date(2026, 10, 8)


def test_a_year_that_is_not_entered_is_refused_and_not_guessed() -> None:
    with pytest.raises(CalendarUnknown) as refused:
        court_calendar().after(date(2026, 12, 30), 3)
    assert refused.value.params == {"year": 2027}
