"""The judge decides what is shown; what is shown is a covered copy and masked words, never the raw thing."""

import io
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import event, select

from tests.support.docket import WANG_ID, Docket, a_docket
from tests.support.house import House
from tests.support.litigant import Litigant, a_litigant
from tests.support.people import enlist
from tests.support.showcase import (
    FACE,
    a_document,
    a_photo,
    a_picture,
    a_shown_photo,
    an_entry,
    masked,
    publish,
    shown,
)
from zhixing.disclosure import publish as publishing
from zhixing.disclosure.models import LitigantCase, LitigantPage, Publication, WrongAnswers
from zhixing.disclosure.rules import LAW
from zhixing.kernel.ids import new_id
from zhixing.platform.db import Base

RAW = {"identity number": WANG_ID, "telephone": "13800000000", "address": "示范市示范路2号", "plate": "粤E12345"}


@pytest.fixture
def docket(house: House) -> Docket:
    return a_docket(house)


@pytest.fixture
def wang(docket: Docket) -> Litigant:
    return a_litigant(docket)


def evidence_row(docket: Docket) -> dict[str, Any]:
    [row] = docket.tablet_of(docket.judge).pull()["evidence"].values()
    return row


def pixels_inside(data: bytes) -> list[tuple[int, ...]]:
    with Image.open(io.BytesIO(data)) as image:
        copy = image.convert("RGB")
    return [copy.getpixel((x, y)) for x in range(335, 470, 15) for y in range(255, 350, 15)]  # type: ignore[misc]


def test_no_raw_value_reaches_the_page_or_the_tables_it_is_read_from(docket: Docket, wang: Litigant) -> None:
    words = "；".join(f"{name} {value}" for name, value in RAW.items()) + "；６２２２０２１２３４５６７８９０１２３"
    shown(docket, "progress", an_entry(docket, f"查封车辆。{words}"), caption=f"备注：{words}")
    a_shown_photo(docket, caption=words)
    shown(docket, "document", a_document(docket, f"关于{words}的裁定"), caption=words)
    page = wang.enter().read()
    with docket.house.read() as session:
        stored = "\n".join(
            str(value) for table in (LitigantPage, LitigantCase, Publication, WrongAnswers)
            for row in session.execute(select(table.__table__)) for value in row)
    for name, value in RAW.items():
        assert value not in page, name
        assert value not in stored, name
    assert "6222021234567890123" not in page + stored
    for masked_value in ("440605********1235", "138****0000", "示范市示范路***", "粤E***45", "尾号0123"):
        assert masked_value in page


def test_pages_read_only_tables_that_publishing_fills(docket: Docket, wang: Litigant) -> None:
    shown(docket, "progress", an_entry(docket, "冻结银行存款一笔。"))
    a_shown_photo(docket)
    wang.enter()
    allowed = {"litigant_page", "litigant_case", "publication", "litigant_message", "litigant_answer",
               "litigant_wrong_answers", "audit_head"}
    asked: set[str] = set()
    def watch(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.update(name for name in Base.metadata.tables if f"FROM {name}" in statement
                         or f"JOIN {name}" in statement)

    event.listen(docket.house.system.database.engine, "before_cursor_execute", watch)
    try:
        wang.read()
    finally:
        event.remove(docket.house.system.database.engine, "before_cursor_execute", watch)
    bookkeeping = {"feed_head", "feed_row", "feed_grant"}  # counting the view tells the judge's tablet
    assert asked - bookkeeping <= allowed
    assert "publication" in asked


def test_a_photo_is_shown_only_as_its_covered_copy(docket: Docket, wang: Litigant) -> None:
    photo = a_shown_photo(docket)
    data = wang.enter().get(f"/photos/{photo}").data
    assert all(not (red > 180 and green < 90) for red, green, _blue in pixels_inside(data))
    with Image.open(io.BytesIO(data)) as image:
        assert not image.getexif()
    assert b"SecretCamera" not in data
    small = wang.get(f"/photos/{photo}/small").data
    assert len(small) < len(data)
    assert b"SecretCamera" not in small


def test_the_original_stays_as_it_was(docket: Docket) -> None:
    a_shown_photo(docket)
    row = evidence_row(docket)
    assert docket.house.system.store.verify(row["sha256"])
    assert [one["kind"] for one in row["derivatives"]].count("masked") == 1
    assert row["published"] is True


def test_a_copy_that_is_not_rendered_yet_cannot_be_shown(docket: Docket) -> None:
    evidence_id, derivative_id = a_photo(docket), new_id()
    docket.house.must("disclosure.mask", {"derivative_id": derivative_id, "evidence_id": evidence_id, "boxes": [FACE]},
                      docket.officer)
    outcome = publish(docket, "photo", evidence_id, derivative_id=derivative_id)
    assert outcome.problem.code == "disclosure.derivative_not_ready"
    docket.house.work()
    shown(docket, "photo", evidence_id, derivative_id=derivative_id)


def test_a_photo_without_a_named_copy_is_not_shown(docket: Docket) -> None:
    assert publish(docket, "photo", a_photo(docket)).problem.code == "disclosure.derivative_needed"


def test_the_copy_of_another_photo_does_not_do(docket: Docket) -> None:
    first, second = a_photo(docket), a_photo(docket, a_picture("blue"))
    outcome = publish(docket, "photo", first, derivative_id=masked(docket, second))
    assert outcome.problem.code == "disclosure.derivative_of_another"


def test_an_ordinary_copy_made_for_the_court_is_not_a_covered_one(docket: Docket) -> None:
    evidence_id = a_photo(docket)
    display = next(one["id"] for one in evidence_row(docket)["derivatives"] if one["kind"] == "display")
    assert publish(docket, "photo", evidence_id, derivative_id=display).problem.code == (
        "disclosure.derivative_not_ready")


def test_rendering_twice_makes_one_copy(docket: Docket) -> None:
    masked(docket, a_photo(docket))
    docket.house.work_after_pauses()
    kinds = [one["kind"] for one in evidence_row(docket)["derivatives"]]
    assert kinds.count("masked") == 1


def test_a_photo_that_cannot_be_decoded_cannot_be_covered(docket: Docket) -> None:
    evidence_id = a_photo(docket, b"\xff\xd8\xff broken")
    outcome = docket.house.send("disclosure.mask", {
        "derivative_id": new_id(), "evidence_id": evidence_id, "boxes": []}, docket.officer)
    assert outcome.problem.code == "disclosure.not_a_photo"


@pytest.mark.parametrize("box", [
    {"x": -0.1, "y": 0, "w": 0.1, "h": 0.1, "what": "face"}, {"x": 0, "y": 0, "w": 0, "h": 0.1, "what": "face"},
    {"x": 1, "y": 0, "w": 0.1, "h": 0.1, "what": "face"}, {"x": 0, "y": 0, "w": 0.1, "h": 0.1, "what": "cat"},
    {"x": 0, "y": 0, "w": 2, "h": 0.1, "what": "face"},
])
def test_a_box_outside_the_picture_is_refused(docket: Docket, box: dict[str, Any]) -> None:
    outcome = docket.house.send("disclosure.mask", {
        "derivative_id": new_id(), "evidence_id": new_id(), "boxes": [box]}, docket.officer)
    assert outcome.problem.code == "request.malformed"


def test_only_the_judge_of_the_case_publishes(docket: Docket) -> None:
    entry = an_entry(docket, "冻结银行存款一笔。")
    stranger, chief = enlist(docket.house, "孙六一", "judge"), enlist(docket.house, "吴局", "bureau_chief")
    for person in (docket.officer, docket.clerk, stranger, chief):
        outcome = docket.house.send("disclosure.publish", {
            "publication_id": new_id(), "case_id": docket.case_id, "kind": "progress", "subject_id": entry,
            "derivative_id": None, "caption": ""}, person)
        assert (outcome.outcome, outcome.problem.code) == ("refused", "policy.denied")


def test_what_belongs_to_another_case_cannot_be_shown_here(docket: Docket) -> None:
    other = a_docket(docket.house)
    photo = a_photo(other)
    foreign = (("progress", an_entry(other, "某事。"), None), ("document", a_document(other), None),
               ("photo", photo, masked(other, photo)))
    for kind, subject, derivative in foreign:
        assert publish(docket, kind, subject, derivative_id=derivative).problem.code == (
            "disclosure.subject_of_another_case")


def test_the_same_thing_is_shown_once_and_again_after_it_was_withdrawn(docket: Docket) -> None:
    entry = an_entry(docket, "冻结银行存款一笔。")
    first = shown(docket, "progress", entry)
    assert publish(docket, "progress", entry).problem.code == "disclosure.already_published"
    withdrawal = {"publication_id": first, "reason": "更正"}
    docket.house.must("disclosure.withdraw", withdrawal, docket.judge)
    assert docket.house.send("disclosure.withdraw", withdrawal, docket.judge).problem.code == (
        "disclosure.already_withdrawn")
    shown(docket, "progress", entry)


def test_the_bureau_chief_can_take_back_what_an_absent_judge_showed(docket: Docket) -> None:
    shown_id = shown(docket, "progress", an_entry(docket, "冻结银行存款一笔。"))
    body = {"publication_id": shown_id, "reason": "更正"}
    assert docket.house.send("disclosure.withdraw", body, docket.officer).problem.code == "policy.denied"
    docket.house.must("disclosure.withdraw", body, enlist(docket.house, "吴局", "bureau_chief"))


def test_a_photo_that_is_struck_is_taken_back_by_itself(docket: Docket, wang: Litigant) -> None:
    photo = a_shown_photo(docket)
    docket.tablet.must("capture.strike", {"correction_id": new_id(), "evidence_id": evidence_row(docket)["id"],
                                          "reason": "拍错对象"})
    docket.house.work()
    assert wang.enter().get(f"/photos/{photo}").status_code == 410


def test_an_entry_without_words_needs_a_caption(docket: Docket) -> None:
    rows = docket.tablet_of(docket.judge).pull()["timeline"].values()
    assigned = next(one for one in rows if one["kind"] == "assigned")
    assert publish(docket, "progress", assigned["id"]).problem.code == "disclosure.text_missing"
    shown(docket, "progress", assigned["id"], caption="案件已分配承办法官。")


def test_a_court_may_want_a_second_person_to_look(docket: Docket, monkeypatch: pytest.MonkeyPatch) -> None:
    def value(_self: Any, key: str, on: Any) -> Any:
        return True if key == "second_person_reviews" else original(LAW, key, on)

    original = type(LAW).value
    monkeypatch.setattr(type(publishing.LAW), "value", value)
    evidence_id, own = a_photo(docket), new_id()
    docket.house.must("disclosure.mask", {"derivative_id": own, "evidence_id": evidence_id, "boxes": [FACE]},
                      docket.judge)
    docket.house.work()
    assert publish(docket, "photo", evidence_id, derivative_id=own).problem.code == "disclosure.second_person_needed"
    shown(docket, "photo", evidence_id, derivative_id=masked(docket, evidence_id))
