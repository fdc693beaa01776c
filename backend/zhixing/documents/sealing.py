"""The court's seal on approved bytes: appended, never changing one of them; the prefix is proven before it counts."""

import io
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from zhixing.approvals import approval_evidence
from zhixing.cases import NewEntry, add_timeline, case_facts, case_scope
from zhixing.documents import events
from zhixing.documents.adapters import SealOrder, sealer
from zhixing.documents.drafting import SUBJECT, changed
from zhixing.documents.errors import SealerMissing, TimestampMissing
from zhixing.documents.inspecting import INSPECT
from zhixing.documents.models import CaseDocument, DocumentDraft, DocumentTemplate, DocumentVersion
from zhixing.kernel.clock import to_text
from zhixing.platform import jobs
from zhixing.platform.crypto import digest
from zhixing.platform.system import System
from zhixing.platform.unit_of_work import UnitOfWork

SEAL = "documents.seal"
AGAIN_EVERY_S = 900.0
WORKER = "worker"


class PrefixChanged(RuntimeError):
    """What came back from the sealer does not begin with the approved bytes: never issued, a person must look."""


class ApprovedBytesLost(RuntimeError):
    """The store no longer gives the bytes that were approved."""


@dataclass(frozen=True)
class Finished:
    """An issued document's bytes, in the store. `record` is None where no seal was to be set."""

    version_id: str
    sha256: str
    size: int
    record: dict[str, Any] | None


def seal(system: System, payload: dict[str, Any]) -> None:
    """Job `documents.seal`. Killed half-way it runs again: bytes nobody refers to harm nobody, the row is made once."""
    version_id = payload["version_id"]
    with system.database.read() as session:
        version = session.get_one(DocumentVersion, version_id)
        if version.state != "approved":
            return
        template = session.get_one(DocumentTemplate, version.template_sha256).content
        # The seal says that the court stands by it: never on what nobody approved.
        decided = [one for one in approval_evidence(session, SUBJECT, version.document_id)
                   if one["approval_id"] == version.approval_id]
    approved = _approved_bytes(system, str(version.sha256))
    if not (template["signoff"]["sealed"] and decided):
        done = Finished(version_id, str(version.sha256), len(approved), None)
    else:
        try:
            done = _sealed(system, version, approved)
        except (SealerMissing, TimestampMissing) as error:
            problem = _why_not(error)
            system.transact(WORKER, lambda unit: _say_not_sealed(unit, version_id, problem))
            raise
    system.transact(WORKER, lambda unit: _issue(unit, done))


def _approved_bytes(system: System, sha256: str) -> bytes:
    with system.store.open(sha256) as file:
        data = file.read()
    if digest(data) != sha256:
        raise ApprovedBytesLost(sha256)
    return data


def _sealed(system: System, version: DocumentVersion, approved: bytes) -> Finished:
    order = SealOrder(approved, version.place, f"Court{version.version}", "签发 Issued", system.clock())
    made = sealer(system).seal(order)
    if not made.pdf.startswith(approved) or len(made.pdf) <= len(approved):
        raise PrefixChanged(version.id)
    stored = system.store.put(io.BytesIO(made.pdf), digest(made.pdf))
    return Finished(version.id, stored.sha256, stored.size, made.record)


def _issue(unit: UnitOfWork, done: Finished) -> None:
    version = unit.session.get_one(DocumentVersion, done.version_id, with_for_update=True)
    if version.state != "approved":
        return
    draft = unit.session.get_one(DocumentDraft, version.document_id, with_for_update=True)
    version.state = draft.state = "issued"
    draft.problem, draft.updated_at = None, unit.now
    unit.session.add(CaseDocument(
        id=draft.id, case_id=draft.case_id, title=draft.title, kind=draft.kind, sha256=done.sha256, size=done.size,
        pages=version.pages, issued_on=version.dated, state="ready", by=draft.by, at=unit.now, number=version.number,
        version=version.version, code=version.code, approved_sha256=version.sha256, seal=done.record, printed=[],
        handed_over=[], has_text=False))
    unit.session.flush()
    unit.audit("documents.issued", draft.id, approved_sha256=version.sha256, sha256=done.sha256, number=version.number,
               algorithm=done.record["algorithm"] if done.record else None)
    changed(unit, draft.id, draft.case_id)
    unit.changed("documents", draft.id, case_scope(draft.case_id))
    unit.enqueue(INSPECT, {"document_id": draft.id}, unique_key=f"{INSPECT}:{draft.id}")
    add_timeline(unit, NewEntry(draft.case_id, "document_issued", params={
        "document_id": draft.id, "title": draft.title, "number": version.number}))
    _tell(unit, draft, version, done)


def _tell(unit: UnitOfWork, draft: DocumentDraft, version: DocumentVersion, done: Finished) -> None:
    unit.happened("documents.issued", **events.DocumentIssued(
        document_id=draft.id, case_id=draft.case_id, case_number=case_facts(unit.session, draft.case_id).case_number,
        kind=draft.kind, title=draft.title, number=version.number, version=version.version,
        approved_sha256=str(version.sha256), sha256=done.sha256, sealed=done.record is not None,
        algorithm=done.record["algorithm"] if done.record else None, issued_on=version.dated,
        drafted_by=draft.by).model_dump())


def _why_not(error: SealerMissing | TimestampMissing) -> dict[str, str]:
    if isinstance(error, SealerMissing):
        return {"kind": "not_sealed", "reason": str(error.params["algorithm"])}
    return {"kind": "not_stamped", "reason": str(error.params["reason"])}


def _say_not_sealed(unit: UnitOfWork, version_id: str, problem: dict[str, str]) -> None:
    version = unit.session.get_one(DocumentVersion, version_id)
    draft = unit.session.get_one(DocumentDraft, version.document_id, with_for_update=True)
    known = draft.problem or {}
    if draft.state == "approved" and any(known.get(key) != said for key, said in problem.items()):
        draft.problem = {**problem, "by": None, "at": to_text(unit.now)}
        changed(unit, draft.id, draft.case_id)


def seal_again(system: System) -> None:
    """Schedule: what is approved and was given up after the last attempt of its job is tried anew, so that a server
    that was away over a weekend needs nobody to remember what waited for it."""
    with system.database.read() as session:
        waiting = list(session.scalars(select(DocumentVersion.id).where(DocumentVersion.state == "approved")))
    if waiting:
        system.writer.run(lambda session: jobs.revive(session, [f"{SEAL}:{one}" for one in waiting], system.clock()))
