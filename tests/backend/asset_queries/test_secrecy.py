"""Results are secret: for the case's officers, for a time, and every look leaves a trace (domain.md 5, 9.1)."""

from dataclasses import replace
from typing import Any

import pytest

from tests.backend.asset_queries.conftest import QueryDesk
from zhixing.asset_queries.ageing import age_out
from zhixing.asset_queries.models import Feedback
from zhixing.kernel.ids import new_id
from zhixing.platform import feed
from zhixing.platform.audit import AuditEntry
from zhixing.platform.outbox import OutboxEvent


def feedback(desk: QueryDesk) -> dict[str, Any]:
    return desk.docket.tablet.pull().get("feedback", {})


def look(desk: QueryDesk, *rows: str, purpose: str = "on_site") -> Any:
    return desk.house.send("asset_queries.note_look", {
        "case_id": desk.docket.case_id, "purpose": purpose, "feedback_ids": list(rows)}, desk.docket.officer)


def test_a_row_says_until_when_the_tablet_may_keep_it(desk: QueryDesk) -> None:
    desk.bank.send(desk.bank.row(desk.number))
    [row] = feedback(desk).values()
    assert row["expires_at"][:10] == "2026-12-23"


def test_the_court_sets_its_own_days(desk: QueryDesk) -> None:
    desk.house.system.config = replace(desk.house.system.config, extra={"QUERY_COPY_DAYS": "3"})
    desk.bank.send(desk.bank.row(desk.number))
    [row] = feedback(desk).values()
    assert row["expires_at"][:10] == "2026-11-26"


def test_what_has_aged_is_forgotten_by_every_tablet_and_kept_by_the_court(desk: QueryDesk) -> None:
    desk.bank.send(desk.bank.row(desk.number))
    desk.house.clock.forward(days=20)
    desk.bank.send(desk.bank.row(desk.number))
    assert len(feedback(desk)) == 2
    desk.house.clock.forward(days=15)
    assert age_out(desk.house.system) == 1
    assert len(feedback(desk)) == 1
    with desk.house.read() as session:
        assert session.query(Feedback).count() == 2
    assert age_out(desk.house.system) == 0


def test_a_tablet_that_joins_later_never_gets_what_has_aged(desk: QueryDesk) -> None:
    desk.bank.send(desk.bank.row(desk.number))
    desk.house.clock.forward(days=40)
    desk.house.work()
    assert desk.docket.tablet_of(desk.docket.judge).pull().get("feedback", {}) == {}


def test_a_look_at_the_local_copy_reaches_the_audit_with_its_purpose(desk: QueryDesk) -> None:
    desk.bank.send(desk.bank.row(desk.number))
    [row] = feedback(desk)
    assert look(desk, row).outcome == "accepted"
    with desk.house.read() as session:
        [entry] = session.query(AuditEntry).filter_by(kind="asset_queries.read").all()
    assert (entry.actor, entry.subject, entry.facts["purpose"], entry.facts["rows"]) == (
        desk.docket.officer.id, desk.docket.case_id, "on_site", [row])


@pytest.mark.parametrize(("purpose", "rows", "code"), [
    ("curiosity", 0, "request.malformed"), ("review", 1, "asset_queries.look_elsewhere")])
def test_a_look_without_a_purpose_or_at_something_else_is_refused(
        desk: QueryDesk, purpose: str, rows: int, code: str) -> None:
    assert look(desk, *[new_id() for _ in range(rows)], purpose=purpose).problem.code == code


def test_whoever_leaves_the_case_loses_questions_answers_and_assessments(desk: QueryDesk) -> None:
    desk.ask()
    desk.answer("bank-c", "found")
    tablet = desk.docket.tablet
    assert {"feedback", "query_requests"} <= set(tablet.pull())
    desk.house.must("cases.unassign", {"case_id": desk.docket.case_id, "person_id": desk.docket.officer.id,
                                       "reason": "调整"}, desk.docket.clerk)
    held = tablet.pull()
    assert not held.get("feedback")
    assert not held.get("query_requests")


def test_no_event_and_no_ring_says_what_was_found(desk: QueryDesk) -> None:
    desk.ask()
    desk.answer("bank-c", "found", summary="尾号 6688", amount_yuan="126480.52", available_yuan="126480.52")
    with desk.house.read() as session:
        told = [one.facts for one in session.query(OutboxEvent)]
        people = feed.people_in(session, list(desk.house.bell.rung[-1].scopes))
    assert "126480" not in str(told)
    assert "6688" not in str(told)
    assert {one for found in people.values() for one in found} == {
        desk.docket.judge.id, desk.docket.officer.id, desk.docket.second_officer.id}
