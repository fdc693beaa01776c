"""Reading documents; also what upper slices ask about them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from zhixing.cases import may_see_case
from zhixing.documents.models import CaseDocument
from zhixing.kernel.errors import NotFound


@dataclass(frozen=True)
class DocumentFacts:
    """A document of a case. Only a `ready` one may be shown to anybody."""

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

    @property
    def is_ready(self) -> bool:
        return self.state == "ready"


def document_facts(session: Session, document_id: str) -> DocumentFacts:
    """Raises: NotFound."""
    row = session.get(CaseDocument, document_id)
    if row is None:
        raise NotFound(what="document")
    return DocumentFacts(row.id, row.case_id, row.title, row.kind, row.sha256, row.size, row.pages, row.issued_on,
                         row.state, row.reason)


def visible_document(session: Session, person_id: str, document_id: str) -> DocumentFacts:
    """The document, for somebody who holds its case. Raises: NotFound for everybody else."""
    facts = document_facts(session, document_id)
    if not may_see_case(session, person_id, facts.case_id):
        raise NotFound(what="document")
    return facts
