"""What a judge, an administrator and a litigant do in a browser, in the words of the court."""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from io import BytesIO
from typing import Self

from PIL import Image
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect

from tests.support.browser import PATIENCE_MS, install, tick
from tests.support.journey import NETWORK
from tests.support.look import faults, keep_picture
from tests.support.server import ROOT, Server

RENDER_PATIENCE_MS = 60_000
JSQR = ROOT / "pwa" / "node_modules" / "jsqr" / "dist" / "jsQR.js"


def read_code(page: Page, code: Locator) -> str:
    """What a phone's camera reads in the code as it stands on the screen."""
    return _read(page, code.screenshot())


def code_in(page: Page, address: str) -> str:
    """What it reads on a sheet of paper, given as the `data:` address of its picture."""
    return _read(page, b64decode(address.partition(",")[2]))


def _read(page: Page, png: bytes) -> str:
    picture = Image.open(BytesIO(png)).convert("RGBA")
    page.evaluate(JSQR.read_text("utf-8"))
    found = page.evaluate("""([data, width, height]) => {
      const bytes = Uint8ClampedArray.from(atob(data), (one) => one.charCodeAt(0))
      return globalThis.jsQR(bytes, width, height)?.data ?? '' }""",
                          [b64encode(picture.tobytes()).decode(), picture.width, picture.height])
    return str(found)


@dataclass
class Desk:
    """A person of the court in a browser that is no tablet. `complaints` are what the console said."""

    context: BrowserContext
    server: Server
    username: str
    complaints: list[str] = field(default_factory=list)
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"thrown: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not NETWORK.search(message.text):
            self.complaints.append(message.text)

    # --- coming in -----------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        return next(one["name"] for one in self.server.demo["people"] if one["username"] == self.username)

    def logs_in(self) -> Self:
        install(self.page, self.server.url)
        self.page.get_by_label("用户名").fill(self.username)
        self.page.get_by_label("密码").fill(self.server.demo["password"])
        self.page.get_by_role("button", name="登录", exact=True).click()
        return self.is_greeted()

    def is_greeted(self) -> Self:
        expect(self.page.get_by_text(f"{self.name}，您好")).to_be_visible()
        return self

    def goes_to(self, place: str) -> Self:
        link = self.page.get_by_role("navigation", name="主菜单").get_by_role("link", name=place)
        if not link.count():
            self.page.get_by_role("button", name="更多").click()
            link = self.page.get_by_role("dialog").get_by_role("link", name=place)
        link.first.click()
        return self

    # --- looking -------------------------------------------------------------------------------------------

    def looks_at(self, what: str) -> Self:
        """Checks the screen against WCAG, in the light and in the dark; keeps pictures where ZHIXING_SHOTS says so."""
        for theme in ("light", "dark"):
            self.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            self.page.wait_for_timeout(250)
            keep_picture(self.page, f"{what}-{theme}")
            assert (found := faults(self.page)) == [], f"{what}, {theme}: {found}"
        self.page.emulate_media(color_scheme="light")
        return self

    def confirms(self, action: str) -> Self:
        """Presses the button of the dialog that asks once more."""
        self.page.get_by_role("dialog").get_by_role("button", name=action, exact=True).click()
        return self

    def sees(self, words: str) -> Self:
        expect(self.page.get_by_text(words).first).to_be_visible()
        return self


@dataclass
class JudgeAtPhone(Desk):
    """Reviews, covers, shows, takes back, answers."""

    username: str = "judge1"

    def opens_disclosure(self, part: str = "待审照片") -> Self:
        self.goes_to("公开")
        self.page.wait_for_url("**/disclosure")  # news of the case on the home screen links to it, too
        self.page.get_by_role("link", name=self.server.demo["case_number"]).click()
        return self.turns_to(part)

    def turns_to(self, part: str) -> Self:
        self.page.get_by_role("tab", name=part).click()
        expect(self.page.get_by_role("tab", name=part)).to_have_attribute("aria-selected", "true")
        return self

    def photos(self) -> Locator:
        return self.page.get_by_role("list", name="待审照片").get_by_role("link")

    def opens_photo(self, caption: str) -> Self:
        self.photos().filter(has_text=caption).click()
        expect(self.page.get_by_role("img", name=caption)).to_be_visible()
        return self

    def covers(self, what: str, left: float, top: float, right: float, bottom: float) -> Self:
        """Draws a box with the finger, then says what it hides; shares of the picture."""
        picture = self.page.locator(".sheet img")
        expect(picture).to_be_visible()
        picture.scroll_into_view_if_needed()
        area = picture.bounding_box()
        assert area
        point = lambda x, y: (area["x"] + area["width"] * x, area["y"] + area["height"] * y)  # noqa: E731
        self.page.mouse.move(*point(left, top))
        self.page.mouse.down()
        self.page.mouse.move(*point((left + right) / 2, (top + bottom) / 2))
        self.page.mouse.move(*point(right, bottom))
        self.page.mouse.up()
        tick(self.page.get_by_role("radio", name=what))
        expect(self.page.get_by_role("button", name=re.compile(f"第 .* 个框，{what}"), pressed=True)).to_be_visible()
        return self

    def sends_cover(self) -> Self:
        """Returns when the court's covered copy is on the screen."""
        self.page.get_by_role("button", name="生成遮盖副本").click()
        copy = self.page.get_by_role("img", name="遮盖后")
        expect(copy).to_be_visible(timeout=RENDER_PATIENCE_MS)
        expect(copy).not_to_have_js_property("naturalWidth", 0)
        return self

    def shows_photo(self) -> Self:
        self.page.get_by_role("button", name="公开", exact=True).click()
        return self.sees("带水印").confirms("公开").sees("已公开，当事人现在就能看到")

    def shows(self, title: str) -> Self:
        """A document of the list on the screen."""
        line = self.page.get_by_role("listitem").filter(has=self.page.get_by_text(title, exact=True))
        line.get_by_role("button", name="公开").click()
        self.confirms("公开")
        expect(line.get_by_text("已公开")).to_be_visible()
        return self

    def shows_an_entry(self, remark: str) -> Self:
        """The newest entry of the record that the parties do not see yet."""
        entries = self.card("办案进展").get_by_role("listitem")
        hidden = entries.filter(has=self.page.get_by_role("button", name="公开"))
        before = hidden.count()
        hidden.first.get_by_role("button", name="公开").click()
        self.page.get_by_role("dialog").get_by_role("textbox").fill(remark)
        self.confirms("下一步").confirms("公开")
        expect(hidden).to_have_count(before - 1)
        return self

    def takes_back(self, title: str, reason: str = "涉及他人隐私") -> Self:
        self.page.get_by_role("listitem").filter(has_text=title).get_by_role("button", name="撤回").click()
        self.page.get_by_role("dialog").get_by_role("button", name=reason).click()
        return self.confirms("撤回").sees("已撤回，当事人已看不到")

    def card(self, party: str) -> Locator:
        cards = self.page.locator("section, article, .card")
        return cards.filter(has=self.page.get_by_role("heading", name=party)).last

    def opens_page_for(self, party: str) -> Self:
        self.card(party).get_by_role("button", name="开通页面").click()
        self.confirms("开通页面")
        expect(self.card(party).get_by_role("button", name="出示二维码")).to_be_visible()
        return self

    def answers(self, question: str, text: str) -> Self:
        card = self.page.locator("section, article, .card").filter(has_text=question).last
        card.get_by_label("答复").fill(text)
        card.get_by_role("button", name="发出答复").click()
        return self.confirms("发出答复").sees("答复已发出")


@dataclass
class LitigantAtPhone:
    """A party with an old phone: no script, a small screen."""

    context: BrowserContext
    server: Server
    path: str
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)

    @property
    def url(self) -> str:
        return self.server.url + self.path

    def scans_code(self) -> Self:
        self.page.goto(self.url)
        return self

    def answers(self, digits: str) -> Self:
        self.page.get_by_role("textbox").fill(digits)
        self.page.get_by_role("button", name="查看案件进展").click()
        return self

    def reads(self) -> str:
        return self.page.inner_text("body")

    def fetches(self, path: str) -> tuple[int, bytes, str]:
        """Status, bytes and media type of something on the page, with the page's own cookie."""
        answer = self.context.request.get(self.server.url + path)
        return answer.status, answer.body(), answer.headers.get("content-type", "")

    def writes(self, text: str, kind: str = "留言、提问") -> Self:
        self.page.get_by_label(kind).check()
        self.page.get_by_label("内容").fill(text)
        self.page.get_by_role("button", name="发送给法院").click()
        expect(self.page.get_by_text("已收到您的留言")).to_be_visible()
        return self
