"""What an officer does on a tablet, in the words of the court: roles and labels of the screen, never its markup.

    officer = OfficerAtTablet(context, server)
    officer.logs_in().enrols().sets_pin().checks_readiness()
    officer.goes_offline().opens_case()
    officer.starts_visit(with_="执行员乙", at="工业大道 88 号")
    officer.photographs(3)
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect

from tests.support.browser import PATIENCE_MS, install, tick
from tests.support.field import Line
from tests.support.look import faults, keep_picture
from tests.support.server import Server
from zhixing.kernel.clock import system_clock, to_text
from zhixing.kernel.ids import new_id

UPLOAD_PATIENCE_MS = 180_000
# A line that is down, and an answer that says no, are told by the browser itself on the console.
NETWORK = re.compile(r"Failed to load resource|WebSocket connection to|net::ERR_|ERR_INTERNET_DISCONNECTED")
# What is written into a picture cannot be read off the screen: every page keeps the words that it draws.
LISTEN = """
  window.drawn = []
  const write = CanvasRenderingContext2D.prototype.fillText
  CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    window.drawn.push(text)
    return write.call(this, text, ...rest)
  }"""


@contextmanager
def someone(server: Server, username: str) -> Iterator[tuple[Line, str]]:
    """A person at a desk, logged in from elsewhere, and her id."""
    line = Line(server.port)
    try:
        yield line, line.log_in(username, server.demo["password"])["person"]["id"]
    finally:
        line.hang_up()


def at_desk(server: Server, username: str, type: str, body: dict[str, object]) -> dict[str, object]:
    """One act at a desk; its answer."""
    with someone(server, username) as (line, person):
        return line.ask("POST", "/api/commands", {
            "id": new_id(), "type": type, "version": 1, "body": body, "actor": person,
            "occurred_at": to_text(system_clock())}).get("answer", {})


@dataclass
class OfficerAtTablet:
    """A person, a tablet, a court. `sealed` collects what the shutter confirmed: the digest's first 8 digits."""

    context: BrowserContext
    server: Server
    username: str = "officer1"
    pin: str = "246810"
    url: str = ""
    profile: Path = Path()
    sealed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    last_stamp: str = ""
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.url = self.url or self.server.url
        self.context.add_init_script(LISTEN)
        self.turns_to_new_page()

    # --- the tablet ----------------------------------------------------------------------------------------

    def turns_to_new_page(self) -> Self:
        """A new page of the same browser, as after tapping the icon again."""
        old = self.context.pages
        self.page = self.context.new_page()
        for page in old:
            page.close()
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"thrown: {error}"))
        return self

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not NETWORK.search(message.text):
            self.complaints.append(message.text)

    def opens_app(self) -> Self:
        self.page.goto(self.url + "/")
        return self

    def goes_offline(self) -> Self:
        """Flight mode."""
        self.context.set_offline(True)
        return self

    def comes_back_online(self) -> Self:
        self.context.set_offline(False)
        return self

    # --- becoming the tablet's officer ---------------------------------------------------------------------

    @property
    def name(self) -> str:
        return next(one["name"] for one in self.server.demo["people"] if one["username"] == self.username)

    def logs_in(self) -> Self:
        install(self.page, self.url)
        self._fills_login()
        expect(self.page.get_by_text(f"{self.name}，您好")).to_be_visible()
        return self

    def logs_in_again(self) -> Self:
        self.page.get_by_role("link", name="重新登录").first.click()
        self._fills_login()
        return self

    def _fills_login(self) -> None:
        self.page.get_by_label("用户名").fill(self.username)
        self.page.get_by_label("密码").fill(self.server.demo["password"])
        self.page.get_by_role("button", name="登录").click()

    def enrols(self, device: str = "勘查平板一号") -> Self:
        """With a one-time code from the administrator."""
        with someone(self.server, self.username) as (_, person):
            code = at_desk(self.server, "admin1", "devices.issue_enrolment_code", {"for_person_id": person})["code"]
        self.page.get_by_role("link", name="登记本平板").click()
        self.page.get_by_label("一次性登记码").fill(str(code))
        self.page.get_by_label("设备名称").fill(device)
        self.page.get_by_role("button", name="下一步").click()
        return self

    def enters_pin(self, label: str) -> Self:
        pad = self.page.get_by_role("group", name=label)
        for digit in self.pin:
            pad.get_by_role("button", name=digit, exact=True).click()
        pad.get_by_role("button", name="确定").click()
        return self

    def sets_pin(self) -> Self:
        self.enters_pin("设置 PIN 码").enters_pin("再输入一次 PIN 码")
        expect(self.page.get_by_role("heading", name="出发前检查")).to_be_visible()
        return self

    def checks_readiness(self) -> dict[str, str]:
        """Downloads what the trip needs; each line of the check with its verdict."""
        self.goes_to("首页")
        self.page.get_by_role("link", name="出发前检查").last.click()
        lines = self.page.get_by_role("list", name="出发前检查").get_by_role("listitem")
        expect(lines.filter(has_text="案件数据")).to_contain_text("正常")
        self.page.get_by_role("button", name="下载随行材料").click()
        expect(self.page.get_by_text("可以出发").first).to_be_visible()
        expect(lines.filter(has_text="文书")).to_contain_text("正常")
        return {line.split("\n")[0]: line.split("\n")[-1] for line in lines.all_inner_texts()}

    def is_ready_to_leave(self) -> Self:
        self.logs_in().enrols().sets_pin().checks_readiness()
        return self

    def unlocks(self) -> Self:
        """With the PIN, also without a network."""
        self.enters_pin("请输入 PIN 码")
        expect(self.page.get_by_text(f"{self.name}，您好").or_(self.page.get_by_role("main"))).not_to_have_count(0)
        expect(self.page.get_by_role("group", name="请输入 PIN 码")).to_have_count(0)
        return self

    def unlocks_if_asked(self) -> Self:
        """After a page was opened anew: waits for whichever comes, the pad or the page."""
        pad = self.page.get_by_role("group", name="请输入 PIN 码")
        expect(pad.or_(self.page.get_by_role("heading", level=1)).first).to_be_visible()
        if pad.count():
            self.unlocks()
        return self

    # --- moving about --------------------------------------------------------------------------------------

    def goes_to(self, place: str) -> Self:
        """By the menu; on a phone what has no tab of its own lies under 更多."""
        menu = self.page.get_by_role("navigation", name="主菜单")
        expect(menu).to_be_visible()
        entry, more = menu.get_by_role("link", name=place), menu.get_by_role("button", name="更多")
        if entry.count() == 0 and more.count():
            more.click()
            entry = self.page.get_by_role("dialog").get_by_role("link", name=place)
        entry.first.click()
        return self

    def goes_home(self) -> Self:
        self.goes_to("首页")
        expect(self.page.get_by_text("，您好")).to_be_visible()
        return self

    def opens_case(self, number: str = "") -> Self:
        self.goes_to("案件")
        number = number or self.server.demo["case_number"]
        self.page.get_by_role("list", name="案件").get_by_role("link", name=number).click()
        expect(self.page.get_by_role("tab", name="概况")).to_be_visible()
        return self

    def looks_at(self, what: str) -> Self:
        """Checks the screen against WCAG; keeps a picture where ZHIXING_SHOTS names a folder."""
        keep_picture(self.page, what)
        found = faults(self.page)
        assert found == [], f"{what}: {found}"
        return self

    # --- the honest number ---------------------------------------------------------------------------------

    def unsent(self) -> int:
        """What the home screen says waits on this tablet."""
        return _number(self._honest().inner_text())

    def _honest(self) -> Locator:
        return self.page.get_by_role("region", name="送达情况")

    def waits_until_all_is_confirmed(self, timeout: float = UPLOAD_PATIENCE_MS) -> Self:
        self.goes_home()
        expect(self._honest()).to_contain_text("全部送达", timeout=timeout)
        return self

    def needs_attention(self) -> list[str]:
        """What the court gave back, as the screen tells it."""
        self.goes_to("待处理")
        expect(self.page.get_by_role("heading", name="待处理事项")).to_be_visible()
        return self.page.get_by_role("main").get_by_role("heading", level=2).all_inner_texts()

    def sees_text(self, text: str) -> Self:
        expect(self.page.get_by_text(text).first).to_be_visible()
        return self

    # --- the visit -----------------------------------------------------------------------------------------

    def starts_visit(self, with_: str = "执行员乙", at: str = "工业大道 88 号地下车库") -> Self:
        """From the case that is open."""
        self.page.get_by_role("link", name="开始外勤").click()
        tick(self.page.get_by_role("checkbox", name=with_))
        self.page.get_by_label("地点").fill(at)
        self.page.get_by_role("button", name="开始外勤").click()
        self.page.get_by_role("dialog").get_by_role("button", name="开始外勤").click()
        self.page.wait_for_url(re.compile(r"/visits/[0-9a-f-]{36}$"))
        expect(self.page.get_by_text(at).first).to_be_visible()
        return self

    @property
    def visit_id(self) -> str:
        found = re.search(r"/visits/([0-9a-f-]{36})", self.page.url)
        assert found, self.page.url
        return found[1]

    def opens_camera(self, mode: str = "拍照") -> Self:
        self.page.get_by_role("link", name=re.compile(f"^({mode}|拍第)")).last.click()
        expect(self.page.get_by_role("radiogroup", name="拍摄方式")).to_be_visible()
        return self

    def comes_to_camera(self, visit_id: str) -> Self:
        """Straight to the camera of a visit, as after the app was closed over it."""
        self.page.goto(f"{self.url}/capture?visit={visit_id}&mode=photo")
        self.unlocks()
        expect(self.page.get_by_role("radiogroup", name="拍摄方式")).to_be_visible()
        return self

    def opens_visit(self, at: str = "工业大道 88 号") -> Self:
        self.goes_to("外勤")
        self.page.get_by_role("link", name=re.compile(at)).first.click()
        self.page.wait_for_url(re.compile(r"/visits/[0-9a-f-]{36}$"))
        return self

    def leaves_camera(self) -> Self:
        self.page.get_by_role("button", name="返回").click()
        expect(self.page.get_by_role("radiogroup", name="拍摄方式")).to_have_count(0)
        return self

    def shoots(self) -> str:
        """One photo; returns when the seal is set, with the digits it shows."""
        self.page.get_by_role("button", name="拍照", exact=True).click()
        return self.sees_seal()

    def sees_seal(self) -> str:
        """Waits for a seal that was not there before."""
        stamp = self.page.locator("[data-evidence]")
        # By the act, not by the digits: the fake camera may show the same frame twice.
        if self.last_stamp:
            stamp = stamp.and_(self.page.locator(f":not([data-evidence='{self.last_stamp}'])"))
        expect(stamp).to_contain_text("已封存")
        self.last_stamp = stamp.get_attribute("data-evidence") or ""
        self.sealed.append(stamp.inner_text().replace("已封存", "").replace(" ", "").strip())
        return self.sealed[-1]

    def photos_counted(self) -> int:
        """How many photos of this visit the camera screen says are sealed."""
        told = self.page.get_by_role("status").filter(has_text="全部已封存")
        expect(told).to_be_visible()
        found = re.search(r"第 (\d+) 张", told.inner_text())
        assert found
        return int(found[1])

    def photographs(self, count: int) -> Self:
        self.opens_camera()
        for _ in range(count):
            self.shoots()
        return self.leaves_camera()

    def hands_over_files(self, *paths: Path) -> Self:
        """The fallback where the camera in the page is not to be had. The camera screen is open."""
        for path in paths:
            with self.page.expect_file_chooser() as chooser:
                self.page.get_by_role("button", name="选择文件").click()
            chooser.value.set_files(path)
            self.sees_seal()
        return self

    def records(self, mode: str, seconds: int = 2) -> Self:
        """Film (录像) or sound (录音), from the visit."""
        self.opens_camera(mode)
        self.page.get_by_role("button", name=f"开始{mode}").click()
        clock = self.page.get_by_role("timer")
        expect(clock).to_have_text(re.compile(rf"0?0:0{seconds}|{seconds} ?秒|剩余 {60 - seconds} 秒|{seconds}秒"))
        self.page.get_by_role("button", name="停止").click()
        expect(self.page.get_by_role("button", name=f"开始{mode}")).to_be_enabled()
        return self.leaves_camera()

    def lists_item(self, name: str, quantity: str = "1", **fields: str) -> Self:
        """`fields` by the labels of the form, such as 规格型号="X"; 发动机号 makes it a vehicle."""
        self.page.get_by_role("button", name=re.compile("登记(一件|第一件)")).first.click()
        sheet = self.page.get_by_role("dialog", name="登记一件")
        sheet.get_by_role("textbox", name="名称").fill(name)
        sheet.get_by_role("textbox", name="数量").fill(quantity)
        if "发动机号" in fields:
            tick(sheet.get_by_role("switch", name="这是车辆"))
        elif "单位" not in fields:
            sheet.get_by_role("textbox", name="单位").fill("台")
        for label, value in fields.items():
            sheet.get_by_role("textbox", name=label).fill(value)
        sheet.get_by_role("button", name="保存", exact=True).click()
        expect(sheet).to_have_count(0)
        expect(self.items().filter(has_text=name)).to_be_visible()
        return self

    def items(self) -> Locator:
        return self.page.get_by_role("list", name="清单").get_by_role("listitem")

    def chooses_item(self, name: str) -> Self:
        line = self.items().filter(has_text=name).get_by_role("button", pressed=False).last
        line.click()
        expect(self.page.get_by_role("heading", name=re.compile(f"号 {name}"))).to_be_visible()
        return self

    def corrects_item(self, name: str, label: str, value: str, reason: str = "笔误") -> Self:
        self.page.get_by_role("button", name="更正", exact=True).click()
        sheet = self.page.get_by_role("dialog", name="更正清单")
        sheet.get_by_role("textbox", name=label).fill(value)
        sheet.get_by_role("button", name=reason).click()
        sheet.get_by_role("button", name="记入更正").click()
        expect(sheet).to_have_count(0)
        return self

    def strikes_item(self, reason: str = "重复拍摄") -> Self:
        self.page.get_by_role("button", name="作废", exact=True).click()
        sheet = self.page.get_by_role("dialog", name="将清单中这一项作废")
        sheet.get_by_role("button", name=reason).click()
        sheet.get_by_role("button", name="作废", exact=True).last.click()
        expect(sheet).to_have_count(0)
        return self

    def moves_item_up(self, name: str) -> Self:
        self.page.get_by_role("button", name=f"移动“{name}”").press("ArrowUp")
        return self

    def attaches_photo_to(self, item: str) -> Self:
        """The newest photo that belongs to nothing."""
        self.page.get_by_role("tab", name="影像").click()
        tick(self.page.get_by_role("radio", name="未归入"))
        self.page.get_by_role("button", name="选择", exact=True).click()
        self.page.get_by_role("list", name="本次外勤的影像").get_by_role("button").first.click()
        box = self.page.get_by_label("选中 1 张，归入")
        box.select_option(label=next(one for one in box.get_by_role("option").all_inner_texts() if item in one))
        self.page.get_by_role("button", name="归入", exact=True).click()
        expect(self.page.get_by_text("已将 1 张归入")).to_be_visible()
        return self

    def writes_note(self, text: str) -> Self:
        self.page.get_by_role("tab", name="笔记").click()
        self.page.get_by_label("记一条").fill(text)
        self.page.get_by_role("button", name="记录", exact=True).click()
        expect(self.page.get_by_role("listitem").filter(has_text=text)).to_be_visible()
        return self

    def ends_visit(self, result: str = "已完成", summary: str = "已按清单查封。") -> Self:
        self.page.get_by_role("button", name="结束外勤").click()
        sheet = self.page.get_by_role("dialog", name="结束外勤", exact=True)
        sheet.get_by_role("button", name=result).click()
        sheet.get_by_label("经过摘要").fill(summary)
        for missing in sheet.get_by_label("为什么缺少").all():
            missing.fill("现场不具备条件")
        sheet.get_by_role("button", name="结束外勤").click()
        self.page.get_by_role("dialog", name="确认结束外勤").get_by_role("button", name="结束外勤").click()
        expect(self.page.get_by_text("清单和记录不再增加")).to_be_visible()
        return self


def _number(text: str) -> int:
    """The number of the home screen: 0 when it says that everything has arrived."""
    if "全部送达" in text:
        return 0
    found = re.search(r"尚未送达\s*(\d+)", text)
    assert found, text
    return int(found[1])
