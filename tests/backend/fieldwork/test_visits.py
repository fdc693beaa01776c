"""A day outside: begin, list, correct, end, and what arrives late."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.docket import Docket, a_docket
from tests.support.house import House
from tests.support.people import enlist
from tests.support.photos import a_photo
from tests.support.tablet import Tablet
from zhixing.kernel.ids import new_id


@pytest.fixture
def docket(house: House) -> Docket:
    return a_docket(house)


def a_visit(docket: Docket, **changes: Any) -> dict[str, Any]:
    return {"visit_id": new_id(), "case_id": docket.case_id, "purpose": "seizure",
            "officers": [docket.officer.id, docket.second_officer.id],
            "place": {"address": "示范市示范路2号仓库", "position": {"none": "室内无信号"}}} | changes


def an_item(visit_id: str, **changes: Any) -> dict[str, Any]:
    return {"item_id": new_id(), "visit_id": visit_id, "name": "数控机床", "spec": "CK6140", "quantity": "2",
            "unit": "台", "condition": "正常使用", "place": "一号车间", "custodian": "王某某", "remarks": "",
            "vehicle": None} | changes


def started(docket: Docket, **changes: Any) -> str:
    visit = a_visit(docket, **changes)
    docket.tablet.must("fieldwork.start_visit", visit)
    return visit["visit_id"]


def ended(tablet: Tablet, visit_id: str) -> Any:
    return tablet.do("fieldwork.end_visit", {"visit_id": visit_id, "result": "已完成", "summary": "查封机床两台"})


def photographed(docket: Docket, tablet: Tablet, visit_id: str, **changes: Any) -> str:
    body = {"evidence_id": new_id(), "case_id": docket.case_id, "kind": "photo", "visit_id": visit_id, "item_id": None,
            "shot": "seal", "caption": "", "source": "camera", "file_name": None, "position": {"none": "室内"},
            "camera": None, "duration_ms": None} | changes
    tablet.must("capture.record", body, [a_photo(len(body["evidence_id"]) + tablet.seq)])
    return body["evidence_id"]


def code(outcome: Any) -> str:
    assert outcome.problem is not None, outcome.wire()
    return outcome.problem.code


def test_a_visit_by_two_officers_is_on_every_tablet_of_the_case(docket: Docket) -> None:
    visit_id = started(docket)

    rows = docket.tablet_of(docket.judge).pull()

    visit = rows["visits"][visit_id]
    assert visit["place"]["address"] == "示范市示范路2号仓库"
    assert (visit["ended_at"], visit["by"]) == (None, docket.officer.id)
    assert "visit_started" in {one["kind"] for one in rows["timeline"].values()}


@pytest.mark.parametrize(("officers", "wanted"), [
    (lambda docket: [docket.officer.id], "fieldwork.too_few_officers"),
    (lambda docket: [docket.officer.id, docket.officer.id], "fieldwork.too_few_officers"),
    (lambda docket: [docket.officer.id, new_id()], "fieldwork.officer_unknown"),
])
def test_a_visit_without_two_real_officers_is_refused(docket: Docket, officers: Any, wanted: str) -> None:
    assert code(docket.tablet.do("fieldwork.start_visit", a_visit(docket, officers=officers(docket)))) == wanted


def test_a_marshal_from_the_pool_may_go_along_and_work(house: House, docket: Docket) -> None:
    marshal = enlist(house, "吴七星", "marshal")
    visit_id = started(docket, officers=[docket.officer.id, marshal.id])

    note = {"note_id": new_id(), "visit_id": visit_id, "text": "在场人：王某某"}

    assert docket.tablet_of(marshal).do("fieldwork.note", note).outcome == "accepted"
    stranger = enlist(house, "钱六合", "marshal")
    assert code(docket.tablet_of(stranger).do("fieldwork.note", note | {"note_id": new_id()})) == "policy.denied"


def test_an_administrator_does_not_seize_things(house: House, docket: Docket) -> None:
    admin = enlist(house, "何十全", "administrator")

    outcome = docket.tablet.do("fieldwork.start_visit", a_visit(docket, officers=[docket.officer.id, admin.id]))

    assert code(outcome) == "fieldwork.officer_unknown"


def test_lines_are_numbered_as_they_come_and_can_be_put_in_another_order(docket: Docket) -> None:
    visit_id = started(docket)
    items = [an_item(visit_id, name=name) for name in ("甲", "乙", "丙")]
    for item in items:
        docket.tablet.must("fieldwork.list_item", item)
    assert [docket.tablet.pull()["items"][one["item_id"]]["no"] for one in items] == [1, 2, 3]

    docket.tablet.must("fieldwork.order_items", {"visit_id": visit_id, "order": [items[2]["item_id"]]})

    assert [docket.tablet.pull()["items"][one["item_id"]]["no"] for one in items] == [2, 3, 1]


def test_an_unregistered_vehicle_without_engine_number_does_not_enter_the_list(docket: Docket) -> None:
    visit_id = started(docket)
    vehicle = {"plate": "", "vin": "", "engine_number": ""}

    unknown = docket.tablet.do("fieldwork.list_item", an_item(visit_id, vehicle=vehicle))
    assert code(unknown) == "fieldwork.engine_number_needed"
    known = an_item(visit_id, vehicle=vehicle | {"engine_number": "DEMO2026A"})
    assert docket.tablet.do("fieldwork.list_item", known).outcome == "accepted"


def test_a_correction_keeps_what_was_written_before(docket: Docket) -> None:
    item = an_item(started(docket))
    docket.tablet.must("fieldwork.list_item", item)
    docket.tablet.pull()

    correction = {"item_id": item["item_id"], "changes": {"quantity": "3"}, "reason": "清点有误"}
    docket.tablet.must("fieldwork.correct_item", correction, based_on=docket.tablet.look("items", item["item_id"]))

    row = docket.tablet.pull()["items"][item["item_id"]]
    assert row["quantity"] == "3"
    assert row["name"] == "数控机床"
    [told] = row["history"]
    assert (told["changes"], told["reason"]) == ({"quantity": {"from": "2", "to": "3"}}, "清点有误")


def test_two_officers_cannot_correct_the_same_line_unseen(docket: Docket) -> None:
    item = an_item(started(docket))
    docket.tablet.must("fieldwork.list_item", item)
    docket.tablet.pull()
    seen = docket.tablet.look("items", item["item_id"])
    correction = {"item_id": item["item_id"], "changes": {"quantity": "3"}, "reason": "清点有误"}
    docket.tablet.must("fieldwork.correct_item", correction, based_on=seen)

    other = docket.tablet_of(docket.second_officer)
    outcome = other.do("fieldwork.correct_item", correction | {"changes": {"quantity": "4"}}, based_on=seen)

    assert outcome.outcome == "conflict"


def test_two_corrections_in_a_row_without_a_line_are_no_conflict(docket: Docket) -> None:
    item = an_item(started(docket))
    docket.tablet.must("fieldwork.list_item", item)
    docket.tablet.pull()
    seen = docket.tablet.look("items", item["item_id"])
    correction = {"item_id": item["item_id"], "changes": {"quantity": "3"}, "reason": "清点有误"}
    first = docket.tablet.act("fieldwork.correct_item", correction, based_on=seen)
    key = f"items/{item['item_id']}"
    docket.tablet.act("fieldwork.correct_item", correction | {"changes": {"quantity": "4"}},
                      based_on={key: {"seq": seen[key]["seq"], "after": first["id"]}})

    assert [one.outcome for one in docket.tablet.push()] == ["accepted", "accepted"]


def test_a_struck_line_stays_with_its_number(docket: Docket) -> None:
    visit_id = started(docket)
    first, second = an_item(visit_id), an_item(visit_id)
    for item in (first, second):
        docket.tablet.must("fieldwork.list_item", item)

    docket.tablet.must("fieldwork.strike_item", {"item_id": first["item_id"], "reason": "案外人财产"})

    rows = docket.tablet.pull()["items"]
    assert rows[first["item_id"]]["struck"]["reason"] == "案外人财产"
    assert (rows[first["item_id"]]["no"], rows[second["item_id"]]["no"]) == (1, 2)
    again = docket.tablet.do("fieldwork.strike_item", {"item_id": first["item_id"], "reason": "又一次"})
    assert code(again) == "fieldwork.item_struck"


def test_after_the_end_the_list_grows_no_more_but_can_be_corrected(docket: Docket) -> None:
    visit_id = started(docket)
    item = an_item(visit_id)
    docket.tablet.must("fieldwork.list_item", item)
    assert ended(docket.tablet, visit_id).outcome == "accepted"

    assert code(docket.tablet.do("fieldwork.list_item", an_item(visit_id))) == "fieldwork.visit_ended"
    order = {"visit_id": visit_id, "order": []}
    assert code(docket.tablet.do("fieldwork.order_items", order)) == "fieldwork.visit_ended"
    assert code(ended(docket.tablet, visit_id)) == "fieldwork.visit_ended"
    docket.tablet.pull()
    correction = {"item_id": item["item_id"], "changes": {"custodian": "李某某"}, "reason": "保管人变更"}
    docket.tablet.must("fieldwork.correct_item", correction, based_on=docket.tablet.look("items", item["item_id"]))
    docket.tablet.must("fieldwork.strike_item", {"item_id": item["item_id"], "reason": "已发还"})


def test_what_the_second_tablet_listed_before_the_end_is_taken_in_although_it_arrives_later(house: House,
                                                                                           docket: Docket) -> None:
    visit_id = started(docket)
    other = docket.tablet_of(docket.second_officer)
    early = an_item(visit_id, name="叉车")
    other.act("fieldwork.list_item", early)
    house.clock.forward(minutes=30)
    ended(docket.tablet, visit_id)
    house.clock.forward(minutes=5)
    other.act("fieldwork.list_item", an_item(visit_id, name="托盘"))

    assert [one.outcome for one in other.push()] == ["accepted", "refused"]
    assert docket.tablet.pull()["items"][early["item_id"]]["no"] == 1


def test_notes_and_photos_after_the_end_are_taken_in_and_say_so(house: House, docket: Docket) -> None:
    visit_id = started(docket)
    before = photographed(docket, docket.tablet, visit_id)
    house.clock.forward(minutes=30)
    ended(docket.tablet, visit_id)
    after = photographed(docket, docket.tablet, visit_id)
    note = {"note_id": new_id(), "visit_id": visit_id, "text": "补记：钥匙已交保管人"}
    docket.tablet.must("fieldwork.note", note)
    house.work()

    rows = docket.tablet.pull()
    assert rows["notes"][note["note_id"]]["after_end"] is True
    assert [rows["evidence"][one]["after_end"] for one in (before, after)] == [False, True]


def test_a_photo_that_arrives_before_the_end_it_was_taken_after_is_marked_when_the_end_arrives(house: House,
                                                                                              docket: Docket) -> None:
    visit_id = started(docket)
    docket.tablet.act("fieldwork.end_visit", {"visit_id": visit_id, "result": "已完成", "summary": ""})
    house.clock.forward(minutes=10)
    late = photographed(docket, docket.tablet_of(docket.second_officer), visit_id)
    house.work()
    assert docket.tablet.pull()["evidence"][late]["after_end"] is False

    docket.tablet.push()
    house.work()

    assert docket.tablet.pull()["evidence"][late]["after_end"] is True


def test_the_checklist_fills_as_records_are_made(house: House, docket: Docket) -> None:
    visit_id = started(docket, purpose="service")
    lines = {one["requirement"]: one["done"] for one in docket.tablet.pull()["visits"][visit_id]["checklist"]}
    assert lines == {"credentials": False, "process": False}

    photo = photographed(docket, docket.tablet, visit_id, shot="credentials")
    house.work()
    lines = {one["requirement"]: one["done"] for one in docket.tablet.pull()["visits"][visit_id]["checklist"]}
    assert lines == {"credentials": True, "process": True}

    docket.tablet.must("capture.strike", {"correction_id": new_id(), "evidence_id": photo, "reason": "模糊不清"})
    house.work()
    lines = {one["requirement"]: one["done"] for one in docket.tablet.pull()["visits"][visit_id]["checklist"]}
    assert lines == {"credentials": False, "process": False}


def test_missing_records_are_named_and_do_not_keep_a_visit_from_ending(docket: Docket) -> None:
    visit_id = started(docket, purpose="search")

    outcome = ended(docket.tablet, visit_id)

    assert outcome.outcome == "accepted"
    assert "warrant" in outcome.answer["missing"]
    row = docket.tablet.pull()["visits"][visit_id]
    assert (row["result"], row["summary"]) == ("已完成", "查封机床两台")


def test_a_photo_of_another_case_fills_no_checklist(house: House, docket: Docket) -> None:
    visit_id = started(docket, purpose="service")
    other = a_docket(house)
    photographed(other, other.tablet, visit_id, shot="credentials")
    house.work()

    [line, _] = docket.tablet.pull()["visits"][visit_id]["checklist"]
    assert line["done"] is False


def test_a_clock_turned_back_during_a_visit_is_remarked_and_refuses_nothing(docket: Docket) -> None:
    visit_id = started(docket)
    docket.tablet.clock_error = timedelta(hours=-3)

    assert ended(docket.tablet, visit_id).outcome == "accepted"
    assert "end_before_start" in docket.tablet.pull()["visits"][visit_id]["flags"]


def test_a_whole_day_without_a_line_comes_in_at_once_and_in_order(house: House, docket: Docket) -> None:
    visit = a_visit(docket)
    docket.tablet.act("fieldwork.start_visit", visit)
    for _ in range(5):
        docket.tablet.act("fieldwork.list_item", an_item(visit["visit_id"]))
    docket.tablet.act("fieldwork.end_visit", {"visit_id": visit["visit_id"], "result": "已完成", "summary": ""})
    house.clock.forward(hours=9)

    assert [one.outcome for one in docket.tablet.push()] == ["accepted"] * 7
    rows = docket.tablet.pull()
    assert sorted(one["no"] for one in rows["items"].values()) == [1, 2, 3, 4, 5]
    assert rows["visits"][visit["visit_id"]]["ended_at"] < "2026-11-23T01:01"
