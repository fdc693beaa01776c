"""The court's cases: numbers, parties, who works on them, what happened (domain.md 2). The face for upper slices."""

from zhixing.cases.closing import ClosingCheck
from zhixing.cases.reads import (
    CaseFacts,
    Membership,
    PartyFacts,
    TimelineFacts,
    case_by_number,
    case_facts,
    cases_of,
    claim_of_case,
    may_see_case,
    parties,
    party_facts,
    respondents,
    respondents_by_number,
    timeline_entry,
)
from zhixing.cases.rules import case_scope, normalise_case_number, parse_case_number, queries_scope
from zhixing.cases.service import NewEntry, add_timeline

__all__ = [
    "CaseFacts",
    "ClosingCheck",
    "Membership",
    "NewEntry",
    "PartyFacts",
    "TimelineFacts",
    "add_timeline",
    "case_by_number",
    "case_facts",
    "case_scope",
    "cases_of",
    "claim_of_case",
    "may_see_case",
    "normalise_case_number",
    "parse_case_number",
    "parties",
    "party_facts",
    "queries_scope",
    "respondents",
    "respondents_by_number",
    "timeline_entry",
]
