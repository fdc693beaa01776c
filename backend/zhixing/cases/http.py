"""Reading over HTTP: parse, call, render."""

from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from zhixing.cases import reads
from zhixing.cases.policy import SEARCHERS_OF_EVERY_CASE
from zhixing.kernel.messages import Id, Strict
from zhixing.platform.http import Call


class CaseSearch(Strict):
    """`query` is part of a case number, a cause or a party's name; `cursor` comes from the page before."""

    query: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = ""
    cursor: Id | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class FoundParty(BaseModel):
    side: str
    name: str


class FoundCase(BaseModel):
    """A case in a list: names, but no numbers, telephones or addresses of people."""

    id: Id
    case_number: str
    cause: str
    stage: str
    filed_on: str
    parties: list[FoundParty]
    updated_at: str


class FoundCases(BaseModel):
    cases: list[FoundCase]
    cursor: Id | None = None


def get_cases(call: Call) -> Any:
    """Find cases. Which ones were shown to whom is audited; what was typed is not: it may be a name."""
    asked: CaseSearch = call.query
    actor = call.actor
    held_by = None if actor.has_role(*SEARCHERS_OF_EVERY_CASE) else actor.id
    found = reads.search(call.session, asked.query, held_by=held_by, before=asked.cursor, limit=asked.limit)
    call.release()
    call.system.audit(actor, "cases.searched", actor.id, cases=[one["id"] for one in found])
    cursor = found[-1]["id"] if len(found) == asked.limit else None
    return FoundCases(cases=[FoundCase(**one) for one in found], cursor=cursor)
