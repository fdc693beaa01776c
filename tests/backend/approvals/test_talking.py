"""Questions to the drafter."""

from typing import Any

from tests.support.approving import Chambers, code_of
from zhixing.kernel.ids import new_id


def ask(chambers: Chambers, approval_id: str, **changes: Any) -> dict[str, Any]:
    task = chambers.judge.task(approval_id)
    body = {"question_id": new_id(), "approval_id": approval_id, "step_id": task["step_id"],
            "text": "轮候查封的期限从何时起算？"} | changes
    chambers.judge.phone.must("approvals.ask", body)
    return body


def test_a_question_reaches_the_drafter_and_the_answer_comes_back_without_deciding(chambers: Chambers) -> None:
    approval_id = chambers.submit()
    asked = ask(chambers, approval_id)
    (line,) = chambers.approval(approval_id)["questions"]
    assert (line["text"], line["by"], line["answer"]) == (asked["text"], chambers.judge.id, None)
    answer = {"question_id": asked["question_id"], "approval_id": approval_id, "text": "自登记在先的查封解除之日。"}
    chambers.docket.tablet.must("approvals.answer", answer)
    task = chambers.judge.task(approval_id)
    assert task["questions"][0]["answer"] == answer["text"]
    assert task["status"] == "waiting"
    assert len(chambers.events("approvals.question_asked")) == len(chambers.events("approvals.question_answered")) == 1
    chambers.judge.approve(approval_id)


def test_answered_once_by_the_drafter_or_the_judge_and_nobody_else(chambers: Chambers) -> None:
    approval_id = chambers.submit()
    asked = ask(chambers, approval_id)
    answer = {"question_id": asked["question_id"], "approval_id": approval_id, "text": "见附件。"}
    second = chambers.docket.tablet_of(chambers.docket.second_officer)
    assert code_of(second.do("approvals.answer", answer)) == "policy.denied"
    assert code_of(chambers.docket.tablet.do("approvals.answer", answer | {"question_id": new_id()})) == \
        "approvals.question_unknown"
    chambers.docket.tablet.must("approvals.answer", answer)
    assert code_of(chambers.docket.tablet.do("approvals.answer", answer)) == "approvals.question_answered"


def test_only_whoever_has_the_step_asks_and_only_while_it_waits(chambers: Chambers) -> None:
    approval_id = chambers.submit()
    task = chambers.judge.task(approval_id)
    body = {"question_id": new_id(), "approval_id": approval_id, "step_id": task["step_id"], "text": "？"}
    assert code_of(chambers.chief.phone.do("approvals.ask", body)) == "approvals.not_your_step"
    chambers.docket.tablet.must("approvals.withdraw", {"approval_id": approval_id, "reason": "重写"})
    assert code_of(chambers.judge.phone.do("approvals.ask", body)) == "approvals.not_waiting"
