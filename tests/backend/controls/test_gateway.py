"""Steps go out as lines of signed batches, and answers come back late, twice and out of order."""

import itertools
import json
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.controls import ControlPeer, Controls
from tests.support.docket import a_docket
from tests.support.house import House
from zhixing.kernel.ids import new_id
from zhixing.platform.crypto import SigningKey
from zhixing.platform.gateway import GatewayLine, GatewayQuarantine, deliver_waiting


@pytest.fixture
def desk(house: House) -> Controls:
    return Controls(a_docket(house))


@pytest.fixture
def bank(house: House) -> ControlPeer:
    return ControlPeer(house)


def sent(desk: Controls, **changes: Any) -> dict[str, Any]:
    ruling, notice = desk.papers
    body = desk.requested(ruling_id=ruling, notice_id=notice, **changes)
    desk.must("send", {"step_id": body["step_id"]})
    return body


def codes(answer: dict[str, Any]) -> list[str]:
    return [one["code"] for one in answer["quarantined"]]


def test_a_line_that_goes_out_stands_alone(desk: Controls) -> None:
    body = sent(desk)
    with desk.house.read() as session:
        line = json.loads(session.scalar(select(GatewayLine.body)) or "")
    assert (line["v"], line["kind"], line["serial"], line["action"]) == (1, "control", body["step_id"], "place")
    assert (line["amount_yuan"], line["institution"]) == ("120000.00", "示范银行")
    assert line["respondent"]["name"] == "王三槐"
    assert len(line["documents"]) == 2
    assert desk.row(body["control_id"])["state"] == "sent"


def test_nothing_goes_out_without_ruling_and_notice(desk: Controls) -> None:
    body = desk.requested(ruling_id=desk.papers[0])
    refused = desk.do("send", {"step_id": body["step_id"]})
    assert refused.problem is not None
    assert (refused.problem.code, refused.problem.params) == ("controls.documents_missing", {"missing": ["notice"]})
    desk.must("link_documents", {"step_id": body["step_id"], "notice_id": desk.papers[1]})
    desk.must("send", {"step_id": body["step_id"]})


def test_what_was_sent_cannot_be_sent_again_or_taken_back(desk: Controls) -> None:
    body = sent(desk)
    for type, more in (("send", {}), ("withdraw_step", {"reason": "x"})):
        refused = desk.do(type, {"step_id": body["step_id"], **more})
        assert refused.problem is not None
        assert refused.problem.code == "controls.step_sent"


def test_an_institution_answers_and_the_control_stands(desk: Controls, bank: ControlPeer) -> None:
    body = sent(desk)
    answer = bank.must(bank.line(body["step_id"], "served"),
                       bank.line(body["step_id"], actual_amount_yuan="3500.00", receipt="回执1"))
    assert (answer["accepted"], answer["quarantined"]) == (2, [])
    row = desk.row(body["control_id"])
    assert (row["state"], row["is_partial"], row["term"]["ends_on"]) == ("live", True, "2027-11-22")


def test_the_officers_are_told_and_the_gateway_is_not_a_person(desk: Controls, bank: ControlPeer) -> None:
    body = sent(desk)
    bank.must(bank.line(body["step_id"], actual_amount_yuan="120000"))
    desk.house.work()
    kinds = {one["kind"] for one in desk.docket.tablet.pull()["notices"].values()}
    assert "controls.effective" in kinds


def test_the_same_answer_twice_is_once(desk: Controls, bank: ControlPeer) -> None:
    line = bank.line(sent(desk)["step_id"], actual_amount_yuan="120000")
    bank.must(line)
    again = bank.must(line)
    assert (again["accepted"], again["duplicate"]) == (0, 1)
    assert codes(bank.must({**line, "actual_amount_yuan": "1"})) == ["controls.serial_reused"]


def test_service_told_after_the_effect_changes_nothing(desk: Controls, bank: ControlPeer) -> None:
    body = sent(desk)
    bank.must(bank.line(body["step_id"], actual_amount_yuan="120000"))
    assert bank.must(bank.line(body["step_id"], "served"))["accepted"] == 1
    assert desk.row(body["control_id"])["state"] == "live"


def test_ranks_come_as_news_of_their_own(desk: Controls, bank: ControlPeer) -> None:
    body = sent(desk)
    bank.must(bank.line(body["step_id"], rank=2, ahead=[{"court": "示范市第二法院", "ends_on": "2027-01-05"}]))
    assert desk.row(body["control_id"])["ahead"][0]["court"] == "示范市第二法院"
    bank.must(bank.line(body["step_id"], "rank", rank=1, at="2026-11-23T12:00:00+08:00"))
    assert desk.row(body["control_id"])["state"] == "live"


def test_a_line_the_other_side_cannot_use_fails_its_step(desk: Controls, bank: ControlPeer) -> None:
    body = sent(desk)
    desk.house.work()
    with desk.house.read() as session:
        parcel = session.scalar(select(GatewayLine.parcel_id))
    if parcel is None:
        deliver_waiting(desk.house.system)
        with desk.house.read() as session:
            parcel = session.scalar(select(GatewayLine.parcel_id))
    refused = {"serial": body["step_id"], "code": "not_understood"}
    bank.must({"batch": parcel, "accepted": 0, "refused": [refused]}, path="/gateway/receipts")
    desk.house.work()
    step = desk.steps(body["control_id"])[0]
    assert (step["state"], step["failure_code"], step["failure_text"]) == ("failed", "line_refused", "not_understood")


def at(hour: int) -> str:
    return f"2026-11-23T{hour:02}:00:00+08:00"


def a_queue_that_moves(bank: ControlPeer, step_id: str) -> list[dict[str, Any]]:
    """Served at six, third in the queue at seven, second at eight, in effect at nine."""
    court = {"court": "示范市第二法院", "ends_on": "2027-01-05"}
    return [bank.line(step_id, "served", at=at(6)),
            bank.line(step_id, rank=3, at=at(7), served_at=at(6), actual_amount_yuan="500", ahead=[court, court]),
            bank.line(step_id, "rank", rank=2, at=at(8), ahead=[court]), bank.line(step_id, "rank", rank=1, at=at(9))]


def standing(desk: Controls, body: dict[str, Any]) -> dict[str, Any]:
    """What counts of a control and its step, without ids and moments of writing."""
    control, [step] = desk.row(body["control_id"]), desk.steps(body["control_id"])
    of_control = ("state", "rank", "ahead", "actual_amount_yuan", "served_at", "effective_at", "term")
    return {name: control[name] for name in of_control} | {name: step[name] for name in ("state", "early_rank")}


def test_the_news_of_a_queue_ends_the_same_in_any_order(desk: Controls, bank: ControlPeer) -> None:
    seen = []
    for order in itertools.permutations(range(4)):
        body = sent(desk)
        lines = a_queue_that_moves(bank, body["step_id"])
        for one in order:
            assert bank.must(lines[one])["quarantined"] == [], order
        seen.append((order, standing(desk, body)))
    wanted = seen[0][1]
    assert (wanted["rank"], wanted["effective_at"], wanted["early_rank"]) == (1, "2026-11-23T01:00:00.000Z", None)
    assert wanted["term"]["ends_on"] == "2027-11-22"
    assert [order for order, found in seen if found != wanted] == []


def test_a_rank_told_before_the_effect_is_shown_while_it_waits_and_the_newest_counts(
        desk: Controls, bank: ControlPeer) -> None:
    body = sent(desk)
    _, third, second, _ = a_queue_that_moves(bank, body["step_id"])
    bank.must(second)
    bank.must(bank.line(body["step_id"], "rank", rank=4, at=at(5)))
    [step] = desk.steps(body["control_id"])
    assert (step["state"], step["early_rank"]["rank"]) == ("sent", 2)
    assert desk.row(body["control_id"])["state"] == "sent"
    bank.must(third)
    assert (standing(desk, body)["rank"], standing(desk, body)["early_rank"]) == (2, None)


def test_an_effect_on_paper_takes_the_rank_that_was_told_before_it(desk: Controls, bank: ControlPeer) -> None:
    body = sent(desk)
    bank.must(bank.line(body["step_id"], "rank", rank=2, at=at(8)))
    desk.effect(body["step_id"], "2026-11-22T23:00:00.000Z", rank=3, actual_amount_yuan="500")
    assert standing(desk, body)["rank"] == 2


def test_a_rank_that_contradicts_the_effect_stays_before_the_clerks_eyes(desk: Controls, bank: ControlPeer) -> None:
    body = sent(desk)
    bank.must(bank.line(body["step_id"], "rank", rank=2, at=at(9)))
    bank.must(bank.line(body["step_id"], at=at(8), actual_amount_yuan="500"))
    assert (standing(desk, body)["rank"], standing(desk, body)["early_rank"]["rank"]) == (1, 2)
    late = bank.must(bank.line(body["step_id"], "rank", rank=3, at=at(9)))
    assert codes(late) == ["controls.not_queued"]


@pytest.mark.parametrize(("changes", "wanted"), [
    ({"at": "2026-12-24T10:00:00+08:00"}, "controls.moment_in_future"),
    ({"rank": 1, "ahead": [{"court": "示范市第二法院"}]}, "controls.rank_contradicted")])
def test_a_rank_that_cannot_be_true_is_not_held(
        desk: Controls, bank: ControlPeer, changes: dict[str, Any], wanted: str) -> None:
    body = sent(desk)
    assert codes(bank.must({**bank.line(body["step_id"], "rank", rank=2), **changes})) == [wanted]
    assert desk.steps(body["control_id"])[0]["early_rank"] is None


def test_a_failure_says_why(desk: Controls, bank: ControlPeer) -> None:
    body = sent(desk)
    bank.must(bank.line(body["step_id"], "failed", failure_code="no_account", failure_text="查无此户"))
    assert desk.steps(body["control_id"])[0]["failure_code"] == "no_account"


@pytest.mark.parametrize(("changes", "wanted"), [
    ({"request": new_id()}, "controls.step_unknown"),
    ({"actual_amount_yuan": "-5"}, "controls.amount_not_positive"),
    ({"actual_amount_yuan": "120000.01"}, "controls.amount_above_request"),
    ({"actual_amount_yuan": None}, "controls.amount_needed"),
    ({"at": "2026-12-24T10:00:00+08:00"}, "controls.moment_in_future"),
    ({"at": "2026-02-31T10:00:00+08:00"}, "feedback.malformed"),
    ({"printed": {"start": "2026-11-23", "end": "2026-11-22"}}, "controls.dates_impossible"),
    ({"outcome": "perhaps"}, "feedback.malformed"),
])
def test_one_bad_line_is_set_aside_and_the_good_ones_are_taken(desk: Controls, bank: ControlPeer,
                                                              changes: dict[str, Any], wanted: str) -> None:
    bad, good = sent(desk), sent(desk)
    line = {**bank.line(bad["step_id"], actual_amount_yuan="1"), **changes}
    answer = bank.must(line, bank.line(good["step_id"], actual_amount_yuan="1"))
    assert (codes(answer), answer["accepted"]) == ([wanted], 1)
    assert desk.row(bad["control_id"])["state"] == "sent"
    assert desk.row(good["control_id"])["state"] == "live"


def test_what_was_set_aside_is_kept_as_it_came(desk: Controls, bank: ControlPeer) -> None:
    bank.must("{not json", bank.line(new_id()))
    with desk.house.read() as session:
        kept = list(session.scalars(select(GatewayQuarantine.raw).order_by(GatewayQuarantine.line)))
    assert kept[0] == "{not json"


def test_a_draft_that_was_never_sent_cannot_be_answered(desk: Controls, bank: ControlPeer) -> None:
    answer = bank.must(bank.line(desk.requested()["step_id"], actual_amount_yuan="1"))
    assert codes(answer) == ["controls.step_unknown"]


def test_a_batch_nobody_signed_is_refused(desk: Controls, bank: ControlPeer) -> None:
    body = sent(desk)
    bank.key = SigningKey.generate()
    assert bank.post(bank.line(body["step_id"])).status_code == 401
    assert desk.row(body["control_id"])["state"] == "sent"
