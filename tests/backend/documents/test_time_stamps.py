"""The court's seal with a time stamp of a real server (RFC 3161): all of it is issued or nothing; nothing is lost."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from asn1crypto import x509
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.support.drafting import Office
from tests.support.house import House
from tests.support.time_stamps import StampServer, make_authority, stamp_server
from zhixing.documents.adapters import SEALER, timestamps
from zhixing.platform.jobs import MOST_ATTEMPTS


@pytest.fixture
def stamps(tmp_path: Path, house: House) -> Iterator[StampServer]:
    """This house has a time-stamp server; it knows whom to believe."""
    with stamp_server(tmp_path / "tsa") as server:
        house.system.config.extra.update(TSA_URL=server.url, TSA_CA=str(server.authority))
        yield server


def roots(*paths: Path) -> list[x509.Certificate]:
    return list(load_certs_from_pemder([str(path) for path in paths]))


def approved(office: Office) -> str:
    """Approved by everybody; the seal was tried once."""
    document_id = office.submitted("execution_notice")
    office.approve(document_id)
    return document_id


def is_tried_again(house: House) -> None:
    house.clock.forward(minutes=20)
    house.work_after_pauses()


def test_the_issued_document_carries_the_stamp_of_this_server(office: Office, stamps: StampServer) -> None:
    document_id = office.submitted("execution_notice")
    seen = office.pdf(document_id, 1)
    office.approve(document_id)
    issued = office.pdf(document_id)

    assert issued.startswith(seen)
    assert office.document(document_id)["seal"]["timestamped"] is True
    assert stamps.asked == 1
    keys = office.house.system.config.data_dir / "keys"
    trusted = ValidationContext(trust_roots=roots(keys / "court-demo-authority.crt", stamps.authority))
    status = validate_pdf_signature(PdfFileReader(io.BytesIO(issued)).embedded_signatures[0], trusted)
    stamp = status.timestamp_validity
    assert stamp is not None
    assert (stamp.valid, stamp.intact, stamp.trusted) == (True, True, True)
    assert stamp.signing_cert.subject.native["common_name"] == "Test time stamps"
    assert status.intact
    assert status.valid


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="apt install poppler-utils")
def test_a_second_tool_still_finds_the_signature_valid(office: Office, stamps: StampServer, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(office.pdf(approved(office)))
    said = subprocess.run(["pdfsig", str(tmp_path / "paper.pdf")], capture_output=True, text=True).stdout
    assert stamps.asked == 1
    assert "Signature is Valid." in said


@pytest.mark.parametrize(("mood", "reason"), [
    ("refuses", "unreachable"), ("garbage", "invalid"), ("huge", "invalid"), ("wrong nonce", "invalid"),
    ("forged", "invalid"), ("drips", "slow")])
def test_without_a_stamp_that_holds_nothing_is_issued_and_nothing_is_lost(
        mood: str, reason: str, office: Office, stamps: StampServer, house: House,
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timestamps, "LONGEST_S", 1.0)
    stamps.mood = mood
    document_id = approved(office)

    row = office.row(document_id)
    assert (row["state"], row["problem"]["kind"], row["problem"]["reason"]) == ("approved", "not_stamped", reason)
    assert document_id not in office.docket.tablet.pull().get("documents", {})

    stamps.mood = "well"
    monkeypatch.undo()
    is_tried_again(house)
    assert (office.row(document_id)["state"], office.row(document_id)["problem"]) == ("issued", None)
    assert office.document(document_id)["seal"]["timestamped"] is True


def test_a_stamp_of_another_authority_counts_for_nothing(office: Office, stamps: StampServer, house: House,
                                                         tmp_path: Path) -> None:
    house.system.config.extra["TSA_CA"] = str(make_authority(tmp_path / "other"))
    assert office.row(approved(office))["problem"]["reason"] == "invalid"


def test_a_server_that_is_gone_is_asked_once_for_all_that_wait_and_comes_back_after_days(
        office: Office, stamps: StampServer, house: House) -> None:
    stamps.mood = "refuses"
    ids = [approved(office), approved(office)]
    assert stamps.asked == 1
    assert {office.row(one)["problem"]["reason"] for one in ids} == {"unreachable"}
    for _ in range(MOST_ATTEMPTS):  # a job is given up after so many; what it was for is not
        is_tried_again(house)
    assert {office.row(one)["state"] for one in ids} == {"approved"}

    stamps.mood = "well"
    is_tried_again(house)

    assert [office.row(one)["state"] for one in ids] == ["issued", "issued"]


def test_a_port_where_nobody_listens_is_unreachable(office: Office, stamps: StampServer, house: House) -> None:
    house.system.config.extra["TSA_URL"] = "http://127.0.0.1:9/tsa"
    assert office.row(approved(office))["problem"]["reason"] == "unreachable"
    house.system.config.extra["TSA_URL"] = stamps.url
    del house.system.extras[SEALER]  # the house starts again with the right address
    is_tried_again(house)
    assert stamps.asked == 1
