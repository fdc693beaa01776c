"""Empty, shortened and altered bytes: each is noticed, none is reported as sent."""

import pytest
from playwright.sync_api import Route, expect

from tests.support.journey import OfficerAtTablet
from tests.support.registry_desk import CourtRecord
from tests.support.server import Server

# Reaches under the app's feet, as a failing disk does: the stored, encrypted parts of the n-th photo.
SPOIL = """async ([n, how]) => {
  const db = await new Promise((done, failed) => {
    const ask = indexedDB.open('zhixing')
    ask.onsuccess = () => done(ask.result)
    ask.onerror = () => failed(ask.error)
  })
  const all = (store) => new Promise((done) => {
    const ask = db.transaction(store).objectStore(store).getAll(); ask.onsuccess = () => done(ask.result) })
  const blob = (await all('blobs')).sort((a, b) => (a.id < b.id ? -1 : 1))[n]
  const part = (await all('parts')).filter((one) => one.owner === blob.id)[0]
  const old = new Uint8Array(part.box.ct)
  const altered = old.map((byte, at) => (at === 99 ? byte ^ 1 : byte))
  const ct = { empty: new Uint8Array(0), truncated: old.slice(0, old.length >> 1), altered }[how]
  const write = db.transaction('parts', 'readwrite')
  write.objectStore('parts').put({ ...part, box: { ...part.box, ct } })
  await new Promise((done) => { write.oncomplete = done })
  db.close()
}"""


def test_bytes_that_spoiled_on_the_tablet_are_noticed_and_never_reported_as_sent(
        house: Server, tablet: OfficerAtTablet) -> None:
    officer = tablet.opens_case().starts_visit()
    visit_id = officer.visit_id
    officer.goes_offline().photographs(4)
    for n, how in enumerate(("empty", "truncated", "altered")):
        officer.page.evaluate(SPOIL, [n, how])
    officer.comes_back_online().goes_to("待处理")
    damaged = officer.page.get_by_text("文件受损")
    expect(damaged).to_have_count(3)
    officer.sees_text("已停止发送，原样保留").looks_at("20-damaged").goes_home()

    record = CourtRecord(house)
    wait_for_evidence(officer, record, visit_id, 1)
    assert [row["sha256"][:8] for row in record.of_visit("evidence", visit_id)] == officer.sealed[3:]
    assert officer.unsent() == 6, "three acts and three photos are still here and nowhere else"
    record.assert_verifies()


@pytest.mark.parametrize("fault", ["empty", "truncated", "altered"])
def test_bytes_that_spoil_on_the_way_get_no_receipt_until_they_arrive_whole(
        house: Server, tablet: OfficerAtTablet, fault: str) -> None:
    officer = tablet.opens_case().starts_visit()
    visit_id = officer.visit_id
    officer.waits_until_all_is_confirmed().opens_visit().goes_offline().photographs(1).goes_home()
    spoiled: list[int] = []

    def spoil(route: Route) -> None:
        if route.request.method != "PATCH":
            route.continue_()
            return
        body = route.request.post_data_buffer or b""
        bad = {"empty": b"", "truncated": body[: len(body) // 2], "altered": body[:50] + b"\x00" + body[51:]}[fault]
        headers = {**route.request.headers, "content-length": str(len(bad))}
        spoiled.append(len(body))
        route.continue_(post_data=bad, headers=headers)

    officer.page.route("**/api/uploads/*", spoil)
    with officer.page.expect_response(lambda answer: answer.request.method == "PATCH"):
        officer.comes_back_online()
    assert officer.unsent() == 2
    assert CourtRecord(house).look().of_visit("evidence", visit_id) == []
    assert spoiled
    officer.page.unroute_all()
    officer.waits_until_all_is_confirmed()

    record = CourtRecord(house).look()
    evidence = record.of_visit("evidence", visit_id)
    assert [row["sha256"][:8] for row in evidence] == officer.sealed
    record.assert_originals_are_whole(evidence)


def wait_for_evidence(officer: OfficerAtTablet, record: CourtRecord, visit_id: str, count: int) -> None:
    """Until the court has so many; the screen moves on meanwhile."""
    for _ in range(100):
        if len(record.look().of_visit("evidence", visit_id)) >= count:
            return
        officer.page.evaluate("new Promise(requestAnimationFrame)")
    raise AssertionError("nothing arrived")
