"""Answers of the query network come in batches: late, twice, and sometimes broken (domain.md 5, 9.5)."""

import json
from typing import Any

import pytest

from tests.support.docket import Docket, a_docket
from tests.support.house import House
from tests.support.institution import Institution
from tests.support.people import browser_of, enlist
from zhixing.cases import case_facts
from zhixing.kernel.ids import new_id
from zhixing.platform.audit import AuditEntry
from zhixing.platform.outbox import OutboxEvent


@pytest.fixture
def docket(house: House) -> Docket:
    return a_docket(house)


@pytest.fixture
def bank(house: House) -> Institution:
    return Institution(house).register()


@pytest.fixture
def number(docket: Docket) -> str:
    with docket.house.read() as session:
        return case_facts(session, docket.case_id).case_number


def feedback_on(docket: Docket, person: Any) -> list[dict[str, Any]]:
    tablet = docket.tablet_of(person)
    return list(tablet.pull().get("feedback", {}).values())


def test_a_hit_reaches_the_officers_tablet_with_its_figures(docket: Docket, bank: Institution, number: str) -> None:
    freeze = {"court": "邻市示范区人民法院", "rank": 1, "amount_yuan": "5000", "ends_on": "2027-06-30"}
    answer = bank.send(bank.row(number, prior_freezes=[freeze]))
    assert (answer.status_code, answer.json["accepted"]) == (200, 1)
    [row] = feedback_on(docket, docket.officer)
    assert row["amount_yuan"] == "126480.52"
    assert row["prior_freezes"] == [{**freeze, "amount_yuan": "5000.00"}]
    assert (row["outcome"], row["institution"]) == ("found", "示范银行南海支行")


def test_who_only_helps_in_the_case_never_receives_query_results(
        docket: Docket, bank: Institution, number: str) -> None:
    marshal = enlist(docket.house, "马警官", "marshal")
    docket.house.must("cases.assign", {"case_id": docket.case_id, "person_id": marshal.id, "duty": "marshal"},
                      docket.clerk)
    bank.send(bank.row(number))
    assert feedback_on(docket, marshal) == []
    assert feedback_on(docket, docket.clerk) == []
    assert len(feedback_on(docket, docket.judge)) == 1


def test_a_batch_that_comes_twice_is_answered_twice_the_same_and_stored_once(
        docket: Docket, bank: Institution, number: str) -> None:
    rows = [bank.row(number), bank.row("（2026）粤0605执99999号")]
    first, second = bank.send(*rows, batch="b-1"), bank.send(*rows, batch="b-1")
    assert first.json == second.json
    assert len(feedback_on(docket, docket.officer)) == 1


def test_a_row_that_comes_in_two_batches_is_a_duplicate(docket: Docket, bank: Institution, number: str) -> None:
    row = bank.row(number)
    bank.send(row)
    answer = bank.send(row)
    assert (answer.json["accepted"], answer.json["duplicate"]) == (0, 1)
    assert len(feedback_on(docket, docket.officer)) == 1


def test_a_serial_that_comes_with_another_amount_does_not_replace_the_first(
        docket: Docket, bank: Institution, number: str) -> None:
    row = bank.row(number)
    bank.send(row)
    answer = bank.send({**row, "amount_yuan": "999999.00", "available_yuan": "0"})
    assert [one["code"] for one in answer.json["quarantined"]] == ["feedback.serial_reused"]
    assert [one["amount_yuan"] for one in feedback_on(docket, docket.officer)] == ["126480.52"]


def test_a_batch_id_used_for_other_content_is_refused_as_a_whole(
        docket: Docket, bank: Institution, number: str) -> None:
    bank.send(bank.row(number), batch="b-1")
    answer = bank.send(bank.row(number), batch="b-1")
    assert (answer.status_code, answer.json["code"]) == (409, "gateway.batch_reused")
    assert len(feedback_on(docket, docket.officer)) == 1


@pytest.mark.parametrize(("changes", "code"), [
    ({"amount_yuan": "-1.00"}, "feedback.amount_negative"),
    ({"amount_yuan": "99999999999999.00"}, "feedback.amount_absurd"),
    ({"available_yuan": "126480.53"}, "feedback.amount_absurd"),
    ({"amount_yuan": 126480.52}, "feedback.malformed"),
    ({"amount_yuan": "1e9"}, "feedback.malformed"),
    ({"amount_yuan": "NaN"}, "feedback.malformed"),
    ({"answered_at": "2099-01-01T00:00:00Z"}, "feedback.moment_impossible"),
    ({"answered_at": "2026-02-30T00:00:00Z"}, "feedback.moment_impossible"),
    ({"asked_at": "2026-11-24T00:00:00Z"}, "feedback.moment_impossible"),
    ({"answered_at": "2026-11-23T08:00:00"}, "feedback.malformed"),
    ({"outcome": "nothing"}, "feedback.outcome_contradicted"),
    ({"outcome": "perhaps"}, "feedback.malformed"),
    ({"respondent": "赵无关"}, "feedback.not_respondent"),
    ({"respondent": "示范市万象建材有限公司"}, "feedback.not_respondent"),
    ({"serial": "../../etc"}, "feedback.malformed"),
    ({"institution": "银行\u0000"}, "feedback.malformed"),
    ({"summary": "x" * 1001}, "feedback.malformed"),
    ({"extra": "field"}, "feedback.malformed"),
])
def test_one_bad_row_is_set_aside_with_its_reason_and_the_good_ones_are_kept(
        docket: Docket, bank: Institution, number: str, changes: dict[str, Any], code: str) -> None:
    answer = bank.send(bank.row(number), bank.row(number, **changes), bank.row(number))
    assert answer.status_code == 200, answer.text
    assert answer.json["accepted"] == 2
    assert [(one["line"], one["code"]) for one in answer.json["quarantined"]] == [(2, code)]


@pytest.mark.parametrize("line", [
    b"{", b"[]", b"\xff\xfe", b'"text"', b"null", b'{"a":' * 5000, b'{"serial": NaN}', b'{"serial":"\\ud800"}',
    b"x" * 70_000, b'{"respondent":"\xe7\x8e', b"\x00\x00",
])
def test_a_line_of_rubbish_is_set_aside_and_nothing_else_is_lost(
        docket: Docket, bank: Institution, number: str, line: bytes) -> None:
    good = json.dumps(bank.row(number), ensure_ascii=False).encode()
    answer = bank.post(line + b"\n" + good + b"\n\n" + good.replace(b'"serial": "CK', b'"serial": "CL'))
    assert answer.status_code == 200, answer.text
    assert answer.json["accepted"] == 2
    assert [one["line"] for one in answer.json["quarantined"]] == [1]


def test_a_surrogate_inside_a_good_looking_row_is_set_aside(docket: Docket, bank: Institution, number: str) -> None:
    row = json.dumps(bank.row(number, summary="MARK")).replace("MARK", "\\ud800")
    answer = bank.post(row.encode())
    assert [one["code"] for one in answer.json["quarantined"]] == ["feedback.malformed"]


def test_rows_for_an_unknown_case_wait_and_arrive_when_the_case_was_opened(house: House, bank: Institution) -> None:
    docket = a_docket(house, case_number="（2026）粤0605执7001号")
    answer = bank.send(bank.row("(2026)粤0605执7001号"), bank.row("（2026）粤0605执7002号"))
    assert answer.json["accepted"] == 1, "half-width brackets are the same number"
    [set_aside] = answer.json["quarantined"]
    assert (set_aside["line"], set_aside["code"]) == (2, "feedback.case_unknown")
    clerk = browser_of(house, docket.clerk)
    [entry] = clerk.get("/api/gateway/quarantine").json["quarantine"]
    assert (entry["line"], entry["code"], entry["peer"]) == (2, "feedback.case_unknown", "demo-bank")
    assert "王三槐" not in json.dumps(entry, ensure_ascii=False)


def test_the_quarantine_is_for_those_who_ask_the_sender_again(docket: Docket) -> None:
    for person, status in ((docket.clerk, 200), (docket.officer, 403)):
        assert browser_of(docket.house, person).get("/api/gateway/quarantine").status_code == status


def set_aside(docket: Docket) -> list[dict[str, Any]]:
    """The quarantine as the clerk's page has it, newest first."""
    return browser_of(docket.house, docket.clerk).get("/api/gateway/quarantine").json["quarantine"]


def test_a_bad_line_is_named_by_what_names_it_and_says_nothing_of_what_it_found(
        docket: Docket, bank: Institution, number: str) -> None:
    row = bank.row(number, amount_yuan="-1.00", summary="尾号 4711 的账户")
    bank.send(row)
    bank.post('{"serial": "TORN-0001", "summary": "尾号 4711 的账\n'.encode())
    torn, whole = set_aside(docket)
    assert whole["parts"] == {name: row[name] for name in ("serial", "case_number", "asset_class", "asked_at",
                                                           "answered_at")}
    assert (whole["institution"], row["institution"]) == ("示范银行", "示范银行南海支行"), "as the list has it"
    assert (torn["parts"], torn["serial"], "institution" in torn) == ({"serial": "TORN-0001"}, "TORN-0001", False)
    shown = json.dumps([torn, whole], ensure_ascii=False)
    for secret in ("4711", row["respondent"], "found", "-1.00"):
        assert secret not in shown


def test_what_a_sender_put_into_the_wrong_field_stays_hidden(docket: Docket, bank: Institution, number: str) -> None:
    bank.send(bank.row(number, asset_class="王三槐的房屋", institution="王三槐之妻", serial="六二二二 0000"))
    [line] = set_aside(docket)
    assert set(line["parts"]) == {"case_number", "asked_at", "answered_at"}
    assert {"institution", "serial"} & set(line) == set()


def test_a_line_that_came_well_later_is_mended_and_a_reused_serial_is_not(
        docket: Docket, bank: Institution, number: str) -> None:
    bad = bank.row(number, amount_yuan="-1.00")
    bank.send(bad)
    assert [one["mended"] for one in set_aside(docket)] == [False]
    bank.send({**bad, "amount_yuan": "1.00", "available_yuan": "1.00"})
    bank.send({**bad, "amount_yuan": "2.00", "available_yuan": "2.00"})
    assert [(one["code"], one["mended"]) for one in set_aside(docket)] == [
        ("feedback.serial_reused", False), ("feedback.amount_negative", True)]


def test_a_clerk_notes_once_what_became_of_a_line_and_the_audit_has_it(
        docket: Docket, bank: Institution, number: str) -> None:
    bank.send(bank.row(number, amount_yuan="-1.00"))
    [line] = set_aside(docket)
    body = {"quarantine_id": line["id"], "note": "已电话告知银行，明日重发"}
    docket.house.must("asset_queries.handle_quarantined", body, docket.clerk)
    [line] = set_aside(docket)
    assert (line["handled"]["by"], line["handled"]["note"]) == (docket.clerk.id, body["note"])
    again = docket.house.send("asset_queries.handle_quarantined", body, docket.clerk)
    assert again.problem is not None
    assert again.problem.code == "asset_queries.quarantine_handled"
    nowhere = docket.house.send("asset_queries.handle_quarantined", {**body, "quarantine_id": new_id()}, docket.clerk)
    assert nowhere.problem is not None
    assert nowhere.problem.status == 404
    with docket.house.read() as session:
        [entry] = session.query(AuditEntry).filter_by(kind="gateway.quarantine_handled").all()
    assert (entry.actor, entry.facts["note"], entry.facts["line"]) == (docket.clerk.id, body["note"], 1)


def test_a_thousand_rows_are_recorded_in_parts_and_counted_together(
        docket: Docket, bank: Institution, number: str) -> None:
    rows = [bank.row(number, outcome="nothing", amount_yuan=None, available_yuan=None) for _ in range(1100)]
    rows[700] = bank.row(number, amount_yuan="-3")
    answer = bank.send(*rows, packed=True)
    assert (answer.json["accepted"], [one["line"] for one in answer.json["quarantined"]]) == (1099, [701])
    assert len(feedback_on(docket, docket.officer)) == 1099


def test_looking_at_the_results_is_written_down_with_its_purpose(
        docket: Docket, bank: Institution, number: str) -> None:
    bank.send(bank.row(number))
    judge = browser_of(docket.house, docket.judge)
    url = f"/api/cases/{docket.case_id}/feedback"
    assert judge.get(url).status_code == 422, "why one looks is part of looking"
    page = judge.get(url, query_string={"purpose": "screening"}).json
    assert page["feedback"][0]["amount_yuan"] == "126480.52"
    with docket.house.read() as session:
        [entry] = session.query(AuditEntry).filter_by(kind="asset_queries.read").all()
    assert (entry.actor, entry.subject, entry.facts["purpose"]) == (docket.judge.id, docket.case_id, "screening")


def test_results_are_not_shown_to_people_without_a_duty_in_the_case(
        docket: Docket, bank: Institution, number: str) -> None:
    bank.send(bank.row(number))
    stranger = enlist(docket.house, "孙六一", "judge")
    for person in (stranger, docket.clerk):
        answer = browser_of(docket.house, person).get(
            f"/api/cases/{docket.case_id}/feedback", query_string={"purpose": "review"})
        assert answer.status_code == 403


def test_a_person_cannot_record_feedback_as_if_she_were_the_gateway(docket: Docket) -> None:
    outcome = docket.house.send("asset_queries.record_feedback", {"peer": "x", "batch": "x", "lines": []}, docket.clerk)
    assert (outcome.outcome, outcome.problem.code) == ("refused", "policy.denied")


def test_the_event_says_how_many_and_not_what(docket: Docket, bank: Institution, number: str) -> None:
    nothing = {"outcome": "nothing", "amount_yuan": None, "available_yuan": None}
    bank.send(bank.row(number), bank.row(number, **nothing), bank.row(number, asset_class="vehicle"))
    with docket.house.read() as session:
        [event] = session.query(OutboxEvent).filter_by(name="asset_queries.feedback_recorded").all()
    assert {key: event.facts[key] for key in ("case_id", "rows", "hits")} == {
        "case_id": docket.case_id, "rows": 3, "hits": 2}
    assert set(event.facts) == {"case_id", "rows", "hits", "at"}
