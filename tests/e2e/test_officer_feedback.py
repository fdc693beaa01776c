"""The answers of the institutions ring the tablet."""

import json
import threading
import time

from playwright.sync_api import expect

from tests.support.journey import OfficerAtTablet
from tests.support.journey_queries import QueryTab
from tests.support.registry_desk import CourtRecord
from tests.support.server import Server
from zhixing.platform.config import from_environment
from zhixing.world.institution import answer_queries

ROWS = 5
SAW = """text => { window.seenAt = null
  const look = () => { if (!window.seenAt && document.body.innerText.includes(text)) window.seenAt = Date.now() }
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true }) }"""


def answers_come(house: Server) -> float:
    """A morning's answers; when they were posted, in milliseconds."""
    posted = time.time() * 1000
    answer = answer_queries(from_environment(house.env))
    assert answer["accepted"] == ROWS, answer
    return posted

ON_THE_LOCK_SCREEN = """async () => {
  const registration = await navigator.serviceWorker.ready
  const found = await registration.getNotifications()
  return found.map((one) => JSON.stringify([one.title, one.body, one.tag, one.data]))
}"""


def kept_of_the_case(house: Server) -> list[str]:
    """Serials of what the court's feed holds for the case on the screen; other cases have answers of their own."""
    rows = CourtRecord(house).look().rows
    case_id = next(key for key, case in rows["cases"].items() if case["case_number"] == house.demo["case_number"])
    return sorted(row["serial"] for row in rows.get("feedback", {}).values() if row["case_id"] == case_id)


def test_answers_of_institutions_appear_by_themselves_and_after_a_day_offline_each_one_once(
        house: Server, tablet: OfficerAtTablet) -> None:
    officer, tab = tablet.goes_home(), QueryTab(tablet)
    officer.page.evaluate(SAW, f"查到财产 3 项（共 {ROWS} 份反馈）")
    posted = answers_come(house)
    officer.page.wait_for_function("() => window.seenAt")
    print(f"posted to seen: {officer.page.evaluate('window.seenAt') - posted:.0f} ms")
    officer.looks_at("21-home-feedback")
    expect(tab.opens().shows("全部").cards()).to_have_count(ROWS)
    officer.looks_at("22-feedback")

    officer.goes_offline()
    answers_come(house)
    answers_come(house)
    officer.comes_back_online()
    expect(officer.page.get_by_role("group", name="按结果筛选").get_by_text("全部")).to_contain_text(str(3 * ROWS))
    assert sorted(tab.serials()) == kept_of_the_case(house), "missing or twice"
    assert officer.complaints == []


def test_after_the_house_was_restarted_the_tablet_calls_again_by_itself(house: Server, tablet: OfficerAtTablet) -> None:
    found = tablet.goes_home().page.get_by_text(f"查到财产 3 项（共 {ROWS} 份反馈）")
    let_in = threading.Event()
    tablet.page.on("websocket", lambda line: line.on(
        "framereceived", lambda said: let_in.set() if str(said).startswith("40/pad,") else None))  # socket.io, 5
    house.stop()
    house.start()
    for _ in range(300):
        if let_in.is_set():
            break
        tablet.page.wait_for_timeout(200)
    assert let_in.is_set()
    expect(found).to_have_count(0)
    answers_come(house)
    expect(found).to_be_visible()


def test_a_push_wakes_the_tablet_and_says_nothing_of_the_case(house: Server, tablet: OfficerAtTablet) -> None:
    tools = tablet.context.new_cdp_session(tablet.page)
    registered: list[str] = []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda told: registered.extend(
        one["registrationId"] for one in told["registrations"] if not one["isDeleted"]))
    tools.send("ServiceWorker.enable")
    tablet.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    assert registered
    secret = house.demo["case_number"]
    shown: list[str] = []
    for _ in range(10):  # a push may be lost on its way; the same news again replaces what is shown
        tools.send("ServiceWorker.deliverPushMessage", {
            "origin": house.url, "registrationId": registered[-1],
            "data": json.dumps({"kind": "asset_queries.feedback_recorded", "unread": 3, "text": secret})})
        tablet.page.wait_for_timeout(1500)
        if shown := tablet.page.evaluate(ON_THE_LOCK_SCREEN):
            break
    assert len(shown) == 1
    assert "有新的查控反馈" in shown[0]
    assert secret not in shown[0]
