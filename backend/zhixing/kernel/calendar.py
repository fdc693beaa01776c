"""Counting days as the law counts them (domain.md 11.2): on a table of working days, never on a guess."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from zhixing.kernel.errors import DomainError
from zhixing.kernel.yaml_files import read_yaml

_ONE = timedelta(days=1)
_SATURDAY = 5


class CalendarUnknown(DomainError):
    """The plan of working days for this year is not entered yet. A person enters it; nobody guesses."""

    code = "calendar.year_unknown"
    title = "No table of working days for this year"


@dataclass(frozen=True)
class WorkingDays:
    """Which days a court works on. Knows only the years that were entered."""

    years: frozenset[int]
    rest: frozenset[date]
    work: frozenset[date]

    def is_working(self, day: date) -> bool:
        """Whether offices are open: a Saturday declared a workday (调休) is one.

        Raises: CalendarUnknown.
        """
        if day.year not in self.years:
            raise CalendarUnknown(year=day.year)
        return day in self.work or (day.weekday() < _SATURDAY and day not in self.rest)

    def after(self, start: date, working_days: int) -> date:
        """The last day of a period of so many working days; the first day is not counted (CPL 85).

        Raises: CalendarUnknown.
        """
        day = start
        while working_days:
            day += _ONE
            working_days -= self.is_working(day)
        return day

    def last_day(self, start: date, days: int) -> date:
        """The last day of a period of natural days, moved to the next working day when it falls on a rest day.

        Not for terms of effect (a freeze ends on its printed date, domain.md 11.2).

        Raises: CalendarUnknown.
        """
        day = start + timedelta(days=days)
        while not self.is_working(day):
            day += _ONE
        return day


def read_table(table: dict[str, Any]) -> WorkingDays:
    """The calendar in a table of the form of workdays.yaml."""
    rest, work = set(), set()
    for plan in table["years"].values():
        work.update(plan["work"])
        for first, last in plan["rest"]:
            rest.update(first + n * _ONE for n in range((last - first).days + 1))
    return WorkingDays(frozenset(table["years"]), frozenset(rest), frozenset(work))


@cache
def court_calendar() -> WorkingDays:
    """The table that ships with the program (workdays.yaml)."""
    return read_table(read_yaml(files("zhixing.kernel").joinpath("workdays.yaml").read_text("utf-8")))
