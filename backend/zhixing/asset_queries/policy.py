"""Who may do what with query results (domain.md 5 and 9.1: secret, also inside the court)."""

from typing import Any

from zhixing.asset_queries.errors import PeerSignatureInvalid
from zhixing.kernel.messages import Actor, allow_if


def signed_by_a_registered_peer(_actor: Actor, is_signed: Any) -> None:
    """The gateway has no login: its signature over the whole batch is what lets it in (docs/protocol.md 8)."""
    if is_signed is not True:
        raise PeerSignatureInvalid()


def holds_queries(actor: Actor, holds: Any) -> None:
    """Judge, officers and assistants of the case."""
    allow_if(holds is True, "queries_are_secret")


def looks_after_the_gateway(actor: Actor, _subject: Any) -> None:
    """Those who ask the sender again: clerks and the service centre's query desk (查控送达)."""
    allow_if(actor.has_role("clerk", "service_centre", "administrator"), "role_required")
