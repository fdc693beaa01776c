"""Approvals: who is rung when a step waits, is decided, waits too long, or a question comes (docs/protocol.md 9).

The title of a document is no personal data; its parties' names are, and stay out of notices.
"""

from typing import Any

from zhixing.notifications.events import NoticeKind
from zhixing.notifications.service import ring, tell
from zhixing.platform.unit_of_work import Reaction

# [GK] Who finds somebody for a step that nobody is left to decide.
FINDS_SOMEBODY = ("president", "bureau_chief")


def _params(reaction: Reaction, *more: str) -> dict[str, Any]:
    """What the app puts into words and where it leads."""
    return {key: reaction.facts.get(key) for key in ("approval_id", "doc_kind", "title", "case_number", *more)}


def tell_about_waiting_step(reaction: Reaction) -> None:
    """To whoever got the task. One who is no member of the case is led to the task, not to the case."""
    facts = reaction.facts
    urgency = "high" if facts["urgent"] or facts["retroactive"] else "normal"
    params = _params(reaction, "step_id", "urgent", "retroactive", "due_at")
    for person_id in facts["people"]:
        ring(reaction, tell(reaction, person_id, NoticeKind.APPROVAL_WAITS, facts["case_id"], params), urgency=urgency)


def tell_about_outcome(reaction: Reaction) -> None:
    """To the drafter: finished, returned or void, unless she did it herself. A refused approval after the fact is
    urgent: the measure must be lifted (INT 181)."""
    facts = reaction.facts
    if facts.get("by") == facts["drafted_by"]:
        return
    kind = NoticeKind(reaction.event.name)
    urgent = kind == NoticeKind.APPROVAL_RETURNED and facts["retroactive"]
    params = _params(reaction, "subject_id", "version", "reason", "why", "retroactive", "by")
    ring(reaction, tell(reaction, facts["drafted_by"], kind, facts["case_id"], params),
         urgency="high" if urgent else "normal")


def tell_about_escalation(reaction: Reaction) -> None:
    """To those who have it, again, and to those above and the drafter."""
    facts = reaction.facts
    params = _params(reaction, "step_id", "waiting_since", "due_at", "retroactive")
    for person_id in [*facts["people"], *facts["told"]]:
        told = params | {"mine": person_id in facts["people"]}
        ring(reaction, tell(reaction, person_id, NoticeKind.APPROVAL_ESCALATED, facts["case_id"], told),
             urgency="high")


def tell_about_stuck_step(reaction: Reaction) -> None:
    """To the drafter and to those who can name somebody."""
    facts = reaction.facts
    people = reaction.system.ports.people.with_role(reaction.session, *FINDS_SOMEBODY)
    for person_id in dict.fromkeys([facts["drafted_by"], *people]):
        ring(reaction, tell(reaction, person_id, NoticeKind.APPROVAL_STUCK, facts["case_id"],
                            _params(reaction, "step_id", "role")), urgency="high")


def tell_about_question(reaction: Reaction) -> None:
    """To the drafter."""
    _tell_one(reaction, reaction.facts["drafted_by"], NoticeKind.QUESTION_ASKED)


def tell_about_answer(reaction: Reaction) -> None:
    """To whoever asked."""
    _tell_one(reaction, reaction.facts["asked_by"], NoticeKind.QUESTION_ANSWERED)


def _tell_one(reaction: Reaction, person_id: str, kind: NoticeKind) -> None:
    if person_id != reaction.facts["by"]:
        params = _params(reaction, "question_id", "by")
        ring(reaction, tell(reaction, person_id, kind, reaction.facts["case_id"], params))
