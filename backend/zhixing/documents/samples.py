"""Templates filled with their own samples: what `zhixing template check` and the contact sheet set."""

from typing import Any

from zhixing.documents.paper import Paper, paper

COURT = "示范市人民法院"
SAMPLE_SYSTEM = {"court": COURT, "case_number": "（2026）粤0605执1601号", "number": "（2026）粤0605执1601号之一",
                 "dated": "2026-11-24", "code": "2345ABCDEFGHJKMNPQRS",
                 "check_url": "https://zhixing.court.example/verify?c=2345ABCDEFGHJKMNPQRS"}


def sample_paper(found: Any) -> Paper:
    """`found` is a `catalogue.Found`."""
    number = SAMPLE_SYSTEM["number" if found.template.numbering.rule == "suffix" else "case_number"]
    return paper(found.content, found.sample, {**SAMPLE_SYSTEM, "number": number})
