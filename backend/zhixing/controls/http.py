"""Doors of this slice: the gateway's, the calendar, the ledger as a workbook, the look-up in the car."""

from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any

from flask import Response
from pydantic import BaseModel, Field, StringConstraints

from zhixing.cases import case_facts, claim_of_case, may_see_case
from zhixing.controls import calendar, export, words
from zhixing.controls.commands import ExportPurpose
from zhixing.controls.errors import LookupTooShort
from zhixing.controls.policy import may_export
from zhixing.controls.reads import Subject
from zhixing.controls.sums import sum_of_case
from zhixing.kernel import money
from zhixing.kernel.clock import legal_date
from zhixing.kernel.errors import NotFound
from zhixing.kernel.lookup import needle
from zhixing.kernel.messages import Id, Strict
from zhixing.platform.crypto import digest
from zhixing.platform.download import Download, send_bytes
from zhixing.platform.http import Call
from zhixing.platform.lookup import Asked, look_up

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Phones ask as often as they like; an hour is soon enough for something that is days away.
CALENDAR_AGE_S = 3600


def get_calendar(call: Call) -> Response:
    """The calendar behind an address. Raises: NotFound for one that was never made or is closed."""
    person_id = calendar.owner_of(call.session, call.args["token"])
    if person_id is None or call.system.ports.people.actor(call.session, person_id) is None:
        raise NotFound(what="calendar")
    entries = calendar.entries_of(call.session, person_id, legal_date(call.system.clock()))
    call.release()
    response = Response(mimetype="text/calendar")
    response.headers["Cache-Control"] = f"private, max-age={CALENDAR_AGE_S}"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.set_etag(calendar.tag_of(entries))
    response.make_conditional(call.request.environ)
    if response.status_code == HTTPStatus.OK:
        response.data = calendar.render(entries)
    return response


class LedgerQuery(Strict):
    """What it leaves the house for: 归入卷宗, 合议, 处置, 移送, 监督."""

    purpose: ExportPurpose


def get_ledger(call: Call) -> Response:
    """The ledger of a case as a workbook. Taking it out of the house is an audit entry, with the purpose."""
    asked: LedgerQuery = call.query
    case_id, actor = call.args["case_id"], call.actor
    case = case_facts(call.session, case_id)
    if not may_see_case(call.session, actor.id, case_id):
        raise NotFound(what="case")
    call.allow(may_export, Subject(case))
    rows = export.ledger_rows(call.session, case_id)
    call.release()
    file = export.workbook(rows, f"{case.case_number} {words.LEDGER_TITLE}")
    data = file.getvalue()
    call.system.audit(actor, "controls.ledger_exported", case_id, purpose=asked.purpose, rows=len(rows),
                      sha256=digest(data))
    name = f"{case.case_number}{words.LEDGER_TITLE}.xlsx"
    return send_bytes(call.request, Download(file, len(data), digest(data), SHEET, name, as_file=True))


class ControlSumAnswer(BaseModel):
    """Controlled against claim and costs (SEZ 19), in yuan. `unvalued` live ones have no amount: a person judges."""

    claim_yuan: str
    costs_yuan: str
    limit_yuan: str
    controlled_yuan: str
    transferred_yuan: str
    excess_yuan: str
    unvalued: int


def get_sum(call: Call) -> ControlSumAnswer:
    """Whether more is controlled than is owed. The tablet computes the same by the same rule."""
    case_id = call.args["case_id"]
    if not may_see_case(call.session, call.actor.id, case_id):
        raise NotFound(what="case")
    claim = claim_of_case(call.session, case_id)
    costs, found = sum_of_case(call.session, case_id, claim, legal_date(call.system.clock()))
    return ControlSumAnswer(
        claim_yuan=_text(claim), costs_yuan=_text(costs), limit_yuan=_text(found.limit), unvalued=found.unvalued,
        controlled_yuan=_text(found.controlled), transferred_yuan=_text(found.transferred),
        excess_yuan=_text(found.excess))


def _text(amount: Decimal) -> str:
    return money.to_text(amount)


class LookupQuery(Strict):
    """A plate, a name, a number, a company, or the code of a seal; part of it, as people type and say it."""

    q: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class LookupHit(BaseModel):
    """One thing as the person's devices have it: collection and id. What to show is in `label` and `params`."""

    collection: str
    id: Id
    case_id: Id
    label: str
    params: dict[str, Any]


class LookupAnswer(BaseModel):
    hits: list[LookupHit]


def get_lookup(call: Call) -> LookupAnswer:
    """What this person may know of it. Audited with what was asked before it is answered. Raises: LookupTooShort."""
    asked: LookupQuery = call.query
    wanted, actor = needle(asked.q), call.actor
    if not wanted.is_enough:
        raise LookupTooShort()
    sources = [source for one in call.system.slices for source in one.lookups]
    found = look_up(sources, call.session, Asked(wanted, actor.id, asked.limit))
    call.release()
    call.system.audit(actor, "lookup.asked", actor.id, asked=wanted.text, found=[one.id for one in found])
    return LookupAnswer(hits=[LookupHit(**vars(one)) for one in found])
