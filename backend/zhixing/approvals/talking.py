"""Questions to the drafter, and taking a draft back."""

from zhixing.approvals import commands, events
from zhixing.approvals.errors import NotWaiting, QuestionAnswered, QuestionUnknown
from zhixing.approvals.flow import changed, subject_words
from zhixing.approvals.models import Approval
from zhixing.approvals.opening import stop
from zhixing.approvals.reads import lock_approval
from zhixing.platform.unit_of_work import Act, UnitOfWork

MOST_QUESTIONS = 100


def _waiting(unit: UnitOfWork, approval_id: str) -> Approval:
    """The approval, locked. Raises: NotWaiting."""
    approval = lock_approval(unit.session, approval_id)
    if approval.status != "waiting":
        raise NotWaiting(status=approval.status)
    return approval


def ask(act: Act[commands.AskDrafter]) -> None:
    """Ask the drafter. Raises: NotWaiting."""
    approval = _waiting(act, act.body.approval_id)
    question = {"question_id": act.body.question_id, "text": act.body.text, "by": act.actor.id,
                "at": act.envelope.occurred_at, "answer": None, "answered_by": None, "answered_at": None}
    if all(one["question_id"] != act.body.question_id for one in approval.questions):
        approval.questions = [*approval.questions, question]
    changed(act, approval)
    act.happened("approvals.question_asked", **events.QuestionAsked(
        **_about(act, approval), drafted_by=approval.drafted_by, by=act.actor.id).model_dump())


def answer(act: Act[commands.AnswerApprover]) -> None:
    """Answer a question. Raises: NotWaiting, QuestionUnknown, QuestionAnswered."""
    approval = _waiting(act, act.body.approval_id)
    question = next((one for one in approval.questions if one["question_id"] == act.body.question_id), None)
    if question is None:
        raise QuestionUnknown()
    if question["answer"] is not None:
        raise QuestionAnswered()
    said = {**question, "answer": act.body.text, "answered_by": act.actor.id, "answered_at": act.envelope.occurred_at}
    approval.questions = [said if one["question_id"] == said["question_id"] else one for one in approval.questions]
    changed(act, approval)
    act.happened("approvals.question_answered", **events.QuestionAnsweredFact(
        **_about(act, approval), asked_by=question["by"], by=act.actor.id).model_dump())


def _about(act: Act[commands.AskDrafter] | Act[commands.AnswerApprover], approval: Approval) -> dict[str, str]:
    words = subject_words(act, approval)
    return {"question_id": act.body.question_id,
            **{key: words[key] for key in ("approval_id", "case_id", "case_number", "title")}}


def withdraw(act: Act[commands.WithdrawApproval]) -> None:
    """Take the draft back. Raises: NotWaiting."""
    stop(act, _waiting(act, act.body.approval_id), "withdrawn", act.body.reason)
