"""The officer's day, from the desk to the basement and back."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import OpenTablet
from tests.support.journey import OfficerAtTablet
from tests.support.registry_desk import CourtRecord, assert_one_chain
from tests.support.server import ROOT, Server

HEIC = ROOT / "tests" / "support" / "photo.heic"


def test_an_officer_enrols_leaves_works_without_a_line_and_hands_everything_in(
        house: Server, open_tablet: OpenTablet) -> None:
    officer = open_tablet(house)
    officer.logs_in().looks_at("01-home-desk").enrols().looks_at("02-pin").sets_pin()
    verdicts = officer.checks_readiness()
    officer.looks_at("03-ready")
    assert all(verdict in ("正常", "请留意") for verdict in verdicts.values()), verdicts
    assert verdicts["本机签名密钥"] == verdicts["离线启动"] == verdicts["应用文件"] == "正常"
    officer.context.close()

    officer = open_tablet(house, flight_mode="on").opens_app()
    officer.looks_at("04-locked").unlocks().looks_at("05-home-offline")
    assert officer.unsent() == 0
    reads_the_case(officer, house)
    works_on_site(officer)
    hands_in(officer, house)
    assert officer.complaints == []


def reads_the_case(officer: OfficerAtTablet, house: Server) -> None:
    page = officer.page
    officer.goes_to("案件").looks_at("06-cases")
    officer.opens_case().looks_at("07-case")
    expect(page.get_by_role("heading", name=house.demo["respondent"])).to_be_visible()
    expect(page.get_by_role("main").get_by_text("被执行人").first).to_be_visible()
    page.get_by_role("tab", name="进程").click()
    expect(page.get_by_role("main").get_by_role("listitem").filter(has_text="立案").first).to_be_visible()
    officer.looks_at("08-timeline")
    page.get_by_role("tab", name="文书").click()
    officer.looks_at("09-documents")
    page.get_by_role("list", name="文书", exact=True).get_by_role("link", name="裁定").first.click()
    reads_the_document(officer)
    page.get_by_role("button", name="返回").or_(page.get_by_role("link", name="返回")).first.click()


def reads_the_document(officer: OfficerAtTablet) -> None:
    page = officer.page
    page.get_by_role("button", name="查找文字").click()
    page.get_by_label("在文书中查找").fill("执行")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text(re.compile(r"^1 / [1-9]"))
    scale = page.get_by_role("button", name="适合宽度")
    before = scale.inner_text()
    page.get_by_role("button", name="放大").click()
    expect(scale).not_to_have_text(before)
    sheet = page.locator("#page-1")
    assert shape(sheet) == "upright"
    page.get_by_role("button", name="旋转").click()
    expect(sheet).to_be_visible()
    assert shape(sheet) == "lying"
    page.wait_for_function("name => window.drawn.some((text) => String(text).includes(name))", arg=officer.name)
    officer.looks_at("10-document")


def shape(sheet: Locator) -> str:
    box = sheet.bounding_box()
    assert box
    return "lying" if box["width"] > box["height"] else "upright"


def works_on_site(officer: OfficerAtTablet) -> None:
    officer.starts_visit().looks_at("11-visit")
    officer.opens_camera()
    for _ in range(3):
        officer.shoots()
    officer.looks_at("12-camera").hands_over_files(HEIC).leaves_camera()
    officer.records("录像").records("录音")
    officer.lists_item("数控车床", "2", 规格型号="CK6140", 现状="完好", 保管人="李二河", 存放地点="一号车间")
    officer.lists_item("小型普通客车", "1", 发动机号="F18A2233", 保管人="李二河").lists_item("办公桌", "12")
    officer.looks_at("13-items")
    officer.attaches_photo_to("数控车床").looks_at("14-media")
    officer.moves_item_up("小型普通客车")
    officer.chooses_item("数控车床").looks_at("15-item").corrects_item("数控车床", "数量", "3")
    officer.chooses_item("办公桌").strikes_item()
    officer.writes_note("在场人：被执行人之妻王某某，拒绝签字。").looks_at("16-notes")
    officer.ends_visit().looks_at("17-ended")


def hands_in(officer: OfficerAtTablet, house: Server) -> None:
    visit_id = officer.visit_id
    officer.goes_home()
    assert officer.unsent() >= 15
    officer.looks_at("18-home-unsent").comes_back_online().waits_until_all_is_confirmed().looks_at("19-home-confirmed")
    assert officer.needs_attention() == [], officer.page.get_by_role("main").inner_text()
    record = CourtRecord(house).look()
    visit = record.rows["visits"][visit_id]
    assert visit["ended_at"]
    assert visit["result"] == "已完成"
    assert len(visit["officers"]) == 2
    evidence = record.of_visit("evidence", visit_id)
    kinds = sorted(row["kind"] for row in evidence)
    assert kinds == ["audio", "photo", "photo", "photo", "photo", "video"]
    assert {row["sha256"][:8] for row in evidence} >= set(officer.sealed)
    assert len(officer.sealed) == 4
    assert {row["media_type"] for row in evidence} >= {"image/png", "image/heif"}
    assert max(row["width"] or 0 for row in evidence) >= 1920
    record.assert_originals_are_whole(evidence)
    assert_one_chain(evidence)
    items = {row["name"]: row for row in record.of_visit("items", visit_id)}
    assert items["数控车床"]["quantity"] == "3"
    assert items["办公桌"]["struck"]["reason"] == "重复拍摄"
    assert items["小型普通客车"]["no"] < items["数控车床"]["no"]
    assert items["小型普通客车"]["vehicle"]["engine_number"] == "F18A2233"
    assert any(row["item_id"] == items["数控车床"]["id"] for row in evidence)
    assert any("拒绝签字" in note["text"] for note in record.of_visit("notes", visit_id))
    record.assert_verifies()
