"""Handing in and pulling through the doors (docs/protocol.md 2, 3, 4)."""

from datetime import timedelta
from typing import Any

import pytest

from tests.backend.devices.conftest import Bureau, Pad
from zhixing.devices.models import DeviceUser
from zhixing.kernel.ids import new_id
from zhixing.platform.ledger import LedgerEntry


def results(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["outcome"] for one in answer.json["outcomes"]]


def codes(answer: Any) -> list[str]:
    return [one["problem"]["code"] for one in answer.json["outcomes"]]


@pytest.fixture
def pad(bureau: Bureau) -> Pad:
    return bureau.pad(bureau.enlist("officer"))


def test_a_batch_is_decided_in_order_and_the_answer_carries_the_newest_head(bureau: Bureau, pad: Pad) -> None:
    bureau.house.system.seal()
    acts = [pad.note() for _ in range(5)]
    answer = pad.hand_in()
    assert [one["id"] for one in answer.json["outcomes"]] == [one["id"] for one in acts]
    assert results(answer) == ["accepted"] * 5
    assert bureau.house.system.key.public.verify_signed(answer.json["head"])
    assert results(pad.hand_in()) == ["duplicate"] * 5


def test_what_was_captured_can_be_handed_in_days_after_the_login_expired(bureau: Bureau, pad: Pad) -> None:
    pad.note()
    bureau.house.clock.forward(hours=72)
    assert pad.hand_in(by="login").status_code == 401
    assert results(pad.hand_in()) == ["accepted"]
    assert pad.fetch().status_code == 401  # the proof opens handing in, never reading


def test_a_login_hands_in_too_but_not_without_its_csrf_token(pad: Pad) -> None:
    pad.note()
    assert results(pad.hand_in(by="login")) == ["accepted"]
    pad.csrf = ""
    answer = pad.hand_in(by="login")
    assert (answer.status_code, answer.json["code"]) == (403, "session.csrf_mismatch")


def test_a_browser_without_enrolment_pushes_its_desk_acts(bureau: Bureau) -> None:
    pad = bureau.new_pad(bureau.enlist("clerk"))
    desk = {"id": new_id(), "type": "device_probe.write", "version": 1, "actor": pad.person.id,
            "body": {"probe_id": new_id()}, "occurred_at": "2026-11-23T01:00:00.000Z"}
    pad.device_id = None  # type: ignore[assignment]
    assert results(pad.hand_in([desk], by="login")) == ["accepted"]


def test_one_malformed_act_is_refused_without_harming_the_others(bureau: Bureau, pad: Pad) -> None:
    first, second = pad.note(), pad.note()
    rubbish = [None, "text", 7, [], {}, {"id": 5}, {"id": new_id(), "type": "?"},
               {**first, "id": new_id(), "device_seq": 2**60, "body": {"n": 2**60}}]
    answer = pad.hand_in([first, *rubbish, second])
    assert results(answer) == ["accepted", *["refused"] * len(rubbish), "accepted"]
    refused = answer.json["outcomes"][1:-1]
    assert {one["problem"]["code"] for one in refused} == {"envelope.malformed"}


def test_what_the_database_cannot_store_is_refused_and_the_chain_goes_on(pad: Pad) -> None:
    pad.act("device_probe.write", {"probe_id": "nul \x00 inside"})
    pad.note()
    answer = pad.hand_in()
    assert results(answer)[1] == "accepted"
    assert results(answer)[0] in ("accepted", "refused")  # SQLite stores it, PostgreSQL cannot


def test_a_password_in_a_tablets_chain_is_refused_not_kept_and_the_chain_goes_on(bureau: Bureau, pad: Pad) -> None:
    act = pad.act("identity.set_password", {"person_id": pad.person.id, "new_password": "不该在链上的口令"})
    pad.note()
    answer = pad.hand_in()
    assert results(answer) == ["refused", "accepted"]
    assert answer.json["outcomes"][0]["problem"]["code"] == "envelope.secret_in_chain"
    with bureau.house.read() as session:
        assert session.get_one(LedgerEntry, act["id"]).envelope["body"] == {}


def test_more_than_a_hundred_acts_or_four_megabytes_are_too_much_at_once(pad: Pad) -> None:
    assert pad.hand_in([{}] * 101).json["code"] == "request.malformed"
    answer = pad.hand_in([{"id": "x" * (4 << 20)}])
    assert (answer.status_code, answer.json["code"]) == (413, "request.too_large")


def test_an_act_altered_on_the_way_is_refused(pad: Pad) -> None:
    act = pad.note()
    altered = {**act, "body": {**act["body"], "scope": "elsewhere"}}
    assert codes(pad.hand_in([altered])) == ["envelope.signature_invalid"]


def test_acts_after_a_gap_are_held_and_let_go_when_it_closes(bureau: Bureau, pad: Pad) -> None:
    first, second, third = pad.note(), pad.note(), pad.note()
    answer = pad.hand_in([second, third])
    assert results(answer) == ["held", "held"]
    assert answer.json["outcomes"][0]["missing"] == {"predecessor": 1}
    assert results(pad.hand_in([first])) == ["accepted"]
    with bureau.house.read() as session:
        assert [session.get_one(LedgerEntry, one["id"]).outcome for one in (second, third)] == ["accepted"] * 2


def test_a_second_act_with_the_same_number_is_a_fork_and_refused(pad: Pad) -> None:
    pad.hand_in([pad.note()])
    pad.seq, pad.prev = 0, "0" * 64  # a copied profile goes on from the same point
    assert codes(pad.hand_in([pad.note()])) == ["chain.sequence_reused"]


def test_a_tablet_cannot_hand_in_the_acts_of_another(bureau: Bureau, pad: Pad) -> None:
    other = bureau.pad(bureau.enlist("officer"))
    assert codes(pad.hand_in([other.note()])) == ["device.differs"]
    body_says_other = pad.hand_in([], device_id=other.device_id)
    assert (body_says_other.status_code, body_says_other.json["code"]) == (403, "device.differs")
    by_login = pad.hand_in([], by="login", device_id=other.device_id)
    assert (by_login.status_code, by_login.json["code"]) == (403, "device.unknown")


def test_a_tablet_without_a_login_cannot_hand_in_a_desk_act_in_anybodys_name(bureau: Bureau, pad: Pad) -> None:
    bureau.house.clock.forward(hours=72)
    forged = {"id": new_id(), "type": "device_probe.write", "version": 1, "actor": bureau.admin.id,
              "body": {"probe_id": new_id()}, "occurred_at": "2026-11-23T01:00:00.000Z"}
    assert codes(pad.hand_in([forged])) == ["policy.denied"]


def test_a_proof_is_good_for_one_method_one_path_and_one_body(pad: Pad) -> None:
    body = b'{"device_id": "x", "envelopes": []}'
    headers = pad.signed_headers("POST", "/api/sync/push", body)
    replays: list[Any] = [
        pad.browser.post("/api/sync/push?x=1", data=body, headers=headers),
        pad.browser.post("/api/sync/push", data=body + b" ", headers=headers),
        pad.browser.post("/api/uploads", data=body, headers=headers),
    ]
    assert [one.json["code"] for one in replays] == ["device.proof_invalid"] * 3
    assert pad.browser.get("/api/session", headers=headers).status_code == 200  # by the login; the proof adds nothing
    pad.browser.delete_cookie("zhixing_session")
    assert pad.browser.get("/api/sync/pull", headers=headers).status_code == 401


def test_a_proof_signed_by_another_key_is_refused(bureau: Bureau, pad: Pad) -> None:
    other = bureau.pad(bureau.enlist("officer"))
    other.device_id = pad.device_id
    assert other.hand_in([]).json["code"] == "device.proof_invalid"
    other.device_id = new_id()
    assert other.hand_in([]).json["code"] == "device.unknown"


def test_a_tablet_pulls_page_by_page_what_its_person_may_hold(bureau: Bureau, pad: Pad) -> None:
    case = f"case:{new_id()}"
    for _ in range(7):
        bureau.row(case)
    bureau.row(f"case:{new_id()}")
    bureau.grant(pad.person, case)
    changes = pad.fetch_all(limit=3)
    assert len([one for one in changes if one["collection"] == "device_probes"]) == 7
    me = next(one["row"] for one in changes if one["collection"] == "me")
    assert me["court_name"] == "示范市人民法院"
    last = pad.fetch().json
    assert (last["changes"], last["more"]) == ([], False)
    assert last["app"] == {"minimum": "0.1.0", "latest": "0.1.0"}


def test_a_cursor_nobody_gave_out_sends_the_tablet_back_to_the_beginning(pad: Pad) -> None:
    answer = pad.fetch(cursor="made up")
    assert (answer.status_code, answer.json["code"]) == (410, "sync.cursor_unknown")


def test_how_far_a_tablet_pulled_is_noted_once_a_minute_and_when_it_has_caught_up(bureau: Bureau, pad: Pad) -> None:
    for _ in range(6):
        bureau.row("court")

    def noted() -> tuple[str, Any]:
        with bureau.house.read() as session:
            row = session.get_one(DeviceUser, (pad.device_id, pad.person.id))
            return row.cursor, row.pulled_at

    pad.fetch_all(limit=2)
    assert noted()[0] == pad.cursor_text  # the end of catching up, though the minute is not over
    before = noted()
    bureau.row("court")
    pad.fetch()
    assert noted() == before
    bureau.house.clock.now += timedelta(minutes=1)
    pad.fetch()
    assert noted()[0] == pad.cursor_text


def test_pulling_does_not_ring_the_bell_of_the_one_who_pulls(bureau: Bureau, pad: Pad) -> None:
    pad.fetch_all()
    bureau.house.bell.rung.clear()
    for _ in range(5):
        bureau.house.clock.forward(seconds=70)
        pad.fetch()
    assert not bureau.house.bell.rung


def test_an_account_of_itself_that_cannot_be_read_does_not_keep_evidence_from_arriving(pad: Pad) -> None:
    pad.note()
    assert results(pad.hand_in(state={"pending_acts": "many"}, something_new=True)) == ["accepted"]


def test_the_time_is_told_to_anybody_and_signed(bureau: Bureau) -> None:
    token = bureau.house.client().get("/api/time").json
    assert bureau.house.system.key.public.verify_signed(token)
    assert set(token) == {"id", "server_time", "proof"}


def test_the_time_is_not_told_by_the_thousand(bureau: Bureau) -> None:
    from zhixing.devices.clockwork import SoftLimit

    bureau.house.system.extras["devices.time_limit"] = SoftLimit(most=3)
    client = bureau.house.client()
    answers = [client.get("/api/time") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    bureau.house.clock.forward(minutes=1)
    assert client.get("/api/time").status_code == 200


def test_a_long_file_of_waiting_acts_is_let_go_by_the_one_that_was_missing(bureau: Bureau, pad: Pad) -> None:
    first, *rest = [pad.note() for _ in range(301)]
    for start in range(0, len(rest), 100):
        assert set(results(pad.hand_in(rest[start:start + 100]))) == {"held"}
    assert results(pad.hand_in([first])) == ["accepted"]
    with bureau.house.read() as session:
        assert {session.get_one(LedgerEntry, one["id"]).outcome for one in rest} == {"accepted"}
