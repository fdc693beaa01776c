"""Who decides what the parties see. The subject has the case's `members`, person → duty."""

from typing import Any

from zhixing.kernel.messages import Actor, allow_if

# [GK] Offices above the judge that may take something back at once (domain.md 9.1: FLOW 13).
SUPERIORS = ("bureau_chief", "president")


def _has_duty(actor: Actor, case: Any, *duties: str) -> bool:
    return case.members.get(actor.id) in duties


def may_open_pages(actor: Actor, subject: Any) -> None:
    """Judge, officers and clerk of the case hand out the notice with the code."""
    allow_if(_has_duty(actor, subject.case, "judge", "officer", "clerk"), "not_assigned_to_case")


def may_mask(actor: Actor, subject: Any) -> None:
    """Whoever knows the scene: judge and officers of the case."""
    allow_if(_has_duty(actor, subject.case, "judge", "officer"), "not_assigned_to_case")


def may_publish(actor: Actor, subject: Any) -> None:
    """The judge of the case alone decides what is shown."""
    allow_if(_has_duty(actor, subject.case, "judge"), "judge_of_case_required")


def may_withdraw(actor: Actor, subject: Any) -> None:
    """The judge of the case, and whoever stands above her: taking back must never wait for a person on leave."""
    allow_if(_has_duty(actor, subject.case, "judge") or actor.has_role(*SUPERIORS), "judge_of_case_required")


def may_answer(actor: Actor, subject: Any) -> None:
    """Judge, officers and assistants of the case answer a litigant."""
    allow_if(_has_duty(actor, subject.case, "judge", "officer", "assistant"), "not_assigned_to_case")


def may_print_notice(actor: Actor, holds_case: Any) -> None:
    """Whoever holds the case may print its notices again."""
    allow_if(holds_case is True, "not_assigned_to_case")
