"""What the gateway tells about our questions."""

from zhixing.asset_queries import questions
from zhixing.asset_queries.service import QUERY
from zhixing.platform import gateway
from zhixing.platform.unit_of_work import Reaction


def follow_delivery(reaction: Reaction) -> None:
    """A batch has left: its questions are waiting now."""
    serials = gateway.serials_in(reaction.session, reaction.facts["parcel_id"], QUERY)
    questions.mark_waiting(reaction, serials)


def follow_refusal(reaction: Reaction) -> None:
    """A line of ours was not taken on the other side."""
    if reaction.facts["kind"] == QUERY:
        questions.mark_refused(reaction, reaction.facts["serial"], reaction.facts["code"])
