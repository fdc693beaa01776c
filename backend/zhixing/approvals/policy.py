"""Who may do what with approvals. Pure: (actor, subject) → nothing, or Denied with a reason."""

from typing import Any

from zhixing.approvals.errors import NotYourStep
from zhixing.kernel.messages import Actor, allow_if

# [GK] Who answers for a case and may therefore take its draft back or answer for its drafter.
ANSWERS_FOR_CASE = ("judge",)

# [GK] Who decides on somebody's recusal and names who decides instead (CPL 49: the president; others for the rest).
DECIDES_RECUSAL = ("president", "bureau_chief")


def has_task(actor: Actor, subject: Any) -> None:
    """Whoever was given this step. Raises: NotYourStep."""
    if subject.task_of(actor.id) is None:
        raise NotYourStep(reason="not_your_step")


def may_answer(actor: Actor, subject: Any) -> None:
    """The drafter and the judge of the case."""
    is_judge = subject.case.members.get(actor.id) in ANSWERS_FOR_CASE
    allow_if(actor.id == subject.approval.drafted_by or is_judge, "not_the_drafter")


def may_name(actor: Actor, _subject: Any) -> None:
    """Whoever leads: president and bureau chief."""
    allow_if(actor.has_role(*DECIDES_RECUSAL), "role_required")


def may_form_panel(actor: Actor, case: Any) -> None:
    """President, bureau chief, and the judge of the case."""
    is_judge = case.members.get(actor.id) in ANSWERS_FOR_CASE
    allow_if(is_judge or actor.has_role(*DECIDES_RECUSAL), "role_required")


def may_delegate(actor: Actor, body: Any) -> None:
    """For oneself; the president also for somebody who fell ill."""
    allow_if(actor.id == body.from_person or actor.has_role("president"), "not_your_office")


def may_end_delegation(actor: Actor, row: Any) -> None:
    """Whoever delegated, whoever was asked to stand in, and the president."""
    allow_if(actor.id in (row.from_person, row.to_person) or actor.has_role("president"), "not_your_office")


def may_recuse(actor: Actor, subject: Any) -> None:
    """Oneself, as a member of the case or a judge; anybody by the president or the bureau chief."""
    has_part = actor.id in subject.case.members or actor.has_role("judge")
    allow_if((actor.id == subject.person_id and has_part) or actor.has_role(*DECIDES_RECUSAL), "role_required")
