"""What `make run` starts after set-up: a newcomer sees where to go, a tablet comes to trust it, and it ends cleanly."""

import contextlib
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.support.browser import PHONE, browser
from tests.support.look import faults, keep_picture
from tests.support.server import ROOT, Server, free_port
from zhixing.platform import lan

PATIENCE_S, QUICK_S = 150, 40


def _at_a_terminal() -> None:
    """Ctrl-C means something there, also when the tests themselves run in the background, where it does not."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass
class Newcomer:
    """Somebody who typed `make run` and reads the terminal."""

    server: Server
    lan_port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None

    def starts(self) -> float:
        """Seconds until the greeting is there."""
        began = time.monotonic()
        out = open(self.log, "w", encoding="utf-8")  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zhixing.welcome"], cwd=ROOT, stdout=out, stderr=out, text=True,
            env={**self.server.env, "ZHIXING_TLS_PORT": str(self.lan_port)}, start_new_session=True,
            preexec_fn=_at_a_terminal)
        out.close()
        while "停止 · stop" not in self.screen:
            assert self.process.poll() is None, self.screen
            assert time.monotonic() - began < PATIENCE_S, self.screen
            time.sleep(0.1)
        return time.monotonic() - began

    @property
    def log(self) -> Path:
        return self.server.folder / "welcome.log"

    @property
    def screen(self) -> str:
        return self.log.read_text("utf-8")

    def stops(self, how: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        status = self.process.wait(60)
        self.process = None
        return status

    def gives_up(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(60)


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Newcomer]:
    one = Newcomer(Server(tmp_path))
    yield one
    one.gives_up()


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_newcomer_is_told_everything_and_the_second_start_is_quick(
        newcomer: Newcomer, playwright: Playwright) -> None:
    newcomer.starts()
    demo = newcomer.server.demo
    for expected in (newcomer.server.url, demo["password"], "officer1", "judge1", "chief1", "clerk1", "admin1",
                     demo["litigant"]["url_path"], demo["litigant"]["id_last_four"], "▀", "系统管理员"):
        assert expected in newcomer.screen, newcomer.screen
    if lan.addresses():
        assert_a_tablet_can_trust_it(newcomer, playwright)
    assert newcomer.stops(signal.SIGINT) == 0
    assert is_free(newcomer.server.port)

    assert newcomer.starts() < QUICK_S
    assert newcomer.server.demo == demo
    assert "首次启动" not in newcomer.screen
    assert newcomer.stops(signal.SIGTERM) == 0
    assert is_free(newcomer.server.port)
    assert is_free(newcomer.lan_port)


def assert_a_tablet_can_trust_it(newcomer: Newcomer, playwright: Playwright) -> None:
    """By the page that explains it, over plain HTTP; then everything over the trusted door."""
    address, plain = lan.addresses()[0], lan.trust_port(newcomer.lan_port)
    assert f"http://{address}:{plain}/trust" in newcomer.screen
    assert f"https://{address}:{newcomer.lan_port}/" in newcomer.screen
    look_at_trust(newcomer, f"http://{address}:{plain}", playwright)
    with urllib.request.urlopen(f"http://{address}:{plain}/trust/zhixing-ca.crt") as answer:
        authority = answer.read().decode()
    trusting = ssl.create_default_context(cadata=authority)
    with urllib.request.urlopen(f"https://{address}:{newcomer.lan_port}/healthz", context=trusting) as answer:
        assert answer.status == 200
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(f"https://{address}:{newcomer.lan_port}/healthz", context=ssl.create_default_context())


def look_at_trust(newcomer: Newcomer, url: str, playwright: Playwright) -> None:
    with browser(newcomer.server.folder / "phone", newcomer.server.url, playwright=playwright, viewport=PHONE) as one:
        page = one.new_page()
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            page.goto(f"{url}/trust")
            assert faults(page) == []
            keep_picture(page, f"t01-trust-{theme}")
        words = page.inner_text("body")
        assert "指纹" in words
        assert f":{newcomer.lan_port}" in words
