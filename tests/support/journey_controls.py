"""Control measures, the radar, the ledger and the calendar on a tablet, in the words of the court."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Self

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import tick
from tests.support.journey import OfficerAtTablet
from zhixing.kernel.clock import SHANGHAI, legal_date, system_clock

DARK = "document.documentElement.dataset.theme = 'dark'"
LIGHT = "document.documentElement.dataset.theme = 'light'"
STILL = """Promise.allSettled(document.getAnimations()
  .filter(one => one.effect.getTiming().iterations !== Infinity).map(one => one.finished))"""
# Somebody picks the tablet up again: the screen looks at the day without waiting for its timer.
PICKED_UP = "document.dispatchEvent(new Event('visibilitychange'))"


def today() -> date:
    return legal_date(system_clock())


@dataclass
class ControlDesk:
    """What an officer does about property on the tablet."""

    officer: OfficerAtTablet

    @property
    def page(self) -> Page:
        return self.officer.page

    def _shows(self, what: str) -> None:
        """A picture once nothing moves any more."""
        self.page.evaluate(STILL)
        self.officer.looks_at(what)

    # --- a new control -------------------------------------------------------------------------------------

    def drafts_from(self, case_id: str, query: str = "") -> Self:
        self.page.goto(f"{self.officer.url}/cases/{case_id}/controls/new{query}")
        self.officer.unlocks_if_asked()
        expect(self.page.get_by_role("heading", name="拟定控制措施")).to_be_visible()
        return self

    def begins_new(self, case_number: str = "") -> Self:
        self.opens_tab(case_number)
        self.page.get_by_role("link", name="拟定控制措施").click()
        expect(self.page.get_by_role("heading", name="拟定控制措施")).to_be_visible()
        return self

    def fills(self, **fields: str) -> Self:
        """By the labels of the form; the first respondent when none is chosen yet."""
        for label, value in fields.items():
            self.page.get_by_role("textbox", name=re.compile(f"^{label}")).fill(value)
        return self

    def chooses(self, label: str, option: str | re.Pattern[str]) -> Self:
        box = self.page.get_by_label(label, exact=True)
        if isinstance(option, str):
            box.select_option(label=option)
        else:
            offered = box.get_by_role("option").all_inner_texts()
            box.select_option(label=next(one for one in offered if option.search(one)))
        return self

    def checks_exemptions(self) -> Self:
        tick(self.page.get_by_role("switch", name="已逐项核对"))
        return self

    def submits(self) -> Self:
        self.page.get_by_role("button", name="拟定", exact=True).click()
        self.page.wait_for_url(re.compile(r"/controls/[0-9a-f-]{36}$"))
        return self

    def seizes(self) -> Self:
        self.page.get_by_role("button", name="查封、扣押", exact=True).click()
        self._confirms(re.compile("查封|扣押"))
        self.page.wait_for_url(re.compile(r"/controls/[0-9a-f-]{36}$"))
        return self

    @property
    def control_id(self) -> str:
        return self.page.url.rsplit("/", 1)[1]

    def _confirms(self, button: str | re.Pattern[str]) -> None:
        self.page.get_by_role("dialog").last.get_by_role("button", name=button).last.click()

    # --- its steps -----------------------------------------------------------------------------------------

    def links_papers(self) -> Self:
        self.page.get_by_role("button", name="关联文书").first.click()
        sheet = self.page.get_by_role("dialog", name="关联文书")
        for label, wanted in (("执行裁定书", "裁定"), ("协助执行通知书", "协助")):
            box = sheet.get_by_label(label)
            box.select_option(label=next(one for one in box.get_by_role("option").all_inner_texts() if wanted in one))
        sheet.get_by_role("button", name="保存").click()
        expect(sheet).to_have_count(0)
        return self

    def sends(self) -> Self:
        self.page.get_by_role("button", name="发送协执单位").click()
        self._confirms("发送协执单位")
        expect(self.page.get_by_text("已发送，待回复").first).to_be_visible()
        return self

    def records_service(self) -> Self:
        self.page.get_by_role("button", name="登记送达").click()
        sheet = self.page.get_by_role("dialog", name="登记送达")
        sheet.get_by_role("button", name="保存").click()
        expect(sheet).to_have_count(0)
        return self

    def records_effect(self, *, amount: str = "", printed: tuple[date, date] | None = None) -> Self:
        self.page.get_by_role("button", name=re.compile("登记(生效|办结)")).first.click()
        sheet = self.page.get_by_role("dialog", name=re.compile("协执单位的答复"))
        if amount:
            sheet.get_by_label("实际金额").fill(amount)
        if printed:
            sheet.get_by_label("自", exact=True).fill(printed[0].isoformat())
            sheet.get_by_label("至", exact=True).fill(printed[1].isoformat())
        self._shows("41-effect")
        sheet.get_by_role("button", name="保存").click()
        self._confirms("确认登记")
        expect(sheet).to_have_count(0)
        return self

    def renews(self) -> Self:
        """From the page of a control, or from a line of the radar that is the only one shown."""
        self.page.get_by_role("button", name="续行", exact=True).first.click()
        sheet = self.page.get_by_role("dialog", name=re.compile("^续行："))
        self._shows("44-renew")
        sheet.get_by_role("button", name="续行", exact=True).click()
        expect(sheet).to_have_count(0)
        return self

    # --- what becomes of it --------------------------------------------------------------------------------

    def opens_control(self, label: str, case_number: str = "") -> Self:
        self.opens_tab(case_number)
        self.page.get_by_role("list", name="现有措施").get_by_role("link").filter(has_text=label).click()
        expect(self.page.get_by_role("heading", name=re.compile(label))).to_be_visible()
        return self

    def drafts(self, action: str, picture: str, *, amount: str = "", part: str = "", reason: str = "") -> Self:
        """扣划 or 解除, of a part where `part` is the label of the field for its amount."""
        self.page.get_by_role("button", name=action, exact=True).click()
        sheet = self.page.get_by_role("dialog", name=re.compile(f"^{action}："))
        if part:
            tick(sheet.get_by_role("radio", name="只解除部分"))
        if amount:
            sheet.get_by_label(part or "裁定金额").fill(amount)
        if reason:
            sheet.get_by_role("button", name=reason).click()
        self._shows(picture)
        sheet.get_by_role("button", name=action, exact=True).click()
        self._shows(f"{picture}-sure")
        self._confirms(action)
        expect(sheet).to_have_count(0)
        return self

    def hears_of_rank(self, rank: int, picture: str) -> Self:
        self.page.get_by_role("button", name="登记顺位").click()
        sheet = self.page.get_by_role("dialog", name="登记顺位")
        sheet.get_by_label("顺位", exact=True).fill(str(rank))
        self._shows(picture)
        sheet.get_by_role("button", name="保存").click()
        expect(sheet).to_have_count(0)
        return self

    def records_failure(self, why: str, text: str, picture: str) -> Self:
        self.page.get_by_role("button", name="登记未办成").click()
        sheet = self.page.get_by_role("dialog", name="未办成")
        sheet.get_by_label("原因").select_option(label=why)
        sheet.get_by_label("说明").fill(text)
        self._shows(picture)
        sheet.get_by_role("button", name="登记未办成").click()
        expect(sheet).to_have_count(0)
        return self

    def moves_custody(self, place: str, custodian: str, reason: str, picture: str) -> Self:
        self.page.get_by_role("button", name="变更保管").click()
        sheet = self.page.get_by_role("dialog", name="变更保管")
        for label, value in (("存放地点", place), ("保管人", custodian), ("理由", reason)):
            sheet.get_by_label(label).fill(value)
        self._shows(picture)
        sheet.get_by_role("button", name="保存").click()
        expect(sheet).to_have_count(0)
        return self

    # --- where it is seen ----------------------------------------------------------------------------------

    def opens_tab(self, case_number: str = "", tab: str = "控制措施") -> Self:
        self.officer.opens_case(case_number)
        self.page.get_by_role("tab", name=tab).click()
        return self

    def opens_radar(self) -> Self:
        self.officer.goes_to("续封雷达")
        expect(self.page.get_by_role("heading", name="续封雷达").first).to_be_visible()
        return self

    def lines(self, text: str | re.Pattern[str] = "") -> Locator:
        entries = self.page.get_by_role("list", name="续封雷达").get_by_role("listitem")
        found = entries.filter(has=self.page.get_by_role("link"))
        return found.filter(has_text=text) if text else found

    def chooses_band(self, name: str) -> Self:
        self.page.get_by_role("group", name="期限").get_by_role("button", name=re.compile(f"{name}$")).click()
        return self

    def explains_lapse(self, reason: str) -> Self:
        self.page.get_by_role("button", name="说明失效原因").first.click()
        sheet = self.page.get_by_role("dialog", name="说明失效原因")
        sheet.get_by_role("button", name=reason).click()
        self._shows("45-lapse")
        sheet.get_by_role("button", name="说明失效原因").click()
        expect(sheet).to_have_count(0)
        return self

    # --- time ----------------------------------------------------------------------------------------------

    def wakes_on(self, day: date, at: time = time(8, 30)) -> Self:
        """The tablet's clock on another day, as after a night in a drawer."""
        self.page.clock.set_system_time(datetime.combine(day, at, SHANGHAI))
        self.page.evaluate(PICKED_UP)
        return self

    def is_back_today(self) -> Self:
        self.page.clock.set_system_time(system_clock())
        self.page.evaluate(PICKED_UP)
        return self

    # --- the ledger ----------------------------------------------------------------------------------------

    def assets(self) -> Locator:
        return self.page.get_by_role("list", name="财产台账").get_by_role("listitem")

    def adds_asset(self, label: str, value: str, plate: str) -> Self:
        self.page.get_by_role("button", name="加入财产").click()
        sheet = self.page.get_by_role("dialog", name="加入财产")
        party = sheet.get_by_label("被执行人")
        if not party.input_value():
            party.select_option(index=1)
        sheet.get_by_label("财产名称").fill(label)
        sheet.get_by_label("车牌号").fill(plate)
        sheet.get_by_label("参考价值").fill(value)
        sheet.get_by_role("button", name="加入财产").click()
        expect(sheet).to_have_count(0)
        return self

    def moves_asset(self, label: str, stage: str) -> Self:
        self.assets().filter(has_text=label).get_by_role("button").click()
        sheet = self.page.get_by_role("dialog", name=label)
        self._shows("47-asset")
        sheet.get_by_role("button", name="变更阶段").click()
        sheet.get_by_label("变更为").select_option(label=stage)
        sheet.get_by_role("button", name="变更阶段").click()
        expect(sheet.get_by_role("button", name="变更阶段")).to_be_visible()
        sheet.get_by_role("button", name="关闭").click()
        return self

    def exports_ledger(self, into: Path, purpose: str) -> Path:
        with self.page.expect_download() as loading:
            self.page.get_by_role("button", name="导出表格").click()
            sheet = self.page.get_by_role("dialog", name="导出表格")
            sheet.get_by_label("导出用途").select_option(label=purpose)
            self._shows("51-ledger-export")
            sheet.get_by_role("button", name="导出表格").click()
        loading.value.save_as(into)
        return into


def days(n: int) -> date:
    return today() + timedelta(days=n)
