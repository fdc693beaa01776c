"""The matrix: what the law and the court's own file say about who signs what (domain.md 1.3)."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.house import House
from tests.support.people import enlist
from tests.support.tablet import Tablet
from zhixing.approvals import load_matrix, matrix_file
from zhixing.approvals.errors import EvidenceMissing, EvidenceUnknown, MatrixInvalid
from zhixing.approvals.matrix import shipped
from zhixing.approvals.rules import Facts, Line, Matrix, check_evidence, line_for
from zhixing.cli import main
from zhixing.kernel.money import yuan
from zhixing.platform.config import Config, from_environment
from zhixing.platform.system import build
from zhixing.slices import SLICES

KINDS = [
    "execution_notice", "property_report_order", "consumption_restriction", "dishonesty_decision", "ruling_freeze",
    "ruling_seizure", "ruling_detention_of_goods", "ruling_transfer", "assistance_notice", "seizure_announcement",
    "seal_strip", "seizure_inventory", "search_warrant", "eviction_notice", "summons",
    "compelled_appearance", "fine_decision", "detention_decision", "disclosure_notice", "pre_enforcement_reminder",
    "case_acceptance_notice", "service_return", "service_address_confirmation", "enforcement_record", "closing_notice",
    "termination_of_round_ruling",
]
APP = Path(__file__).parents[3] / "pwa" / "src" / "features" / "approvals"
NOTHING = Facts(None, False, frozenset())


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return from_environment({"ZHIXING_DATA_DIR": str(tmp_path / "var")})


def default() -> Matrix:
    return Matrix.model_validate(shipped())


def roles(line: Line) -> list[str]:
    return [one.role for one in line.steps]


def own(config: Config, text: str) -> None:
    config.data_dir.mkdir(parents=True, exist_ok=True)
    matrix_file(config).write_text(text, "utf-8")


def test_every_kind_of_document_has_its_line() -> None:
    assert set(default().kinds) == set(KINDS)


@pytest.mark.parametrize("kind", ["search_warrant", "eviction_notice", "compelled_appearance", "fine_decision",
                                  "detention_decision", "consumption_restriction", "dishonesty_decision"])
def test_what_the_law_gives_to_the_president_ends_with_the_president(kind: str) -> None:
    assert roles(line_for(default().of(kind), NOTHING))[-1] == "president"


@pytest.mark.parametrize("kind", ["execution_notice", "property_report_order", "summons", "closing_notice"])
def test_the_handler_signs_alone_what_practice_leaves_to_her(kind: str) -> None:
    line = line_for(default().of(kind), NOTHING)
    assert [(one.role, one.own_draft) for one in line.steps] == [("handler", "decide")]


@pytest.mark.parametrize("kind", ["seizure_announcement", "seal_strip", "assistance_notice"])
def test_what_makes_a_seizure_public_goes_the_way_of_its_ruling(kind: str) -> None:
    ruling = line_for(default().of("ruling_seizure"), NOTHING)
    line = line_for(default().of(kind), NOTHING)
    assert [(one.role, one.own_draft) for one in line.steps] == [(one.role, one.own_draft) for one in ruling.steps]


def test_a_search_warrant_cannot_be_delegated() -> None:
    assert line_for(default().of("search_warrant"), NOTHING).steps[-1].delegable is False


def test_a_ruling_goes_from_the_handler_to_the_bureau_chief() -> None:
    assert roles(line_for(default().of("ruling_freeze"), NOTHING)) == ["handler", "bureau_chief"]


@pytest.mark.parametrize(("amount", "last"), [("999999.99", "bureau_chief"), ("1000000", "president"),
                                              (None, "president")])
def test_a_large_transfer_goes_one_step_higher_and_one_without_an_amount_too(amount: str | None, last: str) -> None:
    facts = Facts(yuan(amount) if amount else None, False, frozenset())
    assert roles(line_for(default().of("ruling_transfer"), facts))[-1] == last


def test_an_urgent_detention_is_approved_after_the_fact_by_the_president_alone() -> None:
    line = line_for(default().of("detention_decision"), Facts(None, True, frozenset()))
    assert (line.retroactive, roles(line), line.steps[0].source) == (True, ["president"], "INT 181")


def test_an_end_of_the_round_needs_the_panel_unless_the_applicant_signed() -> None:
    kind = default().of("termination_of_round_ruling")
    assert roles(line_for(kind, NOTHING)) == ["panel", "president"]
    signed = Facts(None, False, frozenset({"applicant_consent"}))
    assert roles(line_for(kind, signed)) == ["handler", "president"]


def test_a_kind_nobody_wrote_down_goes_the_safe_way() -> None:
    assert roles(line_for(default().of("something_new"), NOTHING)) == ["handler", "bureau_chief"]


def test_every_step_and_proof_says_where_it_comes_from() -> None:
    for kind in [*default().kinds.values(), default().unknown]:
        for one in [*kind.evidence, *(step for line in kind.lines for step in line.steps)]:
            assert one.source, kind.name
            assert one.mark in ("[V]", "[V~]", "[GK]"), kind.name


def sources() -> list[str]:
    steps = [step for kind in [*default().kinds.values(), default().unknown] for line in kind.lines
             for step in line.steps]
    proofs = [one for kind in default().kinds.values() for one in kind.evidence]
    settings = [getattr(default().settings, name) for name in type(default().settings).model_fields]
    return [one.source for one in [*steps, *proofs, *settings]]


def test_a_source_is_a_law_the_screens_can_name_or_something_published_never_a_file_of_ours() -> None:
    words = json.loads((APP / "zh-CN.json").read_text("utf-8"))["law"]
    for source in sources():
        assert ".md" not in source
        assert source == "practice" or re.search(r"W-[A-Z0-9]", source) or re.match(r"[A-Z]+\d* \d", source), source
        assert set(re.findall(r"\b([A-Z]{2,}\d*) \d", source)) <= set(words), source


FIVE = ["notice_and_order", "restriction_and_dishonesty", "investigation_exhausted", "three_months",
        "searched_and_punished"]


def test_the_five_conditions_and_one_confirmation_must_be_there() -> None:
    kind = default().of("termination_of_round_ruling")
    with pytest.raises(EvidenceMissing) as caught:
        check_evidence(kind, [(key, "document") for key in FIVE[:3]])
    lacking = [one["key"] for one in caught.value.params["missing"]]
    assert lacking == ["three_months", "searched_and_punished", "applicant_consent", "panel_record"]
    assert all(one["name"] and one["name_en"] for one in caught.value.params["missing"])
    check_evidence(kind, [*((key, "document") for key in FIVE), ("panel_record", "evidence")])
    check_evidence(kind, [*((key, "document") for key in FIVE), ("applicant_consent", "document")])


@pytest.mark.parametrize("link", [("no_such_proof", "text"), ("applicant_consent", "text")])
def test_a_proof_the_rule_does_not_know_or_not_in_this_form_is_refused(link: tuple[str, str]) -> None:
    with pytest.raises(EvidenceUnknown):
        check_evidence(default().of("termination_of_round_ruling"), [link])


def test_a_court_replaces_single_kinds_and_settings_and_keeps_the_rest(config: Config) -> None:
    own(config, """
settings:
  wait_hours: {value: 8, source: 本院规定, mark: "[GK]"}
kinds:
  summons:
    name: 传票
    name_en: Summons
    lines: [{steps: [{role: bureau_chief, source: 本院规定, mark: "[GK]"}]}]
""")
    found = load_matrix(config)
    assert roles(line_for(found.of("summons"), NOTHING)) == ["bureau_chief"]
    assert roles(line_for(found.of("search_warrant"), NOTHING)) == ["handler", "president"]
    assert (found.settings.wait_hours.value, found.settings.urgent_wait_hours.value) == (8, 4)


LINE = "kinds: {summons: {name: 传票, name_en: x, lines: [%s]}}"
BROKEN = {
    "not yaml": "kinds: [",
    "not a table": "- summons",
    "unknown part": "colours: {}",
    "kinds no table": "kinds: 7",
    "no last line": LINE % "{when: {urgent: true}, steps: []}",
    "hidden line": LINE % "{steps: []}, {steps: []}",
    "unknown role": LINE % "{steps: [{role: king, source: x, mark: '[V]'}]}",
    "no source": LINE % "{steps: [{role: judge, mark: '[V]'}]}",
    "panel of one": LINE % "{steps: [{role: panel, source: x, mark: '[V]'}]}",
    "proof nobody lists": LINE % "{when: {evidence: abc}, steps: []}, {steps: []}",
    "a key that is none": "kinds: {summons: {name: x, name_en: x, colour: red, lines: [{steps: []}]}}",
    "hours below one": "settings: {wait_hours: {value: 0, source: x, mark: '[GK]'}}",
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_mistake_in_the_courts_file_is_named_and_the_house_does_not_open(
        what: str, config: Config, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    own(config, BROKEN[what])
    with pytest.raises(MatrixInvalid) as caught:
        load_matrix(config)
    assert caught.value.params["at"]
    with pytest.raises(MatrixInvalid):
        build(config, SLICES)
    monkeypatch.setenv("ZHIXING_DATA_DIR", str(config.data_dir))
    assert main(["matrix", "check"]) == 1
    assert "approvals.matrix_invalid" in capsys.readouterr().err


def test_the_command_line_shows_who_signs_what_with_its_source(
        config: Config, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIXING_DATA_DIR", str(config.data_dir))
    assert main(["matrix", "show"]) == 0
    shown = capsys.readouterr().out
    assert "搜查令 (search_warrant)" in shown
    assert "president [V] CPL 259" in shown


def rows(house: House) -> dict[str, Any]:
    person = enlist(house, "周文书", "clerk")
    return Tablet(house.system, person).pull()["approval_rules"]


def test_devices_hold_the_matrix_of_their_court_and_follow_its_changes(house: House) -> None:
    house.work()
    held = {row["kind"]: row for row in rows(house).values()}
    assert set(held) == {*KINDS, "_unknown"}
    assert held["search_warrant"]["lines"][0]["steps"][-1]["source"] == "CPL 259"
    changed = yaml.safe_load(yaml.safe_dump(shipped()))
    del changed["kinds"]["summons"]
    house.system.extras["approval_matrix"] = Matrix.model_validate(changed)
    house.work()
    assert "summons" not in {row["kind"] for row in rows(house).values()}
