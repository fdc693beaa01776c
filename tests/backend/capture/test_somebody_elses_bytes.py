"""Knowing the digest of a photo is not having the photo."""

from tests.support.docket import a_docket
from tests.support.house import House
from tests.support.people import browser_of, enlist
from tests.support.photos import a_photo
from tests.support.tablet import Tablet
from zhixing.kernel.ids import new_id
from zhixing.platform.crypto import digest


def a_capture(case_id: str) -> dict[str, object]:
    return {"evidence_id": new_id(), "case_id": case_id, "kind": "photo", "visit_id": None, "item_id": None,
            "shot": None, "caption": "", "source": "camera", "file_name": None, "position": {"none": "室内"},
            "camera": None, "duration_ms": None}


def test_an_act_that_names_bytes_somebody_else_brought_waits_until_its_own_device_brings_them(house: House) -> None:
    docket, photo = a_docket(house), a_photo(7)
    docket.tablet.must("capture.record", a_capture(docket.case_id), [photo])
    other = docket.tablet_of(docket.second_officer)

    act = other.act("capture.record", a_capture(docket.case_id), [photo])
    [outcome] = other.push(with_bytes=False)
    assert outcome.outcome == "held"
    assert outcome.missing is not None
    assert outcome.missing.blobs == [digest(photo)]

    [answer] = other.push()
    assert (answer.id, answer.of or answer.outcome) == (act["id"], "accepted")


def test_a_refused_act_does_not_open_bytes_it_only_named(house: House) -> None:
    docket, photo = a_docket(house), a_photo(8)
    docket.tablet.must("capture.record", a_capture(docket.case_id), [photo])
    stranger = enlist(house, "外人某", "officer")
    tablet = Tablet(house.system, stranger).enrol()

    act = tablet.act("capture.strike", {"correction_id": new_id(), "evidence_id": new_id(), "reason": "试探"}, [photo])
    tablet.push(with_bytes=False)
    answer = browser_of(house, stranger).get(f"/api/quarantine/{act['id']}/{digest(photo)}")
    assert answer.status_code == 404
