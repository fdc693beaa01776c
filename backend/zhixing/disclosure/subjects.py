"""What policies and services need to know before they decide. Each loader raises NotFound."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from zhixing.capture import EvidenceFacts, evidence_facts
from zhixing.cases import CaseFacts, case_facts
from zhixing.disclosure.models import LitigantMessage, LitigantPage, Publication
from zhixing.kernel.errors import NotFound


@dataclass(frozen=True)
class Subject:
    """The case, and the thing in it that the act is about."""

    case: CaseFacts
    thing: Any = None


def case_of_body(session: Session, body: Any) -> Subject:
    return Subject(case_facts(session, body.case_id))


def _loaded(session: Session, table: type[Any], thing_id: str) -> Subject:
    found = session.get(table, thing_id, with_for_update=True)
    if found is None:
        raise NotFound()
    return Subject(case_facts(session, found.case_id), found)


def page_of_body(session: Session, body: Any) -> Subject:
    return _loaded(session, LitigantPage, body.page_id)


def publication_of_body(session: Session, body: Any) -> Subject:
    return _loaded(session, Publication, body.publication_id)


def message_of_body(session: Session, body: Any) -> Subject:
    return _loaded(session, LitigantMessage, body.message_id)


def evidence_of_body(session: Session, body: Any) -> Subject:
    facts: EvidenceFacts = evidence_facts(session, body.evidence_id)
    return Subject(case_facts(session, facts.case_id), facts)
