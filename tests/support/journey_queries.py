"""Asking institutions, reading their answers and looking things up, in the words of the court."""

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import tick
from tests.support.journey import OfficerAtTablet
from tests.support.server import ROOT, Server


@contextlib.contextmanager
def institutions(server: Server, *words: str) -> Iterator[subprocess.Popen[str]]:
    """`zhixing institutions` beside the house, in a process of its own, until the story is over."""
    process = subprocess.Popen([sys.executable, "-m", "zhixing.cli", "institutions", "--minute", "0", *words],
                               env=server.env, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout:
            process.stdout.close()


@dataclass
class QueryTab:
    """The case's tab 查控 on an officer's tablet."""

    officer: OfficerAtTablet

    @property
    def page(self) -> Page:
        return self.officer.page

    def opens(self, case_number: str = "") -> Self:
        self.officer.opens_case(case_number)
        self.page.get_by_role("tab", name="查控").click()
        expect(self.page.get_by_role("button", name="提起查询")).to_be_visible()
        return self

    def begins_request(self) -> Locator:
        self.page.get_by_role("button", name="提起查询").click()
        return self.page.get_by_role("dialog", name="提起查询")

    def respondents_offered(self, sheet: Locator) -> list[tuple[str, bool]]:
        """Who can be asked about, and whether they are chosen already."""
        boxes = sheet.get_by_role("group", name=re.compile("查询对象")).get_by_role("checkbox")
        return [(str(box.evaluate("one => one.closest('label').innerText")).split("\n")[0], box.is_checked())
                for box in boxes.all()]

    def sends(self, sheet: Locator) -> Self:
        sheet.get_by_role("button", name="发出查询").click()
        expect(sheet).to_have_count(0)
        return self

    def shows(self, group: str) -> Self:
        """有财产, 等待中, 未查到, 失败 or 全部."""
        tick(self.page.get_by_role("group", name="按结果筛选").get_by_role("radio", name=re.compile(group)))
        return self

    def states(self) -> list[str]:
        """How each question stands, as its chip says."""
        lines = self.page.get_by_role("region", name="各单位办理情况").get_by_role("listitem")
        return [line.inner_text().split("\n")[-1] for line in lines.all()]

    def cards(self) -> Locator:
        return self.page.get_by_role("tabpanel").locator("section").filter(has=self.page.get_by_text("查控流水号"))

    def shows_all_cards(self) -> Self:
        more = self.page.get_by_role("button", name=re.compile("再显示"))
        while more.count():
            more.click()
        return self

    def serials(self) -> list[str]:
        """The serials of all answers, as the screen shows them."""
        return re.findall(r"查控流水号 ([\w.-]+)", self.shows_all_cards().page.get_by_role("tabpanel").inner_text())

    def assesses_first(self, verdict: str, reason: str = "", note: str = "") -> Self:
        self.cards().first.get_by_role("button", name="甄别").click()
        sheet = self.page.get_by_role("dialog")
        tick(sheet.get_by_role("radio", name=verdict, exact=True))
        if reason:
            sheet.get_by_label("理由").select_option(label=reason)
        sheet.get_by_label("说明").fill(note)
        sheet.get_by_role("button", name="记入甄别").click()
        expect(sheet.get_by_role("list", name="甄别记录")).to_contain_text(note or verdict)
        sheet.get_by_role("button", name="关闭").click()
        expect(sheet).to_have_count(0)
        return self


@dataclass
class LookUp:
    """车上速查."""

    officer: OfficerAtTablet

    def opens(self) -> Self:
        self.officer.goes_to("速查")
        expect(self.officer.page.get_by_role("heading", name="车上速查")).to_be_visible()
        return self

    def types(self, text: str) -> Locator:
        """Returns the cards as they come while typing."""
        self.officer.page.get_by_role("searchbox").fill(text)
        return self.officer.page.get_by_role("list", name="车上速查").get_by_role("listitem")
