"""Doors of asset_queries: the gateway's, and two for people."""

import re
import tempfile
from contextlib import ExitStack
from typing import IO, Annotated, Any, Literal

from pydantic import BaseModel, Field

from zhixing.asset_queries import intake, peers, reads
from zhixing.asset_queries.errors import BatchHeadersMissing, BatchTypeUnsupported
from zhixing.asset_queries.policy import holds_queries, signed_by_a_registered_peer
from zhixing.asset_queries.sync import FeedbackRow
from zhixing.cases import queries_scope
from zhixing.kernel.clock import to_text
from zhixing.kernel.ids import derived_id
from zhixing.kernel.messages import Id, Result, Strict, TimeText, system_actor
from zhixing.platform import feed
from zhixing.platform.crypto import ES256
from zhixing.platform.http import Call

GATEWAY = system_actor("gateway")
PATH = "/gateway/asset-query-feedback"
# Two batches that carry the same serial at the same moment: the one that came second looks again.
ATTEMPTS = 3
_PEER = re.compile(r"^[a-z0-9][a-z0-9-]{0,39}$")
_BATCH = re.compile(r"^[A-Za-z0-9._:-]{1,80}$")


class QuarantinedLine(BaseModel):
    line: int
    code: str
    params: dict[str, Any]


class BatchAnswer(BaseModel):
    """What became of a batch (docs/protocol.md 8). The same for each time it is sent."""

    batch: str
    accepted: int
    duplicate: int
    quarantined: list[QuarantinedLine]


def post_feedback(call: Call) -> Any:
    """A signed batch from the query network. Idempotent by batch and, row by row, by serial."""
    peer, batch, signature = _headers(call)
    key = peers.active_peer_key(call.session, peer)
    call.release()
    with ExitStack() as files:
        sent = files.enter_context(_scratch(call))
        if key is None:
            call.allow(signed_by_a_registered_peer, False)
        body_sha256 = intake.spool(call.request.stream, sent)
        claim = {"peer": peer, "batch": batch, "path": call.request.path, "body_sha256": body_sha256}
        proof = {"alg": ES256, "key": key.id, "sig": signature} if key else {}
        call.allow(signed_by_a_registered_peer, key is not None and key.verify(claim, proof))
        lines = files.enter_context(_scratch(call)) if _is_packed(call) else sent
        if lines is not sent:
            intake.unpack(sent, lines)
        known = call.system.transact(GATEWAY, lambda unit: peers.admit_batch(unit, peer, batch, body_sha256))
        return _record(call.system, known, lines)


def _headers(call: Call) -> tuple[str, str, str]:
    headers = call.request.headers
    peer, batch = headers.get("Zhixing-Peer", ""), headers.get("Zhixing-Batch", "")
    signature = headers.get("Zhixing-Signature", "")
    if not (_PEER.match(peer) and _BATCH.match(batch) and signature):
        raise BatchHeadersMissing()
    if call.request.mimetype != "application/x-ndjson":
        raise BatchTypeUnsupported()
    _is_packed(call)
    return peer, batch, signature


def _is_packed(call: Call) -> bool:
    encoding = call.request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise BatchTypeUnsupported()
    return encoding == "gzip"


def _scratch(call: Call) -> IO[bytes]:
    """A file without a name: what is secret does not stay behind when the process dies."""
    return tempfile.TemporaryFile(dir=call.system.config.run_dir)  # noqa: SIM115 - the caller's stack closes it


def _record(system: Any, batch: Any, lines: IO[bytes]) -> BatchAnswer:
    answer = BatchAnswer(batch=batch.id, accepted=0, duplicate=0, quarantined=[])
    for number, part in enumerate(intake.parts(lines)):
        done = _send(system, batch, number, part)
        answer.accepted += done["accepted"]
        answer.duplicate += done["duplicate"]
        answer.quarantined += [QuarantinedLine(**one) for one in done["quarantined"]]
    return answer


def _send(system: Any, batch: Any, number: int, part: intake.Part) -> dict[str, Any]:
    rows, rejected = ([one.model_dump(mode="json") for one in some] for some in part)
    body = {"peer": batch.peer, "batch": batch.id, "rows": rows, "rejected": rejected}
    problem = None
    for attempt in range(ATTEMPTS):
        outcome = system.bus.send("asset_queries.record_feedback", body, GATEWAY,
                                  derived_id("gateway", batch.peer, batch.id, str(number), str(attempt)),
                                  occurred_at=to_text(batch.received_at))
        if Result.ACCEPTED in (outcome.outcome, outcome.of):
            return outcome.answer
        problem = outcome.problem
    raise RuntimeError(f"part {number} of a batch was not taken: {problem}")


Purpose = Literal["screening", "control", "on_site", "review", "supervision"]


class FeedbackQuery(Strict):
    """Why one looks is part of looking: 甄别, 采取控制措施, 现场执行, 审查, 监督."""

    purpose: Purpose
    cursor: Id | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class FeedbackPage(BaseModel):
    feedback: list[FeedbackRow]
    cursor: Id | None = None


def get_feedback(call: Call) -> Any:
    """Answers in a case. Audited with the purpose before they are shown."""
    asked: FeedbackQuery = call.query
    case_id, actor = call.args["case_id"], call.actor
    call.allow(holds_queries, feed.holds(call.session, actor.id, queries_scope(case_id)))
    found = reads.feedback_of_case(call.session, case_id, asked.cursor, asked.limit)
    call.release()
    call.system.audit(actor, "asset_queries.read", case_id, purpose=asked.purpose, rows=[one["id"] for one in found])
    cursor = found[-1]["id"] if len(found) == asked.limit else None
    return FeedbackPage(feedback=[FeedbackRow(**one) for one in found], cursor=cursor)


class GatewayQuarantineQuery(Strict):
    cursor: Id | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class GatewayQuarantineEntry(BaseModel):
    """A line that was set aside: where and why, not what it says."""

    id: Id
    peer: str
    batch: str
    line: int
    serial: str | None = None
    code: str
    params: dict[str, Any]
    at: TimeText


class GatewayQuarantinePage(BaseModel):
    quarantine: list[GatewayQuarantineEntry]
    cursor: Id | None = None


def get_quarantine(call: Call) -> Any:
    """What the gateway sent and could not be taken, for the person who asks the sender again."""
    asked: GatewayQuarantineQuery = call.query
    found = reads.quarantine(call.session, asked.cursor, asked.limit)
    actor = call.actor
    call.release()
    call.system.audit(actor, "gateway.quarantine_read", "gateway", purpose="supervision", rows=len(found))
    cursor = found[-1]["id"] if len(found) == asked.limit else None
    return GatewayQuarantinePage(quarantine=[GatewayQuarantineEntry(**one) for one in found], cursor=cursor)
