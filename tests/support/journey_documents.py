"""What an officer does with documents, in the words of the court.

    papers = Papers(officer)
    papers.opens().begins("执行通知书").fills(联系电话="0757-12345678").submits()
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from playwright.sync_api import Locator, Page, expect

from tests.support.journey import OfficerAtTablet

RENDER_PATIENCE_MS = 90_000


@dataclass
class Papers:
    """The 文书 tab of a case, and what opens from it."""

    officer: OfficerAtTablet

    @property
    def page(self) -> Page:
        return self.officer.page

    @property
    def document_id(self) -> str:
        """Of the draft or document on the screen."""
        found = re.search(r"/(?:drafts|documents)/([0-9a-f-]{36})", self.page.url)
        assert found, self.page.url
        return found[1]

    def looks_at(self, what: str) -> Self:
        self.page.wait_for_timeout(400)  # a sheet slides in
        self.officer.looks_at(what)
        return self

    def opens(self, number: str = "") -> Self:
        self.officer.opens_case(number)
        self.page.get_by_role("tab", name="文书").click()
        expect(self.page.get_by_role("link", name="起草文书")).to_be_visible()
        return self

    def begins(self, kind: str, for_whom: str = "") -> Self:
        self.page.get_by_role("link", name="起草文书").click()
        self.page.get_by_label("找文书种类").fill(kind)
        self.page.get_by_role("main").get_by_role("button", name=re.compile(f"^{re.escape(kind)}")).first.click()
        if for_whom:
            self.page.get_by_role("dialog").get_by_role("button", name=for_whom).click()
        self.page.wait_for_url(re.compile(r"/drafts/[0-9a-f-]{36}$"))
        return self

    def fills(self, **fields: str) -> Self:
        for label, value in fields.items():
            self.page.get_by_label(re.compile(f"^{re.escape(label)}")).fill(value)
        return self

    def lacks(self) -> list[str]:
        """Labels of the fields that are missing or wrong, as the form names them."""
        return self.page.locator(".lack").get_by_role("button").all_inner_texts()

    def preview(self) -> Locator:
        return self.page.get_by_role("article")

    def is_kept(self) -> Self:
        """What was typed lies on this device."""
        expect(self.page.get_by_text("已自动存在本机")).to_be_visible()
        return self

    def submits(self, **answers: str) -> Self:
        self.page.get_by_role("button", name="提交审批").click()
        sheet = self.page.get_by_role("dialog")
        expect(sheet.get_by_role("heading", name="由谁审批")).to_be_visible()
        for label, value in answers.items():
            sheet.get_by_label(label).first.fill(value)
        sheet.get_by_role("button", name="确认提交").click()
        expect(sheet).to_have_count(0)
        return self

    def sees_state(self, state: str) -> Self:
        words = self.page.get_by_role("main").get_by_text(state, exact=True).first
        expect(words).to_be_visible(timeout=RENDER_PATIENCE_MS)
        return self

    def opens_facts(self) -> Locator:
        self.page.get_by_role("button", name="文书信息").click()
        sheet = self.page.get_by_role("dialog")
        expect(sheet.get_by_role("heading", name="基本信息")).to_be_visible()
        return sheet

    def saves_copy(self, folder: Path) -> bytes:
        """The bytes as they leave the tablet. The facts are open."""
        with self.page.expect_download() as download:
            self.page.get_by_role("dialog").get_by_role("button", name="分享").click()
        kept = folder / download.value.suggested_filename
        download.value.save_as(kept)
        return kept.read_bytes()
