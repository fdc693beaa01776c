"""Who controls property. Pure; the subject carries the case's facts as `case`.

Somebody whose duty has ended is let through to the service, which judges by the time of the act.
"""

from typing import Any

from zhixing.kernel.messages import Actor, allow_if

# [GK] Who drafts and seizes: the handler and those who work under the handler (domain.md 1.1, 1.3).
CONTROLLERS = ("judge", "officer", "assistant")
# [GK] Papers and answers are also recorded by the clerk of the case.
RECORDERS = (*CONTROLLERS, "clerk")
# [GK] On the spot a marshal of the case works along.
ON_SITE = (*CONTROLLERS, "marshal")
# [GK] A release gives property away: the judge and the officers, not those who prepare for them.
RELEASERS = ("judge", "officer")
# [GK] The chief may answer for a lapse that nobody else has answered for.
ANSWERING_OFFICES = ("bureau_chief",)


def _has_duty(actor: Actor, subject: Any, duties: tuple[str, ...]) -> bool:
    return subject.case.last_duty(actor.id) in duties


def may_control(actor: Actor, subject: Any) -> None:
    allow_if(_has_duty(actor, subject, CONTROLLERS), "not_assigned_to_case")


def may_seize(actor: Actor, subject: Any) -> None:
    allow_if(_has_duty(actor, subject, ON_SITE), "not_assigned_to_case")


def may_record(actor: Actor, subject: Any) -> None:
    allow_if(_has_duty(actor, subject, RECORDERS), "not_assigned_to_case")


def may_release(actor: Actor, subject: Any) -> None:
    allow_if(_has_duty(actor, subject, RELEASERS), "not_assigned_to_case")


def may_answer_for_lapse(actor: Actor, subject: Any) -> None:
    allow_if(_has_duty(actor, subject, CONTROLLERS) or actor.has_role(*ANSWERING_OFFICES), "not_assigned_to_case")


def may_export(actor: Actor, subject: Any) -> None:
    """Those who answer for the case take its ledger out of the house."""
    allow_if(subject.case.members.get(actor.id) in RECORDERS, "not_assigned_to_case")


def has_calendar(actor: Actor, _subject: Any) -> None:
    """Whoever answers for controls."""
    allow_if(actor.has_role("judge", "officer", "assistant", "clerk", "bureau_chief"), "role_required")


def own_calendar(actor: Actor, address: Any) -> None:
    allow_if(address.person_id == actor.id, "not_yours")


def may_look_up(actor: Actor, _subject: Any) -> None:
    """Case workers. What they find is limited to what they hold."""
    allow_if(actor.has_role("judge", "officer", "assistant", "marshal", "clerk", "service_centre", "bureau_chief"),
             "role_required")
