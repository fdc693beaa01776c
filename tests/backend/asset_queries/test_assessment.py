"""甄别: whether what was found can be executed; required before closing (domain.md 3.7, 5)."""

from typing import Any

import pytest

from tests.backend.asset_queries.conftest import QueryDesk
from tests.support.people import enlist
from zhixing.asset_queries import unassessed_hits
from zhixing.asset_queries.models import Feedback
from zhixing.kernel.clock import legal_date
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor
from zhixing.platform import feed


def a_hit(desk: QueryDesk, **changes: Any) -> str:
    row = desk.bank.row(desk.number, **changes)
    assert desk.bank.send(row).json["accepted"] == 1
    with desk.house.read() as session:
        return session.query(Feedback.id).filter_by(serial=row["serial"]).scalar()


def assess(desk: QueryDesk, feedback_id: str, executable: str = "yes", by: Actor | None = None, **more: Any) -> Any:
    body = {"assessment_id": new_id(), "feedback_id": feedback_id, "executable": executable} | more
    return desk.house.send("asset_queries.assess", body, by or desk.docket.officer)


def close(desk: QueryDesk) -> Any:
    key = f"cases/{desk.docket.case_id}"
    with desk.house.read() as session:
        seen = feed.version_of(session, "cases", desk.docket.case_id)
    assert seen is not None
    return desk.house.send("cases.set_stage", {"case_id": desk.docket.case_id, "stage": "closed"}, desk.docket.judge,
                           based_on={key: {"seq": seen.seq, "after": None}})


def test_result_reason_who_and_when_reach_the_officers_of_the_case(desk: QueryDesk) -> None:
    hit = a_hit(desk)
    assert assess(desk, hit, "no", reason="only_home", note="唯一住房").outcome == "accepted"
    [row] = desk.docket.tablet_of(desk.docket.judge).pull()["assessments"].values()
    assert {key: row[key] for key in ("feedback_id", "executable", "reason", "note", "by")} == {
        "feedback_id": hit, "executable": "no", "reason": "only_home", "note": "唯一住房", "by": desk.docket.officer.id}
    assert desk.docket.tablet_of(desk.docket.clerk).pull().get("assessments", {}) == {}


def test_a_second_opinion_does_not_erase_the_first(desk: QueryDesk) -> None:
    hit = a_hit(desk)
    assess(desk, hit, "unclear", reason="value_unknown")
    desk.house.clock.forward(days=3)
    assess(desk, hit, "yes", desk.docket.judge)
    rows = desk.docket.tablet.pull()["assessments"].values()
    assert [row["executable"] for row in sorted(rows, key=lambda one: one["at"])] == ["unclear", "yes"]


@pytest.mark.parametrize(("executable", "reason"), [("no", None), ("unclear", None), ("no", "because")])
def test_no_without_a_reason_of_the_list_is_refused(desk: QueryDesk, executable: str, reason: str | None) -> None:
    outcome = assess(desk, a_hit(desk), executable, reason=reason)
    assert (outcome.problem.code, "only_home" in outcome.problem.params["reasons"]) == (
        "asset_queries.reason_needed", executable == "no")


def test_nothing_found_is_nothing_to_assess(desk: QueryDesk) -> None:
    nothing = a_hit(desk, outcome="nothing", amount_yuan=None, available_yuan=None)
    assert assess(desk, nothing).problem.code == "asset_queries.nothing_to_assess"


def test_nobody_outside_the_case_assesses(desk: QueryDesk) -> None:
    hit = a_hit(desk)
    for person in (enlist(desk.house, "外人某", "judge"), desk.docket.clerk):
        assert assess(desk, hit, by=person).problem.code == "policy.denied"
    assert assess(desk, new_id()).problem.code == "request.not_found"


def test_a_case_with_hits_that_nobody_looked_at_is_not_closed(desk: QueryDesk) -> None:
    hits = [a_hit(desk), a_hit(desk)]
    outcome = close(desk)
    assert (outcome.problem.code, outcome.problem.params["open"]) == (
        "cases.closing_blocked", [{"check": "unassessed_hits", "count": 2}])
    assess(desk, hits[0])
    with desk.house.read() as session:
        assert unassessed_hits(session, desk.docket.case_id, legal_date(desk.house.clock())) == [hits[1]]
    assess(desk, hits[1], "no", reason="tiny")
    assert close(desk).outcome == "accepted"


def test_tiny_balances_and_silence_do_not_keep_a_case_open(desk: QueryDesk) -> None:
    a_hit(desk, amount_yuan="12.30", available_yuan="12.30")
    a_hit(desk, outcome="nothing", amount_yuan=None, available_yuan=None)
    assert close(desk).outcome == "accepted"
