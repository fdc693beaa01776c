"""Looking at a screen as a person would: when it has come to rest, as a picture, and against WCAG."""

import os
from pathlib import Path

from playwright.sync_api import Page

from tests.support.server import ROOT

AXE = ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
# Half-faded words have no contrast to measure: nobody reads them before the fading is over. A spinner never ends.
REST = """() => Promise.all(document.getAnimations()
  .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity)
  .map((one) => one.finished.catch(() => undefined)))"""


def comes_to_rest(page: Page) -> None:
    """Waits until nothing moves in or out of the screen."""
    page.evaluate(REST)


def keep_picture(page: Page, what: str) -> None:
    """Where ZHIXING_SHOTS names a folder."""
    comes_to_rest(page)
    if folder := os.environ.get("ZHIXING_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{what}.png"))


def faults(page: Page) -> list[str]:
    """What axe-core finds serious or critical. Works on pages whose own policy allows no script."""
    comes_to_rest(page)
    page.evaluate(AXE.read_text("utf-8"))
    return page.evaluate("""axe.run(document, {resultTypes: ['violations']}).then(r => r.violations
      .filter(v => ['serious', 'critical'].includes(v.impact))
      .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target + ' ' + n.failureSummary).join(' | ')))""")
