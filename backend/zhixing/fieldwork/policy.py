"""Who works outside. Pure; the subject carries the case's facts as `case`."""

from typing import Any

from zhixing.kernel.messages import Actor, allow_if

# Offices that work outside (domain.md 1.1, 3.6). [GK] The chief goes along on large actions.
FIELD_ROLES = frozenset({"officer", "marshal", "judge", "assistant", "clerk", "bureau_chief"})

# [GK] Who takes the evidence package out of the house.
EXPORTERS = ("judge", "officer")


def may_export(actor: Actor, case: Any) -> None:
    """The judge and the officers of the case."""
    allow_if(case.members.get(actor.id) in EXPORTERS, "not_assigned_to_case")


def may_work(actor: Actor, subject: Any) -> None:
    """Members of the case, and people named as officers of the visit although they are not (a marshal from the pool).
    Somebody whose duty has ended is let through to the service, which judges by the time of the act."""
    allow_if(subject.case.was_member(actor.id) or actor.id in subject.officers, "not_assigned_to_case")
