"""Notices about control measures: what institutions answered, what nears its end, what has lapsed."""

from typing import Any

from zhixing.cases import case_facts
from zhixing.notifications.events import NoticeKind
from zhixing.notifications.service import person_scope, ring, tell, unread
from zhixing.platform.unit_of_work import Reaction

# Who works on controls, and hears what became of them.
WORKING_DUTIES = ("judge", "officer", "assistant")
# Duties are held in the case; every other word of `must_act` is an office of the court.
DUTIES = ("judge", "officer", "assistant", "clerk", "marshal")


def tell_about_control(reaction: Reaction) -> None:
    """Effective, queued, moved up or failed: to those who work on it, except the one who wrote it down."""
    facts = reaction.facts
    kept = ("control_id", "kind", "asset_class", "rank", "is_partial", "actual_amount_yuan", "ends_on", "failure_code",
            "action")
    params = {key: facts[key] for key in kept if facts.get(key) is not None}
    members = case_facts(reaction.session, facts["case_id"]).members
    for person_id in (one for one, duty in members.items() if duty in WORKING_DUTIES and one != facts["by"]):
        ring(reaction, tell(reaction, person_id, NoticeKind(reaction.event.name), facts["case_id"], params))


def tell_about_nearing_term(reaction: Reaction) -> None:
    """One unread notice per case and person while there is time; one for each control when there is hardly any, which
    nobody can mute or fold away."""
    facts = reaction.facts
    for person_id in _who_must_act(reaction):
        if facts["may_mute"]:
            _gather(reaction, person_id)
        else:
            notice = tell(reaction, person_id, NoticeKind.TERM, facts["case_id"], _one(facts))
            ring(reaction, notice, urgency="high")


def _one(facts: dict[str, Any]) -> dict[str, Any]:
    kept = ("control_id", "kind", "asset_class", "ends_on", "days_left", "band", "may_mute")
    return {"count": 1, **{key: facts[key] for key in kept}}


def _gather(reaction: Reaction, person_id: str) -> None:
    facts = reaction.facts
    notice = unread(reaction.session, person_id, NoticeKind.TERM, facts["case_id"])
    if notice is None or not notice.params["may_mute"]:
        ring(reaction, tell(reaction, person_id, NoticeKind.TERM, facts["case_id"], _one(facts)))
        return
    new, told = _one(facts), notice.params
    if told["control_id"] == new["control_id"]:  # nearer now, or renewed and near again
        notice.params = {**new, "count": told["count"]}
    else:
        notice.params = {**min(new, told, key=lambda one: one["ends_on"]), "count": told["count"] + 1}
    notice.at = reaction.now
    reaction.changed("notices", notice.id, person_scope(person_id))
    ring(reaction, notice)


def tell_about_lapse(reaction: Reaction) -> None:
    """The effect has ended by law: to everybody who answers for it, each time, unmutable."""
    facts = reaction.facts
    params = {key: facts[key] for key in ("control_id", "kind", "asset_class", "ended_on")}
    for person_id in _who_must_act(reaction):
        notice = tell(reaction, person_id, NoticeKind.LAPSED, facts["case_id"], params)
        ring(reaction, notice, urgency="high")


def _who_must_act(reaction: Reaction) -> list[str]:
    """The people behind the duties and offices that the event names. A case nobody is assigned to goes to the chief:
    no term ends in silence."""
    words = set(reaction.facts["must_act"])
    members = case_facts(reaction.session, reaction.facts["case_id"]).members
    found = [person_id for person_id, duty in members.items() if duty in words]
    offices = sorted(words.difference(DUTIES))
    if not found:
        offices = [*offices, "bureau_chief"]
    if offices:
        found += reaction.system.ports.people.with_role(reaction.session, *offices)
    return list(dict.fromkeys(found))
