"""Who is told what, once each, and how a browser is rung without saying what about."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.support.docket import Docket, a_docket
from tests.support.house import House
from tests.support.institution import Institution
from tests.support.people import browser_of, enlist
from tests.support.push_service import Browser, PushService, push_service
from zhixing.cases import case_facts
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor
from zhixing.notifications.adapters import EXTRA, WebPushSender, vapid_key_path
from zhixing.notifications.models import PushSubscription


@pytest.fixture
def docket(house: House) -> Docket:
    return a_docket(house)


@pytest.fixture
def number(docket: Docket) -> str:
    with docket.house.read() as session:
        return case_facts(session, docket.case_id).case_number


@pytest.fixture
def service(house: House) -> Iterator[PushService]:
    """The court allows one push service, and it runs here."""
    with push_service() as running:
        config = house.system.config
        house.system.extras = {**house.system.extras, EXTRA: WebPushSender(
            vapid_key_path(config), config.vapid_subject, (running.origin,))}
        yield running


def notices(docket: Docket, person: Actor, kind: str) -> list[dict[str, Any]]:
    docket.house.work()
    rows = docket.tablet_of(person).pull().get("notices", {}).values()
    return [row for row in rows if row["kind"] == kind]


def subscribe(docket: Docket, person: Actor, origin: str, browser: Browser, path: str = "/box/1") -> str:
    subscription_id = new_id()
    docket.house.must("notifications.subscribe_push", {
        "subscription_id": subscription_id, "device_id": None, "subscription": {
            "endpoint": origin + path, "expirationTime": None,
            "keys": {"p256dh": browser.p256dh, "auth": browser.auth}}}, person)
    return subscription_id


def subscriptions(house: House) -> int:
    with house.read() as session:
        return session.query(PushSubscription).count()


def test_feedback_is_announced_to_those_who_may_read_it_and_to_nobody_else(docket: Docket, number: str) -> None:
    bank = Institution(docket.house).register()
    bank.send(bank.row(number))
    kind = "asset_queries.feedback_recorded"
    for person, count in ((docket.officer, 1), (docket.judge, 1), (docket.clerk, 0)):
        assert len(notices(docket, person, kind)) == count
    [notice] = notices(docket, docket.officer, kind)
    assert (notice["case_id"], notice["params"]) == (docket.case_id, {"hits": 1, "rows": 1})


def test_many_batches_make_one_notice_until_it_is_read(docket: Docket, number: str) -> None:
    bank, kind = Institution(docket.house).register(), "asset_queries.feedback_recorded"
    for _ in range(3):
        bank.send(bank.row(number), bank.row(number, outcome="nothing", amount_yuan=None, available_yuan=None))
        docket.house.work()
    [notice] = notices(docket, docket.officer, kind)
    assert notice["params"] == {"hits": 3, "rows": 6}
    docket.house.must("notifications.mark_read", {"notice_ids": [notice["id"]]}, docket.officer)
    bank.send(bank.row(number))
    assert sorted(one["params"]["hits"] for one in notices(docket, docket.officer, kind)) == [1, 3]


def test_an_event_that_is_delivered_again_is_not_counted_again(docket: Docket, number: str) -> None:
    bank = Institution(docket.house).register()
    bank.send(bank.row(number))
    docket.house.work()
    docket.house.work_after_pauses()
    [notice] = notices(docket, docket.officer, "asset_queries.feedback_recorded")
    assert notice["params"]["hits"] == 1


def test_a_person_learns_of_a_new_case_from_whoever_assigned_her(docket: Docket) -> None:
    [notice] = notices(docket, docket.judge, "cases.assigned")
    assert (notice["case_id"], notice["params"], notice["read_at"]) == (docket.case_id, {"duty": "judge"}, None)


def test_a_notice_read_on_one_tablet_is_read_on_the_other(docket: Docket) -> None:
    [notice] = notices(docket, docket.judge, "cases.assigned")
    docket.house.must("notifications.mark_read", {"notice_ids": [notice["id"]]}, docket.judge)
    first = notices(docket, docket.judge, "cases.assigned")[0]["read_at"]
    assert first is not None
    docket.house.must("notifications.mark_read", {"notice_ids": [notice["id"]]}, docket.judge)
    assert notices(docket, docket.judge, "cases.assigned")[0]["read_at"] == first


def test_nobody_reads_anothers_notices_for_him(docket: Docket) -> None:
    [notice] = notices(docket, docket.judge, "cases.assigned")
    outcome = docket.house.send("notifications.mark_read", {"notice_ids": [notice["id"]]}, docket.officer)
    assert (outcome.outcome, outcome.problem.code) == ("refused", "request.not_found")


def test_the_phone_rings_without_a_word_about_the_case(
        docket: Docket, number: str, service: PushService) -> None:
    browser = Browser()
    docket.house.work()
    subscribe(docket, docket.officer, service.origin, browser)
    bank = Institution(docket.house).register()
    bank.send(bank.row(number))
    docket.house.work()
    [(_path, headers, body)] = service.received
    message = json.loads(browser.decrypt(body))
    assert set(message) == {"notice_id", "kind"}
    assert (message["kind"], headers["urgency"]) == ("asset_queries.feedback_recorded", "high")


def test_answers_without_a_hit_do_not_ring(docket: Docket, number: str, service: PushService) -> None:
    docket.house.work()
    subscribe(docket, docket.officer, service.origin, Browser())
    bank = Institution(docket.house).register()
    bank.send(bank.row(number, outcome="nothing", amount_yuan=None, available_yuan=None))
    docket.house.work()
    assert service.received == []


def test_a_browser_that_unsubscribed_elsewhere_is_forgotten(docket: Docket, service: PushService) -> None:
    service.answers = [(410, {})]
    subscribe(docket, docket.judge, service.origin, Browser())
    docket.house.work()
    assert (len(service.received), subscriptions(docket.house)) == (1, 0)


def test_a_service_that_is_overrun_is_left_alone_as_long_as_it_asks(docket: Docket, service: PushService) -> None:
    service.answers = [(429, {"Retry-After": "600"}), (201, {})]
    subscribe(docket, docket.judge, service.origin, Browser())
    docket.house.work()
    docket.house.clock.forward(seconds=590)
    docket.house.work()
    assert len(service.received) == 1
    docket.house.clock.forward(seconds=20)
    docket.house.work()
    assert len(service.received) == 2


def test_trying_again_ends(docket: Docket, service: PushService) -> None:
    service.answers = [(503, {})]
    subscribe(docket, docket.judge, service.origin, Browser())
    for _ in range(12):
        docket.house.work()
        docket.house.clock.forward(hours=7)
    assert len(service.received) == 8


def test_a_notice_that_was_read_meanwhile_does_not_ring(docket: Docket, service: PushService) -> None:
    service.answers = [(503, {})]
    subscribe(docket, docket.judge, service.origin, Browser())
    [notice] = notices(docket, docket.judge, "cases.assigned")
    docket.house.must("notifications.mark_read", {"notice_ids": [notice["id"]]}, docket.judge)
    docket.house.clock.forward(hours=1)
    docket.house.work()
    assert len(service.received) == 1


def test_a_shared_browser_rings_for_whoever_logged_in_last(docket: Docket, service: PushService) -> None:
    browser = Browser()
    subscribe(docket, docket.judge, service.origin, browser)
    subscribe(docket, docket.officer, service.origin, browser)
    docket.house.work()
    [(_path, _headers, body)] = service.received
    [notice] = notices(docket, docket.officer, "cases.assigned")
    assert json.loads(browser.decrypt(body))["notice_id"] == notice["id"]
    assert subscriptions(docket.house) == 1


def test_an_address_outside_the_allowed_push_services_is_refused(docket: Docket, service: PushService) -> None:
    browser = Browser()
    outcome = docket.house.send("notifications.subscribe_push", {
        "subscription_id": new_id(), "device_id": None, "subscription": {
            "endpoint": "https://intranet.court.invalid/x", "keys": {"p256dh": browser.p256dh, "auth": browser.auth}}},
        docket.judge)
    assert outcome.problem.code == "push.endpoint_not_allowed"


def test_a_key_nobody_could_encrypt_to_is_refused_at_once(docket: Docket, service: PushService) -> None:
    outcome = docket.house.send("notifications.subscribe_push", {
        "subscription_id": new_id(), "device_id": None, "subscription": {
            "endpoint": service.origin + "/box", "keys": {"p256dh": "A" * 87, "auth": "B" * 22}}}, docket.judge)
    assert outcome.problem.code == "push.key_invalid"


def test_only_the_owner_stops_the_ringing(docket: Docket, service: PushService) -> None:
    subscription_id = subscribe(docket, docket.judge, service.origin, Browser())
    body = {"subscription_id": subscription_id}
    assert docket.house.send("notifications.unsubscribe_push", body, docket.officer).outcome == "refused"
    docket.house.must("notifications.unsubscribe_push", body, docket.judge)
    assert subscriptions(docket.house) == 0


def test_the_app_is_told_the_courts_key_or_that_nothing_rings_here(docket: Docket, house: House) -> None:
    judge = browser_of(house, docket.judge)
    key = judge.get("/api/push/public-key").json["public_key"]
    assert len(key) == 87
    house.system.extras.pop(EXTRA)
    house.system.config = replace(house.system.config, push_hosts=())
    assert judge.get("/api/push/public-key").json == {}
    assert house.client().get("/api/push/public-key").status_code == 401


def test_a_marshal_hears_nothing_of_query_results(docket: Docket, number: str) -> None:
    marshal = enlist(docket.house, "马警官", "marshal")
    docket.house.must("cases.assign", {"case_id": docket.case_id, "person_id": marshal.id, "duty": "marshal"},
                      docket.clerk)
    bank = Institution(docket.house).register()
    bank.send(bank.row(number))
    assert notices(docket, marshal, "asset_queries.feedback_recorded") == []


def test_a_lost_tablet_is_reported_to_the_people_on_it_and_is_not_rung_any_more(
        docket: Docket, service: PushService) -> None:
    tablet, administrator = docket.tablet, enlist(docket.house, "管理员", "administrator")
    docket.house.must("notifications.subscribe_push", {
        "subscription_id": new_id(), "device_id": tablet.device_id, "subscription": {
            "endpoint": f"{service.origin}/lost", "keys": {"p256dh": Browser().p256dh, "auth": Browser().auth}}},
        docket.officer)
    subscribe(docket, docket.officer, service.origin, Browser(), path="/desk")
    docket.house.work()
    service.received.clear()
    docket.house.must("devices.revoke", {"device_id": tablet.device_id, "reason": "遗失"}, administrator)
    [notice] = notices(docket, docket.officer, "devices.revoked")
    assert notice["params"]["device_id"] == tablet.device_id
    assert {path for path, _headers, _body in service.received} <= {"/desk", "/lost"}
    assert subscriptions(docket.house) == 1
    service.received.clear()
    docket.house.must("cases.unassign", {"case_id": docket.case_id, "person_id": docket.officer.id, "reason": "换人"},
                      docket.clerk)
    docket.house.must("cases.assign", {"case_id": docket.case_id, "person_id": docket.officer.id, "duty": "officer"},
                      docket.clerk)
    docket.house.work()
    assert [path for path, _headers, _body in service.received] == ["/desk"]
