"""An officer asks institutions from a basement; what they find rings the tablet, is assessed, and is found again."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.conftest import MakeHouse, OpenTablet
from tests.support.browser import PHONE, browser, tick
from tests.support.docket import a_filing
from tests.support.journey import OfficerAtTablet
from tests.support.journey import at_desk as at_desk_of_the_court
from tests.support.journey_desk import Desk
from tests.support.journey_queries import LookUp, QueryTab, institutions
from tests.support.registry_desk import CourtRecord
from tests.support.server import Server
from zhixing.asset_queries import demo_row, send_demo_feedback
from zhixing.kernel.clock import system_clock
from zhixing.platform.config import from_environment
from zhixing.platform.crypto import SigningKey
from zhixing.world.institution import answer_queries

# The institutions are a process of their own, which has to start and to look first.
ANSWERS_MS = 60_000


def demo_case(house: Server) -> str:
    rows = CourtRecord(house).look().rows["cases"].values()
    return next(row["id"] for row in rows if row["case_number"] == house.demo["case_number"])


def test_asked_without_a_line_answered_by_the_institutions_and_assessed(house: Server, tablet: OfficerAtTablet) -> None:
    officer, tab = tablet, QueryTab(tablet)
    case_id = demo_case(house)
    parties = [row for row in CourtRecord(house).look().rows["parties"].values()
               if row["case_id"] == case_id]
    respondents = {row["name"] for row in parties if row["side"] == "respondent"}
    assert len(parties) > len(respondents) > 0
    officer.goes_offline()
    sheet = tab.opens().begins_request()
    assert dict(tab.respondents_offered(sheet)) == dict.fromkeys(respondents, True), "no applicant, and all chosen"
    officer.looks_at("31-query-request")
    tab.sends(sheet)
    expect(officer.page.get_by_text("查询已保存，有网络即发出")).to_be_visible()
    assert set(tab.states()) == {"待发送"}
    officer.looks_at("32-query-unsent")

    officer.comes_back_online()
    expect(officer.page.get_by_text("待发送", exact=True)).to_have_count(0)
    assert set(tab.states()) <= {"已发送", "等待中"}, "silence is never called nothing"
    with institutions(house, "--hits", "1"):
        expect(officer.page.get_by_text(re.compile("新查到 \\d+ 项财产")).first).to_be_visible(timeout=ANSWERS_MS)
        expect(tab.cards().first).to_be_visible()
        expect(officer.page.get_by_role("radio", name=re.compile("等待中"))).to_have_count(1)
        expect(officer.page.get_by_role("group", name="按结果筛选").get_by_text("等待中")).to_contain_text(
            "0", timeout=ANSWERS_MS)
    officer.looks_at("33-query-hits")
    expect(tab.cards().first).to_contain_text("可控制")
    expect(officer.page.get_by_text(re.compile("还有 \\d+ 项财产未甄别"))).to_be_visible()
    tab.assesses_first("不可执行", "生活必需", "低保账户，仅余生活费")
    expect(tab.cards().first).to_contain_text("不可执行")
    officer.waits_until_all_is_confirmed()

    record = CourtRecord(house).look().rows
    (request,) = [row for row in record["query_requests"].values() if row["case_id"] == case_id]
    assert {one["state"] for one in request["items"]} <= {"found", "failed"}
    assert [row["reason"] for row in record["assessments"].values()] == ["living_necessity"]
    assert officer.needs_attention() == []
    assert officer.complaints == []


def test_looked_up_in_flight_mode_by_a_plate_said_aloud_a_name_and_a_seal(tablet: OfficerAtTablet) -> None:
    officer, look = tablet, LookUp(tablet)
    officer.goes_offline()
    look.opens()
    expect(officer.page.get_by_text("断网也能查")).to_be_visible()
    cards = look.types("粤E D 幺两三")
    expect(cards.filter(has_text="粤E·D1234").first).to_be_visible()
    expect(officer.page.get_by_text("离线：仅本机结果")).to_be_visible()
    officer.looks_at("34-lookup-plate")
    respondent = officer.server.demo["respondent"]
    expect(look.types(respondent[:3]).filter(has_text=respondent).first).to_be_visible()
    expect(look.types(respondent[:1])).to_have_count(0)
    expect(look.types("LDEM0TEST26OO").first).to_be_visible()
    look.types("LDEM0TEST26OO").first.get_by_role("link").click()
    expect(officer.page.get_by_role("tab", selected=True)).to_be_visible()
    officer.comes_back_online()
    expect(look.opens().types(respondent[:3]).first).to_be_visible()
    expect(officer.page.get_by_text(re.compile("法院已查|法院另有"))).to_be_visible()
    assert officer.complaints == []


def test_the_screens_are_readable_by_night_and_on_a_phone(make_house: MakeHouse, open_tablet: OpenTablet) -> None:
    house = make_house()
    case_id = demo_case(house)
    officer = open_tablet(house, "手机", viewport=PHONE).logs_in()
    answer_queries(from_environment(house.env))
    for theme in ("light", "dark"):
        officer.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        officer.page.goto(f"{house.url}/asset-queries")
        expect(officer.page.get_by_role("heading", name="查控反馈")).to_be_visible()
        expect(officer.page.get_by_text("本机保留至").first).to_be_visible()
        officer.looks_at(f"35-feedback-phone-{theme}")
        officer.page.goto(f"{house.url}/cases/{case_id}?tab=feedback")
        expect(officer.page.get_by_role("button", name="查看详情").first).to_be_visible()
        officer.looks_at(f"36-case-phone-{theme}")
        officer.page.get_by_role("button", name="查看详情").first.click()
        expect(officer.page.get_by_role("dialog")).to_be_visible()
        officer.page.wait_for_timeout(400)  # the sheet slides in
        officer.looks_at(f"37-detail-phone-{theme}")
        officer.page.goto(f"{house.url}/lookup?q=王某")
        expect(officer.page.get_by_role("list", name="车上速查")).to_be_visible()
        officer.looks_at(f"38-lookup-phone-{theme}")


@pytest.fixture
def at_desk(playwright: Playwright, house: Server, tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    with ExitStack() as stack:
        def sit_down(username: str) -> Desk:
            context = stack.enter_context(browser(tmp_path / username, house.url, playwright=playwright))
            return Desk(context, house, username).logs_in()

        yield sit_down


def test_the_clerk_sees_which_line_was_set_aside_and_why_and_never_what_it_says(
        house: Server, at_desk: Callable[[str], Desk]) -> None:
    config = from_environment(house.env)
    key = SigningKey.load_or_create(config.data_dir / "keys" / "demo-institution.pem")
    secret = "尾号 4711 的账户"
    row = demo_row(house.demo["case_number"], house.demo["respondent"], system_clock(), amount_yuan="-1.00",
                   available_yuan=None, summary=secret)
    assert send_demo_feedback(house.url, key, [row], peer="demo-institution")["quarantined"]
    clerk = at_desk("clerk1").goes_to("异常行")
    lines = clerk.page.get_by_role("list", name="查控数据异常行").get_by_role("listitem")
    line = lines.filter(has_text=row["serial"])
    for words in ("金额为负数", "第 1 行", "feedback.amount_negative", "协执单位：示范银行", row["case_number"]):
        expect(line).to_contain_text(words)
    assert secret not in clerk.page.content()
    assert row["respondent"] not in line.inner_text()
    assert clerk.looks_at("39-quarantine").complaints == []

    mended = row | {"amount_yuan": "100.00", "available_yuan": "100.00"}
    assert send_demo_feedback(house.url, key, [mended], peer="demo-institution")["accepted"] == 1
    clerk.page.get_by_role("button", name="重新读取").click()
    show = clerk.page.get_by_role("group", name="按处理情况筛选")
    tick(show.get_by_role("radio", name=re.compile("已补正")))
    expect(line).to_have_count(1)
    line.get_by_role("button", name="标记已处理").click()
    clerk.page.get_by_role("dialog").get_by_role("button", name="已告知发送方重发").click()
    clerk.looks_at("39-quarantine-note").confirms("标记已处理")
    tick(show.get_by_role("radio", name=re.compile("已处理")))
    expect(line).to_contain_text(re.compile("书记员甲 于 .* 处理：已告知发送方重发"))
    expect(clerk.page.get_by_text("已全部送达")).to_be_visible()
    clerk.page.get_by_role("button", name="重新读取").click()
    expect(line).to_contain_text("已告知发送方重发")
    clerk.page.set_viewport_size(PHONE)
    clerk.looks_at("39-quarantine-phone")


def test_the_service_centre_sees_where_its_questions_stand_and_nothing_of_the_answers(
        house: Server, at_desk: Callable[[str], Desk]) -> None:
    filing = a_filing()
    at_desk_of_the_court(house, "centre1", "cases.open", filing)
    centre = at_desk("centre1").goes_to("案件")
    centre.page.get_by_role("list", name="案件").get_by_role("link", name=str(filing["case_number"])).click()
    centre.page.get_by_role("tab", name="查控").click()
    centre.page.get_by_role("button", name="提起查询").click()
    centre.page.get_by_role("button", name="发出查询").click()
    board = centre.page.get_by_role("region", name="各单位办理情况")
    expect(board.get_by_text(re.compile("已发送|等待中")).first).to_be_visible()
    with institutions(house, "--hits", "1"):
        expect(board.get_by_text("已反馈", exact=True).first).to_be_visible(timeout=ANSWERS_MS)
    centre.looks_at("41-desk-case")
    tick(centre.goes_to("代提查询").page.get_by_role("radio", name=re.compile("已反馈")))
    expect(centre.page.get_by_text("内容由本案承办人员查看").first).to_be_visible()
    expect(centre.page.get_by_text(str(filing["case_number"])).first).to_be_visible()
    for secret in ("有财产", "未查到", "有结果", "可用余额"):
        expect(centre.page.get_by_text(secret)).to_have_count(0)
    assert centre.looks_at("42-desk-queries").complaints == []
    centre.page.set_viewport_size(PHONE)
    centre.looks_at("42-desk-queries-phone")


def test_the_bureau_chief_takes_an_officer_off_the_register_and_she_cannot_ask_any_more(
        house: Server, at_desk: Callable[[str], Desk]) -> None:
    officer = at_desk("officer1")
    chief = at_desk("chief1").goes_to("查控名册").sees(officer.name)
    chief.looks_at("40-register").page.get_by_role("button", name=f"移出名册：{officer.name}").click()
    chief.page.get_by_role("dialog").get_by_label("理由").fill("调离执行局")
    chief.page.get_by_role("dialog").get_by_role("button", name="移出名册", exact=True).click()
    expect(chief.page.get_by_role("list", name="查控人员名册").get_by_text(officer.name)).to_have_count(0)

    cases = officer.goes_to("案件").page.get_by_role("list", name="案件")
    cases.get_by_role("link", name=house.demo["case_number"]).click()
    officer.page.get_by_role("tab", name="查控").click()
    officer.page.get_by_role("button", name="提起查询").click()
    officer.sees("您不在查控人员名册内")
    expect(officer.page.get_by_role("button", name="发出查询")).to_be_disabled()
