"""Rows a device may hold. Bytes come from `GET /api/documents/<id>/pdf`, text from `…/text`."""

from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.documents.models import CaseDocument, DocumentDraft, DocumentTemplate, DocumentVersion
from zhixing.documents.templates_rows import TemplateRow, template_row_id, template_to_row
from zhixing.kernel.clock import to_text
from zhixing.kernel.messages import Actor, DateText, Digest, Id, TimeText

State = Literal["draft", "rendering", "in_approval", "returned", "approved", "issued", "discarded"]


class SealFacts(BaseModel):
    """How the seal was set: algorithm by name, the certificate's fingerprint, whether a time stamp is inside."""

    algorithm: str
    certificate_sha256: Digest
    subject: str
    signed_at: TimeText
    timestamped: bool
    demo: bool


class PrintedCopy(BaseModel):
    id: Id
    copies: int
    by: str
    at: TimeText


class HandedOver(BaseModel):
    id: Id
    recipient: str
    method: str
    note: str
    by: str
    at: TimeText


class Revoked(BaseModel):
    reason: str
    by: str
    at: TimeText


class DocumentRow(BaseModel):
    """A document that can be read. The PDF can be fetched when `state` is `ready`; `reason` says why one is `blocked`.

    What was issued here has `number`, `version`, `check_url` (what its QR code says) and `approved_sha256`; `seal` is
    null for imported papers and for forms signed by hand. `has_text`: its text can be fetched for searching.
    """

    id: Id
    case_id: Id
    title: str
    kind: str
    size: int
    sha256: Digest
    pages: int | None
    issued_on: DateText | None
    state: Literal["checking", "ready", "blocked"]
    reason: Literal["encrypted", "active_content", "unreadable", "not_converted"] | None
    by: str
    at: TimeText
    number: str | None
    version: int | None
    approved_sha256: Digest | None
    check_url: str | None
    seal: SealFacts | None
    printed: list[PrintedCopy]
    handed_over: list[HandedOver]
    revoked: Revoked | None
    has_text: bool


class FieldError(BaseModel):
    """What is wrong with a field. `at` is `name` or `name.row.column`; `params` are for the sentence."""

    field: str
    label: str
    at: str
    why: str
    params: dict[str, Any]


class DraftProblem(BaseModel):
    """Why the last submission came back, or does not go on: `reason` is an approver's words, or a problem's code."""

    kind: Literal["returned", "withdrawn", "changed", "not_rendered", "not_opened", "not_sealed", "not_stamped"]
    reason: str
    by: str | None
    at: TimeText


class DraftVersion(BaseModel):
    """One submission. Its PDF is `GET /api/documents/<id>/versions/<version>/pdf` once it has a `sha256`. `fields` are
    kept so that two versions can be compared field by field."""

    version: int
    state: Literal["rendering", "failed", "in_approval", "returned", "withdrawn", "voided", "approved", "issued"]
    sha256: Digest | None
    size: int | None
    pages: int | None
    dated: DateText
    template_version: int
    fields: dict[str, Any]
    note: str
    urgent: bool
    approval_id: Id | None
    reason: str | None
    ended_by: str | None
    by: str
    submitted_at: TimeText


class DraftRow(BaseModel):
    """A document on its way. `errors` is what still lacks; empty means it can be submitted."""

    id: Id
    case_id: Id
    kind: str
    title: str
    template_version: int
    fields: dict[str, Any]
    errors: list[FieldError]
    state: State
    number: str | None
    version: int
    problem: DraftProblem | None
    party_id: Id | None
    visit_id: Id | None
    pack_id: Id | None
    act: str | None
    by: str
    at: TimeText
    updated_at: TimeText
    versions: list[DraftVersion]


def document_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    found = session.scalars(select(CaseDocument).where(CaseDocument.id.in_(ids)))
    return {row.id: _document(row) for row in found}


def _document(row: CaseDocument) -> dict[str, Any]:
    return {"id": row.id, "case_id": row.case_id, "title": row.title, "kind": row.kind, "size": row.size,
            "sha256": row.sha256, "pages": row.pages, "issued_on": row.issued_on, "state": row.state,
            "reason": row.reason, "by": row.by, "at": to_text(row.at), "number": row.number, "version": row.version,
            "approved_sha256": row.approved_sha256, "check_url": f"/verify?c={row.code}" if row.code else None,
            "seal": row.seal, "printed": row.printed, "handed_over": row.handed_over, "revoked": row.revoked,
            "has_text": row.has_text}


def draft_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    versions: dict[str, list[dict[str, Any]]] = {}
    query = (select(DocumentVersion).where(DocumentVersion.document_id.in_(ids))
             .order_by(DocumentVersion.document_id, DocumentVersion.version))
    for row in session.scalars(query):
        versions.setdefault(row.document_id, []).append(_version(row))
    found = session.scalars(select(DocumentDraft).where(DocumentDraft.id.in_(ids)))
    return {row.id: _draft(row, versions.get(row.id, [])) for row in found}


def _version(row: DocumentVersion) -> dict[str, Any]:
    return {"version": row.version, "state": row.state, "sha256": row.sha256, "size": row.size, "pages": row.pages,
            "dated": row.dated, "template_version": row.template_version, "fields": row.fields,
            "note": row.asked["note"], "urgent": row.asked["urgent"], "approval_id": row.approval_id,
            "reason": row.end_reason, "ended_by": row.ended_by, "by": row.by, "submitted_at": to_text(row.submitted_at)}


def _draft(row: DocumentDraft, versions: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": row.id, "case_id": row.case_id, "kind": row.kind, "title": row.title,
            "template_version": row.template_version, "fields": row.fields, "errors": row.errors, "state": row.state,
            "number": row.number, "version": row.version, "problem": row.problem, "party_id": row.party_id,
            "visit_id": row.visit_id, "pack_id": row.pack_id, "act": row.act, "by": row.by, "at": to_text(row.at),
            "updated_at": to_text(row.updated_at), "versions": versions}


def template_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    current = session.scalars(select(DocumentTemplate).where(DocumentTemplate.current))
    rows = {template_row_id(row.kind): template_to_row(row.content) for row in current}
    return {row_id: rows[row_id] for row_id in ids if row_id in rows}


__all__ = ["DocumentRow", "DraftRow", "TemplateRow", "document_rows", "draft_rows", "template_rows"]
