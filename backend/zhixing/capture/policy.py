"""Who may do what with evidence. Pure; the subject carries the case's facts as `case`."""

from typing import Any

from zhixing.kernel.messages import Actor, allow_if

# Who answers for the evidence of a case. A marshal captures, but does not rewrite what others captured.
CORRECTORS = ("judge", "officer", "assistant", "clerk")

# Who sees everything that was refused; everybody else sees only her own acts.
QUARANTINE_KEEPERS = ("administrator", "bureau_chief")


def may_capture(actor: Actor, subject: Any) -> None:
    """Whoever has, or had, a duty in the case. When a duty ended is judged by the service, against the act's time:
    what was captured under a duty is taken in although the duty has ended meanwhile."""
    allow_if(subject.case.was_member(actor.id), "not_assigned_to_case")


def may_correct(actor: Actor, subject: Any) -> None:
    """The author, or somebody who answers for the case; the service judges when a duty that has ended did."""
    duty = subject.case.last_duty(actor.id)
    is_author = subject.by == actor.id
    allow_if(duty is not None and (is_author or duty in CORRECTORS), "not_assigned_to_case")


def keeps_quarantine(actor: Actor) -> bool:
    return actor.has_role(*QUARANTINE_KEEPERS)
