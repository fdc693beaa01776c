"""A tablet joins the court (docs/protocol.md 2 and 3)."""

from typing import Any

import pytest
from sqlalchemy import select

from tests.backend.devices.conftest import Bureau
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Outcome
from zhixing.platform.bus import Door
from zhixing.platform.crypto import PublicKey
from zhixing.platform.ledger import LedgerEntry


def code_of(outcome: Outcome) -> str:
    return outcome.problem.code if outcome.problem else outcome.outcome


def test_an_officer_enrols_a_tablet_and_learns_the_servers_key_and_time(bureau: Bureau) -> None:
    officer = bureau.enlist("officer")
    pad = bureau.new_pad(officer)
    outcome = bureau.enrol(pad, bureau.code_for(officer))

    assert outcome.answer
    assert outcome.answer["device_id"] == pad.device_id
    assert outcome.answer["court"] == "示范市人民法院"
    key = PublicKey.from_spki(outcome.answer["server_key"]["spki"])
    assert key.id == outcome.answer["server_key"]["id"]
    assert key.verify_signed(outcome.answer["time_token"])
    mine = {one["collection"]: one["row"] for one in pad.fetch_all()}["my_devices"]
    assert (mine["id"], mine["owner_id"], mine["users"]) == (pad.device_id, officer.id, [officer.id])


def test_an_administrator_sees_every_tablet_and_an_officer_only_her_own(bureau: Bureau) -> None:
    first, second = bureau.pad(bureau.enlist("officer")), bureau.pad(bureau.enlist("officer"))
    client, _ = bureau.browser(bureau.admin)
    seen = [one for one in client.get("/api/sync/pull").json["changes"] if one["collection"] == "devices"]
    assert {one["id"] for one in seen} == {first.device_id, second.device_id}
    own = [one["id"] for one in first.fetch_all() if one["collection"] in ("devices", "my_devices")]
    assert own == [first.device_id]


def test_a_code_is_easy_to_read_aloud(bureau: Bureau) -> None:
    officer = bureau.enlist("officer")
    code = bureau.code_for(officer)
    assert len(code) == 8
    assert not set(code) & set("ILOUilou")
    typed = code.replace("0", "o").replace("1", "l").lower()
    assert code_of(bureau.enrol(bureau.new_pad(officer), f"{typed[:4]}-{typed[4:]}")) == "accepted"


def test_a_code_enrols_one_tablet_only(bureau: Bureau) -> None:
    officer = bureau.enlist("officer")
    code = bureau.code_for(officer)
    bureau.enrol(bureau.new_pad(officer), code)
    assert code_of(bureau.enrol(bureau.new_pad(officer), code)) == "devices.code_used"


def test_a_code_lasts_ten_minutes(bureau: Bureau) -> None:
    officer = bureau.enlist("officer")
    code = bureau.code_for(officer)
    bureau.house.clock.forward(minutes=10)
    assert code_of(bureau.enrol(bureau.new_pad(officer), code)) == "devices.code_expired"


def test_a_code_is_for_the_one_it_was_issued_for(bureau: Bureau) -> None:
    officer, thief = bureau.enlist("officer"), bureau.enlist("officer")
    code = bureau.code_for(officer)
    assert code_of(bureau.enrol(bureau.new_pad(thief), code)) == "devices.code_wrong"
    assert code_of(bureau.enrol(bureau.new_pad(officer), code)) == "accepted"


def test_a_new_code_makes_the_earlier_one_worthless(bureau: Bureau) -> None:
    officer = bureau.enlist("officer")
    first, second = bureau.code_for(officer), bureau.code_for(officer)
    assert code_of(bureau.enrol(bureau.new_pad(officer), first)) == "devices.code_wrong"
    assert code_of(bureau.enrol(bureau.new_pad(officer), second)) == "accepted"


def test_after_five_wrong_codes_even_the_right_one_must_wait(bureau: Bureau) -> None:
    officer = bureau.enlist("officer")
    code, pad = bureau.code_for(officer), bureau.new_pad(officer)
    for number in range(5):
        assert code_of(bureau.enrol(pad, f"0000000{number}")) == "devices.code_wrong"
    assert code_of(bureau.enrol(pad, code)) == "devices.too_many_guesses"
    other = bureau.enlist("officer")
    assert code_of(bureau.enrol(bureau.new_pad(other), bureau.code_for(other))) == "accepted"
    bureau.house.clock.forward(minutes=11)
    assert code_of(bureau.enrol(pad, bureau.code_for(officer))) == "accepted"


def test_anybody_may_ask_for_a_code_for_herself_and_only_an_administrator_for_others(bureau: Bureau) -> None:
    officer, chief = bureau.enlist("officer"), bureau.enlist("bureau_chief")
    assert code_of(bureau.house.send("devices.issue_enrolment_code", {}, officer)) == "accepted"
    asked = bureau.house.send("devices.issue_enrolment_code", {"for_person_id": officer.id}, chief)
    assert code_of(asked) == "policy.denied"
    nobody = bureau.house.send("devices.issue_enrolment_code", {"for_person_id": new_id()}, bureau.admin)
    assert code_of(nobody) == "devices.person_unknown"


def test_a_lost_answer_can_be_asked_for_again_but_the_code_is_written_nowhere(bureau: Bureau) -> None:
    officer = bureau.enlist("officer")
    act = {"id": new_id(), "type": "devices.issue_enrolment_code", "version": 1, "actor": officer.id, "body": {},
           "occurred_at": "2026-11-23T01:00:00.000Z"}
    first = bureau.house.system.bus.handle(act, Door(officer))
    again = bureau.house.system.bus.handle(act, Door(officer))
    overheard = bureau.house.system.bus.handle(act, Door(bureau.enlist("officer")))
    assert first.answer
    assert again.answer == first.answer
    assert "code" not in (overheard.answer or {})
    with bureau.house.system.database.engine.connect() as connection:
        from zhixing.platform.db import Base

        dump = repr([connection.execute(table.select()).all() for table in Base.metadata.sorted_tables])
    assert first.answer["code"] not in dump


@pytest.mark.parametrize("key", ["", "AAAA", "not base64!", "MFkw"])
def test_a_tablet_without_a_usable_key_is_not_enrolled_and_keeps_its_code(bureau: Bureau, key: str) -> None:
    officer = bureau.enlist("officer")
    code, pad = bureau.code_for(officer), bureau.new_pad(officer)
    assert code_of(bureau.enrol(pad, code, public_key=key)) == "devices.key_invalid"
    assert code_of(bureau.enrol(pad, code)) == "accepted"


@pytest.mark.parametrize("same", ["device_id", "public_key"])
def test_neither_a_device_nor_its_key_can_be_enrolled_twice(bureau: Bureau, same: str) -> None:
    officer = bureau.enlist("officer")
    known, fresh = bureau.pad(officer), bureau.new_pad(officer)
    changes: dict[str, Any] = {same: getattr(known, same)}
    assert code_of(bureau.enrol(fresh, bureau.code_for(officer), **changes)) == "devices.already_enrolled"


def test_a_second_officer_works_on_the_same_tablet(bureau: Bureau) -> None:
    first, second = bureau.enlist("officer"), bureau.enlist("marshal")
    pad = bureau.pad(first)
    stranger = pad.note(person=second)
    assert pad.hand_in([stranger]).json["outcomes"][0]["problem"]["code"] == "device.author_unknown"
    for _ in range(2):
        pad.add_user(second)
    outcome = pad.hand_in([pad.note(person=second)]).json["outcomes"][0]
    assert outcome["outcome"] == "accepted"
    with bureau.house.read() as session:
        users = bureau.house.system.ports.devices.find(session, pad.device_id).users
        kept = session.scalar(select(LedgerEntry).where(LedgerEntry.id == outcome["id"]))
    assert users == {first.id, second.id}
    assert kept.actor == second.id
