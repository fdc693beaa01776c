"""Thirty documents on the approver's phone: what she taps and how long she waits for the machine."""

import statistics
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, expect, sync_playwright

from bench.contest import Figure
from bench.device import slow_down
from tests.support.browser import browser
from tests.support.journey import OfficerAtTablet
from tests.support.journey_approvals import PHONE_OPTIONS, ApproverAtPhone, Drafter
from tests.support.server import running_server

KINDS = ("assistance_notice", "case_acceptance_notice", "closing_notice", "disclosure_notice", "eviction_notice",
         "execution_notice", "pre_enforcement_reminder", "property_report_order", "ruling_detention_of_goods",
         "ruling_freeze", "ruling_seizure", "ruling_transfer", "seal_strip", "seizure_announcement", "summons")
DOCUMENTS, LIKE, LIMIT_MS = 30, 10, 20_000
FETCH_PATIENCE_MS = 180_000
# A tap is timed by the page itself, from the finger to the first frame in which what was waited for is there. A page of
# a document is there when its canvas holds paper, which is opaque; a canvas nobody drew on is not. Deciding is possible
# when the button can be pressed.
LISTEN = """
  const opaque = (canvas) => canvas.width > 0
    && canvas.getContext('2d').getImageData(canvas.width >> 1, 4, 1, 1).data[3] === 255
  const decide = (button) => /^(批准|看过)/.test(button.textContent.trim()) && !button.disabled
  const frame = () => new Promise(requestAnimationFrame)
  window.arrived = {
    paper: (from) => location.pathname !== from && [...document.querySelectorAll('#page-1 canvas')].some(opaque)
      && [...document.querySelectorAll('.page button')].some(decide),
    words: (_, words) => document.body.innerText.includes(words),
  }
  window.watch = ({ what, words }) => {
    const from = location.pathname
    window.waited = new Promise((done) => addEventListener('click', async () => {
      const tapped = performance.now()
      while (!window.arrived[what](from, words)) await frame()
      done(performance.now() - tapped)
    }, { capture: true, once: true }))
  }
  window.readToEnd = async () => {
    const inView = (page) => {
      const { top, bottom } = page.getBoundingClientRect()
      return bottom > 0 && top < innerHeight
    }
    const painted = () => [...document.querySelectorAll('[id^=page-]')].filter(inView)
      .every((page) => opaque(page.querySelector('canvas')))
    let [swipes, waited] = [0, 0]
    while (scrollY + innerHeight < document.documentElement.scrollHeight - 1) {
      scrollBy({ top: innerHeight * 0.8, behavior: 'instant' })
      swipes++
      const from = performance.now()
      do await frame()
      while (!painted())
      waited += performance.now() - from
    }
    return [swipes, waited]
  }"""


@dataclass
class Thumb:
    """Everything the judge does to the glass is counted here, and every wait for it."""

    judge: ApproverAtPhone
    taps: int = 0
    swipes: list[int] = field(default_factory=list)

    def tap(self, target: Locator, what: str = "paper", words: str = "") -> float:
        """Milliseconds until the next paper can be decided, or until these words are on the screen."""
        expect(target).to_be_enabled()
        self.judge.page.evaluate("asked => window.watch(asked)", {"what": what, "words": words})
        target.tap()
        self.taps += 1
        return float(self.judge.page.evaluate("window.waited"))

    def reads(self) -> float:
        """To the end of the page, a screen at a time; milliseconds until what came into view was painted."""
        swipes, waited = self.judge.page.evaluate("window.readToEnd()")
        self.swipes.append(swipes)
        return float(waited)

    def button(self, name: str) -> Locator:
        return self.judge.page.get_by_role("button", name=name)

    @property
    def fingers(self) -> int:
        """How often the passkey has signed."""
        kept = self.judge.keys.send("WebAuthn.getCredentials", {"authenticatorId": self.judge.authenticator})
        return int(kept["credentials"][0]["signCount"])


def one_after_another(judge: ApproverAtPhone) -> list[str]:
    page, thumb = judge.page, Thumb(judge)
    expect(judge.inbox().filter(has_text="可离线")).to_have_count(DOCUMENTS, timeout=FETCH_PATIENCE_MS)
    before = thumb.fingers
    opening = thumb.tap(judge.inbox().first.get_by_role("link"))
    waits: list[float] = []
    for left in reversed(range(DOCUMENTS)):
        scrolled = thumb.reads()
        approve = page.get_by_role("button", name="批准", exact=True)
        decided = thumb.tap(approve) if left else thumb.tap(approve, "words", "没有待审批的文书")
        waits.append(opening + scrolled + decided)
        opening = 0
    return _rows(f"{DOCUMENTS} documents of {len(KINDS)} kinds, one by one", thumb, waits, thumb.fingers - before)


def together(judge: ApproverAtPhone) -> list[str]:
    page, thumb = judge.page, Thumb(judge)
    expect(judge.inbox().filter(has_text="可离线")).to_have_count(LIKE, timeout=FETCH_PATIENCE_MS)
    before = thumb.fingers
    waits = [0.0] * LIKE
    waits[0] += thumb.tap(page.get_by_role("link", name="成批审批"), "words", "依次阅看")
    waits[0] += thumb.tap(thumb.button("依次阅看"))
    for at in range(LIKE):
        waits[at] += thumb.reads()
        if at < LIKE - 1:
            waits[at] += thumb.tap(thumb.button("看过，下一份"))
    waits[-1] += thumb.tap(thumb.button("看过，返回成批审批"), "words", f"批准所选 {LIKE} 份")
    waits[-1] += thumb.tap(thumb.button("批准所选"), "words", "用通行密钥确认")
    confirmed = thumb.tap(thumb.button("用通行密钥确认"), "words", f"已批准 {LIKE} 份")
    return _rows(f"{LIKE} like documents, confirmed together", thumb, [one + confirmed / LIKE for one in waits],
                 thumb.fingers - before)


def _rows(name: str, thumb: Thumb, waits: list[float], fingers: int) -> list[str]:
    total, limit = sum(waits), LIMIT_MS * len(waits)
    print(f"  {name}: {thumb.taps} taps, {fingers} fingers, {sum(thumb.swipes)} swipes, {total:,.0f} ms", flush=True)
    return [f"| {name}: waiting for the machine, per document | {Figure.of(waits)} ms | limit {LIMIT_MS:,} ms with "
            f"reading | {statistics.median(waits) / LIMIT_MS:.2g}; worst {max(waits) / LIMIT_MS:.2g} |",
            f"| … taps and fingers on the passkey, altogether | {thumb.taps} and {fingers} | one of each per document: "
            f"{len(waits)} and {len(waits)} | {thumb.taps / len(waits):.2f} and {fingers / len(waits):.2f} |",
            f"| … screens swiped through, per document | {Figure.of([float(one) for one in thumb.swipes])} | – | – |",
            f"| … waiting for the machine, altogether | {total / 1000:.1f} s | limit {limit / 1000:.0f} s with reading "
            f"| {total / limit:.2g} |"]


def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play, \
            running_server(Path(folder)) as server, closing(Drafter(server)) as drafter:
        profile = Path(folder) / "phone"
        with browser(profile, server.url, playwright=play, device_scale_factor=3, **PHONE_OPTIONS) as context:
            judge = ApproverAtPhone(OfficerAtTablet(context, server, "judge1", profile=profile))
            judge.is_ready().has_passkey()
            expect(judge.opens_inbox().inbox()).not_to_have_count(0)
            kinds = [KINDS[at % len(KINDS)] for at in range(DOCUMENTS)]
            _waiting(drafter, kinds[judge.inbox().count():])  # the demo court left her some
            rows = _at_the_inbox(judge, one_after_another)
            _waiting(drafter, ["ruling_freeze"] * LIKE)
            return rows + _at_the_inbox(judge, together)


def _waiting(drafter: Drafter, kinds: list[str]) -> None:
    for number, kind in enumerate(kinds):
        drafter.submits(kind)
        print(f"  submitted {number + 1}/{len(kinds)}", end="\r", flush=True)


def _at_the_inbox(judge: ApproverAtPhone, work: Callable[[ApproverAtPhone], list[str]]) -> list[str]:
    """With a fresh page that listens, slowed down, every paper fetched ahead as it is on a phone that lay about."""
    judge.page.add_init_script(LISTEN)
    judge.page.goto(f"{judge.owner.url}/approvals")
    judge.unlocks_if_asked()
    slow_down(judge.page)
    return work(judge)
