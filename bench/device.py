"""On the tablet: cold offline start to a usable case list, and shutter to sealed for a 3 MB photo; CPU slowed 4 times.

Milliseconds in a real Chromium in flight mode. The start is from the tap on the icon to the cases on the screen, PIN
derivation included, typing left out; beside the bare derivation (PBKDF2, 600,000 rounds) in the same page. Sealed
means: read, hashed, encrypted, signed, committed strictly and read back; beside the bare WebCrypto and IndexedDB calls.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.contest import Contest, run
from bench.photos import big_photo
from tests.support.browser import browser
from tests.support.journey import OfficerAtTablet
from tests.support.server import running_server

SLOWED = 4
SIZE = 3_000_000
BARE_PIN = """async () => {
  const from = performance.now()
  const raw = new TextEncoder().encode('246810')
  const key = await crypto.subtle.importKey('raw', raw, 'PBKDF2', false, ['deriveKey'])
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(16), iterations: 600000 }
  await crypto.subtle.deriveKey(how, key, { name: 'AES-GCM', length: 256 }, false, ['encrypt'])
  return performance.now() - from
}"""
BARE_SEAL = """async (size) => {
  const db = await new Promise((done) => { const ask = indexedDB.open('bare', 1)
    ask.onupgradeneeded = () => ask.result.createObjectStore('blobs')
    ask.onsuccess = () => done(ask.result) })
  const bytes = new Uint8Array(size).map((_, at) => at * 31 & 255)
  const aes = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt'])
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
  const from = performance.now()
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  const box = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, aes, bytes)
  await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, digest)
  await new Promise((done) => { const write = db.transaction('blobs', 'readwrite', { durability: 'strict' })
    write.objectStore('blobs').put(box, 1)
    write.oncomplete = done })
  db.close()
  return performance.now() - from
}"""
# From the file in the page's hands to the stamp: the same path as the shutter's, without the camera's exposure.
WATCH = """() => {
  const seen = document.querySelector('[data-evidence]')?.dataset.evidence
  addEventListener('change', () => { window.from = performance.now() }, { capture: true, once: true })
  window.sealedAfter = new Promise((done) => {
    const look = () => {
      const now = document.querySelector('[data-evidence]')?.dataset.evidence
      if (now && now !== seen) done(performance.now() - window.from)
      else requestAnimationFrame(look)
    }
    look()
  })
}"""


def slow_down(page: Page) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})


def photo_file(folder: Path) -> Path:
    """A picture that decodes, filled up to three megabytes behind its end; no two alike."""
    path = folder / "photo.jpg"
    photo = big_photo(int.from_bytes(os.urandom(4), "big"))
    path.write_bytes(photo[:SIZE] if len(photo) > SIZE else photo + os.urandom(SIZE - len(photo)))
    return path


def cold_start(officer: OfficerAtTablet) -> float:
    """Milliseconds from the icon to the pad and from the last digit to the cases."""
    officer.turns_to_new_page()
    slow_down(officer.page)
    officer.page.goto(officer.url + "/cases", wait_until="commit")
    pad = officer.page.get_by_role("group", name="请输入 PIN 码")
    pad.get_by_role("button", name="确定").wait_for()
    to_pad = officer.page.evaluate("performance.now()")
    for digit in officer.pin:
        pad.get_by_role("button", name=digit, exact=True).click()
    officer.page.evaluate("""() => { const press = [...document.querySelectorAll('button')]
      .find((one) => one.textContent.includes('确定') || one.ariaLabel === '确定')
      window.from = performance.now(); press.click() }""")
    officer.page.get_by_role("list", name="案件").get_by_role("link").first.wait_for()
    return to_pad + officer.page.evaluate("performance.now() - window.from")


def sealing(officer: OfficerAtTablet, folder: Path) -> Callable[[], float]:
    def one() -> float:
        path = photo_file(folder)
        officer.page.evaluate(WATCH)
        officer.hands_over_files(path)
        return officer.page.evaluate("window.sealedAfter")

    return one


def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as text, sync_playwright() as play, running_server(Path(text)) as server:
        profile = Path(text) / "tablet"
        with browser(profile, server.url, playwright=play) as context:
            OfficerAtTablet(context, server, profile=profile).is_ready_to_leave()
        with browser(profile, server.url, playwright=play) as context:
            context.set_offline(True)
            officer = OfficerAtTablet(context, server, profile=profile)
            rows = run(Contest("cold offline start to the case list", "ms", lambda: cold_start(officer),
                               {"bare PIN derivation": lambda: officer.page.evaluate(BARE_PIN)}, better="less"))
            officer.opens_case().starts_visit().opens_camera()
            return rows + run(Contest("3 MB photo, shutter to sealed", "ms", sealing(officer, Path(text)),
                                      {"bare calls": lambda: officer.page.evaluate(BARE_SEAL, SIZE)}, better="less"))
