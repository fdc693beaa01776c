"""A new version of the app waits until nobody is recording."""

import re
import shutil
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import MakeHouse, OpenTablet

LOOK_FOR_UPDATE = """async () => {
  const registration = await navigator.serviceWorker.getRegistration()
  await registration.update()
  const worker = registration.installing ?? registration.waiting
  const changed = new Promise((done) => worker.addEventListener('statechange', done, { once: true }))
  if (worker.state !== 'installed') await changed
  return registration.waiting !== null
}"""


def test_a_new_version_is_offered_but_never_applied_while_something_is_recorded(
        make_house: MakeHouse, open_tablet: OpenTablet, app_folder: Path, tmp_path: Path) -> None:
    app = Path(shutil.copytree(app_folder, tmp_path / "app"))
    officer = open_tablet(make_house(APP_DIR=str(app))).is_ready_to_leave().opens_case().starts_visit()
    page = officer.page
    officer.opens_camera("录像")
    page.get_by_role("button", name="开始录像").click()
    expect(page.get_by_role("timer")).to_be_visible()
    page.evaluate("window.sameLife = true")

    worker = app / "sw.js"
    worker.write_text(worker.read_text("utf-8") + "\n// build 2\n", "utf-8")
    assert page.evaluate(LOOK_FOR_UPDATE) is True, "it lies ready and waits"
    assert page.evaluate("window.sameLife") is True
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"剩余 [1-5]\d 秒"))
    page.get_by_role("button", name="停止").click()
    expect(page.get_by_role("button", name="开始录像")).to_be_enabled()
    officer.leaves_camera().sees_text("新版本已下载完毕")
    assert page.evaluate("window.sameLife") is True, "nothing happens before a person says so"

    with page.expect_event("load"):
        page.get_by_role("button", name="立即更新").click()
    assert page.evaluate("window.sameLife") is None
    officer.unlocks().waits_until_all_is_confirmed()
    assert page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.waiting === null)")
    officer.opens_visit().sees_text("视频")
