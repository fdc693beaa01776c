"""What the tablet and the court must say alike: dates, amounts, numbers, filled pages, and what a form lacks."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhixing.documents.checking import check_fields
from zhixing.documents.filling import fill, fill_signers
from zhixing.documents.form import Template
from zhixing.documents.prefill import Known, prefill
from zhixing.kernel import numerals

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors" / "documents.json").read_text("utf-8"))
TEMPLATE = Template.model_validate(VECTORS["template"])


def named(key: str) -> Any:
    return pytest.mark.parametrize("one", VECTORS[key], ids=lambda one: one["name"])


def test_days_are_written_as_a_court_writes_them() -> None:
    for iso, words in VECTORS["chinese_date"]:
        assert numerals.chinese_date(date.fromisoformat(iso)) == words
    for iso, words in VECTORS["plain_date"]:
        assert numerals.plain_date(date.fromisoformat(iso)) == words


def test_numbers_are_written_as_a_court_writes_them() -> None:
    assert [numerals.chinese_number(number) for number, _ in VECTORS["chinese_number"]] == [
        words for _, words in VECTORS["chinese_number"]]
    for number, ordinal, text in VECTORS["document_number"]:
        assert numerals.document_number(number, ordinal) == text


@pytest.mark.parametrize(("yuan", "words"), VECTORS["money_in_capitals"])
def test_money_is_written_in_capitals(yuan: str, words: str) -> None:
    assert numerals.money_in_capitals(yuan) == words


def test_what_is_no_amount_is_not_written() -> None:
    for text in VECTORS["money_refused"]:
        with pytest.raises(ValueError):
            numerals.money_in_capitals(text)
    for yuan, text in VECTORS["money_in_figures"]:
        assert numerals.money_in_figures(yuan) == text


@named("fill")
def test_a_page_is_filled_from_its_fields(one: dict[str, Any]) -> None:
    assert fill(TEMPLATE, one["fields"], VECTORS["system"]) == one["blocks"]
    assert fill_signers(TEMPLATE, one["fields"], VECTORS["system"]) == one["signers"]


@named("check")
def test_everything_a_form_lacks_is_named(one: dict[str, Any]) -> None:
    found = [[error["at"], error["why"], error["params"]] for error in check_fields(TEMPLATE, one["fields"])]
    assert found == one["errors"]


def test_first_values_come_from_the_case() -> None:
    known = Known(**VECTORS["prefill"]["known"])
    for source, value in VECTORS["prefill"]["values"]:
        asked = Template.model_validate({**VECTORS["template"], "fields": [
            {"name": "one", "label": "一", "prefill": source}], "body": [], "signoff": {}})
        assert prefill(asked, known).get("one", "") == value, source
