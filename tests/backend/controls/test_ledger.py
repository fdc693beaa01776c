"""The property ledger: one line per asset on its way, its workbook, and the look-up in the car."""

import io
import zipfile
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.controls import Controls, a_car, an_account
from tests.support.docket import a_docket
from tests.support.house import House
from tests.support.people import browser_of, enlist
from zhixing.controls.export import defused, ledger_rows
from zhixing.controls.models import CalendarAddress
from zhixing.controls.words import LEDGER
from zhixing.kernel.ids import new_id
from zhixing.platform.audit import AuditEntry


@pytest.fixture
def desk(house: House) -> Controls:
    return Controls(a_docket(house))


def code(outcome: Any) -> str:
    assert outcome.problem is not None, outcome.wire()
    return outcome.problem.code


def an_asset(desk: Controls, **changes: Any) -> dict[str, Any]:
    return {"asset_id": new_id(), "case_id": desk.docket.case_id, "party_id": desk.party_id, "asset": a_car(),
            "source": {"kind": "item", "id": new_id()}, "value_yuan": "60000"} | changes


def listed(desk: Controls, **changes: Any) -> str:
    body = an_asset(desk, **changes)
    desk.must("add_asset", body)
    return body["asset_id"]


def look_up(desk: Controls, person: Any, q: str) -> Any:
    return browser_of(desk.house, person).get("/api/lookup", query_string={"q": q})


def audits(desk: Controls, kind: str) -> list[dict[str, Any]]:
    with desk.house.read() as session:
        return list(session.scalars(select(AuditEntry.facts).where(AuditEntry.kind == kind)))


def test_an_asset_walks_from_found_to_disposed(desk: Controls) -> None:
    asset_id = listed(desk)
    body = desk.a_seizure(asset_id=asset_id)
    desk.docket.tablet.must("controls.seize_on_site", body)
    assert desk.asset(asset_id)["stage"] == "controlled"
    for stage in ("appraised", "disposed"):
        desk.must("move_asset", {"asset_id": asset_id, "stage": stage, "value_yuan": "58000", "reason": "评估报告"})
    assert (desk.asset(asset_id)["stage"], desk.asset(asset_id)["value_yuan"]) == ("disposed", "58000.00")


@pytest.mark.parametrize("stage", ["controlled", "found"])
def test_found_and_controlled_follow_from_controls_not_from_words(desk: Controls, stage: str) -> None:
    asset_id = listed(desk)
    assert code(desk.do("move_asset", {"asset_id": asset_id, "stage": stage, "reason": "x"})) == \
        "controls.asset_stage_unfit"


def test_what_was_disposed_stays_disposed(desk: Controls) -> None:
    asset_id = listed(desk)
    desk.must("move_asset", {"asset_id": asset_id, "stage": "disposed", "reason": "变卖"})
    assert code(desk.do("move_asset", {"asset_id": asset_id, "stage": "appraised", "reason": "x"})) == \
        "controls.asset_stage_unfit"


def test_two_lines_that_are_one_thing_are_merged_with_their_controls_and_photos(desk: Controls) -> None:
    photo = new_id()
    car = a_car(label="轿车", vin="LSVAA4187E2123456")
    kept, duplicate = listed(desk), listed(desk, asset=car, evidence_ids=[photo])
    desk.docket.tablet.must("controls.seize_on_site", desk.a_seizure(asset_id=duplicate))
    desk.must("merge_assets", {"asset_id": kept, "duplicate_id": duplicate, "reason": "同一车辆"})
    row = desk.asset(kept)
    assert (row["stage"], row["evidence_ids"], row["asset"]["vin"]) == ("controlled", [photo], "LSVAA4187E2123456")
    assert desk.asset(duplicate)["merged_into"] == kept
    assert {one["asset_id"] for one in desk.docket.tablet.pull()["controls"].values()} == {kept}
    again = {"asset_id": kept, "duplicate_id": duplicate, "reason": "x"}
    assert code(desk.do("merge_assets", again)) == "controls.asset_not_of_case"
    assert code(desk.do("merge_assets", {**again, "duplicate_id": kept})) == "controls.merge_with_itself"


def test_two_controlled_lines_are_not_merged(desk: Controls) -> None:
    first, second = desk.live(), desk.live()
    body = {"asset_id": first["asset_id"], "duplicate_id": second["asset_id"], "reason": "x"}
    assert code(desk.do("merge_assets", body)) == "controls.merge_of_two_live"


def test_a_line_of_another_case_is_not_taken(house: House, desk: Controls) -> None:
    foreign = listed(Controls(a_docket(house)))
    assert code(desk.do("request", desk.a_request(asset_id=foreign))) == "controls.asset_not_of_case"
    body = {"asset_id": listed(desk), "duplicate_id": foreign, "reason": "x"}
    assert code(desk.do("merge_assets", body)) == "controls.asset_not_of_case"


# --- the workbook --------------------------------------------------------------------------------------------


def sheet_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def test_the_ledger_as_a_workbook_has_no_formula_and_an_audit_entry(desk: Controls) -> None:
    desk.live(amount="35000.5", asset=an_account(label='=HYPERLINK("http://evil","点")'))
    listed(desk, asset=a_car(label="@SUM(A1)", plate="粤E99999"))
    browser, door = browser_of(desk.house, desk.docket.officer), f"/api/cases/{desk.docket.case_id}/ledger.xlsx"
    assert browser.get(door).status_code == 422, "nobody takes it out without saying what for"
    answer = browser.get(f"{door}?purpose=filing")
    assert answer.status_code == 200
    text = sheet_of(answer.data)
    assert "<f>" not in text
    assert "'=HYPERLINK" in text
    assert "'@SUM" in text
    assert "王三槐" in text
    assert "35000.5" in text
    assert [(one["rows"], one["purpose"]) for one in audits(desk, "controls.ledger_exported")] == [(2, "filing")]


@pytest.mark.parametrize(("typed", "written"), [("=1+1", "'=1+1"), ("+86", "'+86"), ("-5", "'-5"), ("@x", "'@x"),
                                               ("\t=1", "'\t=1"), ("粤E12345", "粤E12345"), ("", "")])
def test_a_cell_that_looks_like_a_formula_is_defused(typed: str, written: str) -> None:
    assert defused(typed) == written


def test_over_seizure_is_claim_and_fee_against_what_is_held(desk: Controls) -> None:
    desk.live(amount="120000")
    desk.docket.tablet.must("controls.seize_on_site", desk.a_seizure(asset_id=listed(desk)))
    url = f"/api/cases/{desk.docket.case_id}/control-sum"
    found = browser_of(desk.house, desk.docket.officer).get(url).get_json()
    assert found == {"claim_yuan": "120000.00", "costs_yuan": "1700.00", "limit_yuan": "121700.00", "unvalued": 0,
                     "controlled_yuan": "180000.00", "transferred_yuan": "0.00", "excess_yuan": "58300.00"}


def test_what_was_released_is_held_no_more_in_the_sum_and_in_the_sheet(desk: Controls) -> None:
    body = desk.live(amount="120000")
    desk.effect(desk.step("transfer", body["control_id"], amount_yuan="30000"), "2026-11-22T02:00:00.000Z")
    desk.effect(desk.step("release", body["control_id"], amount_yuan="20000"), "2026-11-22T03:00:00.000Z")
    url = f"/api/cases/{desk.docket.case_id}/control-sum"
    found = browser_of(desk.house, desk.docket.officer).get(url).get_json()
    assert (found["controlled_yuan"], found["transferred_yuan"]) == ("70000.00", "30000.00")
    with desk.house.system.database.read() as session:
        [line] = ledger_rows(session, desk.docket.case_id)
    said = dict(zip(LEDGER, line, strict=True))
    told = [said[f"{one}（元）"] for one in ("实际控制", "已扣划", "已解除", "现仍控制")]
    assert told == [120000, 30000, 20000, 70000]


# --- the look-up ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("q", ["粤E 12 34", "粤e１２３４５", "E12345", "粤E幺二三四五", "黑色轿车"])
def test_a_car_is_found_as_people_say_it(desk: Controls, q: str) -> None:
    asset_id = listed(desk)
    hits = look_up(desk, desk.docket.officer, q).get_json()["hits"]
    assert [(one["collection"], one["id"]) for one in hits] == [("assets", asset_id)]


@pytest.mark.parametrize("q", ["王 三槐", "三槐", "0519880305", "138 0000 0000"])
def test_a_party_is_found_by_name_number_and_telephone(desk: Controls, q: str) -> None:
    hits = look_up(desk, desk.docket.officer, q).get_json()["hits"]
    assert [(one["collection"], one["label"]) for one in hits] == [("parties", "王三槐")]
    assert "440605" not in str(hits)


def test_a_hit_says_what_controls_the_thing(desk: Controls) -> None:
    body = desk.a_seizure()
    desk.docket.tablet.must("controls.seize_on_site", body)
    hit = look_up(desk, desk.docket.officer, "粤E12345").get_json()["hits"][0]
    assert [(one["state"], one["rank"], one["ends_on"]) for one in hit["params"]["controls"]] == [
        ("live", 1, "2028-11-22")]


def test_a_line_of_a_list_is_found_too(desk: Controls) -> None:
    visit, item = new_id(), new_id()
    desk.docket.tablet.must("fieldwork.start_visit", {
        "visit_id": visit, "case_id": desk.docket.case_id, "purpose": "seizure",
        "officers": [desk.docket.officer.id, desk.docket.second_officer.id],
        "place": {"address": "示范市示范路2号", "position": None}})
    desk.docket.tablet.must("fieldwork.list_item", {
        "item_id": item, "visit_id": visit, "name": "货车", "quantity": "1", "unit": "辆",
        "vehicle": {"plate": "粤E·A0099", "vin": "", "engine_number": ""}})
    for q in ("粤EA00", "货车", item):
        assert [one["id"] for one in look_up(desk, desk.docket.officer, q).get_json()["hits"]] == [item]


def test_nobody_finds_what_they_do_not_hold_and_every_look_is_audited(desk: Controls) -> None:
    listed(desk)
    stranger = enlist(desk.house, "吴九", "officer")
    assert look_up(desk, stranger, "粤E12345").get_json() == {"hits": []}
    assert look_up(desk, stranger, "王三槐").get_json() == {"hits": []}
    asked = audits(desk, "lookup.asked")
    assert [(one["asked"], one["found"]) for one in asked] == [("粤E12345", []), ("王三槐", [])]


@pytest.mark.parametrize(("q", "status"), [("王", 422), ("12", 422), ("", 422), ("%%%", 422), ("x" * 301, 422),
                                           ("%E12", 200), ("_2345", 200)])
def test_too_little_is_refused_and_wildcards_are_only_signs(desk: Controls, q: str, status: int) -> None:
    assert look_up(desk, desk.docket.officer, q).status_code == status


def test_the_code_of_a_seal_finds_its_thing(desk: Controls) -> None:
    item = new_id()
    asset_id = listed(desk, source={"kind": "item", "id": item})
    for scanned in (f"https://court.example/s/{item}", asset_id):
        hits = look_up(desk, desk.docket.officer, scanned).get_json()["hits"]
        assert [one["id"] for one in hits] == [asset_id]


def test_the_seal_of_a_thing_that_stood_in_the_ledger_before_finds_it_too(desk: Controls) -> None:
    asset_id, item = listed(desk), new_id()
    desk.docket.tablet.must("controls.seize_on_site", desk.a_seizure(asset_id=asset_id, item_ids=[item]))
    assert [one["id"] for one in look_up(desk, desk.docket.officer, item).get_json()["hits"]] == [asset_id]


# --- the calendar --------------------------------------------------------------------------------------------


def opened(desk: Controls) -> str:
    return desk.must("open_calendar", {"calendar_id": new_id()})["path"]


def test_the_calendar_has_the_day_and_no_name(desk: Controls) -> None:
    desk.live(printed={"start": "2026-11-20", "end": "2027-03-31"})
    data = desk.house.client().get(opened(desk)).data.decode().replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20270331" in data
    assert "银行存款冻结到期" in data
    assert "王三槐" not in data
    assert "示范银行" not in data


def test_a_phone_that_asks_again_is_told_that_nothing_changed(desk: Controls) -> None:
    body = desk.live(printed={"start": "2026-11-20", "end": "2027-03-31"})
    path, client = opened(desk), desk.house.client()
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    desk.effect(desk.step("release", body["control_id"]), "2026-11-22T02:00:00.000Z")
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, b"BEGIN:VEVENT" in again.data) == (200, False)


def test_a_new_address_ends_the_old_one_and_only_a_hash_is_kept(desk: Controls) -> None:
    first, second = opened(desk), opened(desk)
    client = desk.house.client()
    assert [client.get(path).status_code for path in (first, second)] == [404, 200]
    token = second.removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) >= 43
    with desk.house.read() as session:
        assert token not in set(session.scalars(select(CalendarAddress.token_hash)))


def test_a_closed_calendar_says_nothing(desk: Controls) -> None:
    calendar_id = new_id()
    path = desk.must("open_calendar", {"calendar_id": calendar_id})["path"]
    stranger = desk.do("close_calendar", {"calendar_id": calendar_id}, desk.docket.second_officer)
    assert code(stranger) == "policy.denied"
    desk.must("close_calendar", {"calendar_id": calendar_id})
    assert desk.house.client().get(path).status_code == 404


def test_the_calendar_of_somebody_who_left_the_court_is_shut(desk: Controls) -> None:
    path = opened(desk)
    admin = enlist(desk.house, "管理员", "administrator")
    body = {"person_id": desk.docket.officer.id, "reason": "离职"}
    desk.docket.tablet.pull()
    seen = desk.docket.tablet.look("people", desk.docket.officer.id)
    desk.house.must("identity.disable_person", body, admin, based_on=seen)
    assert desk.house.client().get(path).status_code == 404
