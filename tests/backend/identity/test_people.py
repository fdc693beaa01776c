"""Letting people in, giving them roles, seeing them off."""

from typing import Any

import pytest

from tests.backend.identity.conftest import PASSWORD, Court
from tests.conftest import FULL_STRENGTH
from tests.support.house import House
from zhixing.identity import create_first_admin, create_person_from_console, passwords
from zhixing.identity.errors import PasswordTooShort, UsernameTaken
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor, Outcome
from zhixing.platform import feed
from zhixing.platform.bus import Door
from zhixing.platform.ledger import LedgerEntry
from zhixing.platform.pull import Cursor, Puller


def pull(court: Court, actor: Actor) -> dict[str, Any]:
    with court.house.read() as session:
        session.info["court_name"] = "示范市人民法院"
        sources = {name: spec.rows for name, spec in court.house.system.collections.items()}
        page = Puller(session, actor, sources).page(Cursor(), 500)
    return {f"{one['collection']}/{one['id']}": one["row"] for one in page.changes}


def problem_of(outcome: Outcome) -> str:
    assert outcome.problem, outcome
    return outcome.problem.code


def test_a_new_person_finds_herself_and_her_colleagues_on_her_tablet(court: Court) -> None:
    officer = court.enlist("officer1", "officer", name="王三槐")
    rows = pull(court, officer)
    assert rows[f"me/{officer.id}"] == {"id": officer.id, "username": "officer1", "name": "王三槐",
                                        "roles": ["officer"], "court_name": "示范市人民法院"}
    assert rows[f"people/{officer.id}"] == {"id": officer.id, "name": "王三槐", "roles": ["officer"], "active": True}
    assert rows[f"people/{court.admin.id}"]["roles"] == ["administrator"]
    assert f"me/{court.admin.id}" not in rows


def test_only_an_administrator_lets_people_in(court: Court) -> None:
    chief = court.enlist("chief1", "bureau_chief")
    body = {"person_id": new_id(), "username": "x1", "name": "某人", "roles": ["judge"], "password": PASSWORD}
    assert problem_of(court.house.send("identity.create_person", body, chief)) == "policy.denied"


@pytest.mark.parametrize("change", [{"roles": []}, {"roles": ["emperor"]}, {"username": "a b"}, {"name": "\x00"},
                                    {"name": "  "}, {"password": None}])
def test_a_person_without_a_proper_name_or_role_is_refused(court: Court, change: dict[str, Any]) -> None:
    body = {"person_id": new_id(), "username": "x1", "name": "某人", "roles": ["judge"], "password": PASSWORD, **change}
    assert problem_of(court.house.send("identity.create_person", body, court.admin)) == "request.malformed"


def test_two_people_cannot_share_a_login_name_however_it_is_written(court: Court) -> None:
    court.enlist("officer1", "officer")
    body = {"person_id": new_id(), "username": "ＯFFICER1", "name": "某人", "roles": ["judge"], "password": PASSWORD}
    assert problem_of(court.house.send("identity.create_person", body, court.admin)) == "identity.username_taken"


def test_the_same_act_sent_twice_is_one_person_though_the_password_is_hashed_each_time(
        court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", FULL_STRENGTH)
    act = {"id": new_id(), "type": "identity.create_person", "version": 1, "actor": court.admin.id,
           "occurred_at": "2026-11-23T01:00:00.000Z",
           "body": {"person_id": new_id(), "username": "x1", "name": "某人", "roles": ["judge"], "password": PASSWORD}}
    first = court.house.system.bus.handle(act, Door(court.admin))
    again = court.house.system.bus.handle(act, Door(court.admin))
    other = court.house.system.bus.handle({**act, "body": {**act["body"], "password": PASSWORD + "!"}},
                                          Door(court.admin))
    assert (first.outcome, again.outcome, again.of) == ("accepted", "duplicate", "accepted")
    assert problem_of(other) == "envelope.id_reused"
    with court.house.read() as session:
        kept = session.get_one(LedgerEntry, act["id"]).envelope["body"]["password"]
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_short_password_is_refused_before_anything_is_written_down(court: Court) -> None:
    client, headers = court.desk("admin1")
    act = {"id": new_id(), "type": "identity.create_person", "version": 1, "actor": court.admin.id,
           "occurred_at": "2026-11-23T01:00:00.000Z",
           "body": {"person_id": new_id(), "username": "x1", "name": "某人", "roles": ["judge"], "password": "short"}}
    answer = client.post("/api/commands", json=act, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (422, "identity.password_too_short")
    with court.house.read() as session:
        assert session.get(LedgerEntry, act["id"]) is None


def test_new_roles_count_at_once_and_administrators_see_the_tablets(court: Court) -> None:
    clerk = court.enlist("clerk1", "clerk")
    client, _ = court.desk("clerk1")
    court.house.must("identity.change_roles", {"person_id": clerk.id, "roles": ["administrator", "clerk"]},
                     court.admin, based_on=court.seq_of("people", clerk.id))
    assert client.get("/api/session").json["roles"] == ["administrator", "clerk"]
    with court.house.read() as session:
        assert feed.holds(session, clerk.id, "devices")
    court.house.must("identity.change_roles", {"person_id": clerk.id, "roles": ["clerk"]}, court.admin,
                     based_on=court.seq_of("people", clerk.id))
    with court.house.read() as session:
        assert not feed.holds(session, clerk.id, "devices")


def test_roles_changed_by_somebody_else_meanwhile_are_a_conflict(court: Court) -> None:
    clerk = court.enlist("clerk1", "clerk")
    seen = court.seq_of("people", clerk.id)
    body = {"person_id": clerk.id, "roles": ["judge"]}
    court.house.must("identity.change_roles", body, court.admin, based_on=seen)
    late = court.house.send("identity.change_roles", {**body, "roles": ["marshal"]}, court.admin, based_on=seen)
    assert late.outcome == "conflict"


def test_one_who_left_is_logged_out_forgets_everything_and_stays_visible_by_name(court: Court) -> None:
    officer, colleague = court.enlist("officer1", "officer"), court.enlist("officer2", "officer")
    client, _ = court.desk("officer1")
    court.house.must("identity.disable_person", {"person_id": officer.id, "reason": "调离"}, court.admin,
                     based_on=court.seq_of("people", officer.id))
    assert client.get("/api/session").status_code == 401
    assert court.log_in("officer1")[1].status_code == 401
    with court.house.read() as session:
        assert feed.scopes_of(session, officer.id) == set()
    assert pull(court, colleague)[f"people/{officer.id}"]["active"] is False
    again = court.house.send("identity.disable_person", {"person_id": officer.id, "reason": "again"}, court.admin,
                             based_on=court.seq_of("people", officer.id))
    assert problem_of(again) == "identity.already_disabled"


def test_the_last_administrator_can_neither_leave_nor_give_up_the_role(court: Court) -> None:
    seen = court.seq_of("people", court.admin.id)
    left = court.house.send("identity.disable_person", {"person_id": court.admin.id, "reason": "x"}, court.admin,
                            based_on=seen)
    gave_up = court.house.send("identity.change_roles", {"person_id": court.admin.id, "roles": ["clerk"]}, court.admin,
                               based_on=seen)
    assert problem_of(left) == problem_of(gave_up) == "identity.last_administrator"
    create_person_from_console(court.house.system, username="admin2", name="管理员乙", roles=["administrator"],
                               password=PASSWORD)
    court.house.must("identity.disable_person", {"person_id": court.admin.id, "reason": "交接"}, court.admin,
                     based_on=seen)


def test_a_new_house_begins_with_an_administrator_made_at_its_console(house: House) -> None:
    create_first_admin(house.system, "admin1", "管理员甲", PASSWORD)
    answer = house.client().post("/api/session", json={"username": "admin1", "password": PASSWORD})
    assert answer.json["roles"] == ["administrator"]
    with pytest.raises(PasswordTooShort):
        create_first_admin(house.system, "admin2", "管理员乙", "short")
    with pytest.raises(UsernameTaken):
        create_first_admin(house.system, "ADMIN1", "管理员乙", PASSWORD)


def test_colleagues_are_found_by_name_a_page_at_a_time(court: Court) -> None:
    for number, name in enumerate(["陈一诺", "陈二山", "李二河", "100%_陈"]):
        court.enlist(f"p{number}", "judge", name=name)
    client, _ = court.desk("p0")

    def names(**query: Any) -> list[str]:
        return [one["name"] for one in client.get("/api/people", query_string=query).json["people"]]

    assert names(q="陈") == ["陈一诺", "陈二山", "100%_陈"]
    assert names(q="%_") == ["100%_陈"]
    first = client.get("/api/people", query_string={"q": "陈", "limit": 2}).json
    assert names(q="陈", limit=2, cursor=first["cursor"]) == ["100%_陈"]
    assert court.house.client().get("/api/people").status_code == 401
