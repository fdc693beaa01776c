"""A tablet is lost with unsent photos on it. The administrator ends it; the report says what is missing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.conftest import OpenTablet
from tests.support.browser import TABLET, browser, tick
from tests.support.field import FieldTablet, Line, Refused
from tests.support.journey import OfficerAtTablet
from tests.support.journey_desk import Desk, read_code
from tests.support.server import Server

LOST = "勘查平板一号"


@pytest.fixture
def admin(playwright: Playwright, house: Server, tmp_path: Path) -> Iterator[Desk]:
    with browser(tmp_path / "admin", house.url, playwright=playwright, viewport=TABLET) as context:
        yield Desk(context, house, "admin1")


def test_an_administrator_lets_a_colleague_in_and_hands_her_a_code(admin: Desk, house: Server) -> None:
    admin.logs_in().looks_at("a01-home").goes_to("人员").looks_at("a02-people")
    admin.page.get_by_role("button", name="新增人员").click()
    sheet = admin.page.get_by_role("dialog", name="新增人员")
    sheet.get_by_label("姓名").fill("陈一诺")
    sheet.get_by_label("用户名").fill("officer9")
    tick(sheet.get_by_role("checkbox", name="执行员"))
    password = sheet.get_by_label("初始密码").input_value()
    admin.looks_at("a03-new")
    sheet.get_by_role("button", name="新增", exact=True).click()
    admin.sees("陈一诺的账号已建立")
    sheet.get_by_role("button", name="关闭", exact=True).last.click()
    line = Line(house.port)
    newcomer = line.log_in("officer9", password)["person"]
    line.hang_up()
    assert newcomer["name"] == "陈一诺"

    admin.goes_to("设备").page.get_by_role("button", name="登记新平板").click()
    sheet = admin.page.get_by_role("dialog", name="登记新平板")
    sheet.get_by_label("登记给").select_option(label="陈一诺")
    sheet.get_by_role("button", name="生成登记码").click()
    code = sheet.get_by_role("img", name="登记码的二维码")
    expect(code).to_be_visible()
    text = sheet.locator(".code").inner_text()
    assert read_code(admin.page, code) == f"{house.url}/enrol?code={text}"
    admin.looks_at("a04-code")
    assert admin.complaints == []


def test_a_lost_tablet_is_ended_wipes_itself_and_is_accounted_for(
        admin: Desk, house: Server, open_tablet: OpenTablet) -> None:
    other = FieldTablet(house, "officer2").enrol()
    officer = open_tablet(house).is_ready_to_leave().opens_case()
    loses_tablet_with_photos(officer)

    admin.logs_in().goes_to("设备").looks_at("a05-devices")
    ends_tablet(admin)
    comes_back_and_wipes_itself(officer)

    admin.page.get_by_role("article").or_(admin.page.locator("section, .card")).filter(
        has=admin.page.get_by_role("heading", name=LOST)).last.get_by_role("link", name="丢失报告").click()
    admin.sees("尚未送达").sees("平板上可能存有的内容").looks_at("a07-report")
    report = admin.page.inner_text("main")
    for expected in ("缺", "停用理由", "在禅城区遗失", "清除指令已于"):
        assert expected in report, report
    other.pull()
    other.note()
    assert [one["outcome"] for one in other.push()] == ["accepted"]
    other.line.hang_up()
    assert admin.complaints == []


def loses_tablet_with_photos(officer: OfficerAtTablet) -> None:
    """Two photos go up with their visit's start; two more stay behind, and the tablet says how many."""
    officer.starts_visit().photographs(1).waits_until_all_is_confirmed()
    officer.page.go_back()
    officer.context.set_offline(True)
    officer.photographs(2).goes_home()
    assert officer.unsent() >= 2


def ends_tablet(admin: Desk) -> None:
    card = admin.page.locator("section, .card").filter(has=admin.page.get_by_role("heading", name=LOST)).last
    card.get_by_role("button", name="停用").click()
    admin.page.get_by_role("dialog").get_by_label("停用理由").fill("在禅城区遗失")
    admin.page.get_by_role("dialog").get_by_role("button", name="下一步").click()
    dialog = admin.page.get_by_role("dialog", name=f"停用“{LOST}”")
    expect(dialog.get_by_role("button", name="停用", exact=True)).to_be_disabled()
    dialog.get_by_role("textbox").fill(LOST)
    admin.looks_at("a06-revoke")
    dialog.get_by_role("button", name="停用", exact=True).click()
    admin.sees("已停用")


def comes_back_and_wipes_itself(officer: OfficerAtTablet) -> None:
    officer.comes_back_online()
    expect(officer.page.get_by_role("alert").get_by_role("heading")).to_contain_text("清除", timeout=60_000)
    officer.looks_at("a08-wiped")
    names = officer.page.evaluate("indexedDB.databases().then((all) => all.map((one) => one.name))")
    assert [one for one in names if one == "zhixing"] == []
    officer.page.reload()
    expect(officer.page.get_by_label("用户名")).to_be_visible()


def test_a_revoked_tablet_cannot_hand_in(house: Server, admin: Desk) -> None:
    lost = FieldTablet(house).enrol()
    lost.pull()
    lost.note()
    admin.logs_in().goes_to("设备")
    card = admin.page.locator("section, .card").filter(has=admin.page.get_by_role("heading", name=lost.id[-4:])).last
    card.get_by_role("button", name="停用").click()
    admin.page.get_by_role("dialog").get_by_label("停用理由").fill("交回")
    admin.page.get_by_role("dialog").get_by_role("button", name="下一步").click()
    admin.page.get_by_role("dialog").get_by_role("textbox").fill(f"测试平板 {lost.id[-4:]}")
    admin.page.get_by_role("dialog").get_by_role("button", name="停用", exact=True).click()
    admin.sees("已停用")
    with pytest.raises(Refused, match=r"session\.required|device\.revoked"):
        lost.push()
    lost.line.hang_up()


def test_the_administrators_screens_are_readable_in_english_too(house: Server, admin: Desk) -> None:
    tick(admin.logs_in().goes_to("设置").page.get_by_role("radio", name="English"))
    for path in ("", "devices", "people", "settings", "attention"):
        admin.page.goto(f"{house.url}/{path}")
        expect(admin.page.get_by_role("heading", level=1)).to_be_visible()
        admin.looks_at(f"a10-{path or 'home'}-en")
    assert admin.complaints == []
