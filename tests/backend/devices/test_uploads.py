"""Bytes of a tablet through the real doors (docs/protocol.md 5)."""

import base64
import hashlib
from typing import Any

import pytest

from tests.backend.devices.conftest import Bureau, Pad
from zhixing.kernel.ids import new_id
from zhixing.platform.ledger import LedgerEntry

PHOTO = bytes(range(256)) * 300
DIGEST = hashlib.sha256(PHOTO).hexdigest()
BODY = "application/offset+octet-stream"


def send(pad: Pad, method: str, path: str, data: bytes = b"", *, by: str = "device", **headers: str) -> Any:
    who = pad.signed_headers(method, path, data, is_upload=True) if by == "device" else {"X-CSRF-Token": pad.csrf}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return pad.browser.open(path, method=method, data=data, headers={"Tus-Resumable": "1.0.0", **who, **named})


def begin(pad: Pad, **options: Any) -> Any:
    fields = {"sha256": DIGEST, "filetype": "image/jpeg"}
    text = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in fields.items())
    return send(pad, "POST", "/api/uploads", Upload_Length=str(len(PHOTO)), Upload_Metadata=text, **options)


def go_on(pad: Pad, path: str, offset: int, data: bytes, **options: Any) -> Any:
    return send(pad, "PATCH", path, data, Upload_Offset=str(offset), Content_Type=BODY, **options)


@pytest.fixture
def pad(bureau: Bureau) -> Pad:
    return bureau.pad(bureau.enlist("officer"))


def test_anybody_may_ask_what_uploads_can_do(bureau: Bureau) -> None:
    answer = bureau.house.client().options("/api/uploads")
    assert answer.status_code == 204
    assert "creation" in answer.headers["Tus-Extension"]


def test_an_upload_begun_with_a_login_goes_on_after_the_login_has_expired(bureau: Bureau, pad: Pad) -> None:
    pad.fetch_all()
    path = begin(pad, by="login").headers["Location"]
    assert go_on(pad, path, 0, PHOTO[:1000], by="login").status_code == 204
    bureau.house.clock.forward(hours=25)
    assert go_on(pad, path, 1000, PHOTO[1000:], by="login").status_code == 401
    assert send(pad, "HEAD", path).headers["Upload-Offset"] == "1000"
    assert go_on(pad, path, 1000, PHOTO[1000:]).status_code == 204
    assert bureau.house.system.store.has(DIGEST)


def test_when_the_last_byte_is_in_the_act_that_waited_is_decided(bureau: Bureau, pad: Pad) -> None:
    act = pad.act("device_probe.write", {"probe_id": new_id()}, [PHOTO])
    held = pad.hand_in().json["outcomes"][0]
    assert held["missing"] == {"blobs": [DIGEST]}
    path = begin(pad).headers["Location"]
    assert go_on(pad, path, 0, PHOTO).status_code == 204
    with bureau.house.read() as session:
        assert session.get_one(LedgerEntry, act["id"]).outcome == "accepted"


def test_bytes_this_tablet_handed_in_before_need_not_be_sent_again_and_others_learn_nothing(
        bureau: Bureau, pad: Pad) -> None:
    go_on(pad, begin(pad).headers["Location"], 0, PHOTO)
    assert begin(pad).headers["Upload-Offset"] == str(len(PHOTO))
    stranger = bureau.pad(bureau.enlist("officer"))
    assert begin(stranger).headers["Upload-Offset"] == "0"


def test_nobody_else_can_see_or_touch_an_upload(bureau: Bureau, pad: Pad) -> None:
    path = begin(pad).headers["Location"]
    stranger = bureau.pad(bureau.enlist("officer"))
    assert send(stranger, "HEAD", path).status_code == 404
    assert go_on(stranger, path, 0, PHOTO).status_code == 404
    assert send(stranger, "DELETE", path).status_code == 404
    assert send(pad, "HEAD", path).status_code == 200


def test_claiming_somebody_elses_tablet_at_login_opens_none_of_its_uploads(bureau: Bureau, pad: Pad) -> None:
    path = begin(pad).headers["Location"]
    thief = bureau.new_pad(bureau.enlist("officer"))
    thief.log_in(device_id=pad.device_id)
    assert send(thief, "HEAD", path, by="login").status_code == 404
    assert send(thief, "DELETE", path, by="login").status_code == 404


def test_without_login_proof_or_csrf_token_no_byte_comes_in(bureau: Bureau, pad: Pad) -> None:
    assert bureau.house.client().post("/api/uploads", headers={"Tus-Resumable": "1.0.0"}).status_code == 401
    pad.csrf = ""
    assert begin(pad, by="login").json["code"] == "session.csrf_mismatch"


def test_an_upload_may_be_larger_than_any_json_body(bureau: Bureau, pad: Pad) -> None:
    video = b"\x01" * (5 << 20)
    path = send(pad, "POST", "/api/uploads", Upload_Length=str(len(video))).headers["Location"]
    assert go_on(pad, path, 0, video).status_code == 204
    assert bureau.house.system.store.has(hashlib.sha256(video).hexdigest())
