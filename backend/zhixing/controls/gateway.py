"""Steps on their way to institutions, and their answers (docs/protocol.md 8)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.cases import case_facts, party_facts
from zhixing.controls import effects, errors, ranks
from zhixing.controls.commands import ControlFeedback
from zhixing.controls.models import Control, ControlAnswer, ControlStep, LedgerAsset
from zhixing.controls.rules import check_step_open
from zhixing.documents import document_facts
from zhixing.kernel.clock import from_text
from zhixing.kernel.errors import DomainError
from zhixing.platform.bus import places
from zhixing.platform.crypto import canonical, digest
from zhixing.platform.db import insert_rows
from zhixing.platform.gateway import (
    BatchPart,
    Channel,
    Message,
    RowMalformed,
    RowNotJson,
    SetAside,
    broken,
    read_lines,
    send,
    set_aside,
)
from zhixing.platform.unit_of_work import Act, UnitOfWork

PATH = "/gateway/control-feedback"


def arrived(session: Session, serials: Collection[str]) -> set[str]:
    """Which of these answers were applied."""
    return set(session.scalars(select(ControlAnswer.serial).where(ControlAnswer.serial.in_(serials))))


# Few lines per act: each changes a control, its asset, its queue.
CHANNEL = Channel(PATH, "controls.record_feedback", lines_per_act=50, arrived=arrived)
KIND = "control"


def put_on_the_way(unit: UnitOfWork, control: Control, step: ControlStep) -> None:
    """Write the line for the institution; its serial is the step's id."""
    send(unit, [Message(KIND, step.id, _facts(unit, control, step))])


def _facts(unit: UnitOfWork, control: Control, step: ControlStep) -> dict[str, Any]:
    """Everything the institution needs, so that the line stands alone on the other side of a one-way gate."""
    party = party_facts(unit.session, control.party_id)
    printed = {"start": step.printed_start, "end": step.printed_end} if step.printed_start else None
    return {"action": step.action, "control": control.id, "kind_of_control": control.kind, "printed": printed,
            "court": unit.system.config.court_name, "amount_yuan": step.amount_yuan, "to_account": step.to_account,
            "case_number": case_facts(unit.session, control.case_id).case_number, "asset": control.asset,
            "institution": control.asset["institution"],
            "respondent": {"name": party.name, "id_number": party.id_number, "kind": party.kind},
            "documents": [_document(unit, one) for one in (step.ruling_id, step.notice_id) if one]}


def _document(unit: UnitOfWork, document_id: str) -> dict[str, Any]:
    facts = document_facts(unit.session, document_id)
    return {"id": document_id, "title": facts.title, "kind": facts.kind, "sha256": facts.sha256}


Numbered = tuple[int, str, ControlFeedback]


@dataclass
class Part:
    """What the lines of one part are about, read and locked at once; holding the rows keeps them in the session.

    `known`: serial → fingerprint of the lines that came before. `taken`: those that are new.
    """

    known: dict[str, str]
    steps: dict[str, ControlStep]
    controls: dict[str, Control]
    assets: list[LedgerAsset]
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)


def record_feedback(act: Act[BatchPart]) -> dict[str, Any]:
    """Lines of a batch: each good one is applied once, each bad one set aside with its reason."""
    read, bad = read_lines(act.body, _read)
    part = _load(act, [row for _, _, row in read])
    try:
        with act.attempt():  # most parts have no line that is refused, and need one savepoint instead of fifty
            for _, _, row in read:
                _take(act, part, row)
    except DomainError:
        part.taken.clear()
        bad += _one_by_one(act, part, read)
    insert_rows(act.session, ControlAnswer, list(part.taken.values()))
    duplicate = len(act.body.lines) + len(act.body.broken) - len(part.taken) - len(bad)
    quarantined = set_aside(act, sorted(bad, key=lambda one: one[0].line))
    return {"accepted": len(part.taken), "duplicate": duplicate, "quarantined": quarantined}


def _load(act: Act[BatchPart], rows: list[ControlFeedback]) -> Part:
    """Locked in one order, so that two batches about the same controls queue."""
    session = act.session
    known = session.execute(select(ControlAnswer.serial, ControlAnswer.fingerprint)
                            .where(ControlAnswer.serial.in_([row.serial for row in rows])))
    steps = session.scalars(select(ControlStep).where(ControlStep.id.in_({row.request for row in rows}))
                            .order_by(ControlStep.id).with_for_update()).all()
    controls = session.scalars(select(Control).where(Control.id.in_({one.control_id for one in steps}))
                               .order_by(Control.id).with_for_update()).all()
    assets = session.scalars(select(LedgerAsset).where(LedgerAsset.id.in_({one.asset_id for one in controls}))).all()
    return Part({one.serial: one.fingerprint for one in known}, {one.id: one for one in steps},
                {one.id: one for one in controls}, list(assets))


def _one_by_one(act: Act[BatchPart], part: Part, read: list[Numbered]) -> SetAside:
    """Apply each good line though others are refused; those that are, with their reasons."""
    bad: SetAside = []
    for number, raw, row in read:
        try:
            with act.attempt():
                _take(act, part, row)
        except DomainError as error:
            bad.append((broken(number, raw, error), row.serial))
    return bad


def _read(raw: str) -> ControlFeedback:
    """Raises: RowNotJson, RowMalformed."""
    try:
        return ControlFeedback.model_validate_json(raw, strict=True)
    except ValidationError as cause:
        if any(one["type"] == "json_invalid" for one in cause.errors()):
            raise RowNotJson() from cause
        raise RowMalformed(errors=places(cause)) from cause


def _moment(text: str) -> datetime:
    """Raises: RowMalformed for a 31st of February."""
    try:
        return from_text(text)
    except ValueError as cause:
        raise RowMalformed(errors=[{"at": "at", "why": "no_such_time"}]) from cause


def _take(act: Act[BatchPart], part: Part, row: ControlFeedback) -> None:
    """Apply one line, unless it was there before. Raises: StepUnknown, SerialReused, what the rules refuse."""
    fingerprint = digest(canonical(row.model_dump(mode="json")))
    known = part.taken[row.serial]["fingerprint"] if row.serial in part.taken else part.known.get(row.serial)
    if known is not None:
        if known != fingerprint:
            raise errors.SerialReused()
        return
    step = part.steps.get(row.request)
    if step is None or step.sent_at is None:
        raise errors.StepUnknown()
    _APPLY[row.outcome](act, part.controls[step.control_id], step, row)
    part.taken[row.serial] = {"serial": row.serial, "step_id": step.id, "fingerprint": fingerprint, "at": act.now}


def _served(act: Act[BatchPart], control: Control, step: ControlStep, row: ControlFeedback) -> None:
    if step.state == "sent":  # told after the effect, on a line where order is not kept, it changes nothing
        effects.serve(act, control, step, _moment(row.served_at or row.at))


def _done(act: Act[BatchPart], control: Control, step: ControlStep, row: ControlFeedback) -> None:
    check_step_open(step.state)
    _check_sign(row.actual_amount_yuan)
    served_at = _moment(row.served_at) if row.served_at else step.served_at or _moment(row.at)
    effects.apply(act, control, step, effects.Answer(
        _moment(row.at), served_at, row.actual_amount_yuan, row.rank, [one.model_dump() for one in row.ahead],
        row.printed.model_dump() if row.printed else None, row.receipt))


def _check_sign(amount: str | None) -> None:
    """Raises: AmountNotPositive. Nought is an honest answer: an account may be empty."""
    if amount is not None and amount.startswith("-"):
        raise errors.AmountNotPositive()


def _failed(act: Act[BatchPart], control: Control, step: ControlStep, row: ControlFeedback) -> None:
    check_step_open(step.state)
    effects.fail(act, control, step, row.failure_code or "not_said", row.failure_text)


def _rank(act: Act[BatchPart], control: Control, step: ControlStep, row: ControlFeedback) -> None:
    ranks.hear(act, control, step, ranks.Word(row.rank, _moment(row.at), [one.model_dump() for one in row.ahead]))


_APPLY: dict[str, Callable[[Act[BatchPart], Control, ControlStep, ControlFeedback], None]] = {
    "served": _served, "done": _done, "failed": _failed, "rank": _rank}
