"""A court changes its files and starts the house again: every device learns of it, and of nothing that stayed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.controls import Controls
from tests.support.docket import a_docket
from tests.support.house import House, open_house
from tests.support.people import enlist
from tests.support.tablet import Tablet
from zhixing.asset_queries.institutions import shipped_directory
from zhixing.controls.watch import watch
from zhixing.kernel.messages import Actor
from zhixing.platform.config import from_environment
from zhixing.platform.device_rules import CourtFileInvalid, publish_rules
from zhixing.platform.system import System, build
from zhixing.slices import SLICES

ROOT = Path(__file__).resolve().parents[3]
OWN_BANDS = """
- {within_days: -1, must_act: [officer, judge]}
- {within_days: 3, must_act: [officer, judge]}
- {within_days: 45, must_act: [officer], may_mute: true}
"""


def own_directory(folder: Path) -> Path:
    data = yaml.safe_load((ROOT / "backend/zhixing/asset_queries/institutions.yaml").read_text("utf-8"))
    data["institutions"].append({"code": "own", "name": "本地农商行", "branches": True, "classes": ["deposit"],
                                 "of": ["person"], "usual_minutes": 5, "can": ["freeze"]})
    data["presets"]["local"] = {"institutions": ["own"], "name": "本地首查"}
    path = folder / "institutions-of-ours.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    return path


def rules_of(system: System, person: Actor) -> dict[str, Any]:
    rows = Tablet(system, person).pull().get("device_rules", {})
    return {row["slice"]: row["rules"] for row in rows.values()}


def test_devices_hold_what_the_app_was_built_with_while_a_court_changes_nothing(house: House) -> None:
    clerk = enlist(house, "周文书", "clerk")
    assert rules_of(house.system, clerk) == {}, "before the worker looked"
    house.work()
    built = json.loads((ROOT / "backend/contract/rules.json").read_text("utf-8"))
    assert rules_of(house.system, clerk) == {name: built[name] for name in ("asset_queries", "controls")}


def test_a_changed_file_reaches_devices_after_the_next_start_and_tells_them_once(
        furnished_url: str, tmp_path: Path) -> None:
    with open_house(furnished_url, tmp_path) as house:
        clerk = enlist(house, "周文书", "clerk")
        tablet = Tablet(house.system, clerk)
        house.work()
        tablet.pull()
        (house.system.config.data_dir / "radar-bands.yaml").write_text(OWN_BANDS, "utf-8")
    own = {"INSTITUTIONS": str(own_directory(tmp_path))}
    with open_house(furnished_url, tmp_path, extra=own) as house:
        house.work()
        told = rules_of(house.system, clerk)
        rings = len(house.bell.rung)
        publish_rules(house.system)
        assert len(house.bell.rung) == rings, "nothing changed, nobody is told"
    assert "本地农商行" in {one["name"] for one in told["asset_queries"]["institutions"]}
    assert told["asset_queries"]["presets"]["local"] == ["own"]
    assert told["asset_queries"]["preset_names"] == {"local": "本地首查"}
    [bands] = told["controls"]["law"]["radar_bands"]
    assert [(one["band"], one["may_mute"]) for one in bands["value"]] == [
        ("lapsed", False), ("d3", False), ("d45", True)]
    assert told["controls"]["law"]["term_deposits_years"][0]["value"] == 1


def test_the_watch_goes_by_the_bands_of_the_court_and_minds_no_band_it_told_under_the_old_ones(
        furnished_url: str, tmp_path: Path) -> None:
    with open_house(furnished_url, tmp_path) as house:
        desk = Controls(a_docket(house))
        desk.live(printed={"start": "2026-11-01", "end": "2026-11-28"})
        desk.live(printed={"start": "2026-11-01", "end": "2027-01-05"})
        assert watch(house.system) == 1
        (house.system.config.data_dir / "radar-bands.yaml").write_text(OWN_BANDS, "utf-8")
    with open_house(furnished_url, tmp_path) as house:
        assert (watch(house.system), watch(house.system)) == (2, 0)
        house.clock.forward(days=2)
        assert watch(house.system) == 1


WRONG_BANDS: dict[str, str] = {
    "no list": "bands: []", "no yaml": "- {", "nothing after the lapse": "- {within_days: -1, must_act: [officer]}",
    "no lapse": "- {within_days: 1, must_act: [officer]}\n- {within_days: 3, must_act: [officer]}",
    "out of order": OWN_BANDS.replace("45", "2"), "nobody acts": OWN_BANDS.replace("[officer]", "[]"),
    "a lapse that can be muted": OWN_BANDS.replace("judge]}", "judge], may_mute: true}", 1),
    "a last band that can be muted": OWN_BANDS.replace("3, must_act: [officer, judge]",
                                                       "3, may_mute: true, must_act: [officer, judge]"),
    "somebody unknown": OWN_BANDS.replace("[officer]", "[king]"), "too large": "#" * (1 << 17),
}


@pytest.mark.parametrize("what", WRONG_BANDS)
def test_bands_that_would_let_a_term_end_in_silence_do_not_open_the_house(what: str, tmp_path: Path) -> None:
    _does_not_open(tmp_path, lambda folder: (folder / "radar-bands.yaml").write_text(WRONG_BANDS[what], "utf-8"), {})


WRONG_LISTS = {"no yaml": "institutions: [", "no presets": "institutions: []", "not text": "\x00",
               "a preset of nobody": "{institutions: [], presets: {a: {institutions: [x]}}, reasons: {}}"}


@pytest.mark.parametrize("what", WRONG_LISTS)
def test_a_list_of_institutions_that_cannot_be_read_does_not_open_the_house(what: str, tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    _does_not_open(tmp_path, lambda folder: path.write_text(WRONG_LISTS[what], "utf-8"),
                   {"ZHIXING_INSTITUTIONS": str(path)})
    assert shipped_directory().institutions


def _does_not_open(tmp_path: Path, prepare: Callable[[Path], Any], env: dict[str, str]) -> None:
    folder = tmp_path / "var"
    folder.mkdir()
    prepare(folder)
    with pytest.raises(CourtFileInvalid) as caught:
        build(from_environment({"ZHIXING_DATA_DIR": str(folder), **env}), SLICES)
    assert caught.value.params["why"]
