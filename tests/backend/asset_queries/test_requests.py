"""Asking: who may, about whom, whom; and where each institution stands until it has answered (NQ 1-2, 7)."""

import itertools
import json
from typing import Any

import pytest
from sqlalchemy import select

from tests.backend.asset_queries.conftest import QueryDesk
from tests.support.docket import a_docket, applicant, respondent
from tests.support.house import House
from tests.support.institution import Institution
from tests.support.litigant import party_id
from tests.support.people import enlist
from zhixing.asset_queries.models import QueryItem, QueryRequest
from zhixing.kernel.clock import to_text
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor
from zhixing.platform import feed
from zhixing.platform.audit import AuditEntry
from zhixing.platform.feed import FeedRow
from zhixing.platform.gateway import GatewayLine, GatewayParcel, receipts
from zhixing.platform.gateway.adapters import EXTRA, NullCarrier, outbox_folder, read_header


def code_of(outcome: Any) -> str:
    return outcome.problem.code if outcome.problem else outcome.outcome


def test_one_tap_asks_every_chosen_institution_about_every_class_it_knows(desk: QueryDesk) -> None:
    outcome = desk.ask(preset="first", scope=[])
    assert outcome.outcome == "accepted", outcome.wire()
    assert outcome.answer == {"questions": 11}, "nine institutions, two of them know deposits and wealth products"
    with desk.house.read() as session:
        assert session.query(GatewayLine).filter_by(kind="query").count() == 11


def test_an_institution_that_knows_no_such_persons_is_not_asked(desk: QueryDesk) -> None:
    assert desk.ask(scope=["fund", "account-list"]).answer == {"questions": 1}, "账户清单 knows entities only"
    assert code_of(desk.ask(scope=["account-list"])) == "asset_queries.scope_empty"


def test_scope_and_preset_add_up_without_asking_twice(desk: QueryDesk) -> None:
    assert desk.ask(preset="money", scope=["bank-c", "traffic", "traffic"]).answer == {"questions": 8}


def test_a_duty_in_the_case_without_a_place_on_the_register_does_not_ask(desk: QueryDesk) -> None:
    assert code_of(desk.ask(desk.docket.second_officer)) == "asset_queries.not_registered"
    assert desk.items() == {}


def test_a_place_on_the_register_without_a_duty_in_the_case_does_not_ask(desk: QueryDesk) -> None:
    stranger = enlist(desk.house, "外人某", "officer")
    desk.register(stranger)
    assert code_of(desk.ask(stranger)) == "policy.denied"


def test_whoever_left_the_register_asks_no_more(desk: QueryDesk) -> None:
    desk.house.must("asset_queries.remove_officer", {"person_id": desk.docket.officer.id, "reason": "调离"}, desk.chief)
    assert code_of(desk.ask()) == "asset_queries.not_registered"


def test_the_query_desk_asks_for_the_court_and_sees_none_of_the_answers(desk: QueryDesk) -> None:
    clerk = enlist(desk.house, "查控专员", "service_centre")
    desk.register(clerk)
    assert desk.ask(clerk).outcome == "accepted"
    desk.answer("bank-c", "found")
    assert desk.docket.tablet_of(clerk).pull().get("feedback", {}) == {}
    assert desk.states(clerk) == {}


def at_the_desk(desk: QueryDesk, name: str = "查控专员") -> Actor:
    person = enlist(desk.house, name, "service_centre")
    desk.register(person)
    return person


def asked_at_the_desk(desk: QueryDesk, person: Actor) -> dict[str, dict[str, Any]]:
    """institution → its question, as the desk's own device holds it."""
    rows = desk.docket.tablet_of(person).pull().get("desk_requests", {})
    return {item["institution"]: item for row in rows.values() for item in row["items"]}


def test_the_query_desk_sees_where_its_own_questions_stand_and_not_whether_anything_was_found(desk: QueryDesk) -> None:
    person, colleague = at_the_desk(desk), at_the_desk(desk, "另一专员")
    assert desk.ask(person, scope=["pay-a", "market", "bank-c", "traffic"]).outcome == "accepted"
    desk.ask(scope=["land"])
    assert {one["state"] for one in asked_at_the_desk(desk, person).values()} == {"asked"}
    desk.house.work()
    for institution, outcome in (("pay-a", "found"), ("market", "nothing"), ("bank-c", "failed")):
        desk.answer(institution, outcome, **({"fail_code": "timeout"} if outcome == "failed" else {}))
    seen = asked_at_the_desk(desk, person)
    assert {name: one["state"] for name, one in seen.items()} == {
        "pay-a": "answered", "market": "answered", "bank-c": "failed", "traffic": "waiting"}
    assert seen["bank-c"]["fail_code"] == "timeout"
    found, nothing = seen["pay-a"], seen["market"]
    of_the_question = {"serial", "institution", "asset_class", "usual_minutes"}
    assert set(found) == of_the_question | {"party_id", "state", "since", "answered_at", "fail_code"}, "no hits"
    differing = {name for name in found if found[name] != nothing[name]}
    assert differing == of_the_question | {"since", "answered_at"}, "both are just answered"
    assert asked_at_the_desk(desk, colleague) == {}
    for other in (desk.docket.officer, desk.docket.clerk):
        assert asked_at_the_desk(desk, other) == {}


def test_a_further_answer_does_not_ring_at_the_desk(desk: QueryDesk) -> None:
    person = at_the_desk(desk)
    desk.ask(person)
    desk.answer("bank-c", "nothing")
    before = desk_numbers(desk)
    desk.house.clock.forward(hours=1)
    desk.answer("bank-c", "found")
    assert desk_numbers(desk) == before
    [item] = [one for one in asked_at_the_desk(desk, person).values() if one["state"] == "answered"]
    assert item["since"] == item["answered_at"] < to_text(desk.house.clock())


def test_why_an_institution_failed_is_told_to_the_desk_only_where_asking_again_may_help(desk: QueryDesk) -> None:
    person = at_the_desk(desk)
    desk.ask(person)
    desk.answer("bank-c", "failed", fail_code="account-of-his-wife")
    assert asked_at_the_desk(desk, person)["bank-c"]["fail_code"] is None


def test_whoever_left_the_desk_is_handed_nothing_more(desk: QueryDesk) -> None:
    person = at_the_desk(desk)
    desk.ask(person)
    assert asked_at_the_desk(desk, person) != {}
    elsewhere = Actor(person.id, frozenset({"clerk"}), person.name)
    desk.answer("bank-c", "nothing")
    assert asked_at_the_desk(desk, elsewhere) == {}


def desk_numbers(desk: QueryDesk) -> list[int]:
    with desk.house.read() as session:
        return sorted(session.scalars(select(FeedRow.seq).where(FeedRow.collection == "desk_requests")))


@pytest.mark.parametrize(("person", "code"), [
    ("marshal", "asset_queries.officer_unknown"), ("nobody", "asset_queries.officer_unknown")])
def test_only_those_whose_office_queries_are_registered(desk: QueryDesk, person: str, code: str) -> None:
    person_id = enlist(desk.house, "马警官", "marshal").id if person == "marshal" else new_id()
    entry = {"person_id": person_id, "certificate": "x"}
    outcome = desk.house.send("asset_queries.register_officer", entry, desk.chief)
    assert code_of(outcome) == code


def test_the_register_is_on_every_tablet_so_that_the_button_can_say_why(desk: QueryDesk) -> None:
    rows = desk.docket.tablet_of(desk.docket.second_officer).pull()["query_officers"]
    assert {row["person_id"] for row in rows.values()} == {desk.docket.officer.id}


def test_only_respondents_of_this_case_may_be_asked_about(desk: QueryDesk) -> None:
    other = a_docket(desk.house)
    for target in (party_id(other), new_id()):
        assert code_of(desk.ask(respondents=[target])) == "asset_queries.target_not_respondent"
    with desk.house.read() as session:
        assert session.query(QueryRequest).count() == 0


def test_the_applicant_is_never_asked_about(house: House) -> None:
    parties = [applicant(), respondent()]
    docket = a_docket(house, parties=parties)
    desk = QueryDesk(docket, Institution(house).register(), enlist(house, "吴局长", "bureau_chief"))
    desk.register(docket.officer)
    assert code_of(desk.ask(respondents=[parties[0]["party_id"]])) == "asset_queries.target_not_respondent"


@pytest.mark.parametrize(("changes", "code"), [
    ({"scope": ["no-such-bank"]}, "asset_queries.institution_not_listed"),
    ({"preset": "no-such"}, "asset_queries.preset_not_listed"),
    ({"scope": []}, "asset_queries.scope_empty"),
    ({"purpose": "curiosity"}, "request.malformed"),
    ({"purpose": None}, "request.malformed"),
    ({"respondents": []}, "request.malformed"),
    ({"extra": 1}, "request.malformed"),
])
def test_a_request_that_makes_no_sense_is_refused_with_its_reason(
        desk: QueryDesk, changes: dict[str, Any], code: str) -> None:
    assert code_of(desk.ask(**changes)) == code


def test_a_closed_case_asks_nothing(desk: QueryDesk) -> None:
    with desk.house.read() as session:

        seen = feed.version_of(session, "cases", desk.docket.case_id)
    desk.house.must("cases.set_stage", {"case_id": desk.docket.case_id, "stage": "closed"}, desk.docket.judge,
                    based_on={f"cases/{desk.docket.case_id}": {"seq": seen.seq, "after": None}})
    assert code_of(desk.ask()) == "asset_queries.case_closed"


def test_who_asked_about_whom_and_why_is_in_the_audit(desk: QueryDesk) -> None:
    desk.ask(purpose="verify_lead")
    with desk.house.read() as session:
        [entry] = session.query(AuditEntry).filter_by(kind="asset_queries.asked").all()
    assert (entry.actor, entry.subject) == (desk.docket.officer.id, desk.docket.case_id)
    assert (entry.facts["purpose"], entry.facts["respondents"]) == ("verify_lead", [party_id(desk.docket)])


def test_the_same_request_sent_twice_asks_once(desk: QueryDesk) -> None:
    body, act, at = desk.body(), new_id(), to_text(desk.house.clock())
    for expected in ("accepted", "duplicate"):
        outcome = desk.house.send("asset_queries.request", body, desk.docket.officer, id=act, occurred_at=at)
        assert outcome.outcome == expected
    assert code_of(desk.house.send("asset_queries.request", body, desk.docket.officer)) == "act.already_there"
    with desk.house.read() as session:
        assert session.query(QueryItem).count() == 2


def test_a_question_carries_everything_the_institution_needs(desk: QueryDesk) -> None:
    desk.ask()
    desk.house.work()
    [file] = outbox_folder(desk.house.system.config).iterdir()
    with open(file, "rb") as dropped:
        read_header(dropped)
        line = json.loads(dropped.readlines()[0])
    assert line["v"] == 1
    assert {key: line[key] for key in ("kind", "case_number", "institution", "asset_class", "purpose")} == {
        "kind": "query", "case_number": desk.number, "institution": "bank-c", "asset_class": "deposit",
        "purpose": "first_search"}
    assert line["respondent"]["name"] == "王三槐"
    assert line["serial"] == desk.items()["bank-c"].serial


# --- where each institution stands ---------------------------------------------------------------------------


def test_asked_until_it_has_left_waiting_until_it_is_answered(desk: QueryDesk) -> None:
    desk.ask()
    assert desk.states() == {"bank-c": "asked", "traffic": "asked"}
    desk.house.work()
    assert desk.states() == {"bank-c": "waiting", "traffic": "waiting"}
    desk.answer("bank-c", "nothing")
    assert desk.states() == {"bank-c": "nothing", "traffic": "waiting"}


def test_waiting_says_since_when_and_how_long_it_usually_takes(desk: QueryDesk) -> None:
    desk.ask()
    desk.house.clock.forward(minutes=5)
    desk.house.work()
    [row] = desk.docket.tablet.pull()["query_requests"].values()
    item = next(one for one in row["items"] if one["institution"] == "traffic")
    assert (item["usual_minutes"], item["since"][:16]) == (120, "2026-11-23T01:05")


def test_a_gate_that_is_closed_leaves_it_asked_and_never_answered(desk: QueryDesk) -> None:

    desk.house.system.extras[EXTRA] = NullCarrier()
    desk.ask()
    desk.house.work()
    assert set(desk.states().values()) == {"asked"}


def test_an_answer_that_overtakes_the_delivery_note_stands(desk: QueryDesk) -> None:
    desk.ask()
    desk.answer("bank-c", "found")
    desk.house.work()
    assert desk.states() == {"bank-c": "found", "traffic": "waiting"}


@pytest.mark.parametrize("order", list(itertools.permutations(["failed", "nothing", "found"])))
def test_whatever_order_the_answers_come_in_the_end_is_the_same(desk: QueryDesk, order: tuple[str, ...]) -> None:
    desk.ask()
    for outcome in order:
        assert desk.answer("bank-c", outcome).json["accepted"] == 1
    assert desk.states()["bank-c"] == "found"
    assert desk.items()["bank-c"].hits == 1


def test_a_failure_keeps_its_code_and_a_later_answer_clears_it(desk: QueryDesk) -> None:
    desk.ask()
    desk.answer("bank-c", "failed", fail_code="timeout")
    item = desk.items()["bank-c"]
    assert (item.state, item.fail_code) == ("failed", "timeout")
    desk.answer("bank-c", "nothing")
    item = desk.items()["bank-c"]
    assert (item.state, item.fail_code) == ("nothing", None)


def test_an_answer_months_late_is_an_answer(desk: QueryDesk) -> None:
    desk.ask()
    desk.house.work()
    desk.house.clock.forward(days=200)
    assert desk.answer("traffic", "found", summary="小型轿车", amount_yuan=None, available_yuan=None,
                       detail={"plate": "粤E12345"}).json["accepted"] == 1
    assert desk.states()["traffic"] == "found"


def test_several_hits_under_one_question_are_counted(desk: QueryDesk) -> None:
    desk.ask()
    for _ in range(3):
        desk.answer("bank-c", "found")
    assert desk.items()["bank-c"].hits == 3


def test_a_row_that_comes_twice_counts_once(desk: QueryDesk) -> None:
    desk.ask()
    item = desk.items()["bank-c"]
    row = desk.bank.row(desk.number, query=item.serial, institution_code="bank-c")
    for _ in range(3):
        desk.bank.send(row)
    assert desk.items()["bank-c"].hits == 1


@pytest.mark.parametrize(("changes", "code"), [
    ({"query": "CK-never-asked"}, "feedback.query_unknown"),
    ({"institution_code": "bank-a"}, "feedback.institution_unknown"),
    ({"institution_code": "no-such"}, "feedback.institution_unknown"),
])
def test_an_answer_to_what_was_not_asked_like_this_is_set_aside(
        desk: QueryDesk, changes: dict[str, Any], code: str) -> None:
    desk.ask()
    answer = desk.answer("bank-c", "found") if not changes else desk.bank.send(desk.bank.row(
        desk.number, **{"query": desk.items()["bank-c"].serial, "institution_code": "bank-c"} | changes))
    assert [one["code"] for one in answer.json["quarantined"]] == [code]
    assert desk.states()["bank-c"] == "asked"


def test_an_answer_about_another_case_than_the_questions_is_set_aside(desk: QueryDesk) -> None:
    other = a_docket(desk.house, case_number="（2026）粤0605执8801号")
    desk.ask()
    answer = desk.bank.send(desk.bank.row("（2026）粤0605执8801号", query=desk.items()["bank-c"].serial,
                                          institution_code="bank-c"))
    assert [one["code"] for one in answer.json["quarantined"]] == ["feedback.query_unknown"]
    assert desk.docket.tablet_of(other.officer).pull().get("feedback", {}) == {}


def test_a_line_the_other_side_could_not_take_failed_with_its_code(desk: QueryDesk) -> None:
    desk.ask()
    desk.house.work()
    with desk.house.read() as session:
        batch = session.query(GatewayParcel).one().id
    row = {"batch": batch, "accepted": 1, "refused": [{"serial": desk.items()["traffic"].serial, "code": "E17"}]}
    desk.bank.post(json.dumps(row).encode(), path=receipts.PATH)
    desk.house.work()
    item = desk.items()["traffic"]
    assert (item.state, item.fail_code, desk.states()["bank-c"]) == ("failed", "E17", "waiting")
