"""Reading documents; also what upper slices ask about them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.approvals import may_read_as_proof, may_read_for_approval
from zhixing.cases import may_see_case
from zhixing.documents.drafting import SUBJECT
from zhixing.documents.models import CaseDocument, DocumentDraft, DocumentVersion
from zhixing.kernel.errors import NotFound


@dataclass(frozen=True)
class DocumentFacts:
    """A document of a case. Only a `ready` one may be shown to anybody. `number` and `approved_sha256` are of what was
    issued here; `revoked` says it is no longer in force."""

    document_id: str
    case_id: str
    title: str
    kind: str
    sha256: str
    size: int
    pages: int | None
    issued_on: str | None
    state: str
    reason: str | None
    number: str | None = None
    version: int | None = None
    approved_sha256: str | None = None
    revoked: bool = False

    @property
    def is_ready(self) -> bool:
        return self.state == "ready"


@dataclass(frozen=True)
class VersionFacts:
    """A submitted version's PDF."""

    document_id: str
    case_id: str
    title: str
    version: int
    sha256: str | None
    size: int


def document_facts(session: Session, document_id: str) -> DocumentFacts:
    """Raises: NotFound."""
    row = session.get(CaseDocument, document_id)
    if row is None:
        raise NotFound(what="document")
    return DocumentFacts(row.id, row.case_id, row.title, row.kind, row.sha256, row.size, row.pages, row.issued_on,
                         row.state, row.reason, row.number, row.version, row.approved_sha256, row.revoked is not None)


def visible_document(session: Session, person_id: str, document_id: str) -> DocumentFacts:
    """The document, for somebody who holds its case, or has to decide on it. Raises: NotFound for everybody else."""
    facts = document_facts(session, document_id)
    if not may_read(session, person_id, facts.case_id, document_id):
        raise NotFound(what="document")
    return facts


def may_read(session: Session, person_id: str, case_id: str, document_id: str) -> bool:
    """Members read their case; an approver who is none reads exactly what he decides, and what proves it."""
    return (may_see_case(session, person_id, case_id)
            or may_read_for_approval(session, person_id, SUBJECT, document_id)
            or may_read_as_proof(session, person_id, case_id, "document", document_id))


def visible_draft(session: Session, person_id: str, document_id: str) -> DocumentDraft:
    """Raises: NotFound."""
    row = session.get(DocumentDraft, document_id)
    if row is None or not may_read(session, person_id, row.case_id, document_id):
        raise NotFound(what="document")
    return row


def visible_version(session: Session, person_id: str, document_id: str, version: int | None = None) -> VersionFacts:
    """The given version, or the newest. Raises: NotFound."""
    draft = visible_draft(session, person_id, document_id)
    row = session.scalar(select(DocumentVersion).where(
        DocumentVersion.document_id == document_id,
        DocumentVersion.version == (draft.version if version is None else version)))
    if row is None:
        raise NotFound(what="version")
    return VersionFacts(document_id, draft.case_id, draft.title, row.version, row.sha256, row.size or 0)


def issued_of_case(session: Session, case_id: str) -> list[DocumentFacts]:
    """What was issued in a case and is in force, oldest first."""
    rows = session.scalars(select(CaseDocument.id).where(
        CaseDocument.case_id == case_id, CaseDocument.code.is_not(None)).order_by(CaseDocument.at, CaseDocument.id))
    return [one for one in (document_facts(session, row) for row in rows) if not one.revoked]


def document_by_code(session: Session, code: str) -> CaseDocument | None:
    return session.scalar(select(CaseDocument).where(CaseDocument.code == code))


def documents_by_digest(session: Session, sha256: str) -> list[CaseDocument]:
    """Issued documents whose bytes these are, sealed or as they were before the seal."""
    query = select(CaseDocument).where(CaseDocument.code.is_not(None), (CaseDocument.sha256 == sha256)
                                       | (CaseDocument.approved_sha256 == sha256)).order_by(CaseDocument.at)
    return list(session.scalars(query))


def version_record(row: DocumentVersion) -> dict[str, Any]:
    """A version as a piece of evidence."""
    return {"version": row.version, "state": row.state, "number": row.number, "dated": row.dated, "sha256": row.sha256,
            "template": {"version": row.template_version, "sha256": row.template_sha256},
            "approval_id": row.approval_id, "by": row.by}
