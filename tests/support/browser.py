"""A real Chromium whose profile survives being killed, seen from Python."""

import contextlib
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, Playwright, expect, sync_playwright

TABLET = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream"]
# What a user would wait for on a machine that does something else besides; nothing is measured by it.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)
FOSHAN = {"latitude": 23.0302, "longitude": 113.1201, "accuracy": 8}


def chromium_path() -> str | None:
    """Debian's Chromium; None lets Playwright use its own."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@contextlib.contextmanager
def browser(profile: Path, url: str, *, playwright: Playwright | None = None,
            **options: Any) -> Iterator[BrowserContext]:
    """A browser with its own profile folder: storage, service worker and permissions last over restarts."""
    with contextlib.ExitStack() as stack:
        play = playwright or stack.enter_context(sync_playwright())
        args = ARGS + options.pop("args", [])
        context = play.chromium.launch_persistent_context(
            str(profile), executable_path=chromium_path(), headless=True, args=args, locale="zh-CN",
            timezone_id="Asia/Shanghai", geolocation=FOSHAN, viewport=options.pop("viewport", TABLET), **options)
        context.grant_permissions(["geolocation", "camera", "microphone", "notifications"], origin=url)
        try:
            yield context
        finally:
            with contextlib.suppress(Exception):
                context.close()


def kill_browser(profile: Path) -> int:
    """SIGKILL every process of this profile, as a dead battery would; how many there were."""
    victims = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and _uses(entry, profile)]
    for pid in victims:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return len(victims)


def _uses(entry: Path, profile: Path) -> bool:
    with contextlib.suppress(OSError):
        return f"--user-data-dir={profile}".encode() in (entry / "cmdline").read_bytes()
    return False


def tick(box: Locator) -> None:
    """A radio, checkbox or switch, where a finger meets it: on its label, which lies over the real box."""
    box.locator("xpath=ancestor::label[1]").check()


def untick(box: Locator) -> None:
    box.locator("xpath=ancestor::label[1]").uncheck()


def install(page: Page, url: str) -> None:
    """Open the app and wait until its service worker is in charge, so that flight mode works."""
    page.goto(url)
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
