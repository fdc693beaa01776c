"""From the first words to the submitted version: one function per command."""

import secrets
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from zhixing.approvals import LinkedProof, NewApproval, open_approval, void_approval
from zhixing.cases import case_scope, party_facts
from zhixing.documents import commands, events
from zhixing.documents.catalogue import Found, catalogue
from zhixing.documents.checking import LARGEST_FIELDS, check_fields, is_date, is_too_large
from zhixing.documents.errors import (
    DateImpossible,
    FieldsInvalid,
    FieldsTooLarge,
    NotADraft,
    NotWaiting,
    NumbersExhausted,
    PartyNotInCase,
)
from zhixing.documents.models import DocumentDraft, DocumentNumber, DocumentTemplate, DocumentVersion
from zhixing.kernel.clock import from_text, legal_date, to_text
from zhixing.kernel.ids import new_id
from zhixing.kernel.numerals import document_number
from zhixing.platform.typesetting import can_set, font_folders
from zhixing.platform.unit_of_work import Act, UnitOfWork

RENDER = "documents.render"
SUBJECT = "document"
CHANGEABLE = ("draft", "returned", "in_approval", "rendering")
SUBMITTABLE = ("draft", "returned")
WAITING = ("rendering", "in_approval")
# Easily told apart when read aloud or typed from paper: no 0 O 1 I L.
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
MOST_TRIES, MOST_ORDINAL = 20, 99
_CODE_LENGTH = 20  # 31^20: nobody finds one by trying


def draft(act: Act[commands.DraftDocument]) -> dict[str, Any]:
    """Begin a document. Whatever is wrong with the fields is kept with them and named in the row and the answer."""
    body = act.body
    found = catalogue(act.system).get(body.kind)
    if body.party_id is not None and party_facts(act.session, body.party_id).case_id != body.case_id:
        raise PartyNotInCase()
    errors = _look_over(act, found, body.fields)
    act.session.add(DocumentDraft(
        id=body.document_id, case_id=body.case_id, kind=body.kind, title=found.template.title,
        template_version=found.template.version, fields=body.fields, errors=errors, state="draft", version=0,
        party_id=body.party_id, visit_id=body.visit_id, pack_id=body.pack_id, act=body.act, by=act.actor.id,
        at=act.now, updated_at=act.now))
    act.session.flush()
    changed(act, body.document_id, body.case_id)
    act.happened("documents.drafted", **events.DocumentDrafted(
        document_id=body.document_id, case_id=body.case_id, kind=body.kind, title=found.template.title, act=body.act,
        by=act.actor.id).model_dump())
    return {"errors": errors}


def changed(unit: UnitOfWork, document_id: str, case_id: str) -> None:
    """Devices get the draft anew."""
    unit.changed("drafts", document_id, case_scope(case_id))


def _look_over(act: Act[Any], found: Found, fields: dict[str, Any]) -> list[dict[str, Any]]:
    if is_too_large(fields):
        raise FieldsTooLarge(limit=LARGEST_FIELDS)
    folders = font_folders(act.system.config)
    return check_fields(found.template, fields, lambda text: can_set(text, folders))


def revise(act: Act[commands.ReviseDraft]) -> dict[str, Any]:
    """Put new values in place of the old ones. What waits for approval becomes void: it was shown differently."""
    row: DocumentDraft = act.subject.draft
    if row.state not in CHANGEABLE:
        raise NotADraft(state=row.state)
    found = catalogue(act.system).get(row.kind)
    errors = _look_over(act, found, act.body.fields)
    if row.state in WAITING:
        void_approval(act, SUBJECT, row.id, "changed")
        come_back(act, row, Ending("voided", "changed", "changed", act.actor.id))
    row.fields, row.errors, row.template_version = act.body.fields, errors, found.template.version
    row.title, row.updated_at = found.template.title, act.now
    changed(act, row.id, row.case_id)
    return {"errors": errors}


class Ending:
    """How a version ended before it was issued. `kind` is what the draft's `problem` says."""

    def __init__(self, state: str, kind: str, reason: str, by: str | None) -> None:
        self.state, self.kind, self.reason, self.by = state, kind, reason, by


def come_back(unit: UnitOfWork, row: DocumentDraft, ending: Ending) -> DocumentVersion:
    """The current version is over; the draft can be worked on again, with the reason on it."""
    version = current_version(unit, row)
    version.state, version.end_reason, version.ended_by = ending.state, ending.reason, ending.by
    version.ended_at = unit.now
    row.state = "returned" if ending.state == "returned" else "draft"
    row.problem = {"kind": ending.kind, "reason": ending.reason, "by": ending.by, "at": to_text(unit.now)}
    row.updated_at = unit.now
    changed(unit, row.id, row.case_id)
    return version


def current_version(unit: UnitOfWork, row: DocumentDraft) -> DocumentVersion:
    return unit.session.scalars(select(DocumentVersion).where(
        DocumentVersion.document_id == row.id, DocumentVersion.version == row.version)).one()


def submit(act: Act[commands.SubmitDraft]) -> dict[str, Any]:
    """Freeze a version and give it its number. The worker sets the PDF; then the approval opens.

    Raises: NotADraft, FieldsInvalid, DateImpossible, and what `approvals.open_approval` refuses.
    """
    body, row = act.body, act.subject.draft
    if row.state not in SUBMITTABLE:
        raise NotADraft(state=row.state)
    found = catalogue(act.system).get(row.kind)
    row.errors = _look_over(act, found, row.fields)
    if row.errors:
        raise FieldsInvalid(errors=row.errors)
    version = _freeze(act, row, found)
    _rehearse(act, approval_of(row, version, sha256="0" * 64))
    row.state, row.version, row.number, row.updated_at = "rendering", version.version, version.number, act.now
    row.template_version, row.title = found.template.version, found.template.title
    changed(act, row.id, row.case_id)
    act.enqueue(RENDER, {"version_id": version.id}, unique_key=f"{RENDER}:{version.id}")
    act.happened("documents.submitted", **events.DraftSubmitted(
        document_id=row.id, case_id=row.case_id, kind=row.kind, title=row.title, number=version.number,
        version=version.version, urgent=body.urgent, by=act.actor.id).model_dump())
    return {"version": version.version, "number": version.number}


def _freeze(act: Act[commands.SubmitDraft], row: DocumentDraft, found: Found) -> DocumentVersion:
    body = act.body
    dated = body.dated or legal_date(act.now).isoformat()
    if not is_date(dated):
        raise DateImpossible()
    remember_template(act, found)
    asked = body.model_dump(mode="json", include={"urgent", "amount_yuan", "acted_at", "evidence", "note"})
    version = DocumentVersion(
        id=new_id(), document_id=row.id, version=row.version + 1, state="rendering", fields=row.fields,
        template_version=found.template.version, template_sha256=found.sha256, number=_number(act, row, found),
        dated=dated, code="".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH)), asked=asked,
        by=act.actor.id, submitted_at=act.now)
    act.session.add(version)
    act.session.flush()
    return version


def _number(act: Act[Any], row: DocumentDraft, found: Found) -> str:
    """The document's number, given once and kept over all its versions."""
    rule, case_number = found.template.numbering, act.subject.case.case_number
    if rule.rule == "case":
        return case_number
    given = act.session.scalar(select(DocumentNumber).where(DocumentNumber.document_id == row.id))
    return document_number(case_number, (given or _next_number(act, row, rule.series)).ordinal)


def _next_number(act: Act[Any], row: DocumentDraft, series: str) -> DocumentNumber:
    """Two submissions of a case at the same time: the one that comes second takes the number after."""
    for _ in range(MOST_TRIES):
        taken = act.session.scalar(select(func.max(DocumentNumber.ordinal)).where(
            DocumentNumber.case_id == row.case_id, DocumentNumber.series == series))
        ordinal = 0 if taken is None else taken + 1
        if ordinal > MOST_ORDINAL:
            break
        given = DocumentNumber(case_id=row.case_id, series=series, document_id=row.id, ordinal=ordinal)
        try:
            with act.session.begin_nested():
                act.session.add(given)
                act.session.flush()
        except IntegrityError:
            continue
        return given
    raise NumbersExhausted(series=series)


def remember_template(unit: UnitOfWork, found: Found) -> None:
    """A version points at its template for ever: keep it whole."""
    if unit.session.get(DocumentTemplate, found.sha256) is None:
        unit.session.add(DocumentTemplate(sha256=found.sha256, kind=found.template.kind, current=False, since=unit.now,
                                          version=found.template.version, content=found.content))
        unit.session.flush()


def approval_of(row: DocumentDraft, version: DocumentVersion, *, sha256: str) -> NewApproval:
    """What the approvals slice is told of a version."""
    asked = version.asked
    return NewApproval(
        approval_id=version.approval_id or new_id(), subject_kind=SUBJECT, subject_id=row.id, case_id=row.case_id,
        doc_kind=row.kind, title=row.title, sha256=sha256, version=version.version, drafted_by=row.by,
        amount_yuan=asked["amount_yuan"], urgent=asked["urgent"],
        acted_at=from_text(asked["acted_at"]) if asked["acted_at"] else None,
        required_evidence=[LinkedProof(one["key"], one["kind"], one["ref"], one["text"]) for one in asked["evidence"]])


def _rehearse(act: Act[Any], new: NewApproval) -> None:
    """Open the approval and take it back, so that what it would refuse is refused while the drafter is there, and not
    minutes later in the worker."""
    trial = UnitOfWork(act.session, act.actor, act.now, act.system)
    attempt = act.session.begin_nested()
    try:
        open_approval(trial, new)
    finally:
        attempt.rollback()


def withdraw(act: Act[commands.WithdrawDraft]) -> None:
    """Take it back while it waits; it is a draft again."""
    row: DocumentDraft = act.subject.draft
    if row.state not in WAITING:
        raise NotWaiting(state=row.state)
    void_approval(act, SUBJECT, row.id, act.body.reason)
    version = come_back(act, row, Ending("withdrawn", "withdrawn", act.body.reason, act.actor.id))
    act.happened("documents.withdrawn", **events.DraftWithdrawn(
        document_id=row.id, case_id=row.case_id, title=row.title, version=version.version, reason=act.body.reason,
        by=act.actor.id).model_dump())


def discard(act: Act[commands.DiscardDraft]) -> None:
    """Give a draft up."""
    row: DocumentDraft = act.subject.draft
    if row.state not in SUBMITTABLE:
        raise NotADraft(state=row.state)
    row.state, row.updated_at = "discarded", act.now
    row.problem = None
    changed(act, row.id, row.case_id)
    act.happened("documents.discarded", **events.DraftDiscarded(
        document_id=row.id, case_id=row.case_id, title=row.title, reason=act.body.reason,
        by=act.actor.id).model_dump())
