"""The tablet of an officer with 2,500 live measures and 50,000 answers in 250 cases; CPU slowed 4 times.

First pull: from the last digit of the new PIN until the check says that the cases are there, beside the same pages
pulled from the same server by a client that keeps nothing. Then, in flight mode, from the tap to the first frame that
shows the answer: the radar, one of its bands, a case's measures and its answers, the look-up by part of a number;
beside the second within which a train of thought is not broken.
"""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect, sync_playwright
from sqlalchemy import text

from bench import city, city_controls
from bench.contest import Contest, run, timed
from bench.device import slow_down
from tests.support.browser import browser
from tests.support.field import FieldTablet
from tests.support.journey import OfficerAtTablet
from tests.support.server import Server, run_cli
from zhixing.kernel.clock import legal_date, system_clock
from zhixing.kernel.messages import Actor
from zhixing.platform.config import from_environment
from zhixing.platform.crypto import SigningKey
from zhixing.platform.system import System, build
from zhixing.slices import SLICES

MEASURES, EACH, ANSWERS = 2500, 10, 50_000
LIMIT_MS = 1000.0
PULL_PATIENCE_MS = 600_000
# By the page itself: from the tap, or the last letter, to the first frame in which the answer is there and new.
WAIT = """async (element, { shown, words }) => {
  const text = () => document.querySelector(shown)?.textContent
  const before = text()
  const from = performance.now()
  if (words === null) element.click()
  else {
    element.value = words
    element.dispatchEvent(new Event('input', { bubbles: true }))
  }
  while (text() === undefined || text() === before) {
    if (performance.now() - from > 60_000) throw new Error(`nothing new at ${shown}`)
    await new Promise(requestAnimationFrame)
  }
  return performance.now() - from
}"""
RADAR = 'ul[aria-label="续封雷达"] li.line'
FOUND = 'ul[aria-label="车上速查"] li'


def fill(server: Server) -> tuple[city.City, list[str]]:
    """Cases, papers and measures by the court's acts; then the institutions' answers are ready to be posted."""
    system = build(from_environment(server.env), SLICES)
    try:
        clerk, _judge = city.people(system, officers=0)
        desk = city_controls.Desk(system, clerk, _officer(system, "officer1"), EACH)
        steps = desk.send(MEASURES)
    finally:
        system.close()
    return city.City(ANSWERS / city.ROWS, desk.cases), steps


def _officer(system: System, username: str) -> Actor:
    with system.database.read() as session:
        found = session.execute(text("SELECT id, name FROM identity_person WHERE username = :u"), {"u": username}).one()
    return Actor(found.id, frozenset({"officer"}), found.name)


def answered(server: Server, of: city.City, steps: list[str]) -> None:
    """Through the gateway of the running house: 50,000 answers, and measures whose ends are spread over a year."""
    of.steps, today = steps, legal_date(system_clock())
    sender = city.Sender(server, of, SigningKey.load_or_create(server.folder / "var/keys" / f"{city.PEER}.pem"),
                         ends=lambda number: {"start": today.isoformat(),
                                              "end": (today + timedelta(days=1 + number % 365)).isoformat()})
    sender()
    if sender.failure is not None:
        raise sender.failure


def first_pull(officer: OfficerAtTablet) -> float:
    """Seconds."""
    officer.logs_in().enrols().enters_pin("设置 PIN 码").enters_pin("再输入一次 PIN 码")
    slow_down(officer.page)
    started = time.perf_counter()
    lines = officer.page.get_by_role("list", name="出发前检查").get_by_role("listitem")
    expect(lines.filter(has_text="案件数据")).to_contain_text("正常", timeout=PULL_PATIENCE_MS)
    return time.perf_counter() - started


def bare_pull(client: FieldTablet) -> tuple[float, int]:
    """Seconds and rows: what the server alone needs for the same pages."""
    client.enrol()
    seconds = timed(client.pull)
    return seconds, sum(map(len, client.rows.values()))


@dataclass
class InFlightMode:
    """Each gives the milliseconds until the answer is on the screen."""

    officer: OfficerAtTablet
    case_number: str
    account: str

    @property
    def page(self) -> Page:
        return self.officer.page

    def radar(self) -> float:
        self.officer.goes_home()
        menu = self.page.get_by_role("navigation", name="主菜单")
        return self._wait(menu.get_by_role("link", name="续封雷达"), RADAR)

    def band(self) -> float:
        bands = self.page.get_by_role("group", name="期限")
        bands.get_by_role("button", name="全部").click()
        return self._wait(bands.get_by_role("button", name="天以上"), RADAR)

    def case(self) -> float:
        self.officer.goes_to("案件")
        self.page.get_by_role("searchbox").fill(self.case_number)
        link = self.page.get_by_role("list", name="案件").get_by_role("link", name=self.case_number)
        return self._wait(link, '[role="tabpanel"]')

    def measures(self) -> float:
        self.page.get_by_role("tab", name="概况").click()
        return self._wait(self.page.get_by_role("tab", name="控制措施"), "a.control")

    def answers(self) -> float:
        self.page.get_by_role("tab", name="概况").click()
        return self._wait(self.page.get_by_role("tab", name="查控"), '[role="tabpanel"] fieldset.segmented')

    def look_up(self) -> float:
        box = self.page.get_by_role("searchbox")
        box.fill("")
        expect(self.page.locator(FOUND)).to_have_count(0)
        return self._wait(box, FOUND, self.account)

    def _wait(self, target: Locator, shown: str, words: str | None = None) -> float:
        expect(target).to_be_visible()
        return float(target.evaluate(WAIT, {"shown": shown, "words": words}))


def told(name: str, ours: Callable[[], float]) -> list[str]:
    return run(Contest(name, "ms", ours, {"limit": lambda: LIMIT_MS}, better="less"))


def in_flight_mode(now: InFlightMode) -> list[str]:
    now.officer.goes_offline()
    rows = told(f"radar of {MEASURES:,} measures, tap to first line", now.radar)
    rows += told("one band of the radar", now.band) + told(f"one of {MEASURES // EACH} cases", now.case)
    rows += told("its measures", now.measures) + told(f"its answers: {ANSWERS * EACH // MEASURES}", now.answers)
    now.officer.goes_to("速查")
    return rows + told("look-up of an account by part of its number, over all of it", now.look_up)


def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        server = Server(Path(folder))
        run_cli(server.env, "migrate")
        run_cli(server.env, "world")
        of, steps = fill(server)
        server.start()
        try:
            answered(server, of, steps)
            client = FieldTablet(server)
            bare_s, rows = bare_pull(client)
            account = next(one["asset"]["account_number"] for one in client.rows["controls"].values()
                           if one["asset"].get("account_number"))
            profile = Path(folder) / "tablet"
            with browser(profile, server.url, playwright=play) as context:
                officer = OfficerAtTablet(context, server, profile=profile)
                pulled_s = first_pull(officer)
                return [f"| first pull of {rows:,} rows | {pulled_s:.1f} s | the pages alone: {bare_s:.1f} s | "
                        f"{pulled_s / bare_s:.2g} |",
                        *in_flight_mode(InFlightMode(officer, of.cases[0][0], account[2:12]))]
        finally:
            server.stop()
