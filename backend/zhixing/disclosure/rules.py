"""Pure rules of the litigant pages."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhixing.disclosure.errors import NothingToCheckBy
from zhixing.kernel.calendar import CalendarUnknown, WorkingDays
from zhixing.kernel.law import read_law

LAW = read_law("zhixing.disclosure")

# Seconds to wait after so many wrong answers in a row. Slips are free; guessing is not.
_WAITS_S = (0, 0, 5, 15, 60, 300, 900)
FORGET_AFTER = timedelta(hours=24)

# Words for the entries the system writes by itself; an entry of another kind needs text or a caption.
PROGRESS_WORDS = {
    "case_opened": "法院已立案执行。",
    "stage_set": "案件进入新的执行阶段。",
    "visit_started": "执行人员到现场执行。",
    "visit_ended": "现场执行工作结束。",
}


@dataclass(frozen=True)
class Question:
    """What a page asks for (`id_number` or `phone`), and the right answer: four characters."""

    kind: str
    answer: str


def question(id_number: str | None, phone: str | None, order: list[str]) -> Question:
    """The first thing in `order` that the court knows of the party.

    Raises: NothingToCheckBy.
    """
    known = {"id_number": id_number or "", "phone": re.sub(r"\D", "", phone or "")}
    for kind in order:
        answer = normalise_answer(known[kind])[-4:]
        if len(answer) == 4:
            return Question(kind, answer)
    raise NothingToCheckBy()


def normalise_answer(typed: str) -> str:
    """Upper case half-width letters and digits, nothing else: phones type full-width and spaces."""
    half = "".join(chr(ord(one) - 0xFEE0) if "！" <= one <= "～" else one for one in typed)
    return re.sub(r"[^0-9A-Z]", "", half.upper())


def wait_s(wrong_answers: int) -> int:
    """Seconds everybody waits after so many wrong answers in a row."""
    return _WAITS_S[min(wrong_answers, len(_WAITS_S) - 1)]


def answer_due_on(asked_on: date, working_days: int, calendar: WorkingDays) -> date | None:
    """The day by which a litigant may expect an answer; None where the year's plan is not entered: no guess."""
    try:
        return calendar.after(asked_on, working_days)
    except CalendarUnknown:
        return None


def still_counts(last_wrong_at: datetime, now: datetime) -> bool:
    """Whether earlier wrong answers still count."""
    return now - last_wrong_at < FORGET_AFTER


def short_head(root: str) -> str:
    """The first 16 digits of the audit's root in groups of four: short enough to copy by hand."""
    return "-".join(root[n:n + 4].upper() for n in range(0, 16, 4))
