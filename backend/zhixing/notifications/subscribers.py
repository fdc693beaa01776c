"""Which events become whose notices. Each runs once per event, in the worker."""

from typing import Any

from sqlalchemy import select

from zhixing.cases import case_facts, queries_scope
from zhixing.notifications.events import NoticeKind
from zhixing.notifications.models import PushSubscription
from zhixing.notifications.service import person_scope, ring, tell, unread
from zhixing.platform import feed
from zhixing.platform.unit_of_work import Reaction

# A litigant's message is for those who decide and execute, not for everybody who once helped (domain.md 1.1).
ANSWERING_DUTIES = ("judge", "officer")


def tell_about_feedback(reaction: Reaction) -> None:
    """One unread notice per case and person, whose figures grow: batches come in hundreds, hits are few."""
    case_id, hits, rows = (reaction.facts.get(key) for key in ("case_id", "hits", "rows"))
    scope = queries_scope(str(case_id))
    for person_id in feed.people_in(reaction.session, [scope]).get(scope, []):
        _count_up(reaction, person_id, str(case_id), {"hits": hits or 0, "rows": rows or 0})


def _count_up(reaction: Reaction, person_id: str, case_id: str, new: dict[str, int]) -> None:
    notice = unread(reaction.session, person_id, NoticeKind.FEEDBACK, case_id)
    if notice is None:
        notice = tell(reaction, person_id, NoticeKind.FEEDBACK, case_id, new)
    else:
        notice.params = {key: notice.params.get(key, 0) + count for key, count in new.items()}
        notice.at = reaction.now
        reaction.changed("notices", notice.id, person_scope(person_id))
    if new["hits"]:
        ring(reaction, notice, urgency="high")


def tell_about_message(reaction: Reaction) -> None:
    """To the judge and the officers of the case, with the day by which the litigant expects an answer."""
    facts = {key: reaction.facts.get(key) for key in ("message_id", "kind", "answer_due_on")}
    _tell_answering(reaction, NoticeKind.MESSAGE, facts)


def tell_about_locked_page(reaction: Reaction) -> None:
    """Somebody guesses: the judge should know, and may close the page and hand out a new code."""
    facts = {key: reaction.facts.get(key) for key in ("page_id", "party_id", "locked_until")}
    _tell_answering(reaction, NoticeKind.PAGE_LOCKED, facts)


def _tell_answering(reaction: Reaction, kind: NoticeKind, params: dict[str, Any]) -> None:
    case_id = reaction.facts["case_id"]
    members = case_facts(reaction.session, case_id).members
    for person_id in (person for person, duty in members.items() if duty in ANSWERING_DUTIES):
        ring(reaction, tell(reaction, person_id, kind, case_id, params))


def tell_about_assignment(reaction: Reaction) -> None:
    """To the person who got the duty, unless she took it herself."""
    facts = reaction.facts
    if facts.get("by") == facts["person_id"]:
        return
    ring(reaction, tell(reaction, facts["person_id"], NoticeKind.ASSIGNED, facts["case_id"], {"duty": facts["duty"]}))


def tell_about_revoked_device(reaction: Reaction) -> None:
    """To everybody who is enrolled on it: their work may lie there unsent."""
    facts = reaction.facts
    for person_id in facts["people"]:
        ring(reaction, tell(reaction, person_id, NoticeKind.DEVICE_REVOKED, None, {
            "device_id": facts["device_id"], "device_name": facts["name"]}), urgency="high")


def forget_browsers_of_revoked_device(reaction: Reaction) -> None:
    """A thief's screen is not rung."""
    gone = select(PushSubscription).where(PushSubscription.device_id == reaction.facts["device_id"])
    for one in reaction.session.scalars(gone):
        reaction.session.delete(one)
