"""Reading evidence; also what upper slices ask about it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.capture.models import Evidence, EvidenceDerivative
from zhixing.cases import CaseFacts, case_facts, may_see_case
from zhixing.kernel.errors import NotFound
from zhixing.platform.files import BlobStore

# A question to whoever provides it, so that no slice imports its peer: (session, person, case, kind, id) → may read.
READS_AS_PROOF = "reads_as_proof"
AsProof = Callable[[Session, str, str, str, str], bool]


@dataclass(frozen=True)
class DerivativeFacts:
    """A copy made from an original. `parent_sha256` and `name` find its bytes in the store."""

    derivative_id: str
    evidence_id: str
    kind: str
    name: str
    media_type: str
    sha256: str
    size: int
    width: int
    height: int
    parent_sha256: str

    def open(self, store: BlobStore) -> BinaryIO:
        """Raises: zhixing.platform.files.NoSuchBlob."""
        return store.open_derived(self.parent_sha256, self.name)


@dataclass(frozen=True)
class EvidenceFacts:
    """What upper slices need to know of a piece of evidence."""

    evidence_id: str
    act_id: str
    case_id: str
    visit_id: str | None
    item_id: str | None
    kind: str
    shot: str | None
    caption: str
    sha256: str
    size: int
    media_type: str
    captured_at: datetime
    received_at: datetime
    by: str
    device_id: str | None
    device_seq: int | None
    state: str
    is_struck: bool
    is_published: bool
    derivatives: tuple[DerivativeFacts, ...]

    def derivative(self, kind: str) -> DerivativeFacts | None:
        """The newest copy of this kind."""
        return next((one for one in reversed(self.derivatives) if one.kind == kind), None)


@dataclass(frozen=True)
class EvidenceSubject:
    """For the policies of this slice: the case, and who captured."""

    case: CaseFacts
    by: str | None
    evidence_id: str | None = None


def evidence_facts(session: Session, evidence_id: str) -> EvidenceFacts:
    """Raises: NotFound."""
    row = session.get(Evidence, evidence_id)
    if row is None:
        raise NotFound(what="evidence")
    return _facts(session, row)


def _facts(session: Session, row: Evidence) -> EvidenceFacts:
    return EvidenceFacts(
        row.id, row.act_id, row.case_id, row.visit_id, row.item_id, row.kind, row.shot, row.caption, row.sha256,
        row.size, row.media_type, row.captured_at, row.received_at, row.by, row.device_id, row.device_seq, row.state,
        row.struck is not None, row.published,
        tuple(_derivative(one, row) for one in _derivatives(session, row.id)))


def _derivatives(session: Session, evidence_id: str) -> list[EvidenceDerivative]:
    query = select(EvidenceDerivative).where(EvidenceDerivative.evidence_id == evidence_id)
    return list(session.scalars(query.order_by(EvidenceDerivative.made_at, EvidenceDerivative.id)))


def _derivative(row: EvidenceDerivative, parent: Evidence) -> DerivativeFacts:
    return DerivativeFacts(row.id, row.evidence_id, row.kind, row.name, row.media_type, row.sha256, row.size, row.width,
                           row.height, parent.sha256)


def derivative_facts(session: Session, derivative_id: str) -> DerivativeFacts:
    """Raises: NotFound."""
    row = session.get(EvidenceDerivative, derivative_id)
    if row is None:
        raise NotFound(what="derivative")
    return _derivative(row, session.get_one(Evidence, row.evidence_id))


def visible_evidence(session: Session, person_id: str, evidence_id: str,
                     as_proof: AsProof | None = None) -> EvidenceFacts:
    """The evidence, for somebody who holds its case, or before whom it was laid as proof of what he decides; for others
    it does not exist. `as_proof` is what another slice provides under `READS_AS_PROOF`, if one does.

    Raises: NotFound.
    """
    facts = evidence_facts(session, evidence_id)
    laid_before = as_proof is not None and as_proof(session, person_id, facts.case_id, "evidence", evidence_id)
    if not (may_see_case(session, person_id, facts.case_id) or laid_before):
        raise NotFound(what="evidence")
    return facts


def evidence_of_case(session: Session, case_id: str) -> list[EvidenceFacts]:
    """All evidence of a case in the order it arrived."""
    query = select(Evidence).where(Evidence.case_id == case_id).order_by(Evidence.received_at, Evidence.id)
    return [_facts(session, row) for row in session.scalars(query)]


def evidence_of_visit(session: Session, visit_id: str) -> list[EvidenceFacts]:
    """All evidence of a visit in the order it arrived."""
    query = select(Evidence).where(Evidence.visit_id == visit_id).order_by(Evidence.received_at, Evidence.id)
    return [_facts(session, row) for row in session.scalars(query)]


def new_capture_subject(session: Session, body: Any) -> EvidenceSubject:
    """For `capture.record`. Raises: NotFound when there is no such case."""
    return EvidenceSubject(case_facts(session, body.case_id), None)


def captured_subject(session: Session, body: Any) -> EvidenceSubject:
    """For acts about existing evidence. Raises: NotFound."""
    facts = evidence_facts(session, body.evidence_id)
    return EvidenceSubject(case_facts(session, facts.case_id), facts.by, facts.evidence_id)
