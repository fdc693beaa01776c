"""A real house, a real browser. The app is a copy, so that a build beside the tests cannot change it under them."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.support.browser import browser
from tests.support.journey import OfficerAtTablet
from tests.support.journey_approvals import PHONE_OPTIONS, ApproverAtPhone, Drafter
from tests.support.server import ROOT, Server, run_cli

OpenTablet = Callable[..., OfficerAtTablet]
OpenPhone = Callable[[str], ApproverAtPhone]
MakeHouse = Callable[..., Server]


@pytest.fixture(scope="session")
def app_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built app, as it was when the tests began."""
    built = Path(os.environ.get("ZHIXING_APP_DIR", ROOT / "pwa" / "dist"))
    if not (built / "sw.js").exists():
        pytest.fail("the app is not built: cd pwa && npm run build")
    return Path(shutil.copytree(built, tmp_path_factory.mktemp("app") / "dist"))


@pytest.fixture(scope="session")
def demo_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a house with the demo court, never started: each house begins with a copy."""
    made = Server(tmp_path_factory.mktemp("world"))
    run_cli(made.env, "migrate")
    run_cli(made.env, "world")
    return made.folder


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as one:
        yield one


@pytest.fixture
def make_house(demo_world: Path, app_folder: Path, tmp_path: Path) -> Iterator[MakeHouse]:
    """`make_house(SESSION_HOURS="1")`: a court of this test's own, running; its options without the prefix."""
    with ExitStack() as stack:
        def make(**options: str) -> Server:
            folder = tmp_path / f"house{len(list(tmp_path.glob('house*')))}"
            shutil.copytree(demo_world, folder)
            named = {f"ZHIXING_{name}": value for name, value in {"APP_DIR": str(app_folder), **options}.items()}
            server = Server(folder, options=named)
            stack.callback(server.stop)
            return server.start()

        yield make


@pytest.fixture
def house(make_house: MakeHouse) -> Server:  # type: ignore[override]
    """The court of this test, with the demo world."""
    return make_house()


@pytest.fixture
def open_tablet(playwright: Playwright, tmp_path: Path, make_house: MakeHouse) -> Iterator[OpenTablet]:
    """`open_tablet(house, "一号")` turns a tablet on; the same name again is the same tablet after a restart.

    After the houses, so that it is turned off before them: one in flight mode would not hear that they close.
    """
    with ExitStack() as stack:
        def turn_on(server: Server, name: str = "一号", username: str = "officer1", *, url: str = "",
                    flight_mode: str = "", **options: object) -> OfficerAtTablet:
            profile = tmp_path / f"tablet-{name}"
            address = url or server.url
            context = stack.enter_context(browser(profile, address, playwright=playwright, **options))
            context.set_offline(bool(flight_mode))
            return OfficerAtTablet(context, server, username=username, url=address, profile=profile)

        yield turn_on


@pytest.fixture
def tablet(open_tablet: OpenTablet, house: Server) -> OfficerAtTablet:
    """One officer, logged in on an enrolled tablet with everything downloaded."""
    return open_tablet(house).is_ready_to_leave()


@pytest.fixture
def drafter(house: Server) -> Iterator[Drafter]:
    """The officer who drafts, from a desk without a browser."""
    with closing(Drafter(house)) as one:
        yield one


@pytest.fixture
def open_phone(open_tablet: OpenTablet, house: Server) -> OpenPhone:
    """`open_phone("judge1")`: an approver's phone, with everything downloaded."""
    def turn_on(username: str) -> ApproverAtPhone:
        return ApproverAtPhone(open_tablet(house, f"手机-{username}", username, **PHONE_OPTIONS)).is_ready()

    return turn_on
