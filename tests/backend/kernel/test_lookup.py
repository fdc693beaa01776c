"""What people type, say and scan in a car is compared in one form, here and on the tablet."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import make_term_vectors
from zhixing.kernel.lookup import code_key, is_hit, needle, search_key, text_key

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "lookup.json").read_text("utf-8"))


def test_the_shared_file_holds_what_was_written_down_by_hand() -> None:
    assert make_term_vectors.lookup() == VECTORS


@pytest.mark.parametrize("one", VECTORS["keys"], ids=lambda one: one["typed"])
def test_both_keys_of_what_was_typed(one: dict[str, Any]) -> None:
    found = needle(one["typed"])
    assert (found.text, found.code) == (one["text"], one["code"])


@pytest.mark.parametrize("one", VECTORS["hits"], ids=lambda one: one["typed"])
def test_a_thing_is_found_by_any_part_of_any_of_its_texts(one: dict[str, Any]) -> None:
    assert is_hit(needle(one["typed"]), search_key(one["texts"])) == one["hit"]


@pytest.mark.parametrize("one", VECTORS["enough"], ids=lambda one: one["typed"])
def test_too_little_is_not_looked_for(one: dict[str, Any]) -> None:
    assert needle(one["typed"]).is_enough == one["enough"]


@given(st.text(max_size=40))
def test_keys_of_keys_are_themselves(typed: str) -> None:
    once = text_key(typed)
    assert text_key(once) == once
    code = code_key(typed)
    assert code is None or code_key(code) == code


@given(st.text(min_size=1, max_size=40))
def test_everything_is_found_by_its_own_text(typed: str) -> None:
    if text_key(typed):
        assert is_hit(needle(text_key(typed)), search_key([typed]))
