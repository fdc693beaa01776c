"""Evidence comes in, is looked at, corrected, struck; nothing of it is ever lost."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.docket import Docket, a_docket
from tests.support.house import House
from tests.support.people import browser_of, enlist
from tests.support.photos import a_photo, half_a_photo
from zhixing.capture import evidence_facts
from zhixing.kernel.ids import new_id
from zhixing.platform.audit import AuditEntry


@pytest.fixture
def docket(house: House) -> Docket:
    return a_docket(house)


def a_capture(docket: Docket, **changes: Any) -> dict[str, Any]:
    return {"evidence_id": new_id(), "case_id": docket.case_id, "kind": "photo", "visit_id": None,
            "item_id": None, "shot": "front", "caption": "厂房正门", "source": "camera", "file_name": None,
            "position": {"lon": 113.14, "lat": 23.03, "accuracy_m": 8.5, "altitude_m": None, "datum": "WGS-84",
                         "source": "gps", "taken_at": "2026-11-23T01:00:00.000Z"},
            "camera": {"label": "后置摄像头", "width": 640, "height": 480, "torch": False},
            "duration_ms": None} | changes


def kinds_audited(house: House) -> list[str]:
    with house.read() as session:
        return [one.kind for one in session.query(AuditEntry)]


def test_a_photo_is_taken_in_with_its_proofs(house: House, docket: Docket) -> None:
    docket.tablet.hear_time()
    photo, capture = a_photo(1), a_capture(docket)

    outcome = docket.tablet.must("capture.record", capture, [photo])

    row = docket.tablet.pull()["evidence"][capture["evidence_id"]]
    assert row["sha256"] == outcome.receipt["blobs"][0]["sha256"]  # type: ignore[index]
    assert row["size"] == len(photo)
    assert row["state"] == "verified"
    assert row["receipt"]["entry"] == outcome.receipt["entry"]  # type: ignore[index]
    assert row["bracket"]["not_before"] < row["bracket"]["not_after"]
    assert row["position"]["accuracy_m"] == 8.5
    assert (row["by"], row["device_id"], row["device_seq"]) == (docket.officer.id, docket.tablet.device_id, 1)
    assert row["flags"] == []


def test_a_photo_without_a_fix_says_why(house: House, docket: Docket) -> None:
    capture = a_capture(docket, position={"none": "地下车库，无信号"})

    docket.tablet.must("capture.record", capture, [a_photo()])

    assert docket.tablet.pull()["evidence"][capture["evidence_id"]]["position"] == {"none": "地下车库，无信号"}


def test_the_act_waits_for_its_bytes_and_counts_when_they_arrive(house: House, docket: Docket) -> None:
    capture = a_capture(docket)
    docket.tablet.act("capture.record", capture, [a_photo(2)])

    [waiting] = docket.tablet.push(with_bytes=False)
    assert waiting.outcome == "held"
    docket.tablet.upload()

    assert capture["evidence_id"] in docket.tablet.pull()["evidence"]
    [answer] = docket.tablet.push()
    assert (answer.outcome, answer.of) == ("duplicate", "accepted")


def test_a_correction_waits_with_the_photo_that_is_still_on_its_way(house: House, docket: Docket) -> None:
    capture = a_capture(docket)
    docket.tablet.act("capture.record", capture, [a_photo(2)])
    docket.tablet.act("capture.correct", {"correction_id": new_id(), "evidence_id": capture["evidence_id"],
                                          "caption": "厂房后门", "item_id": None, "shot": None, "reason": "笔误"})
    docket.tablet.act("capture.strike", {"correction_id": new_id(), "evidence_id": new_id(), "reason": "误拍"})

    photo, correction, stray = docket.tablet.push(with_bytes=False)
    assert (photo.outcome, correction.outcome, stray.outcome) == ("held", "held", "refused")
    assert correction.missing == photo.missing
    docket.tablet.upload()

    assert docket.tablet.pull()["evidence"][capture["evidence_id"]]["caption"] == "厂房后门"
    assert [(one.outcome, one.of) for one in docket.tablet.push()] == [("duplicate", "accepted")] * 2


def test_two_photos_with_equal_bytes_are_two_pieces_of_evidence(house: House, docket: Docket) -> None:
    first, second = a_capture(docket), a_capture(docket)
    docket.tablet.must("capture.record", first, [a_photo(3)])
    docket.tablet.must("capture.record", second, [a_photo(3)])
    house.work()

    rows = docket.tablet.pull()["evidence"]
    assert rows.keys() == {first["evidence_id"], second["evidence_id"]}
    assert all(len(row["derivatives"]) == 2 for row in rows.values())


def test_the_worker_makes_the_small_copies_and_says_the_size(house: House, docket: Docket) -> None:
    capture = a_capture(docket)
    docket.tablet.must("capture.record", capture, [a_photo(4, (2000, 1500))])
    house.work()

    row = docket.tablet.pull()["evidence"][capture["evidence_id"]]
    assert (row["state"], row["width"], row["height"], row["detected_type"]) == ("verified", 2000, 1500, "image/jpeg")
    sizes = {one["kind"]: (one["width"], one["height"]) for one in row["derivatives"]}
    assert sizes == {"display": (1600, 1200), "thumbnail": (320, 240)}


def test_looking_twice_makes_no_second_copy(house: House, docket: Docket) -> None:
    capture = a_capture(docket)
    docket.tablet.must("capture.record", capture, [a_photo(4)])
    house.work()
    house.system.jobs["capture.derive"].run(house.system, {"evidence_id": capture["evidence_id"]})

    assert len(docket.tablet.pull()["evidence"][capture["evidence_id"]]["derivatives"]) == 2


@pytest.mark.parametrize(("data", "reason"), [(half_a_photo(), "decode_failed"), (b"<html>", "not_a_photo")])
def test_what_does_not_decode_is_kept_and_marked(house: House, docket: Docket, data: bytes, reason: str) -> None:
    capture = a_capture(docket)
    outcome = docket.tablet.must("capture.record", capture, [data])
    house.work()

    row = docket.tablet.pull()["evidence"][capture["evidence_id"]]
    assert row["state"] == "undecodable"
    assert f"undecodable_{reason}" in row["flags"]
    with house.system.store.open(outcome.receipt["blobs"][0]["sha256"]) as kept:  # type: ignore[index]
        assert kept.read() == data


@pytest.mark.parametrize("days", [-1, 1])
def test_a_wrong_clock_flags_the_evidence_and_never_refuses_it(house: House, docket: Docket, days: int) -> None:
    docket.tablet.hear_time()
    docket.tablet.clock_error = timedelta(days=days)
    capture = a_capture(docket)
    house.clock.forward(minutes=20)
    docket.tablet.must("capture.record", capture, [a_photo(5)])

    row = docket.tablet.pull()["evidence"][capture["evidence_id"]]
    assert "clock_wrong" in row["flags"]
    assert abs(row["clock_offset_ms"] - days * 86_400_000) < 1_000
    assert "2026-11-23T01:20" <= row["bracket"]["not_before"] <= row["bracket"]["not_after"] < "2026-11-23T01:21"


def test_a_capture_without_its_original_is_refused(house: House, docket: Docket) -> None:
    outcome = docket.tablet.do("capture.record", a_capture(docket))

    assert outcome.problem is not None
    assert outcome.problem.code == "capture.one_original_needed"


def test_a_capture_made_at_a_desk_is_refused(house: House, docket: Docket) -> None:
    outcome = house.send("capture.record", a_capture(docket), docket.officer)

    assert outcome.problem is not None
    assert outcome.problem.code == "envelope.signature_required"


def test_somebody_who_never_was_in_the_case_captures_nothing_for_it(house: House, docket: Docket) -> None:
    stranger = enlist(house, "钱六合", "officer")

    outcome = docket.tablet_of(stranger).do("capture.record", a_capture(docket), [a_photo(6)])

    assert outcome.problem is not None
    assert outcome.problem.params["reason"] == "not_assigned_to_case"


def test_a_photo_taken_under_a_duty_counts_although_the_duty_has_ended_meanwhile(house: House, docket: Docket) -> None:
    docket.tablet.hear_time()
    capture = a_capture(docket)
    docket.tablet.act("capture.record", capture, [a_photo(7)])
    leave(docket)

    [outcome] = docket.tablet.push()

    assert outcome.outcome == "accepted"
    row = docket.tablet_of(docket.judge).pull()["evidence"][capture["evidence_id"]]
    assert (row["by"], row["flags"]) == (docket.officer.id, ["duty_ended_meanwhile"])


def test_a_photo_taken_after_the_duty_ended_goes_to_quarantine_with_its_bytes(house: House, docket: Docket) -> None:
    docket.tablet.hear_time()
    leave(docket)
    house.clock.forward(minutes=5)
    photo, capture = a_photo(8), a_capture(docket)

    outcome = docket.tablet.do("capture.record", capture, [photo])

    assert outcome.problem is not None
    assert outcome.problem.code == "capture.duty_had_ended"
    [kept] = browser_of(house, enlist(house, "冯九章", "bureau_chief")).get("/api/quarantine").get_json()["acts"]
    assert kept["body"]["evidence_id"] == capture["evidence_id"]
    assert kept["blobs"][0]["is_here"]
    own = browser_of(house, docket.officer)
    assert own.get(f"/api/quarantine/{kept['id']}/{kept['blobs'][0]['sha256']}", buffered=True).data == photo
    stranger = browser_of(house, enlist(house, "钱六合", "officer"))
    assert stranger.get("/api/quarantine").get_json()["acts"] == []
    assert stranger.get(f"/api/quarantine/{kept['id']}/{kept['blobs'][0]['sha256']}", buffered=True).status_code == 404


def leave(docket: Docket) -> None:
    docket.house.clock.forward(minutes=1)
    docket.house.must("cases.unassign", {"case_id": docket.case_id, "person_id": docket.officer.id, "reason": "调离"},
                      docket.clerk)


def test_the_quarantine_goes_on_page_by_page(house: House, docket: Docket) -> None:
    for _ in range(5):
        docket.tablet.do("capture.record", a_capture(docket))
    browser = browser_of(house, docket.officer)

    seen, cursor = [], ""
    while cursor is not None:
        page = browser.get("/api/quarantine?limit=2" + (f"&cursor={cursor}" if cursor else "")).get_json()
        seen += [one["id"] for one in page["acts"]]
        cursor = page.get("cursor")

    assert len(seen) == len(set(seen)) == 5
    assert browser.get("/api/quarantine?cursor=%20nonsense").status_code == 410


def test_a_better_caption_keeps_the_old_one(house: House, docket: Docket) -> None:
    capture = a_capture(docket)
    docket.tablet.must("capture.record", capture, [a_photo(9)])
    correction = {"correction_id": new_id(), "evidence_id": capture["evidence_id"], "caption": "厂房侧门",
                  "item_id": None, "shot": None, "reason": "写错了门"}

    docket.tablet.must("capture.correct", correction)

    row = docket.tablet.pull()["evidence"][capture["evidence_id"]]
    assert row["caption"] == "厂房侧门"
    [told] = row["corrections"]
    assert (told["changes"], told["before"]) == ({"caption": "厂房侧门"}, {"caption": "厂房正门"})


def test_a_correction_made_under_a_duty_counts_after_it_and_one_made_later_does_not(house: House,
                                                                                    docket: Docket) -> None:
    capture = a_capture(docket)
    docket.tablet.must("capture.record", capture, [a_photo(15)])
    correction = {"correction_id": new_id(), "evidence_id": capture["evidence_id"], "caption": "厂房侧门",
                  "reason": "写错了门"}
    docket.tablet.act("capture.correct", correction)
    leave(docket)
    docket.tablet.act("capture.strike", {"correction_id": new_id(), "evidence_id": capture["evidence_id"],
                                         "reason": "离任后再改"})

    assert [one.outcome for one in docket.tablet.push()] == ["accepted", "refused"]


def test_a_struck_photo_stays_marked_void_and_can_still_be_seen(house: House, docket: Docket) -> None:
    capture = a_capture(docket)
    photo = a_photo(10)
    docket.tablet.must("capture.record", capture, [photo])
    strike = {"correction_id": new_id(), "evidence_id": capture["evidence_id"], "reason": "拍错了案件"}

    docket.tablet.must("capture.strike", strike)

    assert docket.tablet.pull()["evidence"][capture["evidence_id"]]["struck"]["reason"] == "拍错了案件"
    path = f"/api/evidence/{capture['evidence_id']}/original"
    assert browser_of(house, docket.judge).get(path, buffered=True).data == photo
    again = docket.tablet.do("capture.strike", strike | {"correction_id": new_id()})
    assert again.problem is not None
    assert again.problem.code == "capture.already_struck"


def test_the_original_comes_out_byte_for_byte_and_the_look_is_audited(house: House, docket: Docket) -> None:
    photo, capture = a_photo(11), a_capture(docket)
    digest = docket.tablet.must("capture.record", capture, [photo]).receipt["blobs"][0]["sha256"]  # type: ignore[index]

    answer = browser_of(house, docket.judge).get(f"/api/evidence/{capture['evidence_id']}/original", buffered=True)

    assert answer.data == photo
    assert answer.headers["ETag"] == f'"{digest}"'
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "evidence.original_viewed" in kinds_audited(house)


def test_a_part_of_the_original_can_be_asked_for(house: House, docket: Docket) -> None:
    photo, capture = a_photo(12), a_capture(docket)
    docket.tablet.must("capture.record", capture, [photo])
    browser, path = browser_of(house, docket.judge), f"/api/evidence/{capture['evidence_id']}/original"

    part = browser.get(path, buffered=True, headers={"Range": "bytes=100-199"})

    assert (part.status_code, part.data) == (206, photo[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(photo)}"
    assert browser.get(path, buffered=True, headers={"Range": f"bytes={len(photo)}-"}).status_code == 416
    assert browser.get(path, buffered=True, headers={"If-None-Match": part.headers["ETag"]}).status_code == 304


def test_a_page_of_html_handed_in_as_a_photo_is_never_shown_as_one(house: House, docket: Docket) -> None:
    capture = a_capture(docket)
    docket.tablet.must("capture.record", capture, [(b"<html><script>alert(1)</script></html>", "text/html")])

    answer = browser_of(house, docket.judge).get(f"/api/evidence/{capture['evidence_id']}/original", buffered=True)

    assert answer.content_type == "application/octet-stream"


def test_the_small_copies_are_shown_in_place(house: House, docket: Docket) -> None:
    capture = a_capture(docket)
    docket.tablet.must("capture.record", capture, [a_photo(13)])
    browser, path = browser_of(house, docket.officer), f"/api/evidence/{capture['evidence_id']}"
    assert browser.get(f"{path}/thumbnail", buffered=True).status_code == 404
    house.work()

    answer = browser.get(f"{path}/thumbnail", buffered=True)

    assert answer.content_type == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith("inline")
    with house.read() as session:
        copy = evidence_facts(session, capture["evidence_id"]).derivative("display")
    assert copy is not None
    by_id = browser.get(f"{path}/{copy.derivative_id}", buffered=True)
    assert by_id.data == browser.get(f"{path}/display", buffered=True).data


def test_evidence_does_not_exist_for_whoever_does_not_hold_the_case(house: House, docket: Docket) -> None:
    capture = a_capture(docket)
    docket.tablet.must("capture.record", capture, [a_photo(14)])
    path = f"/api/evidence/{capture['evidence_id']}/original"

    assert browser_of(house, enlist(house, "钱六合", "judge")).get(path, buffered=True).status_code == 404
    assert browser_of(house, enlist(house, "何十全", "administrator")).get(path, buffered=True).status_code == 404
    assert house.client().get(path, buffered=True).status_code == 401
    assert browser_of(house, docket.judge).get(f"/api/evidence/{new_id()}/original").status_code == 404
