"""Logging in with a name and a password (docs/protocol.md 3)."""

import time
from datetime import timedelta
from http.cookies import SimpleCookie

import pyotp
import pytest
from sqlalchemy import select

from tests.backend.identity.conftest import PASSWORD, Court
from tests.support.house import House, open_house
from zhixing.identity import create_first_admin, login
from zhixing.identity.models import LoginSession
from zhixing.platform.audit import AuditEntry
from zhixing.platform.crypto import digest


def cookies_of(answer) -> SimpleCookie:  # type: ignore[no-untyped-def]
    jar = SimpleCookie()
    for line in answer.headers.getlist("Set-Cookie"):
        jar.load(line)
    return jar


def audit_kinds(court: Court) -> list[str]:
    with court.house.read() as session:
        return list(session.scalars(select(AuditEntry.kind).order_by(AuditEntry.id)))


def test_an_officer_logs_in_sees_who_she_is_and_logs_out(court: Court) -> None:
    officer = court.enlist("officer1", "officer")
    client, answer = court.log_in("officer1")

    assert answer.status_code == 200
    assert answer.json["person"] == {"id": officer.id, "username": "officer1", "name": "陈一诺"}
    assert answer.json["roles"] == ["officer"]
    assert client.get("/api/session").json["csrf"] == answer.json["csrf"]

    assert client.delete("/api/session", headers={"X-CSRF-Token": answer.json["csrf"]}).status_code == 204
    assert client.get("/api/session").status_code == 401
    assert {"identity.logged_in", "identity.login_ended"} <= set(audit_kinds(court))


def test_the_login_name_is_found_however_it_is_typed(court: Court) -> None:
    court.enlist("Officer1", "officer")
    assert court.log_in(" ｏfficer1 ")[1].status_code == 200


def test_the_cookie_cannot_be_read_by_scripts_and_is_nowhere_in_the_database(court: Court) -> None:
    court.enlist("officer1", "officer")
    cookie = cookies_of(court.log_in("officer1")[1])["zhixing_session"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert len(cookie.value) >= 43
    with court.house.read() as session:
        assert session.scalar(select(LoginSession.token_hash)) == digest(cookie.value.encode())


def test_behind_https_the_cookie_belongs_to_this_host_alone(database_url: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    with open_house(database_url, tmp_path, public_url="https://zx.court.invalid") as house:
        create_first_admin(house.system, "admin1", "管理员甲", PASSWORD)
        answer = house.client().post("/api/session", json={"username": "admin1", "password": PASSWORD})
        cookie = cookies_of(answer)["__Host-zhixing_session"]
        assert cookie["secure"]
        assert cookie["path"] == "/"
        assert not cookie["domain"]


@pytest.mark.parametrize(("username", "password"), [
    ("officer1", "wrong wrong"), ("nobody", PASSWORD), ("left1", PASSWORD)])
def test_a_wrong_password_an_unknown_name_and_one_who_left_look_the_same(
        court: Court, username: str, password: str) -> None:
    court.enlist("officer1", "officer")
    left = court.enlist("left1", "clerk")
    court.house.must("identity.disable_person", {"person_id": left.id, "reason": "调离"}, court.admin,
                     based_on=court.seq_of("people", left.id))
    answer = court.log_in(username, password)[1]
    assert (answer.status_code, answer.json["code"], answer.json["params"]) == (401, "session.credentials_wrong", {})


def test_an_unknown_name_costs_the_same_work_as_a_known_one(court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    court.enlist("officer1", "officer")
    looked: list[bool] = []
    real = login.matches

    def counting(password: str, password_hash: str | None) -> bool:
        looked.append(password_hash is not None)
        return real(password, password_hash)

    monkeypatch.setattr(login, "matches", counting)
    court.log_in("officer1", "wrong wrong")
    court.log_in("nobody", "wrong wrong")
    assert looked == [True, False]

    started = time.perf_counter()
    assert not real("wrong wrong", None)
    assert time.perf_counter() - started > 0.005  # the hash for nobody is a real Argon2id hash


def test_failed_logins_are_in_the_audit_without_what_was_typed(court: Court) -> None:
    court.enlist("officer1", "officer")
    court.log_in("officer1", "secret-guess-1")
    court.log_in("secret-typed-as-name", "secret-guess-2")
    with court.house.read() as session:
        entries = list(session.scalars(select(AuditEntry).where(AuditEntry.kind == "identity.login_failed")))
    assert [entry.facts["network"] for entry in entries] == ["192.0.2.0/24"] * 2
    assert not [entry for entry in entries if "secret" in entry.body]


def test_passwords_are_in_no_table_and_no_audit_entry(court: Court) -> None:
    officer = court.enlist("officer1", "officer")
    court.house.must("identity.set_password", {"person_id": officer.id, "new_password": "另一个很长的口令"}, officer)
    with court.house.system.database.engine.connect() as connection:
        from zhixing.platform.db import Base

        dump = repr([connection.execute(table.select()).all() for table in Base.metadata.sorted_tables])
    assert PASSWORD not in dump
    assert "另一个很长的口令" not in dump
    assert court.log_in("officer1", "另一个很长的口令")[1].status_code == 200


def test_a_login_planted_in_the_browser_is_worth_nothing_after_logging_in(court: Court) -> None:
    """Session fixation: the attacker puts his own cookie into her browser and waits."""
    court.enlist("mallory", "clerk")
    court.enlist("officer1", "officer")
    mallory, answer = court.log_in("mallory")
    planted = cookies_of(answer)["zhixing_session"].value
    victim = court.house.client()
    victim.set_cookie("zhixing_session", planted)
    fresh = cookies_of(court.log_in("officer1", client=victim)[1])["zhixing_session"].value

    assert fresh != planted
    assert mallory.get("/api/session").status_code == 401
    made_up = court.house.client()
    made_up.set_cookie("zhixing_session", "chosen-by-the-attacker")
    assert cookies_of(court.log_in("officer1", client=made_up)[1])["zhixing_session"].value != "chosen-by-the-attacker"


def test_another_web_site_cannot_log_this_browser_in(court: Court) -> None:
    court.enlist("officer1", "officer")
    body = {"username": "officer1", "password": PASSWORD}
    for headers in ({"Origin": "https://evil.invalid"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = court.house.client().post("/api/session", json=body, headers=headers)
        assert answer.json["code"] == "session.origin_foreign"
    own = court.house.client().post("/api/session", json=body, headers={"Origin": "http://localhost:8000"})
    assert own.status_code == 200


def test_a_write_without_the_csrf_token_is_refused(court: Court) -> None:
    court.enlist("officer1", "officer")
    client, _ = court.desk("officer1")
    for headers in ({}, {"X-CSRF-Token": "guess"}):
        answer = client.delete("/api/session", headers=headers)
        assert (answer.status_code, answer.json["code"]) == (403, "session.csrf_mismatch")
    assert client.get("/api/session").status_code == 200


def test_a_login_lasts_while_it_is_used_and_ends_in_any_case(court: Court) -> None:
    court.enlist("officer1", "officer")
    used, _ = court.log_in("officer1")
    idle, _ = court.log_in("officer1")
    court.house.clock.forward(hours=11)
    assert used.get("/api/session").status_code == 200
    court.house.clock.forward(hours=2)
    assert idle.get("/api/session").status_code == 401
    assert used.get("/api/session").status_code == 200
    court.house.clock.forward(hours=11, minutes=30)
    assert used.get("/api/session").status_code == 401


def test_a_new_password_ends_every_login_and_only_the_owner_or_an_administrator_may_set_it(court: Court) -> None:
    officer, other = court.enlist("officer1", "officer"), court.enlist("officer2", "officer")
    client, _ = court.desk("officer1")
    body = {"person_id": officer.id, "new_password": "一个全新的长口令"}
    refused = court.house.send("identity.set_password", body, other)
    assert refused.problem
    assert refused.problem.params == {"reason": "not_your_password"}
    court.house.must("identity.set_password", body, court.admin)
    assert client.get("/api/session").status_code == 401
    assert court.log_in("officer1")[1].status_code == 401


def test_one_time_codes_are_asked_for_and_open_the_door_once(court: Court) -> None:
    court.enlist("officer1", "officer")
    client, headers = court.desk("officer1")
    secret = client.post("/api/session/otp", headers=headers).json["secret"]
    phone = pyotp.TOTP(secret)
    wrong = client.post("/api/session/otp/confirm", json={"otp": "000000"}, headers=headers)
    assert wrong.json["code"] == "session.otp_wrong"
    code = phone.at(court.house.clock())
    assert client.post("/api/session/otp/confirm", json={"otp": code}, headers=headers).status_code == 204

    assert court.log_in("officer1")[1].json["code"] == "session.otp_required"
    assert court.log_in("officer1", otp=code)[1].json["code"] == "session.credentials_wrong"  # used already
    court.house.clock.forward(seconds=60)
    answer = court.log_in("officer1", otp=phone.at(court.house.clock()))[1]
    assert answer.status_code == 200
    assert answer.json["uses_otp"]
    with court.house.system.database.engine.connect() as connection:
        from zhixing.identity.models import Person

        assert secret not in repr(connection.execute(Person.__table__.select()).all())  # type: ignore[attr-defined]


def test_knowing_the_password_gives_no_fresh_tries_at_the_one_time_code(court: Court) -> None:
    court.enlist("officer1", "officer")
    client, headers = court.desk("officer1")
    secret = client.post("/api/session/otp", headers=headers).json["secret"]
    code = pyotp.TOTP(secret).at(court.house.clock())
    client.post("/api/session/otp/confirm", json={"otp": code}, headers=headers)
    answers = []
    for _ in range(4):
        answers.append(court.log_in("officer1", address="198.51.100.9")[1].json["code"])
        answers.append(court.log_in("officer1", address="198.51.100.9", otp="123456")[1].json["code"])
    assert answers[-1] == "session.too_many_tries"


def test_a_malformed_login_is_refused_with_the_place_and_without_what_was_typed(house: House) -> None:
    answer = house.client().post("/api/session", json={"username": "officer1", "password": 17, "extra": "secret"})
    assert answer.status_code == 422
    assert {one["at"] for one in answer.json["params"]["errors"]} == {"password", "extra"}
    assert "secret" not in answer.text


def test_old_logins_and_quiet_counters_are_swept(court: Court) -> None:
    from zhixing.identity.housekeeping import sweep

    court.enlist("officer1", "officer")
    court.log_in("officer1")
    court.log_in("officer1", "wrong wrong", address="198.51.100.9")
    court.house.clock.now += timedelta(days=120)
    sweep(court.house.system)
    with court.house.read() as session:
        from zhixing.identity.models import Tries

        assert not session.scalars(select(Tries)).all()
        assert not session.scalars(select(LoginSession)).all()
