"""Passkeys: nothing to type, nothing to guess (WebAuthn level 3)."""

from typing import Any

import pytest

from tests.backend.identity.authenticator import Authenticator
from tests.backend.identity.conftest import PASSWORD, Court

BASE = "/api/session/passkey"


def register(court: Court, username: str, key: Authenticator) -> Any:
    client, headers = court.desk(username)
    options = client.post(f"{BASE}/register/options", headers=headers).json["options"]
    return client.post(f"{BASE}/register", headers=headers, json={"name": "平板", "credential": key.make(options)})


def log_in(court: Court, key: Authenticator) -> Any:
    client = court.house.client()
    options = client.post(f"{BASE}/login/options").json["options"]
    return client.post(f"{BASE}/login", json={"credential": key.use(options)})


def test_a_judge_registers_a_passkey_and_logs_in_with_it(court: Court) -> None:
    judge = court.enlist("judge1", "judge", name="李二河")
    key = Authenticator()
    assert register(court, "judge1", key).status_code == 201
    answer = log_in(court, key)
    assert answer.status_code == 200
    assert answer.json["person"]["id"] == judge.id
    assert log_in(court, key).status_code == 200


def test_a_passkey_opens_the_door_while_somebody_is_guessing_the_password(court: Court) -> None:
    court.enlist("judge1", "judge")
    key = Authenticator()
    register(court, "judge1", key)
    for _ in range(8):
        court.log_in("judge1", "wrong wrong")
    assert court.log_in("judge1", PASSWORD)[1].status_code == 429
    assert log_in(court, key).status_code == 200


def test_options_ask_for_the_finger_and_say_nothing_about_who_exists(court: Court) -> None:
    court.enlist("judge1", "judge")
    register(court, "judge1", Authenticator())
    options = court.house.client().post(f"{BASE}/login/options").json["options"]
    assert options["userVerification"] == "required"
    assert options["allowCredentials"] == []
    assert options["rpId"] == "localhost"


@pytest.mark.parametrize("wrong", [{"verifies": False}, {"origin": "https://evil.invalid"}, {"rp_id": "evil.invalid"}])
def test_without_the_finger_or_from_another_site_it_is_refused(court: Court, wrong: dict[str, Any]) -> None:
    court.enlist("judge1", "judge")
    key = Authenticator()
    register(court, "judge1", key)
    for name, value in wrong.items():
        setattr(key, name, value)
    answer = log_in(court, key)
    assert (answer.status_code, answer.json["code"]) == (401, "session.passkey_refused")
    assert register(court, "judge1", Authenticator(**wrong)).json["code"] == "session.passkey_refused"


def test_a_copied_key_whose_counter_stands_still_is_refused(court: Court) -> None:
    court.enlist("judge1", "judge")
    key = Authenticator()
    register(court, "judge1", key)
    log_in(court, key)
    key.count = 0
    assert log_in(court, key).json["code"] == "session.passkey_refused"


def test_an_answered_challenge_is_worth_nothing_a_second_time(court: Court) -> None:
    court.enlist("judge1", "judge")
    key = Authenticator()
    register(court, "judge1", key)
    client = court.house.client()
    options = client.post(f"{BASE}/login/options").json["options"]
    assert client.post(f"{BASE}/login", json={"credential": key.use(options)}).status_code == 200
    assert client.post(f"{BASE}/login", json={"credential": key.use(options)}).status_code == 401


def test_an_old_challenge_and_one_for_somebody_elses_registration_are_refused(court: Court) -> None:
    court.enlist("judge1", "judge")
    court.enlist("officer1", "officer")
    key = Authenticator()
    register(court, "judge1", key)
    options = court.house.client().post(f"{BASE}/login/options").json["options"]
    court.house.clock.forward(minutes=6)
    assert court.house.client().post(f"{BASE}/login", json={"credential": key.use(options)}).status_code == 401

    client, headers = court.desk("officer1")
    theirs = client.post(f"{BASE}/register/options", headers=headers).json["options"]
    judge, judge_headers = court.desk("judge1")
    answer = judge.post(f"{BASE}/register", headers=judge_headers,
                        json={"name": "换过的", "credential": Authenticator().make(theirs)})
    assert answer.json["code"] == "session.passkey_refused"


def test_the_same_authenticator_is_registered_once(court: Court) -> None:
    court.enlist("judge1", "judge")
    key = Authenticator()
    register(court, "judge1", key)
    assert register(court, "judge1", key).json["code"] == "session.passkey_known"


def test_a_passkey_can_be_looked_at_and_removed_by_its_owner_only(court: Court) -> None:
    court.enlist("judge1", "judge")
    court.enlist("officer1", "officer")
    key = Authenticator()
    passkey_id = register(court, "judge1", key).json["passkey_id"]
    other, other_headers = court.desk("officer1")
    assert other.get(BASE).json == {"passkeys": []}
    assert other.delete(f"{BASE}/{passkey_id}", headers=other_headers).status_code == 404
    own, headers = court.desk("judge1")
    assert [one["name"] for one in own.get(BASE).json["passkeys"]] == ["平板"]
    assert own.delete(f"{BASE}/{passkey_id}", headers=headers).status_code == 204
    assert log_in(court, key).status_code == 401


def test_one_who_left_cannot_come_back_by_passkey(court: Court) -> None:
    judge = court.enlist("judge1", "judge")
    key = Authenticator()
    register(court, "judge1", key)
    court.house.must("identity.disable_person", {"person_id": judge.id, "reason": "退休"}, court.admin,
                     based_on=court.seq_of("people", judge.id))
    assert log_in(court, key).status_code == 401


@pytest.mark.parametrize("credential", [{}, {"response": {}}, {"id": 7, "response": {"clientDataJSON": "!!"}},
                                        {"id": "x", "response": {"clientDataJSON": "W10"}}, {"response": None}])
def test_rubbish_instead_of_a_passkey_is_refused_politely(court: Court, credential: dict[str, Any]) -> None:
    answer = court.house.client().post(f"{BASE}/login", json={"credential": credential})
    assert (answer.status_code, answer.json["code"]) == (401, "session.passkey_refused")
