"""The PDF of a submitted version: set in a child process, kept by its digest, then handed to the approvers."""

import io
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.approvals import open_approval
from zhixing.cases import case_facts
from zhixing.documents import events
from zhixing.documents.drafting import Ending, approval_of, changed, come_back
from zhixing.documents.layout import set_paper
from zhixing.documents.models import DocumentDraft, DocumentTemplate, DocumentVersion
from zhixing.documents.paper import Paper, paper
from zhixing.kernel.errors import DomainError
from zhixing.kernel.ids import derived_id
from zhixing.platform.crypto import digest
from zhixing.platform.system import System
from zhixing.platform.typesetting import NotSet
from zhixing.platform.unit_of_work import UnitOfWork

WORKER = "worker"


def render(system: System, payload: dict[str, Any]) -> None:
    """Job `documents.render`. Killed half-way it runs again and makes the same bytes."""
    version_id = payload["version_id"]
    with system.database.read() as session:
        version = session.get_one(DocumentVersion, version_id)
        if version.state != "rendering":
            return
        sheet = paper_of(system, session, version)
    try:
        page = set_paper(system, sheet)
    except NotSet as error:
        reason = error.reason
        system.log.warning("document not set", version=version_id, reason=reason, detail=error.detail)
        system.transact(WORKER, lambda unit: _give_back(unit, version_id, "not_rendered", reason))
        return
    stored = system.store.put(io.BytesIO(page.data), digest(page.data))
    frozen = Rendered(version_id, stored.sha256, stored.size, page.pages, page.places.get("seal"))
    try:
        system.transact(WORKER, lambda unit: _open(unit, frozen))
    except DomainError as error:
        code = error.code
        system.transact(WORKER, lambda unit: _give_back(unit, version_id, "not_opened", code))


@dataclass(frozen=True)
class Rendered:
    """A PDF that is in the store."""

    version_id: str
    sha256: str
    size: int
    pages: int
    place: dict[str, Any] | None


def paper_of(system: System, session: Session, version: DocumentVersion) -> Paper:
    """The version as a page, from what was frozen with it."""
    draft = session.get_one(DocumentDraft, version.document_id)
    kept = session.get_one(DocumentTemplate, version.template_sha256)
    case = case_facts(session, draft.case_id)
    return paper(kept.content, version.fields, {
        "court": system.config.court_name, "case_number": case.case_number, "number": version.number,
        "dated": version.dated, "code": version.code, "check_url": check_url(system, version.code)})


def check_url(system: System, code: str) -> str:
    """What the QR code on the paper says."""
    return f"{system.config.public_url}/verify?c={code}"


def _locked(unit: UnitOfWork, version_id: str) -> tuple[DocumentVersion, DocumentDraft]:
    version = unit.session.get_one(DocumentVersion, version_id, with_for_update=True)
    return version, unit.session.get_one(DocumentDraft, version.document_id, with_for_update=True)


def _open(unit: UnitOfWork, done: Rendered) -> None:
    """The exact bytes are durable: from here on they can be shown, and approved."""
    version, draft = _locked(unit, done.version_id)
    if version.state != "rendering":
        return
    version.sha256, version.size, version.pages, version.place = done.sha256, done.size, done.pages, done.place
    version.state, version.rendered_at = "in_approval", unit.now
    version.approval_id = derived_id("approval", version.id)
    draft.state, draft.problem, draft.updated_at = "in_approval", None, unit.now
    unit.session.flush()
    unit.audit("documents.rendered", draft.id, version=version.version, sha256=done.sha256, number=version.number,
               template_sha256=version.template_sha256)
    changed(unit, draft.id, draft.case_id)
    open_approval(unit, approval_of(draft, version, sha256=done.sha256))


def _give_back(unit: UnitOfWork, version_id: str, kind: str, reason: str) -> None:
    version, draft = _locked(unit, version_id)
    if version.state != "rendering":
        return
    come_back(unit, draft, Ending("failed", kind, reason, None))
    unit.audit("documents.not_rendered", draft.id, version=version.version, reason=reason)
    unit.happened("documents.not_rendered", **events.DraftNotRendered(
        document_id=draft.id, case_id=draft.case_id, title=draft.title, version=version.version, reason=reason,
        by=version.by).model_dump())


def versions_of(session: Session, document_id: str) -> list[DocumentVersion]:
    """Oldest first."""
    return list(session.scalars(select(DocumentVersion).where(DocumentVersion.document_id == document_id)
                                .order_by(DocumentVersion.version)))
