"""Recording what institutions answered: one command, one transaction per part of a batch."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from zhixing.asset_queries.commands import GatewayRow, NumberedRow, RecordFeedback, RejectedLine
from zhixing.asset_queries.errors import CaseUnknown, NotRespondent, SerialReused
from zhixing.asset_queries.events import FeedbackRecorded
from zhixing.asset_queries.models import Feedback, GatewayQuarantine
from zhixing.asset_queries.rules import check_row, row_digest, same_name
from zhixing.cases import case_by_number, queries_scope, respondents
from zhixing.kernel import money
from zhixing.kernel.clock import from_text, to_text
from zhixing.kernel.errors import DomainError
from zhixing.kernel.ids import new_id
from zhixing.platform.unit_of_work import Act


@dataclass
class Tally:
    """What became of the lines."""

    accepted: int = 0
    duplicate: int = 0
    quarantined: list[dict[str, Any]] = field(default_factory=list)
    rows: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)


def record_feedback(act: Act[RecordFeedback]) -> dict[str, Any]:
    """Store good rows, set bad ones aside. A bad row never loses a good one."""
    tally, known = Tally(), _known_serials(act)
    cases: dict[str, tuple[str, list[str]] | None] = {}
    for rejected in act.body.rejected:
        _quarantine(act, tally, rejected, None)
    for one in act.body.rows:
        try:
            _take(act, tally, one, known, cases)
        except DomainError as error:
            raw = json.dumps(one.row.model_dump(mode="json"), ensure_ascii=False)
            set_aside = RejectedLine(line=one.line, code=error.code, params=error.params, raw=raw)
            _quarantine(act, tally, set_aside, one.row.serial)
    for case_id, rows in tally.rows.items():
        act.happened("asset_queries.feedback_recorded", **FeedbackRecorded(
            case_id=case_id, rows=rows, hits=tally.hits[case_id], at=to_text(act.now)).model_dump())
    return {"accepted": tally.accepted, "duplicate": tally.duplicate,
            "quarantined": sorted(tally.quarantined, key=lambda one: one["line"])}


def _known_serials(act: Act[RecordFeedback]) -> dict[str, str]:
    serials = [one.row.serial for one in act.body.rows]
    found = act.session.execute(select(Feedback.serial, Feedback.digest).where(Feedback.serial.in_(serials)))
    return {row.serial: row.digest for row in found}


def _take(act: Act[RecordFeedback], tally: Tally, one: NumberedRow, known: dict[str, str],
          cases: dict[str, tuple[str, list[str]] | None]) -> None:
    row, digest = one.row, row_digest(one.row)
    if row.serial in known:
        if known[row.serial] != digest:
            raise SerialReused()
        tally.duplicate += 1
        return
    check_row(row, act.now)
    case_id = _case_of(act, row, cases)
    feedback = _store(act, row, case_id, digest)
    known[row.serial] = digest
    tally.accepted += 1
    tally.rows[case_id] += 1
    tally.hits[case_id] += row.outcome == "found"
    act.changed("feedback", feedback.id, queries_scope(case_id))


def _case_of(act: Act[RecordFeedback], row: GatewayRow, cases: dict[str, tuple[str, list[str]] | None]) -> str:
    """Raises: CaseUnknown, NotRespondent."""
    if row.case_number not in cases:
        case = case_by_number(act.session, row.case_number)
        names = [one.name for one in respondents(act.session, case.case_id)] if case else []
        cases[row.case_number] = (case.case_id, names) if case else None
    found = cases[row.case_number]
    if found is None:
        raise CaseUnknown()
    case_id, names = found
    if not any(same_name(row.respondent, name) for name in names):
        raise NotRespondent()
    return case_id


def _store(act: Act[RecordFeedback], row: GatewayRow, case_id: str, digest: str) -> Feedback:
    freezes = [one.model_dump(mode="json") | {"amount_yuan": _amount(one.amount_yuan)} for one in row.prior_freezes]
    feedback = Feedback(
        id=new_id(), case_id=case_id, serial=row.serial, digest=digest, peer=act.body.peer,
        institution=row.institution, asset_class=row.asset_class, respondent=row.respondent, outcome=row.outcome,
        summary=row.summary, amount_yuan=_amount(row.amount_yuan), available_yuan=_amount(row.available_yuan),
        prior_freezes=freezes, asked_at=from_text(row.asked_at), answered_at=from_text(row.answered_at),
        received_at=act.now)
    act.session.add(feedback)
    return feedback


def _amount(text: str | None) -> str | None:
    return money.to_text(money.yuan(text)) if text is not None else None


def _quarantine(act: Act[RecordFeedback], tally: Tally, one: RejectedLine, serial: str | None) -> None:
    act.session.add(GatewayQuarantine(
        id=new_id(), peer=act.body.peer, batch=act.body.batch, line=one.line, serial=serial, code=one.code,
        params=one.params, raw=one.raw, at=act.now))
    tally.quarantined.append({"line": one.line, "code": one.code, "params": one.params})
