"""The worker's part: look at an original in a child process, make its small copies, say what it is.

May run twice: the second time makes the same copies and replaces the same records.
"""

import atexit
from functools import cache
from typing import Any

from zhixing.capture import events
from zhixing.capture.models import Evidence
from zhixing.capture.service import NewDerivative, add_derivative, flag_evidence
from zhixing.cases import case_scope
from zhixing.platform.files import Stored
from zhixing.platform.imaging import Copy, Examination, Studio
from zhixing.platform.system import System
from zhixing.platform.unit_of_work import UnitOfWork

JPEG = "image/jpeg"


@cache
def studio() -> Studio:
    """The decoding children of this process; started by the first photo, ended with the process."""
    made = Studio()
    atexit.register(made.close)
    return made


def derive(system: System, payload: dict[str, Any]) -> None:
    """Job `capture.derive`: examine the original outside any transaction, then write what was found."""
    with system.database.read() as session:
        row = session.get_one(Evidence, payload["evidence_id"])
        evidence_id, kind, digest = row.id, row.kind, row.sha256
    with system.store.local_file(digest) as file:
        found = studio().examine(file)
    copies = [(copy, system.store.save_derived(digest, _file_name(copy), copy.data)) for copy in found.copies]
    system.transact("worker", lambda unit: _write(unit, evidence_id, _state(kind, found), (found, copies)))


def _file_name(copy: Copy) -> str:
    return f"{copy.name}.jpg"


def _state(kind: str, found: Examination) -> str:
    """A file that is no picture is fine as a file; a photo that is none, or does not decode, is not."""
    is_as_said = {"photo": found.kind.is_photo, "video": found.kind.family == "video",
                  "audio": found.kind.family in ("audio", "video"), "file": True}[kind]
    broken = found.kind.is_photo and found.state == "undecodable"
    return "verified" if is_as_said and not broken else "undecodable"


def _write(unit: UnitOfWork, evidence_id: str, state: str,
           made: tuple[Examination, list[tuple[Copy, Stored]]]) -> None:
    found, copies = made
    row = unit.session.get_one(Evidence, evidence_id, with_for_update=True)
    row.state, row.detected_type, row.width, row.height = state, found.kind.media_type, found.width, found.height
    for note in [*found.notes, *([f"undecodable_{found.reason}"] if state == "undecodable" else [])]:
        flag_evidence(unit, evidence_id, note)
    for copy, stored in copies:
        add_derivative(unit, NewDerivative(evidence_id, copy.name, _file_name(copy), JPEG, stored, copy.width,
                                           copy.height))
    unit.changed("evidence", evidence_id, case_scope(row.case_id))
    unit.audit("capture.examined", evidence_id, state=state, detected_type=row.detected_type, reason=found.reason,
               sha256=row.sha256, copies=[{"name": copy.name, "sha256": stored.sha256} for copy, stored in copies])
    unit.happened("capture.verified", **events.CaptureVerified(
        evidence_id=evidence_id, case_id=row.case_id, state=state, width=row.width, height=row.height,
        derivatives=[{"kind": copy.name, "width": copy.width, "height": copy.height} for copy, _ in copies],
    ).model_dump())

