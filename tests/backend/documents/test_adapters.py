"""The seal and the converter: the real ones and those that refuse keep the same promise."""

import io
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from tests.support.docket import a_docket
from tests.support.house import MONDAY, House
from zhixing.documents.adapters import NullConverter, NullSealer, OfficeConverter, Sealer, SealOrder, sealer
from zhixing.documents.adapters.office import find_office
from zhixing.documents.adapters.pades import PadesSealer
from zhixing.documents.catalogue import shipped
from zhixing.documents.errors import ConverterMissing, SealerMissing
from zhixing.documents.layout import job
from zhixing.documents.samples import sample_paper
from zhixing.kernel.ids import new_id
from zhixing.platform.typesetting import Page, press


def config(folder: Path, **extra: str) -> Any:
    return SimpleNamespace(extra=extra, data_dir=folder, court_name="示范市人民法院")


@pytest.fixture(scope="module")
def page() -> Page:
    return press().set(job(config(Path("/nonexistent")), sample_paper(shipped()["closing_notice"])))


@pytest.fixture
def pades(tmp_path: Path) -> PadesSealer:
    return PadesSealer.of(config(tmp_path))


@pytest.mark.parametrize("which", ["pades", "null", "sm2"])
def test_a_sealer_appends_or_refuses_and_names_its_algorithm(which: str, page: Page, pades: PadesSealer) -> None:
    chosen: Sealer = {"pades": pades, "null": NullSealer(), "sm2": NullSealer("SM2/SM3")}[which]
    order = SealOrder(page.data, page.places["seal"], "Court1", "签发", MONDAY)
    assert chosen.algorithm
    if which != "pades":
        with pytest.raises(SealerMissing) as refused:
            chosen.seal(order)
        assert refused.value.params == {"algorithm": chosen.algorithm}
        return
    made = chosen.seal(order)
    assert made.pdf[:len(page.data)] == page.data
    assert len(made.pdf) > len(page.data)
    assert made.record["algorithm"] == chosen.algorithm


def test_the_seal_says_itself_that_it_is_for_demonstration(page: Page, pades: PadesSealer) -> None:
    record = pades.seal(SealOrder(page.data, None, "Court1", "签发", MONDAY)).record

    assert record["demo"]
    assert "演示" in record["subject"]


def test_keys_are_made_once_kept_in_the_data_folder_and_readable_by_the_owner_only(tmp_path: Path) -> None:
    first, second = PadesSealer.of(config(tmp_path)), PadesSealer.of(config(tmp_path))

    assert first._certificate.sha256 == second._certificate.sha256
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "keys").iterdir()} == {0}
    assert not [path for path in (tmp_path / "keys").iterdir() if "authority" in path.name and path.suffix == ".key"]


def test_a_court_uses_its_own_certificate(tmp_path: Path, page: Page) -> None:
    PadesSealer.of(config(tmp_path))
    keys = tmp_path / "keys"
    from cryptography import x509

    key: Any = serialization.load_pem_private_key((keys / "court-demo-seal.key").read_bytes(), None)
    certificate = x509.load_pem_x509_certificate((keys / "court-demo-seal.crt").read_bytes())
    bundle = pkcs12.serialize_key_and_certificates(b"court", key, certificate, None,
                                                   serialization.BestAvailableEncryption(b"secret"))
    (tmp_path / "court.p12").write_bytes(bundle)

    own = PadesSealer.of(config(tmp_path / "empty", SEAL_P12=str(tmp_path / "court.p12"), SEAL_P12_PASSWORD="secret"))

    assert own.seal(SealOrder(page.data, page.places["seal"], "Court1", "签发", MONDAY)).record["demo"] is False


def test_sm2_is_named_and_refuses_until_a_signing_service_is_set_up(house: House) -> None:
    house.system.config.extra["SEAL"] = "sm2"

    chosen = sealer(house.system)

    assert chosen.algorithm == "SM2/SM3"
    with pytest.raises(SealerMissing):
        chosen.seal(SealOrder(b"%PDF-1.7", None, "Court1", "签发", MONDAY))


def a_docx() -> bytes:
    """The least that a word processor opens."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("[Content_Types].xml", (
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.document.main+xml"/></Types>'))
        parts.writestr("_rels/.rels", (
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            'officeDocument" Target="word/document.xml"/></Relationships>'))
        parts.writestr("word/document.xml", (
            '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            "<w:body><w:p><w:r><w:t>Court order</w:t></w:r></w:p></w:body></w:document>"))
    return out.getvalue()


def test_a_house_without_a_converter_refuses_a_word_file_with_the_reason(house: House) -> None:
    from zhixing.documents.adapters import CONVERTER

    house.system.extras[CONVERTER] = NullConverter()
    docket = a_docket(house)
    body = {"document_id": new_id(), "case_id": docket.case_id, "title": "和解协议", "kind": "other"}

    outcome = docket.tablet.do("documents.import", body, [(a_docx(), "application/octet-stream")])

    assert outcome.problem is not None
    assert (outcome.problem.code, outcome.problem.params) == (
        "documents.converter_missing", {"reason": "soffice_not_installed"})
    with pytest.raises(ConverterMissing):
        NullConverter().to_pdf(b"", ".docx")


class PaperConverter:
    """A word processor that always makes the same page, or none."""

    reason = None

    def __init__(self, made: bytes | None) -> None:
        self.made = made

    def to_pdf(self, data: bytes, suffix: str) -> bytes | None:
        return self.made


@pytest.mark.parametrize("works", [True, False])
def test_a_word_file_is_shown_as_the_pdf_it_became(house: House, page: Page, works: Any) -> None:
    from zhixing.documents.adapters import CONVERTER
    from zhixing.platform.crypto import digest

    house.system.extras[CONVERTER] = PaperConverter(page.data if works else None)
    docket = a_docket(house)
    body = {"document_id": new_id(), "case_id": docket.case_id, "title": "和解协议", "kind": "other"}
    data = a_docx()
    docket.tablet.must("documents.import", body, [(data, "application/octet-stream")])
    house.work()

    row = docket.tablet.pull()["documents"][body["document_id"]]

    assert (row["state"], row["reason"]) == (("ready", None) if works else ("blocked", "not_converted"))
    assert (row["sha256"] == digest(page.data)) is works
    assert house.system.store.has(digest(data))  # what was handed in is kept


@pytest.mark.skipif(find_office() is None, reason="apt install libreoffice-writer")
def test_the_real_converter_makes_a_pdf_and_survives_rubbish() -> None:
    office = OfficeConverter(str(shutil.which("soffice")))

    made = office.to_pdf(a_docx(), ".docx")

    assert made is not None
    assert made.startswith(b"%PDF-")
    assert office.to_pdf(b"PK\x03\x04 rubbish [Content_Types].xml", ".docx") is None
