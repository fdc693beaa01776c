"""What happens to a document after it was issued: printed, handed over, revoked. Nothing is ever taken away."""

from zhixing.cases import NewEntry, add_timeline, case_scope
from zhixing.documents import commands, events
from zhixing.documents.errors import AlreadyRevoked, NotIssued
from zhixing.documents.models import CaseDocument
from zhixing.kernel.clock import to_text
from zhixing.platform.unit_of_work import Act, UnitOfWork


def _issued(row: CaseDocument) -> CaseDocument:
    """Raises: NotIssued, AlreadyRevoked."""
    if row.code is None:
        raise NotIssued(state=row.state)
    if row.revoked is not None:
        raise AlreadyRevoked(reason=row.revoked["reason"])
    return row


def mark_printed(act: Act[commands.MarkPrinted]) -> None:
    """Copies on paper; also of imported papers, because they leave the house the same way."""
    row: CaseDocument = act.subject.document
    if any(one["id"] == act.body.print_id for one in row.printed):
        return
    row.printed = [*row.printed, {"id": act.body.print_id, "copies": act.body.copies, "by": act.actor.id,
                                  "at": act.envelope.occurred_at}]
    _changed(act, row)
    act.audit("documents.printed", row.id, sha256=row.sha256, copies=act.body.copies)
    act.happened("documents.printed", **events.DocumentPrinted(
        document_id=row.id, case_id=row.case_id, title=row.title, copies=act.body.copies,
        by=act.actor.id).model_dump())


def mark_shared(act: Act[commands.MarkShared]) -> None:
    """The record of a copy that went on from a device, which may have happened without a line: the audit keeps it, the
    document does not change."""
    row: CaseDocument = act.subject.document
    act.audit("documents.shared", row.id, sha256=row.sha256, means=act.body.means)
    act.happened("documents.shared", **events.DocumentShared(
        document_id=row.id, case_id=row.case_id, title=row.title, sha256=row.sha256, means=act.body.means,
        by=act.actor.id).model_dump())


def hand_over(act: Act[commands.HandOver]) -> None:
    """Given to somebody. Raises: NotIssued, AlreadyRevoked."""
    body, row = act.body, _issued(act.subject.document)
    if any(one["id"] == body.handover_id for one in row.handed_over):
        return
    row.handed_over = [*row.handed_over, {
        "id": body.handover_id, "recipient": body.recipient, "method": body.method, "note": body.note,
        "by": act.actor.id, "at": act.envelope.occurred_at}]
    _changed(act, row)
    add_timeline(act, NewEntry(row.case_id, "document_handed_over", params={
        "document_id": row.id, "title": row.title, "recipient": body.recipient}))
    act.happened("documents.handed_over", **events.DocumentHandedOver(
        document_id=row.id, case_id=row.case_id, title=row.title, recipient=body.recipient, method=body.method,
        by=act.actor.id).model_dump())


def revoke(act: Act[commands.RevokeDocument]) -> None:
    """A new act that takes it back. Raises: NotIssued, AlreadyRevoked."""
    row = _issued(act.subject.document)
    row.revoked = {"reason": act.body.reason, "by": act.actor.id, "at": to_text(act.now)}
    _changed(act, row)
    add_timeline(act, NewEntry(row.case_id, "document_revoked", params={"document_id": row.id, "title": row.title}))
    act.happened("documents.revoked", **events.DocumentRevoked(
        document_id=row.id, case_id=row.case_id, kind=row.kind, title=row.title, number=row.number,
        reason=act.body.reason, by=act.actor.id).model_dump())


def _changed(unit: UnitOfWork, row: CaseDocument) -> None:
    unit.changed("documents", row.id, case_scope(row.case_id))
