"""The evidence package over HTTP. Taking it out of the house is an audit entry, and is inside it."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from flask import Response

from zhixing.cases import CaseFacts, case_facts, may_see_case
from zhixing.fieldwork.errors import PackageImpossible
from zhixing.fieldwork.export import Chosen, choose_case, choose_visit
from zhixing.fieldwork.policy import may_export
from zhixing.fieldwork.reads import visit_facts
from zhixing.kernel.errors import Malformed, NotFound
from zhixing.kernel.messages import Actor, Id, Strict
from zhixing.platform.crypto import canonical, digest
from zhixing.platform.download import Download, send_bytes
from zhixing.platform.files import NoSuchBlob
from zhixing.platform.http import Call
from zhixing.platform.package import Contents, NotPackable, Source, build
from zhixing.platform.system import System


class PackageQuery(Strict):
    """Either a case or a visit."""

    case_id: Id | None = None
    visit_id: Id | None = None


def get_package(call: Call) -> Response:
    """A zip of originals, signed acts, receipts and proofs, for the judge and the officers of the case."""
    asked: PackageQuery = call.query
    if (asked.case_id is None) == (asked.visit_id is None):
        raise Malformed(errors=[{"at": "case_id", "why": "either_case_or_visit"}])
    case_id = asked.case_id or visit_facts(call.session, str(asked.visit_id)).case_id
    case, actor = case_facts(call.session, case_id), call.actor
    if not may_see_case(call.session, actor.id, case_id):
        raise NotFound(what="case")
    call.allow(may_export, case)
    chosen = choose_visit(call.session, asked.visit_id) if asked.visit_id else choose_case(call.session, case_id)
    call.release()
    about = {"case_id": case_id, "case_number": case.case_number, "visit_id": asked.visit_id, "made_by": actor.id}
    file, size, tag = _make(call.system, actor, chosen, about)
    return send_bytes(call.request, Download(file, size, tag, "application/zip", _name(case), as_file=True))


def _name(case: CaseFacts) -> str:
    return f"{case.case_number}证据包.zip"


def _make(system: System, actor: Actor, chosen: Chosen, about: dict[str, Any]) -> tuple[BinaryIO, int, str]:
    entry = system.transact(actor, lambda unit: unit.audit(
        "evidence.exported", about["case_id"], visit_id=about["visit_id"], evidence=chosen.evidence))
    system.seal()
    # The name goes as soon as the file is open: the bytes live until they are sent, whatever happens in between.
    with TemporaryDirectory(dir=system.config.data_dir, prefix="package-") as folder:
        target = Path(folder) / "package.zip"
        manifest = _build(system, Contents(chosen.acts, [*chosen.entries, entry["id"]], about), target)
        return target.open("rb"), target.stat().st_size, digest(canonical(manifest))


def _build(system: System, contents: Contents, target: Path) -> dict[str, Any]:
    with system.database.read() as session:
        source = Source(system.key, system.ports.devices.keys(session), system.store.open, system.clock)
        try:
            return build(session, source, contents, target)
        except (NotPackable, NoSuchBlob) as cause:
            system.log.error("evidence package", reason=str(cause))
            raise PackageImpossible(reason=type(cause).__name__) from cause
