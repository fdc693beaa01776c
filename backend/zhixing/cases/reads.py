"""Reading cases. Also what upper slices ask about a case; rows out, nothing changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from zhixing.cases.models import CaseAssignment, CaseParty, CourtCase, TimelineEntry
from zhixing.cases.rules import case_scope, normalise_case_number
from zhixing.kernel.clock import to_text
from zhixing.kernel.errors import NotFound
from zhixing.kernel.money import yuan
from zhixing.platform import feed

_FIND_AT_ONCE = 500


@dataclass(frozen=True)
class Membership:
    """One stretch of a duty; `until` is None while it lasts."""

    person_id: str
    duty: str
    since: datetime
    until: datetime | None

    def covers(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True)
class PartyFacts:
    """A party with its personal data. Whoever reads it over HTTP owes an audit entry."""

    party_id: str
    case_id: str
    side: str
    kind: str
    name: str
    id_number: str | None
    phone: str | None
    address: str | None


@dataclass(frozen=True)
class CaseFacts:
    """What policies and services of upper slices need to know of a case. `members`: person → duty, now."""

    case_id: str
    case_number: str
    cause: str
    stage: str
    members: dict[str, str]
    memberships: tuple[Membership, ...] = field(default=())

    def was_member(self, person_id: str) -> bool:
        """Whether the person has, or once had, a duty here."""
        return any(one.person_id == person_id for one in self.memberships)

    def last_duty(self, person_id: str) -> str | None:
        """The duty the person has, or had last."""
        duties = [one.duty for one in self.memberships if one.person_id == person_id]
        return duties[-1] if duties else None

    def left_at(self, person_id: str) -> datetime | None:
        """When the person's last duty ended; None while one lasts, or if there never was one."""
        ends = [one.until for one in self.memberships if one.person_id == person_id]
        known = [end for end in ends if end is not None]
        return max(known) if known and len(known) == len(ends) else None


@dataclass(frozen=True)
class TimelineFacts:
    """One entry of the timeline."""

    entry_id: str
    case_id: str
    kind: str
    text: str
    params: dict[str, Any]
    happened_on: str


def case_facts(session: Session, case_id: str) -> CaseFacts:
    """Raises: NotFound."""
    case = session.get(CourtCase, case_id)
    if case is None:
        raise NotFound(what="case")
    return _facts(session, case)


def cases_of(session: Session, person_id: str, duties: Iterable[str]) -> dict[str, str]:
    """case id → case number, of the cases in which the person has one of these duties now."""
    query = (select(CourtCase.id, CourtCase.case_number).join(CaseAssignment, CaseAssignment.case_id == CourtCase.id)
             .where(CaseAssignment.person_id == person_id, CaseAssignment.until.is_(None),
                    CaseAssignment.duty.in_(list(duties))))
    return {row.id: row.case_number for row in session.execute(query)}


def case_by_number(session: Session, case_number: str) -> CaseFacts | None:
    """The case with this number, however its brackets were typed."""
    number = normalise_case_number(case_number)
    case = session.scalar(select(CourtCase).where(CourtCase.case_number == number))
    return _facts(session, case) if case else None


def _facts(session: Session, case: CourtCase) -> CaseFacts:
    query = select(CaseAssignment).where(CaseAssignment.case_id == case.id).order_by(CaseAssignment.since)
    spans = tuple(Membership(row.person_id, row.duty, row.since, row.until)
                  for row in session.scalars(query))
    members = {one.person_id: one.duty for one in spans if one.until is None}
    return CaseFacts(case.id, case.case_number, case.cause, case.stage, members, spans)


def parties(session: Session, case_id: str) -> list[PartyFacts]:
    """All parties of a case in the order they were filed."""
    query = select(CaseParty).where(CaseParty.case_id == case_id).order_by(CaseParty.position)
    return [_party(row) for row in session.scalars(query)]


def respondents(session: Session, case_id: str) -> list[PartyFacts]:
    """The people against whom the case is: the only ones who may be queried (domain.md 5, NQ 7)."""
    return [one for one in parties(session, case_id) if one.side == "respondent"]


def respondents_by_number(session: Session, numbers: set[str]) -> dict[str, tuple[str, list[PartyFacts]]]:
    """Case number in its one form → (case id, its respondents), for many cases at once; unknown numbers are absent."""
    found: dict[str, tuple[str, list[PartyFacts]]] = {}
    wanted = sorted(numbers)
    for start in range(0, len(wanted), _FIND_AT_ONCE):
        some = wanted[start:start + _FIND_AT_ONCE]
        cases = {row.id: row.case_number for row in session.execute(
            select(CourtCase.id, CourtCase.case_number).where(CourtCase.case_number.in_(some)))}
        found.update((number, (case_id, [])) for case_id, number in cases.items())
        people = (select(CaseParty).where(CaseParty.case_id.in_(cases), CaseParty.side == "respondent")
                  .order_by(CaseParty.position))
        for row in session.scalars(people):
            found[cases[row.case_id]][1].append(_party(row))
    return found


def claim_of_case(session: Session, case_id: str) -> Decimal:
    """What the case is about, in yuan. Raises: NotFound."""
    case = session.get(CourtCase, case_id)
    if case is None:
        raise NotFound(what="case")
    return yuan(case.claim_amount_yuan)


def party_facts(session: Session, party_id: str) -> PartyFacts:
    """Raises: NotFound."""
    row = session.get(CaseParty, party_id)
    if row is None:
        raise NotFound(what="party")
    return _party(row)


def _party(row: CaseParty) -> PartyFacts:
    return PartyFacts(row.id, row.case_id, row.side, row.kind, row.name, row.id_number, row.phone, row.address)


def timeline_entry(session: Session, entry_id: str) -> TimelineFacts:
    """Raises: NotFound."""
    row = session.get(TimelineEntry, entry_id)
    if row is None:
        raise NotFound(what="timeline_entry")
    return TimelineFacts(row.id, row.case_id, row.kind, row.text, row.params, row.happened_on)


def may_see_case(session: Session, person_id: str, case_id: str) -> bool:
    """Whether the person holds the case now, by duty or by office: the question every read of bytes asks."""
    return feed.holds(session, person_id, case_scope(case_id))


def every_case_id(session: Session) -> list[str]:
    return list(session.scalars(select(CourtCase.id)))


def search(session: Session, words: str, *, held_by: str | None, before: str | None,
           limit: int) -> list[dict[str, Any]]:
    """Cases whose number, cause or a party's name contains `words`, newest first.

    `held_by` keeps to the cases that person holds; `before` is the id the last page ended with.
    """
    query = select(CourtCase).order_by(CourtCase.id.desc()).limit(limit)
    if words:
        named = select(CaseParty.case_id).where(CaseParty.name.contains(words, autoescape=True))
        number = normalise_case_number(words)
        query = query.where(or_(CourtCase.case_number.contains(number, autoescape=True),
                                CourtCase.cause.contains(words, autoescape=True), CourtCase.id.in_(named)))
    if before:
        query = query.where(CourtCase.id < before)
    if held_by:
        scopes = "case:" + CourtCase.id
        query = query.where(scopes.in_(select(feed.FeedGrant.scope).where(
            feed.FeedGrant.person_id == held_by, feed.FeedGrant.active)))
    return [_found(session, case) for case in session.scalars(query)]


def _found(session: Session, case: CourtCase) -> dict[str, Any]:
    names = [{"side": one.side, "name": one.name} for one in parties(session, case.id)]
    return {"id": case.id, "case_number": case.case_number, "cause": case.cause, "stage": case.stage,
            "filed_on": case.filed_on, "parties": names, "updated_at": to_text(case.updated_at)}
