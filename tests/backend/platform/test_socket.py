"""The doorbell: who may connect, and who hears what."""

import json
from typing import Any

import pytest
from flask_socketio import SocketIOTestClient

from tests.support.docket import a_docket
from tests.support.house import House
from tests.support.people import browser_of, enlist
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor
from zhixing.platform import feed
from zhixing.platform.bell import NAMESPACE, resolve
from zhixing.platform.socket import _is_own_page

KNOCK = "/socket.io/?EIO=4&transport=polling"


def connect(house: House, person: Actor | None) -> SocketIOTestClient:
    socketio = house.app().extensions["socketio"]
    browser = browser_of(house, person) if person else house.client()
    return SocketIOTestClient(house.app(), socketio, namespace=NAMESPACE, flask_test_client=browser)


def rings(house: House) -> dict[str, dict[str, int]]:
    """person → what the newest commit rings for them."""
    with house.read() as session:
        return resolve(house.bell.rung[-1], lambda scopes: feed.people_in(session, scopes))


def test_a_logged_in_officer_is_connected_and_nobody_else_is(house: House) -> None:
    officer = enlist(house, "李二河", "officer")
    assert connect(house, officer).is_connected(NAMESPACE)
    assert not connect(house, None).is_connected(NAMESPACE)


def test_news_of_a_case_rings_for_its_people_only_and_carries_no_data(house: House) -> None:
    docket, outsider = a_docket(house), enlist(house, "外人某", "officer")
    house.must("cases.record_progress", {
        "entry_id": new_id(), "case_id": docket.case_id, "kind": "note", "text": "现场情况",
        "happened_on": "2026-11-20"}, docket.judge)
    heard = rings(house)
    members = {docket.judge.id, docket.officer.id, docket.second_officer.id, docket.clerk.id}
    assert members <= set(heard)
    assert outsider.id not in heard
    assert all(isinstance(seq, int) for news in heard.values() for seq in news.values())


def test_only_pages_of_this_host_may_connect_also_behind_a_tls_door() -> None:
    def at(host: str) -> dict[str, Any]:
        return {"HTTP_HOST": host}

    assert _is_own_page("https://192.0.2.7:8443", at("192.0.2.7:8443"))
    assert _is_own_page(None, at("localhost:8000"))
    assert not _is_own_page("https://elsewhere.example", at("localhost:8000"))


def test_who_is_not_logged_in_holds_no_socket(house: House) -> None:
    stranger = house.client()
    stranger.set_cookie("zhixing_session", "made-up")
    assert [one.get(KNOCK).status_code for one in (house.client(), stranger)] == [401, 401]


def test_an_odd_cookie_beside_the_login_costs_nobody_the_bell(house: House) -> None:
    login = browser_of(house, enlist(house, "李二河", "officer")).get_cookie("zhixing_session")
    assert login is not None
    odd = {"Cookie": f"a[b=c; zhixing_session={login.value}"}
    assert house.app().test_client(use_cookies=False).get(KNOCK, headers=odd).status_code == 200


def test_on_threads_sockets_leave_room_for_everything_else(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhixing.platform.socket.MOST_ON_THREADS", 2)
    officer = enlist(house, "李二河", "officer")
    tablets = [browser_of(house, officer) for _ in range(3)]

    told = [one.get(KNOCK) for one in tablets]

    assert [one.status_code for one in told] == [200, 200, 503]
    assert told[2].headers["Retry-After"] == "60"
    sid = json.loads(told[0].text[1:])["sid"]
    assert tablets[0].post(f"{KNOCK}&sid={sid}", data="1").status_code == 200  # it hangs up
    assert tablets[2].get(KNOCK).status_code == 200
