"""What policies and services need to know before they decide. Each loader raises NotFound."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from zhixing.cases import CaseFacts, case_facts
from zhixing.documents.models import CaseDocument, DocumentDraft
from zhixing.kernel.errors import NotFound


@dataclass(frozen=True)
class Subject:
    """The case, and the draft or document in it that the act is about."""

    case: CaseFacts
    draft: Any = None
    document: Any = None

    @property
    def members(self) -> dict[str, str]:
        return self.case.members


def case_of_body(session: Session, body: Any) -> Subject:
    return Subject(case_facts(session, body.case_id))


def draft_of_body(session: Session, body: Any) -> Subject:
    draft = session.get(DocumentDraft, body.document_id, with_for_update=True)
    if draft is None:
        raise NotFound(what="draft")
    return Subject(case_facts(session, draft.case_id), draft=draft)


def document_of_body(session: Session, body: Any) -> Subject:
    document = session.get(CaseDocument, body.document_id, with_for_update=True)
    if document is None:
        raise NotFound(what="document")
    return Subject(case_facts(session, document.case_id), document=document,
                   draft=session.get(DocumentDraft, body.document_id))
