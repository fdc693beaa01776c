"""A tablet is lost: it is shut out, told to wipe, and the court knows what was on it (pitfalls 8.9)."""

import hashlib
from typing import Any

import pytest
from sqlalchemy import select

from tests.backend.devices.conftest import Bureau, Pad
from tests.backend.identity.authenticator import Authenticator
from zhixing.devices.models import Device
from zhixing.kernel.ids import new_id
from zhixing.platform.audit import AuditEntry
from zhixing.platform.outbox import OutboxEvent


@pytest.fixture
def pad(bureau: Bureau) -> Pad:
    pad = bureau.pad(bureau.enlist("officer", name="王三槐"))
    pad.fetch_all()
    return pad


def report(bureau: Bureau, pad: Pad) -> dict[str, Any]:
    client, _ = bureau.browser(bureau.admin)
    answer = client.get(f"/api/devices/{pad.device_id}/report")
    assert answer.status_code == 200, answer.text
    return answer.json


def sentences(found: dict[str, Any]) -> list[str]:
    return [one["code"] for one in found["finder"]]


def test_a_revoked_tablet_is_told_to_wipe_itself_whatever_it_asks(bureau: Bureau, pad: Pad) -> None:
    pad.note()
    assert bureau.revoke(pad).outcome == "accepted"
    answer = pad.hand_in()
    assert (answer.status_code, answer.json["code"], answer.json["params"]) == (403, "device.revoked", {"wipe": True})

    path = "/api/uploads/0193e2a0-0000-7000-8000-000000000000"
    upload = pad.browser.patch(path, data=b"bytes", headers={
        "Tus-Resumable": "1.0.0", **pad.signed_headers("PATCH", path, b"", is_upload=True)})
    assert upload.json["code"] == "device.revoked"
    pad.log_in()
    for by_login in (pad.fetch(), pad.hand_in(by="login")):
        assert (by_login.status_code, by_login.json["params"]) == (403, {"wipe": True})


def test_the_wipe_order_counts_as_given_only_to_the_tablet_itself_and_once(bureau: Bureau, pad: Pad) -> None:
    bureau.revoke(pad)
    forged = pad.browser.post("/api/sync/push", json={}, headers={
        "Authorization": f'Device id="{pad.device_id}", time="x", sig="AAAA"'})
    assert forged.json["code"] == "device.proof_invalid"
    assert report(bureau, pad)["wipe_ordered_at"] is None
    assert "finder.wipe_not_delivered" in sentences(report(bureau, pad))

    pad.hand_in()
    first = report(bureau, pad)["wipe_ordered_at"]
    bureau.house.clock.forward(hours=1)
    pad.hand_in()
    assert report(bureau, pad)["wipe_ordered_at"] == first
    assert "finder.wipe_delivered" in sentences(report(bureau, pad))
    with bureau.house.read() as session:
        kinds = list(session.scalars(select(AuditEntry.kind).where(AuditEntry.subject == pad.device_id)))
    assert kinds.count("devices.wipe_ordered") == 1


def test_logins_used_on_the_lost_tablet_end_and_those_elsewhere_stay(bureau: Bureau, pad: Pad) -> None:
    desk, _ = bureau.browser(pad.person)
    never_pulled = bureau.house.client()
    never_pulled.post("/api/session", json={"username": f"u{pad.person.id[-12:]}", "password": "一个足够长的口令-2026",
                                            "device_id": pad.device_id})
    bureau.revoke(pad)
    assert pad.browser.get("/api/session").status_code == 401
    assert never_pulled.get("/api/session").status_code == 401
    assert desk.get("/api/session").status_code == 200
    assert {one["person_id"] for one in report(bureau, pad)["ended"]["sessions"]} == {pad.person.id}
    assert len(report(bureau, pad)["ended"]["sessions"]) == 2


def test_a_passkey_made_on_the_lost_tablet_opens_nothing_any_more(bureau: Bureau, pad: Pad) -> None:
    key, base = Authenticator(), "/api/session/passkey"
    options = pad.browser.post(f"{base}/register/options", headers={"X-CSRF-Token": pad.csrf}).json["options"]
    pad.browser.post(f"{base}/register", headers={"X-CSRF-Token": pad.csrf},
                     json={"name": "平板", "credential": key.make(options)})
    bureau.revoke(pad)
    client = bureau.house.client()
    options = client.post(f"{base}/login/options").json["options"]
    assert client.post(f"{base}/login", json={"credential": key.use(options)}).status_code == 401
    assert [one["person_id"] for one in report(bureau, pad)["ended"]["passkeys"]] == [pad.person.id]


def test_the_chief_may_revoke_and_read_the_report_and_an_officer_may_not(bureau: Bureau, pad: Pad) -> None:
    chief, colleague = bureau.enlist("bureau_chief"), bureau.enlist("officer")
    refused = bureau.revoke(pad, colleague)
    assert refused.problem
    assert refused.problem.code == "policy.denied"
    client, _ = bureau.browser(colleague)
    assert client.get(f"/api/devices/{pad.device_id}/report").status_code == 403
    assert bureau.revoke(pad, chief).outcome == "accepted"
    client, _ = bureau.browser(chief)
    assert client.get(f"/api/devices/{pad.device_id}/report").status_code == 200
    assert client.get(f"/api/devices/{new_id()}/report").status_code == 404
    again = bureau.revoke(pad, chief)
    assert again.problem
    assert again.problem.code == "devices.already_revoked"


def test_revoking_is_announced_and_its_row_says_so(bureau: Bureau, pad: Pad) -> None:
    bureau.revoke(pad)
    with bureau.house.read() as session:
        event = session.scalar(select(OutboxEvent).where(OutboxEvent.name == "devices.revoked"))
        assert session.get_one(Device, pad.device_id).revoked_by == bureau.admin.id
    assert event.facts["people"] == [pad.person.id]
    client, _ = bureau.browser(pad.person)
    changes = client.get("/api/sync/pull").json["changes"]
    assert [one["row"]["revoked_at"] is not None for one in changes if one["collection"] == "my_devices"] == [True]


def test_the_report_says_what_was_on_it_with_secret_feedback_counted_apart(bureau: Bureau, pad: Pad) -> None:
    case = new_id()
    for _ in range(3):
        bureau.row(f"case:{case}")
    for _ in range(2):
        bureau.row(f"case:{case}:queries", "feedback")
    bureau.row(f"case:{new_id()}")
    bureau.grant(pad.person, f"case:{case}")
    bureau.grant(pad.person, f"case:{case}:queries")
    bureau.house.system.collections["feedback"] = bureau.house.system.collections["device_probes"]
    bureau.house.clock.forward(minutes=2)
    pad.fetch_all()
    bureau.row(f"case:{case}")

    found = report(bureau, pad)
    of_case = [one for one in found["contents"] if one["case_id"] == case]
    assert of_case == [{"case_id": case, "collection": "device_probes", "held": 3, "maybe": 1}]
    assert found["secret_feedback"] == {"held": 2, "maybe": 0, "case_ids": [case]}
    everywhere = {one["case_id"] for one in found["contents"]}
    assert everywhere == {case, None}
    assert found["people"][0]["name"] == "王三槐"


def test_what_was_withdrawn_after_the_last_pull_is_still_on_the_lost_tablet(bureau: Bureau, pad: Pad) -> None:
    before, after = f"case:{new_id()}", f"case:{new_id()}"
    for scope in (before, after):
        bureau.row(scope)
        bureau.grant(pad.person, scope)
    bureau.house.clock.forward(minutes=2)
    pad.fetch_all()
    bureau.house.system.transact("world", lambda unit: unit.revoke(pad.person.id, before))
    bureau.house.clock.forward(minutes=2)
    pad.fetch_all()
    bureau.house.system.transact("world", lambda unit: unit.revoke(pad.person.id, after))
    cases = {one["case_id"] for one in report(bureau, pad)["contents"] if one["case_id"]}
    assert cases == {after.removeprefix("case:")}


def test_the_report_says_what_never_arrived(bureau: Bureau, pad: Pad) -> None:
    photo = b"a photo nobody has"
    digest = hashlib.sha256(photo).hexdigest()
    first, lost, third = pad.note(), pad.note(), pad.act(
        "device_probe.write", {"probe_id": new_id()}, [photo])
    also_lost = pad.note()
    state = {"pending_acts": 4, "pending_blobs": 1, "pending_bytes": len(photo), "head_seq": 4, "head_hash": pad.prev,
             "cursor": pad.cursor_text, "store_id": new_id(), "app_version": "0.1.0",
             "blobs": [{"sha256": digest, "size": len(photo), "envelope_id": third["id"]}]}
    pad.hand_in([first, third], state=state)

    missing = report(bureau, pad)["missing"]
    assert (missing["announced_seq"], missing["received_seq"], missing["acts_absent"]) == (4, 1, 2)
    assert [one["id"] for one in missing["acts_held"]] == [third["id"]]
    assert missing["acts_held"][0]["missing"] == {"predecessor": 2}
    assert [one["sha256"] for one in missing["blobs_absent"]] == [digest]
    assert missing["pending_acts"] == 4

    pad.upload()
    pad.hand_in([lost, third, also_lost], state={**state, "pending_acts": 0, "blobs": []})
    missing = report(bureau, pad)["missing"]
    assert (missing["received_seq"], missing["acts_absent"]) == (4, 0)
    assert (missing["acts_held"], missing["blobs_absent"]) == ([], [])


def test_what_a_lost_tablet_says_before_its_wipe_is_in_the_report_and_nothing_of_it_is_taken(
        bureau: Bureau, pad: Pad) -> None:
    bureau.revoke(pad)
    pad.note()
    state = {"pending_acts": 1, "pending_blobs": 1, "pending_bytes": 5, "head_seq": 1, "head_hash": pad.prev,
             "blobs": [{"sha256": "ab" * 32, "size": 5, "envelope_id": pad.pending[0]["id"]}]}
    assert pad.hand_in(state=state).json["code"] == "device.revoked"

    missing = report(bureau, pad)["missing"]
    assert (missing["announced_seq"], missing["received_seq"], missing["acts_absent"]) == (1, 0, 1)
    assert [one["sha256"] for one in missing["blobs_absent"]] == ["ab" * 32]

    pad.hand_in(state={"pending_acts": "many"})
    assert report(bureau, pad)["missing"]["pending_acts"] == 1


def test_the_report_is_honest_about_what_a_finder_can_read(bureau: Bureau, pad: Pad) -> None:
    assert sentences(report(bureau, pad)) == ["finder.needs_pin", "finder.reads_all_if_unlocked",
                                              "finder.not_revoked_yet"]
    fresh = bureau.pad(bureau.enlist("officer"))
    assert sentences(report(bureau, fresh)) == ["finder.nothing_was_sent_to_it"]


def test_reading_the_report_is_written_down(bureau: Bureau, pad: Pad) -> None:
    report(bureau, pad)
    with bureau.house.read() as session:
        entry = session.scalar(select(AuditEntry).where(AuditEntry.kind == "devices.report_read"))
    assert (entry.actor, entry.subject) == (bureau.admin.id, pad.device_id)
