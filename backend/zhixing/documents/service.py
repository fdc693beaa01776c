"""Taking a document in, and looking inside it."""

import atexit
from datetime import date
from functools import cache
from typing import Any

from zhixing.cases import NewEntry, add_timeline, case_scope
from zhixing.documents import commands, events, rules
from zhixing.documents.errors import DateImpossible, OnePdfNeeded
from zhixing.documents.models import CaseDocument
from zhixing.kernel.clock import legal_date
from zhixing.platform.sandbox import ChildLimits, ChildLost, ChildPool
from zhixing.platform.system import System
from zhixing.platform.unit_of_work import Act, UnitOfWork

INSPECT = "documents.inspect"
LIMITS = ChildLimits(memory=1 << 30, output=1 << 20, cpu_s=60, wall_s=90.0)


def import_document(act: Act[commands.ImportDocument]) -> None:
    """Take the PDF into the file. It can be read when the worker has looked inside."""
    body, blobs = act.body, act.envelope.blobs
    if len(blobs) != 1:
        raise OnePdfNeeded(count=len(blobs))
    _check_date(body.issued_on, legal_date(act.now))
    blob = blobs[0]
    _look_at_edges(act.system, blob.sha256, blob.size)
    act.session.add(CaseDocument(
        id=body.document_id, case_id=body.case_id, title=body.title, kind=body.kind, sha256=blob.sha256, size=blob.size,
        issued_on=body.issued_on, state="checking", by=act.actor.id, at=act.now))
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


def _look_at_edges(system: System, digest: str, size: int) -> None:
    with system.store.open(digest) as file:
        head = file.read(rules.EDGE)
        file.seek(max(0, size - rules.EDGE))
        rules.check_edges(head, file.read(rules.EDGE), size)


@cache
def _inspectors() -> ChildPool:
    pool = ChildPool("zhixing.documents.inspector", LIMITS)
    atexit.register(pool.close)
    return pool


def inspect(system: System, payload: dict[str, Any]) -> None:
    """Job `documents.inspect`: read the whole PDF in a child process, then say whether it may be shown."""
    with system.database.read() as session:
        digest = session.get_one(CaseDocument, payload["document_id"]).sha256
    with system.store.local_file(digest) as file:
        try:
            found = _inspectors().run({}, file).result
        except ChildLost:
            found = {"reason": "unreadable", "pages": None}
    system.transact("worker", lambda unit: _write(unit, payload["document_id"], found))


def _write(unit: UnitOfWork, document_id: str, found: dict[str, Any]) -> None:
    row = unit.session.get_one(CaseDocument, document_id, with_for_update=True)
    row.state = "ready" if found["reason"] is None else "blocked"
    row.reason, row.pages = found["reason"], found["pages"]
    unit.changed("documents", row.id, case_scope(row.case_id))
    unit.audit("documents.checked", row.id, state=row.state, reason=row.reason, sha256=row.sha256)
    unit.happened("documents.checked", **events.DocumentChecked(
        document_id=row.id, case_id=row.case_id, title=row.title, state=row.state, reason=row.reason,
        pages=row.pages).model_dump())
