"""Recording what institutions answered: one command, one transaction per part of a batch.

Nine million rows a year come this way, so rows go to the database in bulk and cases are looked up once per part.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from zhixing.asset_queries import questions
from zhixing.asset_queries.commands import GatewayRow
from zhixing.asset_queries.errors import CaseUnknown, InstitutionUnknown, NotRespondent, SerialReused
from zhixing.asset_queries.events import FeedbackRecorded
from zhixing.asset_queries.institutions import Directory, directory
from zhixing.asset_queries.models import Feedback
from zhixing.asset_queries.questions import Asked
from zhixing.asset_queries.rows import read_row, row_digest
from zhixing.asset_queries.rules import check_row, expires_at, same_name
from zhixing.cases import PartyFacts, normalise_case_number, queries_scope, respondents_by_number
from zhixing.kernel import money
from zhixing.kernel.clock import to_text
from zhixing.kernel.errors import DomainError
from zhixing.kernel.ids import new_id
from zhixing.platform import gateway
from zhixing.platform.db import insert_rows
from zhixing.platform.unit_of_work import Act

Numbered = tuple[int, str, GatewayRow]
_AT_ONCE = 500


@dataclass
class Part:
    """What is known about the lines of one part, and what became of them."""

    known: dict[str, str]
    cases: dict[str, tuple[str, list[PartyFacts]]]
    asked: Asked
    listed: Directory
    rows: list[dict[str, Any]] = field(default_factory=list)
    bad: gateway.SetAside = field(default_factory=list)
    duplicate: int = 0
    per_case: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)


def record_feedback(act: Act[gateway.BatchPart]) -> dict[str, Any]:
    """Store good rows, set bad ones aside. A bad row never loses a good one."""
    read, bad = gateway.read_lines(act.body, read_row)
    part = _prepare(act, read)
    part.bad += bad
    for number, raw, row in read:
        try:
            _take(act, part, row)
        except DomainError as error:
            part.bad.append((gateway.broken(number, raw, error), row.serial))
    insert_rows(act.session, Feedback, part.rows)
    questions.answer(act, part.asked)
    _tell(act, part)
    quarantined = gateway.set_aside(act, sorted(part.bad, key=lambda one: one[0].line))
    return {"accepted": len(part.rows), "duplicate": part.duplicate, "quarantined": quarantined}


def _prepare(act: Act[gateway.BatchPart], read: list[Numbered]) -> Part:
    serials = [row.serial for _, _, row in read]
    known: dict[str, str] = {}
    for start in range(0, len(serials), _AT_ONCE):
        found = act.session.execute(select(Feedback.serial, Feedback.digest)
                                    .where(Feedback.serial.in_(serials[start:start + _AT_ONCE])))
        known.update((one.serial, one.digest) for one in found)
    numbers = {normalise_case_number(row.case_number) for _, _, row in read}
    asked = questions.load(act, {row.query for _, _, row in read if row.query is not None})
    return Part(known, respondents_by_number(act.session, numbers), asked, directory(act.system.config))


def _take(act: Act[gateway.BatchPart], part: Part, row: GatewayRow) -> None:
    digest = row_digest(row)
    if row.serial in part.known:
        if part.known[row.serial] != digest:
            raise SerialReused()
        part.duplicate += 1
        return
    moments = check_row(row, act.now)
    case_id = _case_of(part, row)
    institution = _institution(part, row)
    request_id = part.asked.take(row, case_id, institution) if row.query is not None else None
    part.known[row.serial] = digest
    values = _values(act, row, digest)
    values.update(case_id=case_id, request_id=request_id, institution_code=institution, asked_at=moments[0],
                  answered_at=moments[1])
    part.rows.append(values)
    part.per_case[case_id] += 1
    if row.outcome == "found":
        part.hits[case_id] += 1
    act.changed("feedback", values["id"], queries_scope(case_id))


def _case_of(part: Part, row: GatewayRow) -> str:
    """Raises: CaseUnknown, NotRespondent."""
    found = part.cases.get(normalise_case_number(row.case_number))
    if found is None:
        raise CaseUnknown()
    case_id, people = found
    if not any(_is_meant(row, one) for one in people):
        raise NotRespondent()
    return case_id


def _is_meant(row: GatewayRow, one: PartyFacts) -> bool:
    """Of two people with one name the identity number tells, where the institution gives it."""
    return same_name(row.respondent, one.name) and (
        not row.respondent_id_number or not one.id_number or row.respondent_id_number.upper() == one.id_number)


def _institution(part: Part, row: GatewayRow) -> str:
    """Raises: InstitutionUnknown."""
    if row.institution_code is not None:
        if row.institution_code not in part.listed.institutions:
            raise InstitutionUnknown()
        return row.institution_code
    named = part.listed.named(row.institution)
    if named is None:
        raise InstitutionUnknown()
    return named.code


def _values(act: Act[gateway.BatchPart], row: GatewayRow, digest: str) -> dict[str, Any]:
    freezes = [one.model_dump(mode="json") | {"amount_yuan": _amount(one.amount_yuan)} for one in row.prior_freezes]
    days = act.system.config.extra.get("QUERY_COPY_DAYS")
    return {"id": new_id(), "serial": row.serial, "digest": digest, "peer": act.body.peer,
            "institution": row.institution, "asset_class": row.asset_class, "respondent": row.respondent,
            "outcome": row.outcome, "fail_code": row.fail_code, "summary": row.summary, "quantity": row.quantity,
            "amount_yuan": _amount(row.amount_yuan), "available_yuan": _amount(row.available_yuan),
            "prior_freezes": freezes, "detail": row.detail, "received_at": act.now,
            "expires_at": expires_at(act.now, int(days) if days else None), "aged_out_at": None}


def _amount(text: str | None) -> str | None:
    return money.to_text(money.yuan(text)) if text is not None else None


def _tell(act: Act[gateway.BatchPart], part: Part) -> None:
    """Only hits are told: forty answers out of forty-three say "nothing", and the list of questions shows those."""
    for case_id, hits in part.hits.items():
        act.happened("asset_queries.feedback_recorded", **FeedbackRecorded(
            case_id=case_id, rows=part.per_case[case_id], hits=hits, at=to_text(act.now)).model_dump())
