"""The evidence package leaves the house whole, provable, and only with whom it may."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.backend.fieldwork.test_visits import a_visit, an_item, ended, photographed
from tests.support.docket import Docket, a_docket
from tests.support.house import House
from tests.support.people import browser_of, enlist
from zhixing.kernel.ids import new_id
from zhixing.platform.audit import AuditEntry


@pytest.fixture
def docket(house: House) -> Docket:
    return a_docket(house)


def a_day_outside(docket: Docket) -> tuple[str, str]:
    visit = a_visit(docket)
    docket.tablet.must("fieldwork.start_visit", visit)
    item = an_item(visit["visit_id"])
    docket.tablet.must("fieldwork.list_item", item)
    photo = photographed(docket, docket.tablet, visit["visit_id"], item_id=item["item_id"])
    docket.tablet.must("capture.correct", {"correction_id": new_id(), "evidence_id": photo, "caption": "封条",
                                           "reason": "补写说明"})
    docket.tablet.must("fieldwork.strike_item", {"item_id": item["item_id"], "reason": "案外人财产"})
    assert ended(docket.tablet, visit["visit_id"]).outcome == "accepted"
    docket.house.work()
    return visit["visit_id"], photo


@pytest.mark.parametrize("of", ["case_id", "visit_id"])
def test_the_package_can_be_checked_without_this_server(house: House, docket: Docket, tmp_path: Path, of: str) -> None:
    visit_id, photo = a_day_outside(docket)
    judge = browser_of(house, docket.judge)
    judge.get(f"/api/evidence/{photo}/original", buffered=True)

    answer = judge.get(f"/api/evidence/package?{of}={docket.case_id if of == 'case_id' else visit_id}", buffered=True)

    assert (answer.status_code, answer.content_type) == (200, "application/octet-stream")
    file = tmp_path / "package.zip"
    file.write_bytes(answer.data)
    with zipfile.ZipFile(file) as container:
        names = container.namelist()
        (tmp_path / "verify.py").write_bytes(container.read("verify.py"))
    assert len([one for one in names if one.startswith("envelopes/")]) == 6
    assert len([one for one in names if one.startswith("blobs/")]) == 1
    checked = subprocess.run([sys.executable, str(tmp_path / "verify.py"), str(file), "--server-key",
                              house.system.key.public.fingerprint], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_export_is_audited_and_leaves_nothing_lying_about(house: House, docket: Docket) -> None:
    a_day_outside(docket)

    browser_of(house, docket.officer).get(f"/api/evidence/package?case_id={docket.case_id}", buffered=True)

    with house.read() as session:
        [export] = session.query(AuditEntry).filter_by(kind="evidence.exported")
    assert export.actor == docket.officer.id
    assert len(export.facts["evidence"]) == 1
    assert list(house.system.config.data_dir.glob("package-*")) == []


def test_the_package_is_for_the_judge_and_the_officers_of_the_case(house: House, docket: Docket) -> None:
    visit_id, _ = a_day_outside(docket)
    path = f"/api/evidence/package?visit_id={visit_id}"

    assert browser_of(house, docket.clerk).get(path).status_code == 403
    assert browser_of(house, enlist(house, "钱六合", "judge")).get(path).status_code == 404
    assert browser_of(house, docket.judge).get("/api/evidence/package").status_code == 422
    assert browser_of(house, docket.judge).get(f"/api/evidence/package?visit_id={new_id()}").status_code == 404


def test_an_altered_original_does_not_leave_the_house_under_a_good_manifest(house: House, docket: Docket) -> None:
    _, photo = a_day_outside(docket)
    digest = docket.tablet.pull()["evidence"][photo]["sha256"]
    file = house.system.config.media_dir / "sha256" / digest[:2] / digest[2:4] / digest
    file.chmod(0o644)
    file.write_bytes(b"something else")

    answer = browser_of(house, docket.judge).get(f"/api/evidence/package?case_id={docket.case_id}")

    assert (answer.status_code, answer.get_json()["code"]) == (409, "fieldwork.package_impossible")
