"""Pure rules, with the vectors the tablet uses too (tests/vectors/query_hits.json)."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from zhixing.asset_queries.commands import AssetClass
from zhixing.asset_queries.details import DETAILS
from zhixing.asset_queries.errors import ReasonNeeded
from zhixing.asset_queries.institutions import directory, parse_directory, shipped_directory
from zhixing.asset_queries.rules import (
    check_assessment,
    controllable_yuan,
    expires_at,
    needs_assessment,
    next_steps,
    rank_hits,
    state_after,
)

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors" / "query_hits.json").read_text("utf-8"))
HITS = {name: {**hit, "id": name} for name, hit in VECTORS["hits"].items()}
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("one", VECTORS["covers"], ids=lambda one: f"{one['hit']} of {one['open_yuan']}")
def test_what_a_hit_covers_of_the_open_debt(one: dict[str, Any]) -> None:
    expected = None if one["covers"] is None else Decimal(one["covers"])
    assert controllable_yuan(HITS[one["hit"]], Decimal(one["open_yuan"])) == expected


@pytest.mark.parametrize("one", VECTORS["ranks"], ids=lambda one: " ".join(one["given"])[:60])
def test_what_covers_most_comes_first_whatever_order_it_came_in(one: dict[str, Any]) -> None:
    for names in (one["given"], one["given"][::-1]):
        assert rank_hits([HITS[name] for name in names], Decimal(one["open_yuan"])) == one["order"]


@pytest.mark.parametrize("one", VECTORS["next"], ids=lambda one: one["hit"])
def test_a_card_says_what_to_do_next(one: dict[str, Any]) -> None:
    assert next_steps(HITS[one["hit"]]) == one["steps"]


@pytest.mark.parametrize("one", VECTORS["assess"], ids=lambda one: f"{one['hit']} of {one['claim_yuan']}")
def test_all_but_tiny_balances_must_be_assessed_before_closing(one: dict[str, Any]) -> None:
    assert needs_assessment(HITS[one["hit"]], Decimal(one["claim_yuan"]), TODAY) is one["needed"]


@given(st.lists(st.sampled_from(["failed", "nothing", "found"]), min_size=1, max_size=6), st.randoms())
def test_the_state_of_a_question_does_not_depend_on_the_order_of_its_answers(answers: list[str], chance: Any) -> None:
    shuffled = list(answers)
    chance.shuffle(shuffled)
    assert reduce(state_after, answers, "asked") == reduce(state_after, shuffled, "waiting")


def test_a_local_copy_expires_after_the_courts_own_days_or_the_lists() -> None:
    received = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert expires_at(received) == datetime(2026, 12, 23, 1, 0, tzinfo=UTC)
    assert expires_at(received, 7) == datetime(2026, 11, 30, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(("executable", "reason", "is_enough"), [
    ("yes", None, True), ("no", None, False), ("no", "only_home", True), ("no", "vehicle_not_located", False),
    ("unclear", "vehicle_not_located", True), ("unclear", None, False), ("no", "made_up", False)])
def test_whoever_says_no_says_why(executable: str, reason: str | None, is_enough: bool) -> None:
    if is_enough:
        check_assessment(executable, reason, shipped_directory())
    else:
        with pytest.raises(ReasonNeeded):
            check_assessment(executable, reason, shipped_directory())


def test_every_asset_class_has_steps_and_a_form() -> None:
    classes = set(AssetClass.__args__)
    assert set(shipped_directory().asset_classes) == classes == set(DETAILS)
    for one in shipped_directory().institutions.values():
        assert set(one.classes) <= classes


def test_a_branch_is_its_bank_and_a_namesake_of_nobody_is_nobody() -> None:
    listed = shipped_directory()
    assert (found := listed.named("示范银行南海支行")) is not None
    assert found.code == "bank-a"
    assert listed.named("示范支付的朋友") is None
    assert listed.named("无名银行") is None


def test_a_court_brings_its_own_list(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[3] / "backend/zhixing/asset_queries/institutions.yaml"
    data = yaml.safe_load(shipped.read_text("utf-8"))
    data["institutions"] = [{**data["institutions"][0], "code": "ours", "name": "本地银行"}]
    data["presets"] = {"first": {"institutions": ["ours"]}}
    (tmp_path / "list.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")

    class Own:
        extra = {"INSTITUTIONS": str(tmp_path / "list.yaml")}

    assert list(directory(Own()).institutions) == ["ours"]
    with pytest.raises(KeyError):
        parse_directory({**data, "presets": {"first": {"institutions": ["unlisted"]}}})
