"""Bytes of evidence, and the quarantine, over HTTP: parse, ask, render. Every look at an original is audited."""

from typing import Annotated, Any, BinaryIO

from flask import Response
from pydantic import BaseModel, Field, StringConstraints

from zhixing.capture.policy import keeps_quarantine
from zhixing.capture.quarantine import Asked, quarantine, quarantined_blob
from zhixing.capture.reads import READS_AS_PROOF, DerivativeFacts, EvidenceFacts, visible_evidence
from zhixing.kernel.errors import NotFound
from zhixing.kernel.messages import Digest, Id, Problem, Strict
from zhixing.platform.download import Download, send_bytes
from zhixing.platform.files import NoSuchBlob
from zhixing.platform.http import Call
from zhixing.platform.imaging import sniff
from zhixing.platform.imaging.sniff import HEAD


def get_evidence(call: Call) -> Response:
    """An original, its display copy or its thumbnail (or any copy by its id), whole or in ranges."""
    facts = visible_evidence(call.session, call.actor.id, call.args["evidence_id"],
                             call.system.extras.get(READS_AS_PROOF))
    form = call.args["form"]
    if form == "original":
        return _original(call, facts)
    copy = next((one for one in reversed(facts.derivatives) if form in (one.kind, one.derivative_id)), None)
    if copy is None:
        raise NotFound(what="derivative")
    return _copy(call, copy)


def _original(call: Call, facts: EvidenceFacts) -> Response:
    call.release()
    file = _opened(call, facts.sha256)
    call.system.audit(call.actor, "evidence.original_viewed", facts.evidence_id, case_id=facts.case_id,
                      sha256=facts.sha256, range=call.request.headers.get("Range"))
    return send_bytes(call.request, Download(
        file=file, size=facts.size, etag=facts.sha256, media_type=_by_content(file),
        name=f"{facts.evidence_id}{_ending(facts.media_type)}", as_file=True))


def _opened(call: Call, digest: str) -> BinaryIO:
    try:
        return call.system.store.open(digest)
    except NoSuchBlob as cause:
        raise NotFound(what="blob") from cause


def _by_content(file: BinaryIO) -> str:
    kind = sniff(file.read(HEAD))
    file.seek(0)
    return kind.media_type


def _ending(media_type: str) -> str:
    known = {"image/jpeg": ".jpg", "image/png": ".png", "image/heic": ".heic", "image/webp": ".webp",
             "video/mp4": ".mp4", "video/webm": ".webm", "audio/webm": ".weba", "application/pdf": ".pdf"}
    return known.get(media_type, "")


def _copy(call: Call, copy: DerivativeFacts) -> Response:
    call.release()
    try:
        file = copy.open(call.system.store)
    except NoSuchBlob as cause:
        raise NotFound(what="derivative") from cause
    return send_bytes(call.request, Download(file, copy.size, copy.sha256, copy.media_type,
                                             f"{copy.evidence_id}-{copy.kind}.jpg"))


class QuarantineQuery(Strict):
    cursor: Annotated[str, StringConstraints(max_length=200)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class QuarantinedBlob(BaseModel):
    sha256: Digest
    size: int
    media_type: str
    is_here: bool


class QuarantinedAct(BaseModel):
    """A refused or conflicting act as it came. `body` is left out where it may hold a secret."""

    id: Id
    type: str
    actor: str
    device_id: Id | None
    device_seq: int | None
    outcome: str
    problem: Problem | None
    occurred_at: str
    received_at: str
    body: dict[str, Any] | None
    blobs: list[QuarantinedBlob]


class QuarantinePage(BaseModel):
    acts: list[QuarantinedAct]
    cursor: str | None = None


def get_quarantine(call: Call) -> Any:
    """What was refused: everybody's for those who keep it, one's own for everybody else."""
    asked: QuarantineQuery = call.query
    acts, cursor = quarantine(call.session, call.system.store, Asked(_author(call), asked.cursor, asked.limit))
    actor = call.actor
    call.release()
    call.system.audit(actor, "quarantine.viewed", actor.id, acts=[one["id"] for one in acts])
    return QuarantinePage(acts=[QuarantinedAct(**one) for one in acts], cursor=cursor)


def get_quarantined_blob(call: Call) -> Response:
    """The bytes of a refused act: what was captured can always be had by the person it belongs to."""
    envelope_id, digest = call.args["envelope_id"], call.args["sha256"]
    blob = quarantined_blob(call.session, envelope_id, digest, _author(call))
    if not call.system.ports.devices.handed_in(call.session, blob["owners"], digest):
        raise NotFound(what="blob")  # a refused act may name anybody's bytes; only those it brought are its own
    actor = call.actor
    call.release()
    file = _opened(call, digest)
    call.system.audit(actor, "quarantine.blob_viewed", envelope_id, sha256=digest)
    return send_bytes(call.request, Download(
        file=file, size=call.system.store.size(digest), etag=digest, media_type=_by_content(file),
        name=f"{digest[:16]}{_ending(blob['media_type'])}", as_file=True))


def _author(call: Call) -> str | None:
    return None if keeps_quarantine(call.actor) else call.actor.id
