"""What an act outside needs, as far as it can be decided without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from zhixing.fieldwork import rules
from zhixing.fieldwork.errors import (
    EngineNumberNeeded,
    OrderNotOfVisit,
    QuantityNotPositive,
    TooFewOfficers,
    VisitEnded,
)
from zhixing.fieldwork.rules import End, ListedItem, Moment, Records, Shown

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("purpose", rules.PURPOSES)
def test_two_officers_go_everywhere(purpose: str) -> None:
    rules.check_officers(purpose, ["甲", "乙"], TODAY)
    with pytest.raises(TooFewOfficers):
        rules.check_officers(purpose, ["甲", "甲"], TODAY)


def test_a_vehicle_without_a_plate_is_known_by_its_engine_number() -> None:
    rules.check_item("1", {"plate": "粤E00000", "vin": "", "engine_number": ""})
    rules.check_item("1", {"plate": "", "vin": "", "engine_number": "DEMO1"})
    with pytest.raises(EngineNumberNeeded):
        rules.check_item("1", {"plate": "", "vin": "LSV00000000000001", "engine_number": ""})


def test_nothing_is_not_listed() -> None:
    with pytest.raises(QuantityNotPositive):
        rules.check_item("0.0000", None)


def test_on_one_tablet_the_chain_says_what_came_after_the_end() -> None:
    end = End(NOON, "pad", 10, NOON + MINUTE)

    assert not rules.is_after(end, Moment(NOON + 5 * MINUTE, "pad", 9))  # its clock was turned back between the two
    assert rules.is_after(end, Moment(NOON - 5 * MINUTE, "pad", 11))


def test_between_two_tablets_their_clocks_say_it_unless_more_is_proven() -> None:
    end = End(NOON, "pad", 10, NOON + MINUTE)

    rules.check_open(end, Moment(NOON - MINUTE, "other", 3))
    with pytest.raises(VisitEnded):
        rules.check_open(end, Moment(NOON + MINUTE, "other", 3))
    with pytest.raises(VisitEnded):
        rules.check_open(end, Moment(NOON - MINUTE, "other", 3, not_before=NOON + 2 * MINUTE))


def test_lines_not_named_in_a_new_order_follow_behind() -> None:
    assert rules.reordered(["a", "b", "c", "d"], ["c", "a"]) == ["c", "a", "b", "d"]
    for wrong in (["a", "a"], ["x"]):
        with pytest.raises(OrderNotOfVisit):
            rules.reordered(["a", "b"], wrong)


def lacking(purpose: str, records: Records) -> set[str]:
    return set(rules.missing(purpose, records, TODAY))


def test_a_seizure_that_left_nothing_behind_lacks_every_record() -> None:
    assert lacking("seizure", Records([], [], [])) == {
        "announcement", "credentials", "attendees", "recording", "items", "seal"}


def test_a_complete_seizure_lacks_nothing() -> None:
    records = Records(
        [ListedItem("i1", "王某")],
        ["已当场宣告：“为保护您的合法权益，本次执行全程录音录像，请您配合。”", "在场人：王某（仓库管理员）"],
        [Shown("photo", "credentials", None), Shown("photo", "seal", None), Shown("photo", "whole", "i1"),
         Shown("video", None, None)])

    assert lacking("seizure", records) == set()


def test_each_thing_without_a_picture_or_a_custodian_is_counted() -> None:
    records = Records([ListedItem("i1", ""), ListedItem("i2", ""), ListedItem("i3", "王某")], [],
                      [Shown("photo", "whole", "i3")])

    lines = {one["requirement"]: one for one in rules.checklist("seizure", records, TODAY)}

    assert (lines["item_photos"]["left"], lines["custodians"]["left"]) == (2, 2)
    assert lines["custodians"]["source"] == "SEZ 18"


def test_a_search_that_found_nothing_is_shown_by_its_records_too() -> None:
    assert "warrant" in lacking("search", Records([], [], []))
    assert "items" not in lacking("seizure", Records([], ["未发现可供执行的财物：仓库为空"], []))


@pytest.mark.parametrize("purpose", rules.PURPOSES)
def test_every_requirement_of_the_law_file_can_be_met(purpose: str) -> None:
    everything = Records([ListedItem("i1", "王某")], ["全程录音录像", "在场人：王某"], [
        Shown("video", None, None),
        *(Shown("photo", shot, "i1") for shot in ("credentials", "seal", "warrant", "notice", "panorama"))])

    assert lacking(purpose, everything) == set()
