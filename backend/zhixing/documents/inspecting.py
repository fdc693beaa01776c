"""Looking inside a document in a child process: whether it may be shown, how many pages, and its text for searching."""

import atexit
import io
from functools import cache
from typing import Any

from zhixing.cases import case_scope
from zhixing.documents import events
from zhixing.documents.adapters import converter
from zhixing.documents.models import CaseDocument
from zhixing.platform.crypto import digest
from zhixing.platform.sandbox import ChildLimits, ChildLost, ChildPool
from zhixing.platform.system import System
from zhixing.platform.unit_of_work import UnitOfWork

INSPECT = "documents.inspect"
TEXT = "text.json"
LIMITS = ChildLimits(memory=1 << 30, output=8 << 20, cpu_s=60, wall_s=90.0)
Found = dict[str, Any]


@cache
def _inspectors() -> ChildPool:
    pool = ChildPool("zhixing.documents.inspector", LIMITS)
    atexit.register(pool.close)
    return pool


def inspect(system: System, payload: dict[str, Any]) -> None:
    """Job `documents.inspect`: read the whole PDF in a child process, then say whether it may be shown."""
    with system.database.read() as session:
        row = session.get_one(CaseDocument, payload["document_id"])
        sha256, source = row.sha256, row.source_sha256
    if source is not None and source == sha256:
        converted = _convert(system, source)
        if converted is None:
            found: Found = {"reason": "not_converted", "pages": None, "has_text": False}
            system.transact("worker", lambda unit: _write(unit, payload["document_id"], found, None))
            return
        sha256 = converted
    found = _look(system, sha256)
    new = sha256 if source is not None else None
    system.transact("worker", lambda unit: _write(unit, payload["document_id"], found, new))


def _convert(system: System, source: str) -> str | None:
    """The PDF of a DOCX, in the store. Conversion is not byte-stable: the first one that is written counts."""
    with system.store.open(source) as file:
        data = file.read()
    made = converter(system).to_pdf(data, ".docx")
    return system.store.put(io.BytesIO(made), digest(made)).sha256 if made else None


def _look(system: System, sha256: str) -> Found:
    with system.store.local_file(sha256) as file:
        try:
            reply = _inspectors().run({}, file)
        except ChildLost:
            return {"reason": "unreadable", "pages": None, "has_text": False}
    has_text = bool(reply.result.get("has_text"))
    if has_text and reply.result["reason"] is None:
        system.store.save_derived(sha256, TEXT, reply.output)
    return {**reply.result, "has_text": has_text}


def _write(unit: UnitOfWork, document_id: str, found: Found, sha256: str | None) -> None:
    row = unit.session.get_one(CaseDocument, document_id, with_for_update=True)
    if sha256 is not None and row.sha256 == row.source_sha256:
        row.sha256, row.size = sha256, unit.system.store.size(sha256)
    row.has_text = found["has_text"]
    unit.changed("documents", row.id, case_scope(row.case_id))
    if row.code is not None:  # made and approved here: it is shown already
        return
    row.state = "ready" if found["reason"] is None else "blocked"
    row.reason, row.pages = found["reason"], found["pages"]
    unit.audit("documents.checked", row.id, state=row.state, reason=row.reason, sha256=row.sha256)
    unit.happened("documents.checked", **events.DocumentChecked(
        document_id=row.id, case_id=row.case_id, title=row.title, state=row.state, reason=row.reason,
        pages=row.pages).model_dump())
