"""No term ends in silence: who is told when, what a lapse does, and that running again tells nothing twice."""

from typing import Any

import pytest

from tests.support.controls import Controls
from tests.support.docket import a_docket
from tests.support.house import House
from tests.support.people import enlist
from tests.support.tablet import Tablet
from zhixing.controls.watch import watch
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor


@pytest.fixture
def desk(house: House) -> Controls:
    return Controls(a_docket(house))


def ending(desk: Controls, end: str, **changes: Any) -> dict[str, Any]:
    """A freeze whose printed last day is `end`."""
    return desk.live(printed={"start": "2026-11-01", "end": end}, **changes)


def morning(desk: Controls) -> int:
    """The watch goes round and the worker tells people."""
    told = watch(desk.house.system)
    desk.house.work()
    return told


def notices(desk: Controls, person: Actor) -> list[dict[str, Any]]:
    rows = Tablet(desk.house.system, person).pull().get("notices", {})
    return [one for one in rows.values() if one["kind"].startswith("controls.") and one["kind"] != "controls.effective"]


def test_thirty_days_before_only_the_officer_is_told(desk: Controls) -> None:
    ending(desk, "2026-12-23")
    morning(desk)
    told = notices(desk, desk.docket.officer)
    assert [(one["params"]["band"], one["params"]["days_left"]) for one in told] == [("d30", 30)]
    assert notices(desk, desk.docket.judge) == []


def test_a_day_before_the_chief_is_told_too_and_nobody_may_mute_it(desk: Controls) -> None:
    chief = enlist(desk.house, "局长甲", "bureau_chief")
    ending(desk, "2026-11-24")
    morning(desk)
    for person in (desk.docket.officer, desk.docket.judge, chief):
        assert [(one["params"]["band"], one["params"]["may_mute"]) for one in notices(desk, person)] == [("d1", False)]


def test_running_again_tells_nothing_twice(desk: Controls) -> None:
    ending(desk, "2026-12-08")
    assert (morning(desk), morning(desk)) == (1, 0)
    desk.house.clock.forward(days=1)
    assert morning(desk) == 0
    assert len(notices(desk, desk.docket.officer)) == 1


def test_after_days_of_silence_the_most_urgent_band_is_told(desk: Controls) -> None:
    ending(desk, "2026-12-23")
    desk.house.clock.forward(days=25)
    morning(desk)
    assert [one["params"]["band"] for one in notices(desk, desk.docket.judge)] == ["d7"]


def test_several_ends_in_one_case_are_one_notice_that_counts(desk: Controls) -> None:
    for end in ("2026-12-20", "2026-12-21", "2026-12-22"):
        ending(desk, end)
    morning(desk)
    told = notices(desk, desk.docket.officer)
    assert [(one["params"]["count"], one["params"]["ends_on"]) for one in told] == [(3, "2026-12-20")]


def test_the_last_day_still_has_effect_and_the_next_one_has_not(desk: Controls) -> None:
    body = ending(desk, "2026-11-23")
    morning(desk)
    assert desk.row(body["control_id"])["state"] == "live"
    desk.house.clock.forward(hours=15)  # past midnight in Shanghai
    morning(desk)
    row = desk.row(body["control_id"])
    assert (row["state"], row["lapse"]) == ("lapsed", {"ended_on": "2026-11-23", "acknowledged": None})
    assert row["ended_at"] == "2026-11-23T16:00:00.000Z"
    assert desk.asset(body["asset_id"])["stage"] == "found"


def test_a_lapse_is_told_to_everybody_and_answered_for_once(desk: Controls) -> None:
    chief = enlist(desk.house, "局长甲", "bureau_chief")
    body = ending(desk, "2026-11-22")
    morning(desk)
    for person in (desk.docket.officer, desk.docket.second_officer, desk.docket.judge, chief):
        assert "controls.lapsed" in {one["kind"] for one in notices(desk, person)}
    answer = {"control_id": body["control_id"], "reason": "账户余额为零，申请人同意不再续冻"}
    desk.must("acknowledge_lapse", answer)
    assert desk.row(body["control_id"])["lapse"]["acknowledged"]["by"] == desk.docket.officer.id
    again = desk.do("acknowledge_lapse", answer, desk.docket.judge)
    assert again.problem is not None
    assert again.problem.code == "controls.lapse_acknowledged"


def test_what_has_not_lapsed_needs_no_answer(desk: Controls) -> None:
    refused = desk.do("acknowledge_lapse", {"control_id": desk.live()["control_id"], "reason": "x"})
    assert refused.problem is not None
    assert refused.problem.code == "controls.not_lapsed"


def test_when_the_first_lapses_the_second_has_effect_from_the_next_day(desk: Controls) -> None:
    first = ending(desk, "2026-11-20")
    second = Controls(a_docket(desk.house))
    behind = second.live(asset=first["asset"], rank=2, amount=None)
    morning(desk)
    row = second.row(behind["control_id"])
    assert (row["state"], row["effective_at"]) == ("live", "2026-11-20T16:00:00.000Z")
    assert row["term"]["ends_on"] == "2027-11-20"


def test_news_of_a_renewal_in_time_takes_a_lapse_back(desk: Controls) -> None:
    first = ending(desk, "2026-11-24")
    second = Controls(a_docket(desk.house))
    behind = second.live(asset=first["asset"], rank=2, amount=None)
    step_id = desk.step("renew", first["control_id"])
    desk.house.clock.forward(days=3)
    morning(desk)
    assert desk.row(first["control_id"])["state"] == "lapsed"
    assert second.row(behind["control_id"])["state"] == "live"

    desk.effect(step_id, "2026-11-24T02:00:00.000Z", printed={"start": "2026-11-25", "end": "2027-11-24"})

    row = desk.row(first["control_id"])
    assert (row["state"], row["lapse"], row["term"]["ends_on"], row["rank"]) == ("live", None, "2027-11-24", 1)
    assert (second.row(behind["control_id"])["state"], second.row(behind["control_id"])["rank"]) == ("queued", 2)


def test_a_renewal_that_had_effect_too_late_does_not(desk: Controls) -> None:
    body = ending(desk, "2026-11-24")
    step_id = desk.step("renew", body["control_id"])
    desk.house.clock.forward(days=3)
    morning(desk)
    late = desk.do("record_effect", {"step_id": step_id, "effective_at": "2026-11-25T02:00:00.000Z",
                                     "served_at": "2026-11-25T02:00:00.000Z"})
    assert late.problem is not None
    assert late.problem.code == "controls.renewal_after_lapse"


def test_after_a_renewal_the_new_end_is_watched(desk: Controls) -> None:
    body = ending(desk, "2026-11-30")
    morning(desk)
    desk.effect(desk.step("renew", body["control_id"]), "2026-11-23T01:00:00.000Z",
                printed={"start": "2026-12-01", "end": "2026-12-30"})
    desk.house.clock.forward(days=23)
    assert morning(desk) == 1
    assert notices(desk, desk.docket.officer)[-1]["params"]["ends_on"] == "2026-12-30"


def test_a_case_nobody_is_assigned_to_goes_to_the_chief(desk: Controls) -> None:
    chief = enlist(desk.house, "局长甲", "bureau_chief")
    ending(desk, "2026-12-08")
    docket = desk.docket
    for person in (docket.judge, docket.officer, docket.second_officer):
        desk.house.must("cases.unassign", {"case_id": docket.case_id, "person_id": person.id, "reason": "调离"},
                        docket.clerk)
    morning(desk)
    assert [one["params"]["band"] for one in notices(desk, chief)] == ["d15"]


def test_the_watch_does_not_touch_what_devices_hold_of_a_control(desk: Controls) -> None:
    """A guarded act that was drafted before the watch went round still stands."""
    body = ending(desk, "2026-12-08")
    seen = desk.seen(body["control_id"])
    morning(desk)
    desk.must("renew", {"step_id": new_id(), "control_id": body["control_id"], "reason": "续"}, based_on=seen)
