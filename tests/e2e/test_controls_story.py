"""An officer freezes what a query found, sees the ends come in flight mode, and lets none pass in silence."""

import re
import urllib.error
import urllib.request
import zipfile
from functools import reduce
from pathlib import Path
from xml.etree import ElementTree

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from tests.e2e.conftest import OpenTablet
from tests.support.browser import PHONE, tick, untick
from tests.support.journey import OfficerAtTablet, at_desk
from tests.support.journey_controls import DARK, LIGHT, ControlDesk, days, today
from tests.support.journey_desk import read_code
from tests.support.journey_queries import QueryTab
from tests.support.registry_desk import CourtRecord
from tests.support.server import Server
from zhixing.kernel.clock import system_clock, to_text
from zhixing.kernel.ids import new_id
from zhixing.platform.audit import AuditEntry
from zhixing.platform.config import from_environment
from zhixing.platform.system import build
from zhixing.slices import SLICES
from zhixing.world.institution import answer_queries

OWN_BANDS = """
- {within_days: -1, must_act: [officer, judge, bureau_chief]}
- {within_days: 2, must_act: [officer, judge, bureau_chief]}
- {within_days: 20, must_act: [officer], may_mute: true}
"""
OWN_INSTITUTIONS = """
institutions:
  - {code: own, name: 本地农商行, branches: true, classes: [deposit], of: [person, entity], usual_minutes: 5, can: []}
presets:
  local: {institutions: [own], name: 本地首查}
asset_classes:
  other: {unit: thing, steps: {free: [verify_on_site], occupied: [queue_seizure], tiny: [assess]}}
reasons: {"no": [other], unclear: [other]}
"""


def case_of(house: Server, number: str = "") -> dict[str, str]:
    rows = CourtRecord(house).look().rows["cases"].values()
    return next(row for row in rows if row["case_number"] == (number or house.demo["case_number"]))


def the_court_changes_its_files(house: Server) -> None:
    """Its own bands and institutions; the house is started again, the app stays as it was built."""
    house.stop()
    folder = Path(house.env["ZHIXING_DATA_DIR"])
    (folder / "radar-bands.yaml").write_text(OWN_BANDS, "utf-8")
    (folder / "institutions.yaml").write_text(OWN_INSTITUTIONS, "utf-8")
    house.options["ZHIXING_INSTITUTIONS"] = str(folder / "institutions.yaml")
    house.start()


def both(officer: OfficerAtTablet, what: str) -> None:
    """Light and dark, each against WCAG."""
    officer.page.evaluate(LIGHT)
    officer.looks_at(what)
    officer.page.evaluate(DARK)
    officer.page.wait_for_timeout(250)
    officer.looks_at(f"{what}-dark")
    officer.page.evaluate(LIGHT)


def test_a_freeze_from_a_hit_is_sent_served_and_partly_effective(house: Server, tablet: OfficerAtTablet) -> None:
    case_id = case_of(house)["id"]
    answer_queries(from_environment(house.env))
    tablet.goes_home().sees_text("查到财产")
    hit = next(row for row in CourtRecord(house).look().rows["feedback"].values()
               if row["case_id"] == case_id and row["outcome"] == "found" and row["asset_class"] == "deposit")
    desk = ControlDesk(tablet).drafts_from(case_id, f"?feedback={hit['id']}")
    expect(desk.page.get_by_text("依据查控反馈")).to_be_visible()
    expect(desk.page.get_by_role("textbox", name="协助执行单位")).to_have_value(hit["institution"])
    desk.page.get_by_role("button", name="拟定", exact=True).click()
    expect(desk.page.get_by_text("请先逐项核对")).to_be_visible()
    both(tablet, "40-new-control")
    desk.fills(账号="4499010000881234", 裁定金额="120,000").checks_exemptions().submits()
    control_id = desk.control_id
    expect(desk.page.get_by_text("还缺执行裁定书、协助执行通知书，不能发送")).to_be_visible()
    desk.links_papers().sends().records_service()
    expect(desk.page.get_by_text("已送达，待生效").first).to_be_visible()
    desk.records_effect(amount="80000", printed=(today(), days(120)))
    expect(desk.page.get_by_text(re.compile("部分控制：裁定 120,000.00 元，实际 80,000.00 元"))).to_be_visible()
    expect(desk.page.get_by_text("还剩 120 天")).to_be_visible()
    expect(desk.page.get_by_text("以文书载明日期为准")).to_be_visible()
    both(tablet, "42-control")
    tablet.waits_until_all_is_confirmed()
    row = CourtRecord(house).look().rows["controls"][control_id]
    assert (row["state"], row["actual_amount_yuan"], row["is_partial"]) == ("live", "80000.00", True)
    assert row["term"]["ends_on"] == days(120).isoformat()
    desk.opens_tab()
    expect(desk.page.get_by_text("控制与标的")).to_be_visible()
    both(tablet, "43-case-controls")
    assert tablet.needs_attention() == []


def test_the_radar_speaks_in_flight_mode_after_midnight_and_a_renewal_waits_for_the_line(
        house: Server, tablet: OfficerAtTablet) -> None:
    both(tablet.goes_home(), "53-home")
    desk = ControlDesk(tablet).opens_radar()
    first = desk.lines().first
    expect(first).to_contain_text("示例股份3000股")
    expect(first.get_by_role("button", name="今日不再计数")).to_have_count(0)
    both(tablet, "46-radar")
    tablet.goes_offline()
    desk.chooses_band("15 天内")
    expect(desk.lines("示范支付账户")).to_contain_text("12")
    desk.renews()
    expect(desk.lines("示范支付账户")).to_contain_text("续行拟办")
    assert tablet.goes_home().unsent() == 1

    desk.opens_radar()
    desk.wakes_on(days(12))
    expect(desk.page.get_by_text(f"今天 {days(12)}，本机计算")).to_be_visible()
    expect(desk.lines("示范支付账户")).to_contain_text("今日届满")
    expect(desk.lines("示范支付账户").get_by_text("已报 承办法官、执行局长")).to_be_visible()
    desk.wakes_on(days(13))
    expect(desk.lines("示范支付账户")).to_contain_text("已过 1 天")
    desk.is_back_today()
    tablet.comes_back_online().waits_until_all_is_confirmed()
    steps = CourtRecord(house).look().rows["control_steps"].values()
    assert [row["state"] for row in steps if row["action"] == "renew"] == ["draft"]

    the_court_changes_its_files(house)
    expect(desk.opens_radar().page.get_by_text("20 天内由执行员处理", exact=False)).to_be_visible()
    tablet.goes_offline().page.reload()
    tablet.unlocks()
    expect(desk.chooses_band("20 天内").lines("示范支付账户")).to_contain_text("12")
    sheet = QueryTab(tablet).opens().begins_request()
    scope = sheet.get_by_label("查询范围")
    expect(scope.get_by_role("option")).to_have_text(["本地首查", "自选单位"])
    scope.select_option(label="自选单位")
    expect(sheet.get_by_text("本地农商行")).to_be_visible()
    tablet.looks_at("55-own-institutions")


def test_two_tablets_without_a_line_take_the_same_car_and_the_second_is_told_in_the_words_of_the_law(
        house: Server, open_tablet: OpenTablet) -> None:
    case_id = case_of(house)["id"]
    first = open_tablet(house, "一号", "officer1").is_ready_to_leave()
    second = open_tablet(house, "二号", "officer2").is_ready_to_leave()
    for officer in (first, second):
        desk = ControlDesk(officer.goes_offline()).begins_new()
        tick(desk.chooses("财产种类", "车辆").page.get_by_role("radio", name="现场查封、扣押"))
        desk.chooses("被执行人", re.compile("虚构五金"))
        desk.fills(财产名称="小型轿车，黑色", 车牌号="粤E·T1234", 存放地点="法院停车场", 保管人="保管员")
        desk.checks_exemptions().seizes()
        expect(officer.page.get_by_text("生效中").first).to_be_visible()
    first.comes_back_online().waits_until_all_is_confirmed()
    second.comes_back_online()
    expect(second.page.get_by_text("1 项待处理")).to_be_visible()
    assert second.needs_attention() == ["现场查封、扣押"]
    expect(second.page.get_by_text("另一名执行人员已在您离线期间控制该财产").first).to_be_visible()
    expect(second.page.get_by_text("执行员甲").first).to_be_visible()
    both(second, "48-conflict")
    live = [row for row in CourtRecord(house).look().rows["controls"].values()
            if row["case_id"] == case_id and row["asset"]["plate"] == "粤E·T1234"]
    assert [row["state"] for row in live] == ["live"]


def test_the_account_another_case_froze_meanwhile_is_drafted_as_second_in_the_queue(
        house: Server, tablet: OfficerAtTablet) -> None:
    here = case_of(house)
    rows = CourtRecord(house).look().rows
    there = next(row for row in rows["cases"].values() if row["id"] != here["id"] and row["stage"] != "closed")
    party = next(row for row in rows["parties"].values()
                 if row["case_id"] == there["id"] and row["side"] == "respondent")
    desk = ControlDesk(tablet.goes_offline()).begins_new()
    desk.chooses("被执行人", re.compile("虚构五金"))
    desk.fills(财产名称="一般存款账户", 协助执行单位="示范银行股份有限公司", 账号="4499019900001111", 裁定金额="50000")
    desk.checks_exemptions().submits()
    asset = {"asset_class": "deposit", "label": "一般存款账户", "institution": "示范银行股份有限公司",
             "account_number": "4499 0199 0000 1111"}
    at_desk(house, "officer1", "controls.request", {
        "control_id": new_id(), "step_id": (step_id := new_id()), "case_id": there["id"], "party_id": party["id"],
        "asset_id": new_id(), "kind": "freeze", "asset": asset, "source": {"kind": "manual", "id": None},
        "requested_amount_yuan": "10000"})
    now = to_text(system_clock())
    at_desk(house, "officer1", "controls.record_effect", {
        "step_id": step_id, "served_at": now, "effective_at": now, "actual_amount_yuan": "10000"})
    tablet.comes_back_online()
    expect(tablet.page.get_by_text("本案预计为轮候第 2 顺位").first).to_be_visible()
    expect(tablet.page.get_by_text(there["case_number"]).first).to_be_visible()
    tablet.looks_at("49-queued")


def test_a_lapse_is_answered_for_and_the_chief_and_the_judge_see_what_went_up_to_them(
        house: Server, open_tablet: OpenTablet) -> None:
    chief = ControlDesk(open_tablet(house, "局长", "chief1", viewport=PHONE).logs_in())
    chief.page.get_by_role("link", name="续封雷达").first.click()
    tick(chief.page.get_by_role("radio", name=re.compile("须我处理")))
    expect(chief.lines("示例股份3000股")).to_be_visible()
    expect(chief.lines("尾号7711")).to_be_visible()
    expect(chief.lines("粤E·D5678")).to_have_count(0)
    chief.officer.looks_at("50-chief-phone")
    judge = ControlDesk(open_tablet(house, "法官", "judge1", viewport=PHONE).logs_in())
    judge.officer.goes_to("续封雷达")
    tick(judge.page.get_by_role("radio", name=re.compile("须我处理")))
    expect(judge.lines("粤E·D5678")).to_be_visible()

    officer = open_tablet(house, "一号").logs_in()
    desk = ControlDesk(officer).opens_radar()
    desk.explains_lapse("申请执行人同意不再续行")
    expect(desk.lines("示例股份3000股")).to_have_count(0)
    officer.waits_until_all_is_confirmed()
    [lapsed] = [row for row in CourtRecord(house).look().rows["controls"].values() if row["state"] == "lapsed"]
    assert lapsed["lapse"]["acknowledged"]["reason"] == "申请执行人同意不再续行"
    expect(chief.lines("示例股份3000股")).to_have_count(0)


def test_an_asset_goes_through_the_ledger_and_out_as_a_workbook(
        house: Server, tablet: OfficerAtTablet, tmp_path: Path) -> None:
    desk = ControlDesk(tablet.goes_offline()).opens_tab(tab="财产台账")
    before = desk.assets().count()
    desk.adds_asset("小型货车，红色", "45000", "粤E·T9876")
    expect(desk.assets()).to_have_count(before + 1)
    desk.moves_asset("小型货车，红色", "评估")
    expect(desk.assets().filter(has_text="小型货车，红色")).to_contain_text("评估")
    expect(desk.page.get_by_role("button", name="导出表格")).to_be_disabled()
    tablet.comes_back_online().waits_until_all_is_confirmed()
    desk.opens_tab(tab="财产台账")
    both(tablet, "51-ledger")
    head, *lines = rows_of(desk.exports_ledger(tmp_path / "ledger.xlsx", "提交合议"))[1:]
    on_screen = {line.inner_text().split("\n")[0] for line in desk.assets().all()}
    assert {line["财产名称"] for line in (dict(zip(head, row, strict=False)) for row in lines)} == on_screen
    [truck] = [dict(zip(head, row, strict=False)) for row in lines if "小型货车，红色" in row]
    assert (truck["账号/车牌/权证号"], truck["阶段"], truck["参考价值（元）"]) == ("粤E·T9876", "评估", "45000")
    system = build(from_environment(house.env), SLICES)
    with system.database.read() as session:
        [entry] = session.query(AuditEntry).filter_by(kind="controls.ledger_exported").all()
    system.close()
    officer = next(one for one in CourtRecord(house).look().rows["people"].values() if one["name"] == "执行员甲")
    assert (entry.actor, entry.subject) == (officer["id"], case_of(house)["id"])
    assert (entry.facts["purpose"], entry.facts["rows"]) == ("panel", len(lines))
    assert tablet.complaints == []


def rows_of(path: Path) -> list[list[str]]:
    """The cells of the first sheet as text, read without the library that wrote them; a gap is an empty text."""
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as book:
        words = ["".join(one.itertext()) for one in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    found: list[list[str]] = []
    for row in sheet.iter(f"{name}row"):
        cells = {column(one.get("r", "")): one.findtext(f"{name}v", "") if one.get("t") != "s"
                 else words[int(one.findtext(f"{name}v", ""))] for one in row}
        found.append([cells.get(at, "") for at in range(max(cells, default=-1) + 1)])
    return found


def column(reference: str) -> int:
    """`A1` → 0, `AB7` → 27."""
    letters = [ord(one) - 64 for one in reference if one.isalpha()]
    return reduce(lambda total, one: total * 26 + one, letters, 0) - 1


def test_the_calendar_of_a_phone_is_made_rotated_and_revoked(house: Server, tablet: OfficerAtTablet) -> None:
    page = tablet.page
    page.goto(f"{tablet.url}/settings")
    tablet.unlocks()
    page.get_by_role("button", name="生成订阅地址").click()
    code = page.get_by_role("img", name="日历订阅二维码")
    expect(code).to_be_visible()
    address = read_code(page, code)
    tablet.looks_at("52-calendar")
    text = urllib.request.urlopen(address).read().decode()
    ends = {row["term"]["ends_on"] for row in CourtRecord(house).look().rows["controls"].values()
            if row["state"] == "live" and row["term"]["ends_on"] and row["term"]["ends_on"] <= days(180).isoformat()}
    told = {one.decoded("dtstart").isoformat() for one in Calendar.from_ical(text).walk("VEVENT")}
    assert len(ends) >= 3
    assert ends <= told
    assert "王某" not in text
    page.get_by_role("button", name="换一个地址").click()
    page.get_by_role("dialog").get_by_role("button", name="换一个地址").click()
    expect(page.get_by_text(address)).to_have_count(0)
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(address)
    page.get_by_role("button", name="停用").click()
    page.get_by_role("dialog").get_by_role("button", name="停用").click()
    expect(page.get_by_text("未订阅")).to_be_visible()


def test_a_machine_on_the_list_is_seized_where_it_stands_without_a_line(house: Server, tablet: OfficerAtTablet) -> None:
    tablet.goes_offline().opens_case().starts_visit()
    tablet.lists_item("数控车床", "2", 保管人="李二河", 存放地点="三号车间").chooses_item("数控车床")
    tablet.page.get_by_role("link", name="查封、扣押").first.click()
    desk = ControlDesk(tablet)
    expect(desk.page.get_by_text("依据现场清单")).to_be_visible()
    expect(desk.page.get_by_role("textbox", name="存放地点")).to_have_value("三号车间")
    desk.chooses("被执行人", re.compile("虚构五金")).checks_exemptions().seizes()
    expect(desk.page.get_by_text("生效中").first).to_be_visible()
    expect(desk.page.get_by_text(re.compile("号 数控车床")).first).to_be_visible()
    both(tablet, "54-seized")
    tablet.comes_back_online().waits_until_all_is_confirmed()
    [row] = [one for one in CourtRecord(house).look().rows["controls"].values() if one["custodian"] == "李二河"]
    assert (row["state"], row["place"]) == ("live", "三号车间")
    assert row["item_ids"]
    assert tablet.needs_attention() == []


def number_of_case_with(house: Server, label: str) -> str:
    rows = CourtRecord(house).look().rows
    control = next(row for row in rows["controls"].values() if row["asset"]["label"] == label)
    return str(rows["cases"][control["case_id"]]["case_number"])


def test_what_becomes_of_a_freeze_is_written_down_without_a_line(house: Server, tablet: OfficerAtTablet) -> None:
    page, desk = tablet.page, ControlDesk(tablet.goes_offline())
    desk.opens_control("尾号0127").drafts("扣划", "56-transfer", amount="100000")
    desk.records_effect(amount="100000")
    expect(page.get_by_text("86,400.00", exact=True)).to_be_visible()
    desk.drafts("解除", "57-release", amount="40000", part="解除金额", reason="超标的部分")
    desk.records_effect(amount="40000")
    expect(page.get_by_text("46,400.00", exact=True)).to_be_visible()
    expect(page.get_by_text("部分控制：裁定 1,286,400.00 元，实际 186,400.00 元，差 1,100,000.00 元")).to_be_visible()
    off = page.get_by_role("list", name="解除、扣划记录").get_by_role("listitem")
    expect(off).to_contain_text(["解除 40,000.00 元，执行员甲经办：超标的部分", "扣划 100,000.00 元"])
    both(tablet, "58-after-release")

    desk.opens_control("尾号3308").hears_of_rank(1, "59-rank")
    expect(page.get_by_text("生效中").first).to_be_visible()
    expect(page.get_by_role("button", name="登记顺位")).to_have_count(0)
    desk.opens_control("尾号4410", number_of_case_with(house, "工资卡，尾号4410"))
    desk.records_failure("账户不存在", "柜台答复查无此户", "60-failure")
    expect(page.get_by_text("账户不存在：柜台答复查无此户")).to_be_visible()
    both(tablet, "61-failed")

    tablet.comes_back_online().waits_until_all_is_confirmed()
    assert tablet.needs_attention() == []
    rows = {row["asset"]["label"][-4:]: row for row in CourtRecord(house).look().rows["controls"].values()}
    freed, risen, failed = rows["0127"], rows["3308"], rows["4410"]
    assert [freed[f"{one}_amount_yuan"] for one in ("actual", "transferred", "released")] == [
        "186400.00", "100000.00", "40000.00"]
    assert (risen["state"], risen["rank"], risen["ahead"]) == ("live", 1, [])
    assert failed["state"] == "failed"


def test_on_a_phone_a_car_changes_hands_too_much_is_seen_and_a_medal_is_left_alone(
        house: Server, open_tablet: OpenTablet) -> None:
    officer = open_tablet(house, "手机", viewport=PHONE).logs_in()
    page, desk = officer.page, ControlDesk(officer)
    car, settled = "小型轿车，白色", "结算账户，尾号5566"
    desk.opens_control(car, number_of_case_with(house, car))
    desk.moves_custody("示例停车场二区", "保管员乙", "原停车场到期", "62-custody-phone")
    expect(page.get_by_text("示例停车场二区")).to_be_visible()
    both(officer, "63-car-phone")

    desk.begins_new(number_of_case_with(house, settled))
    desk.fills(财产名称="一般存款账户", 协助执行单位="示范银行股份有限公司", 账号="4499019900003333", 裁定金额="20000")
    medal = page.get_by_role("switch", name=re.compile("勋章"))
    tick(medal)
    expect(page.get_by_text("该财产依法不得执行：勋章及其他荣誉物品")).to_be_visible()
    both(officer, "64-exempt-phone")
    untick(medal)
    expect(page.get_by_text(re.compile("连同本项将超标的 [\\d,.]+ 元"))).to_be_visible()
    desk.checks_exemptions().submits().records_effect(amount="20000")
    desk.opens_tab(number_of_case_with(house, settled))
    expect(page.get_by_text(re.compile("超标的 [\\d,.]+ 元，应解除超出部分"))).to_be_visible()
    both(officer, "65-excess-phone")
    desk.opens_radar().chooses_band("1 天内")
    expect(desk.lines("尾号7711").get_by_role("button", name="续行", exact=True)).to_be_visible()
    expect(desk.lines("尾号7711").get_by_role("button", name="今日不再计数")).to_have_count(0)
    both(officer, "66-radar-phone")
    assert officer.complaints == []
