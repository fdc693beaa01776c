"""Numbers as the court writes them (domain.md 2.1, GB 11643, GB 32100)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.cases import errors, rules

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("typed", ["（2026）粤0605执123号", "(2026)粤0605执123号", " (2026) 粤0605执 123 号 ",
                                   "〔2026〕粤0605执123号", "（２０２６）粤０６０５执１２３号"])
def test_a_case_number_has_one_form_however_it_was_typed(typed: str) -> None:
    assert rules.parse_case_number(typed, TODAY).text == "（2026）粤0605执123号"


def test_a_case_number_is_taken_apart() -> None:
    number = rules.parse_case_number("(2017)粤06执恢16214号之一", TODAY)

    taken_apart = (number.year, number.court, number.type, number.number, number.suffix)
    assert taken_apart == (2017, "粤06", "执恢", 16214, "之一")


@pytest.mark.parametrize(("typed", "reason"), [
    ("2026粤0605执123号", errors.CaseNumberMalformed),
    ("（2026）粤0605执0123号", errors.CaseNumberMalformed),
    ("（2026）粤0605执123", errors.CaseNumberMalformed),
    ("(2012)东执字第253号", errors.CaseNumberMalformed),
    ("（2026）京0105执123号", errors.CaseNumberCourtUnknown),
    ("（2026）粤0605民初123号", errors.CaseNumberTypeUnknown),
    ("（2027）粤0605执123号", errors.CaseNumberYearInFuture),
])
def test_a_wrong_case_number_is_refused_with_its_reason(typed: str, reason: type[Exception]) -> None:
    with pytest.raises(reason):
        rules.parse_case_number(typed, TODAY)


@given(st.text(max_size=40))
def test_whatever_is_typed_either_is_a_number_or_has_a_reason(typed: str) -> None:
    try:
        number = rules.parse_case_number(typed, TODAY)
    except (errors.CaseNumberMalformed, errors.CaseNumberCourtUnknown, errors.CaseNumberTypeUnknown,
            errors.CaseNumberYearInFuture):
        return
    assert rules.parse_case_number(number.text, TODAY) == number


def test_an_identity_number_ends_in_its_check_digit() -> None:
    assert rules.check_resident_id("11010519491231002x", TODAY) == "11010519491231002X"  # the standard's own example


@pytest.mark.parametrize("place", range(17))
def test_one_mistyped_digit_of_an_identity_number_is_found(place: int) -> None:
    good = "440605198803051235"
    wrong = good[:place] + str((int(good[place]) + 1) % 10) + good[place + 1:]

    with pytest.raises((errors.IdNumberCheckDigitWrong, errors.IdNumberBirthdayImpossible, errors.IdNumberMalformed)):
        rules.check_resident_id(wrong, TODAY)


@pytest.mark.parametrize(("typed", "reason"), [
    ("440605198802301235", errors.IdNumberBirthdayImpossible),
    ("440605203003051235", errors.IdNumberBirthdayImpossible),
    ("440605880305123", errors.IdNumberMalformed), ("44060519880305123Y", errors.IdNumberMalformed),
])
def test_a_wrong_identity_number_is_refused_with_its_reason(typed: str, reason: type[Exception]) -> None:
    with pytest.raises(reason):
        rules.check_resident_id(typed, TODAY)


def test_a_credit_code_ends_in_its_check_character() -> None:
    assert rules.check_credit_code("91350100m000100y43") == "91350100M000100Y43"  # the standard's own example
    with pytest.raises(errors.CreditCodeCheckWrong):
        rules.check_credit_code("91350100M000100Y44")
    with pytest.raises(errors.CreditCodeMalformed):
        rules.check_credit_code("91350100M000100O43")


def test_a_paper_of_another_country_is_taken_as_it_is() -> None:
    assert rules.check_id_number("E12345678", "person", "other", TODAY) == "E12345678"


def test_only_a_closed_case_has_no_next_stage() -> None:
    rules.check_stage("realisation")
    with pytest.raises(errors.CaseClosed):
        rules.check_stage("closed")
