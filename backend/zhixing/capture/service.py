"""One function per command, and what upper slices may do to evidence: add a copy, flag it, mark it published."""

from dataclasses import dataclass
from typing import Any

from zhixing.capture import commands, events, rules
from zhixing.capture.errors import AlreadyStruck, NothingToCorrect, OneOriginalNeeded
from zhixing.capture.models import Evidence, EvidenceCorrection, EvidenceDerivative
from zhixing.cases import case_scope
from zhixing.kernel.clock import from_text, to_text
from zhixing.kernel.ids import new_id
from zhixing.platform.files import Stored
from zhixing.platform.unit_of_work import Act, UnitOfWork

DERIVE = "capture.derive"


def record(act: Act[commands.RecordCapture]) -> dict[str, Any]:
    """Take evidence in. Its bytes are here: the bus has held the act until they were, and compared their size."""
    body, envelope = act.body, act.envelope
    if len(envelope.blobs) != 1:
        raise OneOriginalNeeded(count=len(envelope.blobs))
    blob, occurred_at = envelope.blobs[0], from_text(envelope.occurred_at)
    span, flags = _admit(act)
    if not act.actor.roles:
        flags += (rules.AUTHOR_DISABLED,)
    act.session.add(Evidence(
        **body.model_dump(include=set(_SAID_BY_DEVICE)), id=body.evidence_id, act_id=envelope.id, sha256=blob.sha256,
        size=blob.size, media_type=blob.media_type, position=body.position.model_dump(), flags=list(flags),
        camera=body.camera.model_dump() if body.camera else None, captured_at=occurred_at, received_at=act.now,
        not_before=span.not_before, clock_offset_ms=span.offset_ms, by=act.actor.id, device_id=envelope.device_id,
        device_seq=envelope.device_seq, state="verified", published=False))
    act.session.flush()
    act.changed("evidence", body.evidence_id, case_scope(body.case_id))
    act.enqueue(DERIVE, {"evidence_id": body.evidence_id}, unique_key=f"{DERIVE}:{body.evidence_id}")
    act.happened("capture.recorded", **events.CaptureRecorded(
        **body.model_dump(include={"evidence_id", "case_id", "visit_id", "item_id", "kind", "shot"}),
        sha256=blob.sha256, size=blob.size, captured_at=envelope.occurred_at, received_at=to_text(act.now),
        device_id=envelope.device_id, device_seq=envelope.device_seq, by=act.actor.id).model_dump())
    return {"evidence_id": body.evidence_id, "flags": list(flags)}


def _admit(act: Act[Any]) -> tuple[rules.Bracket, tuple[str, ...]]:
    """When the act was made, and what to flag. Raises: DutyHadEnded."""
    occurred_at = from_text(act.envelope.occurred_at)
    span = rules.bracket(occurred_at, act.envelope.clock, act.now)
    return span, span.flags + rules.check_duty(act.subject.case.left_at(act.actor.id), occurred_at, span)


_SAID_BY_DEVICE = ("case_id", "visit_id", "item_id", "kind", "shot", "caption", "source", "file_name", "duration_ms")


def correct(act: Act[commands.CorrectCapture]) -> None:
    """Say better what it shows; the old words stay readable."""
    body = act.body
    row = _unstruck(act, body.evidence_id)
    asked = {name: getattr(body, name) for name in ("caption", "item_id", "shot")}
    changes = {name: value for name, value in asked.items() if value is not None and value != getattr(row, name)}
    if not changes:
        raise NothingToCorrect()
    _note(act, row, changes)
    for name, value in changes.items():
        setattr(row, name, value)
    act.happened("capture.corrected", **events.CaptureCorrected(
        evidence_id=row.id, case_id=row.case_id, correction_id=body.correction_id, changes=changes,
        by=act.actor.id).model_dump())


def strike(act: Act[commands.StrikeCapture]) -> None:
    """Mark it void. The row, the bytes and their proofs stay."""
    body = act.body
    row = _unstruck(act, body.evidence_id)
    _note(act, row, {})
    row.struck = {"reason": body.reason, "by": act.actor.id, "at": to_text(act.now)}
    act.happened("capture.struck", **events.CaptureStruck(
        evidence_id=row.id, case_id=row.case_id, correction_id=body.correction_id, reason=body.reason,
        by=act.actor.id).model_dump())


def _unstruck(act: Act[Any], evidence_id: str) -> Evidence:
    _admit(act)
    row = act.session.get_one(Evidence, evidence_id, with_for_update=True)
    if row.struck is not None:
        raise AlreadyStruck()
    return row


def _note(act: Act[Any], row: Evidence, changes: dict[str, Any]) -> None:
    act.session.add(EvidenceCorrection(
        id=act.body.correction_id, evidence_id=row.id, kind="correct" if changes else "strike", changes=changes,
        before={name: getattr(row, name) for name in changes}, reason=act.body.reason, by=act.actor.id, at=act.now))
    act.changed("evidence", row.id, case_scope(row.case_id))


@dataclass(frozen=True)
class NewDerivative:
    """A copy whose bytes are in the store under the original's digest and `name`."""

    evidence_id: str
    kind: str
    name: str
    media_type: str
    stored: Stored
    width: int
    height: int
    derivative_id: str | None = None


def add_derivative(unit: UnitOfWork, new: NewDerivative) -> str:
    """Record a copy with its parent. A thumbnail or display copy made again replaces the older record of its kind;
    masked copies add up. Returns the copy's id."""
    row = unit.session.get_one(Evidence, new.evidence_id)
    if new.kind != "masked":
        unit.session.query(EvidenceDerivative).filter_by(evidence_id=row.id, kind=new.kind).delete()
    derivative_id = new.derivative_id or new_id()
    unit.session.add(EvidenceDerivative(
        id=derivative_id, evidence_id=row.id, kind=new.kind, name=new.name, media_type=new.media_type,
        sha256=new.stored.sha256, size=new.stored.size, width=new.width, height=new.height, made_by=unit.actor.id,
        made_at=unit.now))
    unit.session.flush()
    unit.changed("evidence", row.id, case_scope(row.case_id))
    return derivative_id


def flag_evidence(unit: UnitOfWork, evidence_id: str, flag: str) -> None:
    """Add a remark for whoever weighs the evidence. Flagging twice changes nothing."""
    row = unit.session.get_one(Evidence, evidence_id, with_for_update=True)
    if flag not in row.flags:
        row.flags = [*row.flags, flag]
        unit.changed("evidence", row.id, case_scope(row.case_id))


def mark_published(unit: UnitOfWork, evidence_id: str, *, published: bool) -> None:
    """Whether a copy of this evidence can be seen on the litigant's page now (for `disclosure`)."""
    row = unit.session.get_one(Evidence, evidence_id, with_for_update=True)
    if row.published != published:
        row.published = published
        unit.changed("evidence", row.id, case_scope(row.case_id))
