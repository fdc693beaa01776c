"""Guessing is slowed down, and nobody can use that to lock somebody else out."""

import threading
from typing import Any

from flask.testing import FlaskClient

from tests.backend.identity.conftest import PASSWORD, Court

ATTACKER, OFFICE = "203.0.113.50", "192.0.2.7"


def guess(court: Court, times: int, address: str = ATTACKER, client: FlaskClient | None = None) -> Any:
    answer = None
    for number in range(times):
        answer = court.log_in("officer1", f"guess number {number}", client, address=address)[1]
    return answer


def test_after_a_few_wrong_passwords_the_guesser_waits_longer_and_longer(court: Court) -> None:
    court.enlist("officer1", "officer")
    answer = guess(court, 6)
    assert (answer.status_code, answer.json["code"]) == (429, "session.too_many_tries")
    first = answer.json["params"]["retry_after_s"]
    assert answer.headers["Retry-After"] == str(first)
    for _ in range(6):
        court.house.clock.forward(seconds=guess(court, 1).json["params"]["retry_after_s"])
        assert guess(court, 1).status_code == 401
    assert guess(court, 1).json["params"]["retry_after_s"] > 30 * first
    right = court.log_in("officer1", PASSWORD, address="203.0.113.99")[1]  # same network, and even the right password
    assert right.status_code == 429


def test_wrong_passwords_from_elsewhere_do_not_touch_the_browser_she_always_uses(court: Court) -> None:
    court.enlist("officer1", "officer")
    own, headers = court.desk("officer1")
    own.delete("/api/session", headers=headers)
    for network in range(60):  # a botnet, each machine within its free tries
        guess(court, 2, f"198.51.{network}.1")
    guess(court, 8, OFFICE)  # and a colleague on the same network

    assert court.log_in("officer1", PASSWORD, address=OFFICE)[1].status_code == 429
    assert court.log_in("officer1", PASSWORD, own, address=OFFICE)[1].status_code == 200


def test_even_against_a_botnet_a_new_browser_waits_no_longer_than_half_a_minute(court: Court) -> None:
    court.enlist("officer1", "officer")
    for network in range(120):
        court.house.clock.forward(seconds=1)
        guess(court, 1, f"198.51.{network}.1")
    answer = court.log_in("officer1", PASSWORD, address=OFFICE)[1]
    assert answer.status_code == 429
    assert answer.json["params"]["retry_after_s"] <= 30
    court.house.clock.forward(seconds=answer.json["params"]["retry_after_s"])
    assert court.log_in("officer1", PASSWORD, address=OFFICE)[1].status_code == 200


def test_the_browser_she_always_uses_has_a_limit_of_its_own(court: Court) -> None:
    court.enlist("officer1", "officer")
    own, _ = court.desk("officer1")
    assert guess(court, 6, OFFICE, own).status_code == 429
    elsewhere = court.log_in("officer1", PASSWORD, address="192.0.2.200")[1]
    assert elsewhere.status_code == 200


def test_a_forged_known_browser_cookie_buys_no_tries(court: Court) -> None:
    officer, other = court.enlist("officer1", "officer"), court.enlist("officer2", "officer")
    from zhixing.identity import tries

    key, name = court.house.system.key, tries.known_cookie(officer.id, is_secure=False)
    genuine_for_other = tries.known_value(key, other.id, b"0" * 16)
    for forged in (genuine_for_other, "AAAA.BBBB", "x", "a.b.c"):
        client = court.house.client()
        client.set_cookie(name, forged)
        guess(court, 1, ATTACKER, client)
    client.set_cookie(name, genuine_for_other)
    assert guess(court, 3, ATTACKER, client).status_code == 429


def test_names_nobody_has_are_slowed_down_in_the_same_way(court: Court) -> None:
    codes = [court.log_in("nobody", "wrong wrong")[1].json["code"] for _ in range(6)]
    assert codes == ["session.credentials_wrong"] * 5 + ["session.too_many_tries"]


def test_a_hundred_guesses_at_once_are_counted_as_a_hundred(court: Court) -> None:
    court.enlist("officer1", "officer")
    court.house.app()
    codes: list[int] = []

    def one(number: int) -> None:
        codes.append(court.log_in("officer1", f"guess number {number}", address=ATTACKER)[1].status_code)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes.count(401) == 5
    assert codes.count(429) == 19
