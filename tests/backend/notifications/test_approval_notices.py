"""Who is rung about approvals, and what the notice says."""

from typing import Any

import pytest

from tests.support.approving import Approver, Chambers, proof
from tests.support.house import House
from zhixing.kernel.ids import new_id


@pytest.fixture
def chambers(house: House) -> Chambers:
    return Chambers(house)


def notices(chambers: Chambers, who: Approver, kind: str) -> list[dict[str, Any]]:
    chambers.house.work()
    rows = who.phone.pull().get("notices", {}).values()
    return [row for row in rows if row["kind"] == f"approvals.{kind}"]


def officer_notices(chambers: Chambers, kind: str) -> list[dict[str, Any]]:
    chambers.house.work()
    rows = chambers.docket.tablet.pull().get("notices", {}).values()
    return [row for row in rows if row["kind"] == f"approvals.{kind}"]


def test_a_waiting_step_rings_whoever_has_it_and_the_end_tells_the_drafter(chambers: Chambers) -> None:
    approval_id = chambers.submit()
    (notice,) = notices(chambers, chambers.judge, "step_waits")
    assert (notice["params"]["approval_id"], notice["params"]["title"]) == (approval_id, "执行裁定书")
    assert notices(chambers, chambers.chief, "step_waits") == []
    chambers.judge.approve(approval_id)
    assert len(notices(chambers, chambers.chief, "step_waits")) == 1
    chambers.chief.approve(approval_id)
    assert len(officer_notices(chambers, "finished")) == 1
    assert "王三槐" not in str(notice)


def test_returned_and_voided_are_told_to_the_drafter_with_the_reason(chambers: Chambers) -> None:
    chambers.judge.send_back(chambers.submit(), "缺少保全期限")
    (notice,) = officer_notices(chambers, "returned")
    assert notice["params"]["reason"] == "缺少保全期限"
    approval_id = chambers.submit(by=chambers.docket.officer)
    chambers.judge.phone.must("approvals.withdraw", {"approval_id": approval_id, "reason": "合并到另案"})
    (notice,) = officer_notices(chambers, "voided")
    assert notice["params"]["why"] == "withdrawn"


def test_what_the_drafter_did_herself_she_is_not_told(chambers: Chambers) -> None:
    approval_id = chambers.submit()
    chambers.docket.tablet.must("approvals.withdraw", {"approval_id": approval_id, "reason": "重写"})
    assert officer_notices(chambers, "voided") == []


def test_too_long_a_wait_is_told_to_all_who_should_know(chambers: Chambers) -> None:
    chambers.submit()
    chambers.house.clock.forward(hours=49)
    (mine,) = notices(chambers, chambers.judge, "escalated")
    (above,) = notices(chambers, chambers.chief, "escalated")
    assert (mine["params"]["mine"], above["params"]["mine"]) == (True, False)
    assert len(officer_notices(chambers, "escalated")) == 1


def test_a_step_without_anybody_is_told_to_those_who_can_name_somebody(chambers: Chambers) -> None:
    chambers.submit(by=chambers.docket.judge)
    chambers.chief.phone.must("approvals.recuse", {
        "recusal_id": new_id(), "case_id": chambers.docket.case_id, "person_id": chambers.chief.id,
        "ground": "interest", "reason": "持有被执行人股份", "replaced_by": None})
    assert len(notices(chambers, chambers.president, "step_stuck")) == 1


def test_questions_go_to_the_drafter_and_answers_come_back(chambers: Chambers) -> None:
    approval_id = chambers.submit("search_warrant", evidence=[proof("concealment")])
    task = chambers.judge.task(approval_id)
    question_id = new_id()
    chambers.judge.phone.must("approvals.ask", {"question_id": question_id, "approval_id": approval_id,
                                                "step_id": task["step_id"], "text": "线索来源？"})
    assert len(officer_notices(chambers, "question_asked")) == 1
    chambers.docket.tablet.must("approvals.answer", {"question_id": question_id, "approval_id": approval_id,
                                                     "text": "申请执行人提供。"})
    assert len(notices(chambers, chambers.judge, "question_answered")) == 1
