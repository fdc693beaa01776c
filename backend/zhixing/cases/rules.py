"""Pure decisions: case numbers, identity numbers, scopes, stages. Imports kernel only."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from zhixing.cases.errors import (
    CaseClosed,
    CaseNumberCourtUnknown,
    CaseNumberMalformed,
    CaseNumberTypeUnknown,
    CaseNumberYearInFuture,
    CreditCodeCheckWrong,
    CreditCodeMalformed,
    DateImpossible,
    IdNumberBirthdayImpossible,
    IdNumberCheckDigitWrong,
    IdNumberMalformed,
)
from zhixing.kernel.law import read_law

LAW = read_law("zhixing.cases")

_CASE_NUMBER = re.compile(
    r"^（(20\d{2})）([\u4e00-\u9fa5]\d{2}(?:\d{2})?)([\u4e00-\u9fa5]{1,3})([1-9]\d{0,6})号(之[一二三四五六七八九十]{1,3})?$")
_BRACKETS = str.maketrans({"(": "（", ")": "）", "〔": "（", "〕": "）", "[": "（", "]": "）"})

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(3**place % 31 for place in range(17))


@dataclass(frozen=True)
class CaseNumber:
    """A case number taken apart. `text` is its one form, with full-width brackets."""

    text: str
    year: int
    court: str
    type: str
    number: int
    suffix: str


def normalise_case_number(typed: str) -> str:
    """The one way a number is written: full-width brackets, half-width digits, no spaces (domain.md 2.1)."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", typed)).translate(_BRACKETS)


def parse_case_number(typed: str, today: date) -> CaseNumber:
    """A number as typed by a person, half-width brackets and stray spaces allowed.

    Raises: CaseNumberMalformed, CaseNumberCourtUnknown, CaseNumberTypeUnknown, CaseNumberYearInFuture.
    Source: domain.md 2.1; law keys case_number_courts, case_number_types.
    """
    text = normalise_case_number(typed)
    match = _CASE_NUMBER.match(text)
    if not match:
        raise CaseNumberMalformed()
    year, court, kind, number, suffix = match.groups()
    if court not in LAW.value("case_number_courts", today):
        raise CaseNumberCourtUnknown(court=court)
    if kind not in LAW.value("case_number_types", today):
        raise CaseNumberTypeUnknown(type=kind)
    if int(year) > today.year:
        raise CaseNumberYearInFuture(year=int(year))
    return CaseNumber(text, int(year), court, kind, int(number), suffix or "")


def parse_day(text: str) -> date:
    """Raises: DateImpossible for 2026-02-30 and its like."""
    try:
        return date.fromisoformat(text)
    except ValueError as cause:
        raise DateImpossible() from cause


def check_resident_id(typed: str, today: date) -> str:
    """An 18-character resident identity number with `X` in upper case.

    Raises: IdNumberMalformed, IdNumberBirthdayImpossible, IdNumberCheckDigitWrong. Source: GB 11643-1999.
    """
    number = unicodedata.normalize("NFKC", typed).strip().upper()
    if not re.match(r"^[1-9]\d{16}[\dX]$", number, re.ASCII):
        raise IdNumberMalformed()
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as cause:
        raise IdNumberBirthdayImpossible() from cause
    if born > today or born.year < 1850:
        raise IdNumberBirthdayImpossible()
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    if _ID_CHECKS[total % 11] != number[17]:
        raise IdNumberCheckDigitWrong()
    return number


def check_credit_code(typed: str) -> str:
    """An 18-character unified social credit code in upper case.

    Raises: CreditCodeMalformed, CreditCodeCheckWrong. Source: GB 32100-2015.
    """
    code = unicodedata.normalize("NFKC", typed).strip().upper()
    if len(code) != 18 or any(sign not in _CREDIT_ALPHABET for sign in code):
        raise CreditCodeMalformed()
    total = sum(_CREDIT_ALPHABET.index(sign) * weight for sign, weight in zip(code[:17], _CREDIT_WEIGHTS, strict=True))
    if _CREDIT_ALPHABET[(31 - total % 31) % 31] != code[17]:
        raise CreditCodeCheckWrong()
    return code


def check_id_number(number: str | None, kind: str, id_kind: str | None, today: date) -> str | None:
    """A party's number in its one form; papers of other countries (`other`) are taken as they are."""
    if not number:
        return None
    asked = id_kind or ("resident" if kind == "person" else "credit_code")
    if asked == "resident":
        return check_resident_id(number, today)
    return check_credit_code(number) if asked == "credit_code" else number


def case_scope(case_id: str) -> str:
    """The feed scope of everything about a case that its members may hold."""
    return f"case:{case_id}"


def queries_scope(case_id: str) -> str:
    """The feed scope of query results: judge, officers and assistants only (domain.md 9.1)."""
    return f"case:{case_id}:queries"


def check_stage(now: str) -> None:
    """Stages may go back (a sale that failed returns to appraisal); only `closed` is final.

    Raises: CaseClosed.
    """
    if now == "closed":
        raise CaseClosed()


def device_rules() -> dict[str, object]:
    """What a tablet needs to check a case number without a line."""
    return {"case_number_pattern": _CASE_NUMBER.pattern, "law": LAW.for_device()}
