"""Who may do what with query results (domain.md 5 and 9.1: secret, also inside the court)."""

from typing import Any

from zhixing.asset_queries.errors import NotRegisteredOfficer
from zhixing.kernel.messages import Actor, allow_if

# [GK] The service centre's query desk (查控送达) asks for the whole court. It sees where its own questions stand, and
# nothing of the answers, not even whether there was a hit.
DESK = "service_centre"
DUTIES = ("judge", "officer", "assistant")
# [GK] Who keeps the register of those who may query. Courts hand the list to the network's operator.
REGISTRARS = ("bureau_chief", "administrator")
QUERYING_ROLES = (*DUTIES, DESK)


def may_request(actor: Actor, subject: Any) -> None:
    """A duty in the case or the query desk, and a place on the register (NQ 1-2)."""
    in_case = subject.case.members.get(actor.id) in DUTIES
    allow_if(in_case or actor.has_role(DESK), "not_assigned_to_case")
    if actor.id not in subject.registered:
        raise NotRegisteredOfficer()


def asks_at_the_desk(actor: Actor, case: Any) -> bool:
    """Asks for the court, not in a case of her own."""
    return case.members.get(actor.id) not in DUTIES


def may_register(actor: Actor, _subject: Any) -> None:
    allow_if(actor.has_role(*REGISTRARS), "role_required")


def may_assess(actor: Actor, subject: Any) -> None:
    """Judge, officers and assistants of the case, also for acts that arrive after their duty ended."""
    allow_if(subject.last_duty(actor.id) in DUTIES, "queries_are_secret")


def holds_queries(actor: Actor, holds: Any) -> None:
    """Judge, officers and assistants of the case."""
    allow_if(holds is True, "queries_are_secret")


def looks_after_the_gateway(actor: Actor, _subject: Any) -> None:
    """Those who ask the sender again: clerks and the service centre's query desk (查控送达)."""
    allow_if(actor.has_role("clerk", "service_centre", "administrator"), "role_required")
