"""The court's cases: numbers, parties, who works on them, what happened (domain.md 2). The face for upper slices."""

from zhixing.cases.reads import (
    CaseFacts,
    Membership,
    PartyFacts,
    TimelineFacts,
    case_by_number,
    case_facts,
    may_see_case,
    parties,
    party_facts,
    respondents,
    timeline_entry,
)
from zhixing.cases.rules import case_scope, normalise_case_number, parse_case_number, queries_scope
from zhixing.cases.service import NewEntry, add_timeline

__all__ = [
    "CaseFacts",
    "Membership",
    "NewEntry",
    "PartyFacts",
    "TimelineFacts",
    "add_timeline",
    "case_by_number",
    "case_facts",
    "case_scope",
    "may_see_case",
    "normalise_case_number",
    "parse_case_number",
    "parties",
    "party_facts",
    "queries_scope",
    "respondents",
    "timeline_entry",
]
