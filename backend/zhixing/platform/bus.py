"""The one write path (design.md 3): HTTP, sync push, Socket.IO and gateway all end here.

    parse → signature → ledger → predecessor and bytes → policy → service → one transaction → answer
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from zhixing.kernel.clock import to_text
from zhixing.kernel.errors import Conflict, Denied, DomainError, Malformed, NotFound
from zhixing.kernel.messages import (
    Actor,
    ConflictMode,
    Envelope,
    Missing,
    Outcome,
    Problem,
    Result,
)
from zhixing.platform import feed, ledger
from zhixing.platform.crypto import PublicKey, envelope_hash
from zhixing.platform.ledger import Received
from zhixing.platform.manifest import CommandSpec
from zhixing.platform.ports import KnownDevice
from zhixing.platform.refusals import (
    AlreadyThere,
    AuthorNotOnDevice,
    BlobSizeDiffers,
    ChainBroken,
    DeviceRevoked,
    DeviceUnknown,
    EnvelopeMalformed,
    IdReused,
    SecretInChain,
    SequenceReused,
    SignatureInvalid,
    SignatureRequired,
    TypeUnknown,
)
from zhixing.platform.unit_of_work import Act, UnitOfWork


@dataclass(frozen=True)
class Door:
    """Through which door an act came: the person logged in there, if any."""

    actor: Actor | None = None


class Bus:
    """`handle` decides one envelope. Everything it answers is durable when it returns."""

    def __init__(self, system: Any) -> None:
        self._system = system

    def handle(self, raw: dict[str, Any], door: Door) -> Outcome:
        """Decide one act.

        Raises: EnvelopeMalformed when it has no usable id, so that nothing could be recorded under it; DomainError
        of a `conceal` that refuses a secret, which then must not be recorded.
        """
        return self.submit(raw, door)()

    def submit(self, raw: dict[str, Any], door: Door) -> Callable[[], Outcome]:
        """Hand in one act of several; call what is returned to wait for its outcome.

        Acts are decided in the order in which they were handed in. Those of one batch share commits where the writer
        groups them, never their fate. Raises: as `handle`, before anything was handed in.
        """
        received = self._receive(raw)
        return partial(self._conclude, received, self._decide(received, door), door)

    def _decide(self, received: Received, door: Door) -> Future["Decided"]:
        return self._system.writer.submit(
            lambda session: Decision(self._system, session, received, door).conclude())

    def _conclude(self, received: Received, decided: Future["Decided"], door: Door) -> Outcome:
        outcome, news, successor = decided.result()
        self._system.announce(news)
        while successor is not None:  # it had arrived earlier and was waiting for this one
            _, news, successor = self._decide(self._receive(successor), Door()).result()
            self._system.announce(news)
        return self._with_secrets(received.envelope, outcome, door)

    def _receive(self, raw: dict[str, Any]) -> Received:
        """The act as it is hashed, decided and kept: without its secrets."""
        envelope = parse(raw)
        spec = self._system.commands.get(envelope.type)
        conceal = spec.conceal if spec is not None else None
        if conceal is not None and not envelope.is_chained:
            raw = {**raw, "body": conceal(envelope.id, envelope.body)}
            envelope = parse(raw)
        try:
            digest = envelope_hash(raw)
        except ValueError as cause:
            raise EnvelopeMalformed(errors=[{"at": "", "why": "no_canonical_form"}]) from cause
        keeps_body = conceal is None or not envelope.is_chained
        return Received(envelope, raw, digest, self._system.clock(), keeps_body=keeps_body)

    def _with_secrets(self, envelope: Envelope, outcome: Outcome, door: Door) -> Outcome:
        """The answer with what may be said once but not kept; said again when the author asks again."""
        spec = self._system.commands.get(envelope.type)
        accepted = Result.ACCEPTED in (outcome.outcome, outcome.of)
        if spec is None or spec.reveal is None or not accepted or not door.actor or door.actor.id != envelope.actor:
            return outcome
        answer = {**(outcome.answer or {}), **spec.reveal(self._system, envelope)}
        return outcome.model_copy(update={"answer": answer})

    def send(self, type: str, body: dict[str, Any], actor: Actor, id: str, **more: Any) -> Outcome:
        """An act by this house itself (a gateway, the demo world): same path, no device."""
        raw = {"id": id, "type": type, "version": 1, "body": body, "actor": actor.id,
               "occurred_at": to_text(self._system.clock()), **more}
        return self.handle(raw, Door(actor))

    def bytes_arrived(self, digest: str) -> None:
        """Decide the acts that were waiting for these bytes, in case nobody asks again."""
        with self._system.database.read() as session:
            waiting = [session.get_one(ledger.LedgerEntry, one) for one in ledger.waiting_for_blob(session, digest)]
            authors = {entry.id: self._system.ports.people.actor(session, entry.actor) for entry in waiting}
        for entry in sorted(waiting, key=lambda one: (one.device_id or "", one.device_seq or 0)):
            self.handle(entry.envelope, Door(authors[entry.id]))


def parse(raw: Any) -> Envelope:
    """Raises: EnvelopeMalformed with the places that are wrong."""
    try:
        return Envelope.model_validate(raw)
    except ValidationError as cause:
        raise EnvelopeMalformed(errors=places(cause)) from cause


def places(error: ValidationError) -> list[dict[str, str]]:
    """Where and why, without repeating what the person typed: inputs may hold personal data."""
    return [{"at": ".".join(map(str, one["loc"])), "why": one["type"]} for one in error.errors()[:20]]


Decided = tuple[Outcome, feed.News, dict[str, Any] | None]
"""The answer, its news, and the envelope of a held act that can go on now."""


class Decision:
    """One envelope inside its transaction. Each step either returns an outcome or lets it through."""

    def __init__(self, system: Any, session: Session, received: Received, door: Door) -> None:
        self.system, self.session, self.received, self.door = system, session, received, door
        self.envelope = received.envelope
        self.known = ledger.find(session, received.envelope.id)
        self.arrived = 0  # how far the device's chain has come without a gap

    def conclude(self) -> "Decided":
        """The answer, its news, and the act that was waiting for this one, if any."""
        outcome, news = self.make()
        envelope = self.envelope
        if outcome.outcome == Result.DUPLICATE or envelope.device_id is None or envelope.device_seq is None:
            return outcome, news, None
        return outcome, news, ledger.held_successor(self.session, envelope.device_id, envelope.device_seq + 1)

    def make(self) -> tuple[Outcome, feed.News]:
        answered = self._answered_before()
        if answered is not None:
            return answered, feed.News({}, {})
        try:
            device = self._device()
            self._follow_chain()
            actor = self._author(device)
            missing = self._missing()
            if missing:
                return self._hold(missing), feed.News({}, {})
        except DomainError as error:
            return self._refuse(error), feed.News({}, {})
        return self._decide(actor)

    def _answered_before(self) -> Outcome | None:
        entry = self.known
        if entry is None:
            return None
        if entry.hash != self.received.hash:
            return Outcome(id=self.envelope.id, outcome=Result.REFUSED, problem=Problem.of(IdReused()))
        return None if entry.outcome == Result.HELD else ledger.repeat(entry)

    def _device(self) -> KnownDevice | None:
        """The device whose key signed this act; None for an act made at a desk."""
        envelope = self.envelope
        if envelope.device_id is None:
            return None
        device = self.system.ports.devices.find(self.session, envelope.device_id)
        if device is None:
            raise DeviceUnknown()
        if device.revoked:
            raise DeviceRevoked(wipe=True)
        unsigned = {key: value for key, value in self.received.raw.items() if key != "proof"}
        proof = envelope.proof.model_dump() if envelope.proof else {}
        if not PublicKey.from_spki(device.public_key).verify(unsigned, proof):
            raise SignatureInvalid()
        return device

    def _author(self, device: KnownDevice | None) -> Actor:
        """Who acts. A device act belongs to whoever made it, whoever is logged in when it goes up."""
        author = self.envelope.actor
        if device is None:
            actor = self.door.actor
            if actor is None or actor.id != author:
                raise Denied(reason="not_the_author")
            return actor
        if author not in device.users:
            raise AuthorNotOnDevice()
        person = self.system.ports.people.actor(self.session, author) or Actor(author)
        return replace(person, device_id=device.id)

    def _follow_chain(self) -> None:
        """Take the act into its device's chain when it is the next link."""
        envelope = self.envelope
        if not envelope.is_chained:
            return
        assert envelope.device_id is not None
        seq, last = ledger.chain_head(self.session, envelope.device_id)
        self.arrived = seq
        if envelope.device_seq is None or envelope.prev is None:
            raise ChainBroken(expected_seq=seq + 1)
        if envelope.device_seq <= seq:
            if self.known is None:
                raise SequenceReused(seq=envelope.device_seq)
            return
        if envelope.device_seq == seq + 1:
            ledger.move_chain_head(self.session, envelope.device_id, seq + 1, self.received.hash)
            self.arrived = seq + 1
            if envelope.prev != last:
                raise ChainBroken(expected_seq=seq + 1, expected_prev=last)

    def _missing(self) -> Missing | None:
        envelope = self.envelope
        if envelope.device_seq is not None and envelope.device_seq > self.arrived:
            return Missing(predecessor=self.arrived + 1)
        absent = []
        for blob in envelope.blobs:
            if not (self.system.store.has(blob.sha256) and self._brought(blob.sha256)):
                absent.append(blob.sha256)
            elif (size := self.system.store.size(blob.sha256)) != blob.size:
                raise BlobSizeDiffers(sha256=blob.sha256, size=size)
        return Missing(blobs=absent) if absent else None

    def _bytes_of_its_thing(self) -> Missing | None:
        """What this act is about was made by an earlier act of the device that still waits for its bytes."""
        envelope = self.envelope
        if envelope.device_id is None or envelope.device_seq is None:
            return None
        named = {value for value in envelope.body.values() if isinstance(value, str)}
        for entry in ledger.held_before(self.session, envelope.device_id, envelope.device_seq):
            spec = self.system.commands.get(entry.type)
            if spec and spec.makes and entry.envelope["body"].get(spec.makes) in named:
                return Missing(blobs=(entry.missing or {})["blobs"])
        return None

    def _brought(self, digest: str) -> bool:
        """Whether author or device handed these bytes in. Otherwise a digest, which many may know, would open them."""
        owners = [f"person:{self.envelope.actor}"]
        if self.envelope.device_id is not None:
            owners.append(f"device:{self.envelope.device_id}")
        at_desk = self.door.actor if self.envelope.device_id is None else None
        is_the_house = at_desk is not None and at_desk.is_system
        return is_the_house or self.system.ports.devices.handed_in(self.session, owners, digest)

    def _hold(self, missing: Missing) -> Outcome:
        outcome = Outcome(id=self.envelope.id, outcome=Result.HELD, missing=missing)
        ledger.record(self.session, self.received, outcome, self.known)
        if missing.blobs:
            ledger.wait_for_blobs(self.session, self.envelope.id, missing.blobs)
        return outcome

    def _refuse(self, error: DomainError) -> Outcome:
        result = Result.CONFLICT if isinstance(error, Conflict) else Result.REFUSED
        outcome = Outcome(id=self.envelope.id, outcome=result, problem=Problem.of(error))
        known = self.door.actor or Actor(self.envelope.actor, device_id=self.envelope.device_id)
        act = UnitOfWork(self.session, known, self.received.received_at, self.system)
        act.audit(f"act.{result}", self.envelope.id, envelope_hash=self.received.hash, type=self.envelope.type,
                  code=error.code)
        self._answer(outcome)
        act.finish()
        return outcome

    def _answer(self, outcome: Outcome) -> None:
        ledger.record(self.session, self.received, outcome, self.known)
        if self.known is not None:  # it was held before
            ledger.stop_waiting(self.session, self.envelope.id)

    def _decide(self, actor: Actor) -> tuple[Outcome, feed.News]:
        try:
            with self.session.begin_nested():
                return self._carry_out(actor)
        except NotFound as error:
            missing = self._bytes_of_its_thing()
            return (self._hold(missing) if missing else self._refuse(error)), feed.News({}, {})
        except DomainError as error:
            return self._refuse(error), feed.News({}, {})
        except IntegrityError:
            return self._refuse(AlreadyThere()), feed.News({}, {})
        except DataError:  # a NUL character, a number too large: what JSON can say and the engine cannot store
            return self._refuse(Malformed(errors=[{"at": "body", "why": "cannot_be_stored"}])), feed.News({}, {})

    def _carry_out(self, actor: Actor) -> tuple[Outcome, feed.News]:
        spec = self._spec(actor)
        body = self._body(spec)
        subject = spec.subject(self.session, body) if spec.subject else None
        spec.policy(actor, subject)
        self._guard(spec, body)
        act: Act[Any] = Act(self.session, actor, self.received.received_at, self.system, act_id=self.envelope.id,
                            envelope=self.envelope, body=body, subject=subject, envelope_hash=self.received.hash)
        answer = spec.handle(act)
        entry = act.audit(self.envelope.type, self.envelope.id, envelope_hash=self.received.hash)
        outcome = Outcome(id=self.envelope.id, outcome=Result.ACCEPTED, answer=answer, receipt=self._receipt(entry))
        self._answer(outcome)
        return outcome, act.finish()

    def _spec(self, actor: Actor) -> CommandSpec:
        spec = self.system.commands.get(self.envelope.type)
        if spec is None or self.envelope.version != 1:
            raise TypeUnknown(type=self.envelope.type, version=self.envelope.version)
        if spec.system_only and not actor.is_system:
            raise Denied(reason="system_only")
        if spec.signed and not self.envelope.is_chained:
            raise SignatureRequired()
        if spec.conceal and self.envelope.is_chained:
            raise SecretInChain()
        return spec

    def _body(self, spec: CommandSpec) -> Any:
        try:
            return spec.body.model_validate(self.envelope.body)
        except ValidationError as cause:
            raise Malformed(errors=places(cause)) from cause

    def _guard(self, spec: CommandSpec, body: Any) -> None:
        """Compare what the person saw with what is there now (docs/protocol.md 2, `based_on`)."""
        if spec.conflict != ConflictMode.GUARDED or spec.guards is None:
            return
        for key in spec.guards(body):
            collection, row_id = key.split("/", 1)
            now = feed.version_of(self.session, collection, row_id)
            seen = (self.envelope.based_on or {}).get(key)
            if now is None or (seen and (now.seq == seen.seq or (seen.after and now.act == seen.after))):
                continue
            versions = {"row": key, "seen": seen.seq if seen else None, "now": now.seq}
            raise spec.clash(self.session, body, versions) if spec.clash else Conflict(**versions)

    def _receipt(self, entry: dict[str, str]) -> dict[str, Any]:
        envelope = self.envelope
        return self.system.key.signed({
            "envelope_id": envelope.id, "envelope_hash": self.received.hash, "device_id": envelope.device_id,
            "device_seq": envelope.device_seq, "received_at": to_text(self.received.received_at), "entry": entry,
            "blobs": [{"sha256": one.sha256, "size": one.size} for one in envelope.blobs],
            "head": self.system.newest_head(self.session)})
