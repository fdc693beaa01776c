"""Reactions to what happens in lower tiers."""

from zhixing.cases.policy import READERS_OF_EVERY_CASE
from zhixing.cases.reads import case_facts, every_case_id
from zhixing.cases.rules import case_scope
from zhixing.platform.unit_of_work import Reaction


def follow_roles(reaction: Reaction) -> None:
    """A new bureau chief gets every case of the court; one who leaves the office keeps only her own.

    Looks at the roles as they are now, so that a late or repeated event does no harm.
    """
    person_id = reaction.facts["person_id"]
    readers = reaction.system.ports.people.with_role(reaction.session, *READERS_OF_EVERY_CASE)
    for case_id in every_case_id(reaction.session):
        if person_id in readers:
            reaction.grant(person_id, case_scope(case_id))
        elif person_id not in case_facts(reaction.session, case_id).members:
            reaction.revoke(person_id, case_scope(case_id))
