"""What an approver does on a phone with a passkey, in the words of the court; and a drafter who feeds the inbox.

    drafter = Drafter(house)
    document_id = drafter.submits("ruling_freeze")
    judge = ApproverAtPhone(open_tablet(house, "法官手机", "judge1", viewport=PHONE, has_touch=True))
    judge.is_ready().has_passkey().opens_inbox().begins().approves()
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

from playwright.sync_api import CDPSession, Locator, Page, expect
from pyotp.totp import TOTP

from tests.support.browser import PHONE, tick
from tests.support.field import Line
from tests.support.journey import OfficerAtTablet
from tests.support.journey_desk import faults, keep_picture
from tests.support.server import Server
from zhixing.documents.catalogue import shipped
from zhixing.kernel.clock import system_clock, to_text
from zhixing.kernel.ids import new_id

SET_PATIENCE_S = 90
RENDER_PATIENCE_MS = 90_000
MOVE_MS = 400  # a sheet slides in
AUTHENTICATOR = {"protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
                 "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
Row = dict[str, Any]


@dataclass
class Drafter:
    """The officer at a desk: drafts from a template's sample, submits, corrects, answers."""

    server: Server
    username: str = "officer1"
    line: Line = field(init=False)
    person: str = field(init=False)

    def __post_init__(self) -> None:
        self.line = Line(self.server.port)
        self.person = self.line.log_in(self.username, self.server.demo["password"])["person"]["id"]

    def close(self) -> None:
        self.line.hang_up()

    def sets_up_codes(self) -> Callable[[], str]:
        """One-time codes for this login; what is returned gives a code that was not used yet."""
        totp = TOTP(self.line.ask("POST", "/api/session/otp")["secret"])
        self.line.ask("POST", "/api/session/otp/confirm", {"otp": totp.at(int(time.time()) - totp.interval)})
        return totp.now

    def does(self, type: str, body: Row, **more: Any) -> Row:
        return self.line.ask("POST", "/api/commands", {
            "id": new_id(), "type": type, "version": 1, "body": body, "actor": self.person,
            "occurred_at": to_text(system_clock()), **more}).get("answer", {})

    def rows(self, collection: str) -> dict[str, tuple[int, Row]]:
        """Rows of the feed with the number under which they came last."""
        found: dict[str, tuple[int, Row]] = {}
        cursor, more = "", True
        while more:
            page = self.line.ask("GET", f"/api/sync/pull?{urlencode({'cursor': cursor, 'limit': 1000})}")
            for change in page["changes"]:
                if change["collection"] == collection and change["op"] == "put":
                    found[change["id"]] = change["seq"], change["row"]
            cursor, more = page["cursor"], page["more"]
        return found

    def case_id(self) -> str:
        number = self.server.demo["case_number"]
        return next(id for id, (_, row) in self.rows("cases").items() if row["case_number"] == number)

    def drafts(self, kind: str = "ruling_freeze", **changes: str) -> str:
        document_id = new_id()
        self.does("documents.draft", {"document_id": document_id, "case_id": self.case_id(), "kind": kind,
                                      "fields": shipped()[kind].sample | changes})
        return document_id

    def submits(self, kind: str = "ruling_freeze", *, changes: dict[str, str] | None = None, **asked: Any) -> str:
        """Returns the document's id when the approval waits, with its PDF."""
        document_id = self.drafts(kind, **(changes or {}))
        self.hands_in(document_id, **asked)
        return document_id

    def hands_in(self, document_id: str, **asked: Any) -> Row:
        """Submits what is drafted; the approval that waits now."""
        seq, row = self.rows("drafts")[document_id]
        self.does("documents.submit", {"document_id": document_id, **asked},
                  based_on={f"drafts/{document_id}": {"seq": seq, "after": None}})
        return self.waits_for(document_id, version=row["version"] + 1)

    def corrects(self, document_id: str, **changes: str) -> None:
        row = self.rows("drafts")[document_id][1]
        self.does("documents.revise", {"document_id": document_id, "fields": row["fields"] | changes})

    def approvals(self, document_id: str) -> list[Row]:
        rows = [row for _, row in self.rows("approvals").values() if row["subject_id"] == document_id]
        return sorted(rows, key=lambda row: row["opened_at"])

    def waits_for(self, document_id: str, *, version: int = 1, status: str = "waiting") -> Row:
        """The approval of this version, in this state."""
        return self._until(lambda: next((row for row in self.approvals(document_id) if row["version"] == version
                                         and row["status"] == status), None), f"version {version} {status}")

    def waits_for_issue(self, document_id: str) -> Row:
        return self._until(lambda: self.rows("documents").get(document_id, (0, None))[1], "issued document")

    def _until(self, look: Any, what: str) -> Row:
        until = time.monotonic() + SET_PATIENCE_S
        while time.monotonic() < until:
            if found := look():
                return found
            time.sleep(0.4)
        raise AssertionError(f"{what}: never came; drafts: {[row for _, row in self.rows('drafts').values()]}")


@dataclass
class ApproverAtPhone:
    """Somebody who decides, with a phone of her own."""

    owner: OfficerAtTablet
    keys: CDPSession = field(init=False)
    authenticator: str = field(init=False)

    def __post_init__(self) -> None:
        self.keys = self.owner.context.new_cdp_session(self.page)
        self.keys.send("WebAuthn.enable", {"enableUI": False})
        made = self.keys.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        self.authenticator = made["authenticatorId"]

    @property
    def page(self) -> Page:
        return self.owner.page

    @property
    def complaints(self) -> list[str]:
        return self.owner.complaints

    def is_ready(self) -> Self:
        """Logged in on an enrolled phone."""
        self.owner.logs_in()
        self.opens_inbox()
        self.owner.enrols("手机").sets_pin()
        return self

    def has_passkey(self) -> Self:
        self.page.goto(f"{self.owner.url}/settings")
        self.unlocks_if_asked()
        self.page.get_by_role("button", name="添加通行密钥").click()
        expect(self.page.get_by_text("通行密钥已添加").first).to_be_visible()
        return self

    def unlocks_if_asked(self) -> Self:
        self.owner.unlocks_if_asked()
        return self

    def refuses_finger(self) -> Self:
        """The next prompts are turned down."""
        self.keys.send("WebAuthn.setUserVerified", {"authenticatorId": self.authenticator, "isUserVerified": False})
        return self

    def gives_finger(self) -> Self:
        self.keys.send("WebAuthn.setUserVerified", {"authenticatorId": self.authenticator, "isUserVerified": True})
        return self

    # --- the inbox -----------------------------------------------------------------------------------------

    def opens_inbox(self) -> Self:
        self.page.get_by_role("navigation", name="主菜单").get_by_role("link", name="审批").first.click()
        expect(self.page.get_by_role("heading", name="审批", level=1)).to_be_visible()
        return self

    def inbox(self) -> Locator:
        return self.page.get_by_role("list", name="待审批").get_by_role("listitem")

    def turns_to(self, part: str) -> Self:
        tick(self.page.get_by_role("radio", name=re.compile(f"^{part}")))
        return self

    def opens(self, title: str, at: int = 0) -> Self:
        """The one that has waited longest, unless told which."""
        self.inbox().filter(has_text=title).nth(at).get_by_role("link").click()
        return self.sees_paper()

    def begins(self) -> Self:
        self.page.get_by_role("link", name=re.compile("^开始审批")).click()
        return self.sees_paper()

    def sees_paper(self) -> Self:
        """The document is on the screen, drawn from its bytes, and this device has named their digest."""
        expect(self.page.locator("#page-1 canvas")).to_be_visible(timeout=RENDER_PATIENCE_MS)
        expect(self.page.get_by_text("本机校验 SHA-256")).to_be_visible()
        return self

    def shown_digest(self) -> str:
        found = re.search(r"SHA-256：([0-9a-f]+)", self.page.get_by_text("本机校验 SHA-256").inner_text())
        assert found
        return found[1]

    # --- the decision --------------------------------------------------------------------------------------

    def approves(self) -> Self:
        self.presses("批准")
        return self.sees("已批准，离线时联网后送达")

    def presses(self, action: str) -> Self:
        button = self.page.get_by_role("button", name=action, exact=True)
        expect(button).to_be_enabled()
        button.click()
        return self

    def sends_back(self, usual: str, more: str = "") -> Self:
        self.presses("退回")
        sheet = self.page.get_by_role("dialog", name="退回起草人")
        sheet.get_by_role("button", name=usual).click()
        if more:
            box = sheet.get_by_label("退回理由")
            box.fill(f"{box.input_value()}\n{more}")
        self.looks_at("a05-return")
        sheet.get_by_role("button", name="退回并确认").click()
        return self.sees("已退回，离线时联网后送达")

    def asks(self, text: str) -> Self:
        self.page.get_by_role("button", name="提问").first.click()
        sheet = self.page.get_by_role("dialog", name="提问")
        sheet.get_by_label("问题").fill(text)
        sheet.get_by_role("button", name="发出").click()
        return self.sees("问题已发出")

    def looks_into(self, part: str) -> Self:
        tab = self.page.get_by_role("tab", name=part)
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        return self

    # --- both ----------------------------------------------------------------------------------------------

    def goes_offline(self) -> Self:
        self.owner.goes_offline()
        return self

    def comes_back_online(self) -> Self:
        self.owner.comes_back_online()
        return self

    def hands_in_all(self) -> Self:
        """Everything decided on this phone has the court's receipt."""
        self.page.get_by_role("navigation", name="主菜单").get_by_role("link", name="首页").click()
        expect(self.page.get_by_role("region", name="送达情况")).to_contain_text("全部送达", timeout=RENDER_PATIENCE_MS)
        return self

    def sees(self, words: str) -> Self:
        expect(self.page.get_by_text(words).first).to_be_visible()
        return self

    def looks_at(self, what: str) -> Self:
        """Checks the screen against WCAG in the light and in the dark, on the phone; keeps pictures where asked."""
        for theme in ("light", "dark"):
            self.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            self.page.wait_for_timeout(MOVE_MS)
            keep_picture(self.page, f"{what}-{theme}")
            assert (found := faults(self.page)) == [], f"{what}, {theme}: {found}"
        self.page.emulate_media(color_scheme="light")
        return self


PHONE_OPTIONS: dict[str, Any] = {"viewport": PHONE, "has_touch": True}
