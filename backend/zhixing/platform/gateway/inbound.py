"""Batches that come in, by HTTP or as files: one way of checking and recording for both (docs/protocol.md 8)."""

import re
import tempfile
from collections.abc import Callable, Collection, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Annotated, Any, TypeVar

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from zhixing.kernel.clock import to_text
from zhixing.kernel.errors import DomainError
from zhixing.kernel.ids import derived_id, new_id
from zhixing.kernel.messages import Actor, Command, Result, Strict, system_actor
from zhixing.platform.crypto import ES256
from zhixing.platform.gateway import intake, peers
from zhixing.platform.gateway.models import GatewayQuarantine
from zhixing.platform.gateway.refusals import BatchHeadersMissing, BatchTypeUnsupported, PeerSignatureInvalid
from zhixing.platform.http import Call
from zhixing.platform.unit_of_work import Act

GATEWAY = system_actor("gateway")
# Two batches that carry the same serial at the same moment: the one that came second looks again.
ATTEMPTS = 3
_PEER = re.compile(r"^[a-z0-9][a-z0-9-]{0,39}$")
_BATCH = re.compile(r"^[A-Za-z0-9._:-]{1,80}$")


@dataclass(frozen=True)
class Channel:
    """One kind of batch that may come in: its path, which is part of what is signed, and the command for its parts.

    A slice opens it with `provides={"gateway …": Channel(…)}` and a route with the view `post_batch`. `lines_per_act`:
    fewer where a line is dear, because a part holds the only writer of SQLite while it is recorded. `arrived`: which of
    some serials of this kind were taken.
    """

    path: str
    command: str
    lines_per_act: int = intake.LINES_PER_ACT
    arrived: Callable[[Session, Collection[str]], set[str]] = lambda _session, _serials: set()


@dataclass(frozen=True)
class Delivery:
    """What a batch says about itself, whichever way it came."""

    path: str
    peer: str
    batch: str
    signature: str
    packed: bool

    def __post_init__(self) -> None:
        """Raises: BatchHeadersMissing."""
        if not (_PEER.match(self.peer) and _BATCH.match(self.batch) and self.signature):
            raise BatchHeadersMissing()


class BrokenLine(Strict):
    """A line that is no text or far too long, as much of it as could be kept."""

    line: Annotated[int, Field(ge=1)]
    code: str
    params: dict[str, Any] = {}
    raw: str


class BatchPart(Command):
    """Part of a batch: lines as they came, with their numbers, and what was no text at all."""

    peer: str
    batch: str
    lines: Annotated[list[tuple[int, str]], Field(max_length=intake.LINES_PER_ACT)]
    broken: Annotated[list[BrokenLine], Field(max_length=intake.LINES_PER_ACT)] = []


SetAside = list[tuple[BrokenLine, str | None]]
"""Lines for the quarantine, each with its serial where one could be read."""
R = TypeVar("R")


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


def signed_by_a_registered_peer(_actor: Actor, is_signed: Any) -> None:
    """The gateway has no login: its signature over the whole batch is what lets it in (docs/protocol.md 8)."""
    if is_signed is not True:
        raise PeerSignatureInvalid()


NDJSON = "application/x-ndjson"


def channels(system: Any) -> dict[str, Channel]:
    """path → what may come there."""
    return {one.path: one for one in system.extras.values() if isinstance(one, Channel)}


def post_batch(call: Call) -> BatchAnswer:
    """The view of every gateway door: a signed batch, idempotent by batch and, line by line, by serial."""
    delivery = _of_headers(call)
    call.request.max_content_length = None  # `spool` counts, also where no length was announced
    call.release()
    return receive(call.system, delivery, call.request.stream)


def _of_headers(call: Call) -> Delivery:
    headers = call.request.headers
    encoding = headers.get("Content-Encoding", "identity").strip().lower()
    delivery = Delivery(call.request.path, headers.get("Zhixing-Peer", ""), headers.get("Zhixing-Batch", ""),
                        headers.get("Zhixing-Signature", ""), encoding == "gzip")
    if call.request.mimetype != NDJSON or encoding not in ("identity", "gzip"):
        raise BatchTypeUnsupported()
    return delivery


def receive(system: Any, delivery: Delivery, stream: Any) -> BatchAnswer:
    """Check the signature over the whole, unpack within limits, record part by part.

    Raises: PeerSignatureInvalid, BatchTooLarge, BatchNotGzip, BatchIdReused, BatchTypeUnsupported; then nothing of it
    was taken.
    """
    channel = channels(system).get(delivery.path)
    if channel is None:
        raise BatchTypeUnsupported()
    with system.database.read() as session:
        key = peers.active_peer_key(session, delivery.peer)
    if key is None:
        raise PeerSignatureInvalid()
    with ExitStack() as files:
        sent = files.enter_context(_scratch(system))
        body_sha256 = intake.spool(stream, sent)
        claim = claim_of(delivery.path, delivery.peer, delivery.batch, body_sha256)
        signed_by_a_registered_peer(GATEWAY, key.verify(
            claim, {"alg": ES256, "key": key.id, "sig": delivery.signature}))
        lines = files.enter_context(_scratch(system)) if delivery.packed else sent
        if delivery.packed:
            intake.unpack(sent, lines)
        known = system.transact(
            GATEWAY, lambda unit: peers.admit_batch(unit, delivery.peer, delivery.batch, body_sha256))
        return _record(system, channel, known, lines)


def claim_of(path: str, peer: str, batch: str, body_sha256: str) -> dict[str, str]:
    """What the signature of a batch signs, in both directions."""
    return {"peer": peer, "batch": batch, "path": path, "body_sha256": body_sha256}


def _scratch(system: Any) -> IO[bytes]:
    """A file without a name: what is secret does not stay behind when the process dies."""
    return tempfile.TemporaryFile(dir=system.config.run_dir)


def _record(system: Any, channel: Channel, batch: Any, lines: IO[bytes]) -> BatchAnswer:
    answer = BatchAnswer(batch=batch.id, accepted=0, duplicate=0, quarantined=[])
    for number, part in enumerate(intake.parts(lines, channel.lines_per_act)):
        done = _send(system, channel, batch, (number, part))
        answer.accepted += done["accepted"]
        answer.duplicate += done["duplicate"]
        answer.quarantined += [QuarantinedLine(**one) for one in done["quarantined"]]
    return answer


def _send(system: Any, channel: Channel, batch: Any, numbered: tuple[int, intake.Part]) -> dict[str, Any]:
    number, part = numbered
    body = {"peer": batch.peer, "batch": batch.id, "lines": [list(one) for one in part.lines], "broken": part.broken}
    problem = None
    for attempt in range(ATTEMPTS):
        names = [batch.peer, batch.id, str(channel.lines_per_act), str(number), str(attempt)]
        outcome = system.bus.send(channel.command, body, GATEWAY, derived_id(channel.path, *names),
                                  occurred_at=to_text(batch.received_at))
        if Result.ACCEPTED in (outcome.outcome, outcome.of):
            return outcome.answer
        problem = outcome.problem
    raise RuntimeError(f"part {number} of a batch was not taken: {problem}")


def read_lines(part: BatchPart, read: Callable[[str], R]) -> tuple[list[tuple[int, str, R]], SetAside]:
    """The lines a slice can read: number, text, row; and the others with their reasons. `read` raises DomainError."""
    good: list[tuple[int, str, R]] = []
    bad: SetAside = [(one, None) for one in part.broken]
    for number, raw in part.lines:
        try:
            good.append((number, raw, read(raw)))
        except DomainError as error:
            bad.append((broken(number, raw, error), None))
    return good, bad


def set_aside(act: Act[Any], lines: Iterable[tuple[BrokenLine, str | None]]) -> list[dict[str, Any]]:
    """Write lines with their reason, and their serial where one could be read, into the quarantine.

    Returns what the answer says about them.
    """
    rows = [{"id": new_id(), "peer": act.body.peer, "batch": act.body.batch, "line": one.line, "serial": serial,
             "code": one.code, "params": one.params, "raw": one.raw.replace("\x00", "\ufffd"), "at": act.now}
            for one, serial in lines]
    act.session.add_all(GatewayQuarantine(**row) for row in rows)
    return [{"line": row["line"], "code": row["code"], "params": row["params"]} for row in rows]


def broken(line: int, raw: str, error: DomainError) -> BrokenLine:
    """A line together with the reason a slice found against it."""
    return BrokenLine(line=line, code=error.code, params=error.params, raw=raw)
