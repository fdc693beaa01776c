"""Taking a finished document in."""

from datetime import date
from typing import Any

from zhixing.cases import NewEntry, add_timeline, case_scope
from zhixing.documents import commands, events, rules
from zhixing.documents.adapters import converter
from zhixing.documents.errors import ConverterMissing, DateImpossible, OnePdfNeeded
from zhixing.documents.inspecting import INSPECT
from zhixing.documents.models import CaseDocument
from zhixing.kernel.clock import legal_date
from zhixing.platform.system import System
from zhixing.platform.unit_of_work import Act


def import_document(act: Act[commands.ImportDocument]) -> None:
    """Take the file in. It can be read when the worker has looked inside; a DOCX is converted first."""
    body, blobs = act.body, act.envelope.blobs
    if len(blobs) != 1:
        raise OnePdfNeeded(count=len(blobs))
    _check_date(body.issued_on, legal_date(act.now))
    blob = blobs[0]
    is_docx = _look_at_edges(act.system, blob.sha256, blob.size)
    act.session.add(CaseDocument(
        id=body.document_id, case_id=body.case_id, title=body.title, kind=body.kind, sha256=blob.sha256, size=blob.size,
        issued_on=body.issued_on, state="checking", by=act.actor.id, at=act.now, printed=[], handed_over=[],
        has_text=False, source_sha256=blob.sha256 if is_docx else None))
    act.session.flush()
    act.changed("documents", body.document_id, case_scope(body.case_id))
    add_timeline(act, NewEntry(body.case_id, "document_imported",
                               params={"document_id": body.document_id, "title": body.title}))
    act.enqueue(INSPECT, {"document_id": body.document_id}, unique_key=f"{INSPECT}:{body.document_id}")
    act.happened("documents.imported", **events.DocumentImported(
        document_id=body.document_id, case_id=body.case_id, title=body.title, kind=body.kind, sha256=blob.sha256,
        size=blob.size, by=act.actor.id).model_dump())


def _check_date(text: str | None, today: date) -> None:
    try:
        impossible = text is not None and date.fromisoformat(text) > today
    except ValueError as cause:
        raise DateImpossible() from cause
    if impossible:
        raise DateImpossible()


def _look_at_edges(system: System, digest: str, size: int) -> Any:
    """Whether it is a DOCX. Raises: NotPdf and the like; ConverterMissing for a DOCX where nothing converts it."""
    with system.store.open(digest) as file:
        head = file.read(rules.EDGE)
        if rules.is_docx(head):
            rules.check_size(size)
            office = converter(system)
            if office.reason is not None:
                raise ConverterMissing(reason=office.reason)
            return True
        file.seek(max(0, size - rules.EDGE))
        rules.check_edges(head, file.read(rules.EDGE), size)
    return False
