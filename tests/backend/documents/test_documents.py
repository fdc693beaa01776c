"""Documents are read exactly as they were issued, and none of them acts."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from tests.support.docket import Docket, a_docket
from tests.support.house import House
from tests.support.people import browser_of, enlist
from zhixing.kernel.ids import new_id
from zhixing.platform.audit import AuditEntry


def a_pdf(change: Callable[[PdfWriter], None] = lambda writer: None, pages: int = 2) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_a_program(writer: PdfWriter) -> None:
    """A page that starts a program when it is opened."""
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"),
                               NameObject("/JS"): TextStringObject("app.alert(1)")})
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): writer._add_object(action)})


def with_a_program_in_the_middle(writer: PdfWriter) -> None:
    """The same, far from both ends of the file."""
    for _ in range(800):
        writer.add_blank_page(595, 842)
    with_a_program(writer)
    for _ in range(800):
        writer.add_blank_page(595, 842)


@pytest.fixture
def docket(house: House) -> Docket:
    return a_docket(house)


def imported(docket: Docket, data: bytes, **changes: Any) -> tuple[str, Any]:
    body = {"document_id": new_id(), "case_id": docket.case_id, "title": "执行通知书", "kind": "execution_notice",
            "issued_on": "2026-11-20"} | changes
    return body["document_id"], docket.tablet.do("documents.import", body, [(data, "application/pdf")])


def test_a_document_can_be_read_as_soon_as_it_was_looked_into(house: House, docket: Docket) -> None:
    data = a_pdf()
    document_id, outcome = imported(docket, data)
    assert outcome.outcome == "accepted"
    browser, path = browser_of(house, docket.judge), f"/api/documents/{document_id}/pdf"
    early = browser.get(path)
    assert (early.status_code, early.get_json()["code"]) == (409, "documents.being_checked")
    assert early.headers["Retry-After"] == "2"
    house.work()

    answer = browser.get(path, buffered=True)

    assert answer.data == data
    row = docket.tablet.pull()["documents"][document_id]
    assert answer.headers["ETag"] == f'"{row["sha256"]}"'
    assert (row["state"], row["pages"], row["issued_on"]) == ("ready", 2, "2026-11-20")
    part = browser.get(path, buffered=True, headers={"Range": "bytes=5-9"})
    assert (part.status_code, part.data) == (206, data[5:10])
    with house.read() as session:
        looks = [one for one in session.query(AuditEntry) if one.kind == "document.viewed"]
    assert len(looks) == 2


@pytest.mark.parametrize(("data", "code"), [
    (b"PK\x03\x04 not a pdf at all", "documents.not_pdf"),
    (a_pdf(lambda writer: writer.encrypt("secret", algorithm="AES-256")), "documents.encrypted"),
    (a_pdf(with_a_program), "documents.active_content"),
    (b"%PDF-1.4\n1 0 obj <</S /#4aavaScript>>", "documents.active_content"),
])
def test_what_must_not_be_shown_is_refused_at_the_door(docket: Docket, data: bytes, code: str) -> None:
    _, outcome = imported(docket, data)

    assert outcome.problem is not None
    assert outcome.problem.code == code


@pytest.mark.parametrize(("data", "reason"), [
    (a_pdf(with_a_program_in_the_middle), "active_content"),
    (b"%PDF-1.7\n" + b"nothing that could be read\n" * 40, "unreadable"),
])
def test_what_the_quick_look_misses_is_blocked_and_never_shown(house: House, docket: Docket, data: bytes,
                                                               reason: str) -> None:
    document_id, outcome = imported(docket, data)
    assert outcome.outcome == "accepted"
    house.work()

    answer = browser_of(house, docket.judge).get(f"/api/documents/{document_id}/pdf")

    assert (answer.status_code, answer.get_json()["params"]) == (409, {"reason": reason})
    assert docket.tablet.pull()["documents"][document_id]["reason"] == reason


def test_a_document_does_not_exist_for_whoever_does_not_hold_the_case(house: House, docket: Docket) -> None:
    document_id, _ = imported(docket, a_pdf())
    house.work()

    stranger = browser_of(house, enlist(house, "钱六合", "judge"))

    assert stranger.get(f"/api/documents/{document_id}/pdf").status_code == 404


def test_a_document_issued_tomorrow_is_refused(docket: Docket) -> None:
    for day in ("2026-11-24", "2026-02-30"):
        _, outcome = imported(docket, a_pdf(), issued_on=day)
        assert outcome.problem is not None
        assert outcome.problem.code == "documents.date_impossible"


def test_a_marshal_puts_no_documents_into_the_file(house: House, docket: Docket) -> None:
    marshal = enlist(house, "吴七星", "marshal")
    house.must("cases.assign", {"case_id": docket.case_id, "person_id": marshal.id, "duty": "marshal"}, docket.clerk)
    body = {"document_id": new_id(), "case_id": docket.case_id, "title": "文书", "kind": "other"}

    outcome = docket.tablet_of(marshal).do("documents.import", body, [(a_pdf(), "application/pdf")])

    assert outcome.problem is not None
    assert outcome.problem.code == "policy.denied"
