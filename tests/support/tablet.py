"""A tablet without a screen: makes, signs and chains acts as docs/protocol.md 2 says, hands them in and pulls.

It knows nothing of the backend's code for hashing and signing on purpose: it uses `rfc8785` and `cryptography`
itself, so that a wrong byte on either side shows.
"""

import base64
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import rfc8785
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from zhixing.devices import hand_in
from zhixing.kernel.clock import to_text
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor, Outcome, system_actor
from zhixing.platform.bus import Door
from zhixing.platform.pull import Cursor, Puller
from zhixing.platform.system import System

Bytes = bytes | tuple[bytes, str]


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Tablet:
    """`person` is who works on it; another one may be given to `act`. `clock_error` is how wrong its clock is."""

    system: System
    person: Actor
    name: str = "测试平板"
    clock_error: timedelta = timedelta(0)
    device_id: str = field(default_factory=new_id)
    seq: int = 0
    prev: str = "0" * 64
    token: dict[str, Any] | None = None
    page_session: str = field(default_factory=lambda: str(uuid.uuid4()))
    pending: list[dict[str, Any]] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    cursor: Cursor = field(default_factory=Cursor)
    bytes_held: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        der = self._key.public_key().public_bytes(serialization.Encoding.DER,
                                                  serialization.PublicFormat.SubjectPublicKeyInfo)
        self.public_key = _b64(der)
        self.key_id = hashlib.sha256(der).hexdigest()[:16]
        self._switched_on = self.system.clock()

    # --- joining the court ---------------------------------------------------------------------------------

    def enrol(self) -> "Tablet":
        """Enrol with a code that was issued for this tablet."""
        code = self._desk("devices.issue_enrolment_code", {"for_person_id": self.person.id},
                          system_actor("world")).answer["code"]  # type: ignore[index]
        self._desk("devices.enrol", {"device_id": self.device_id, "code": code, "name": self.name, "platform": "test",
                                     "public_key": self.public_key, "store_id": new_id()}, self.person)
        return self

    def add_user(self, person: Actor) -> None:
        """A second officer logs in on this tablet."""
        self._desk("devices.add_user", {"device_id": self.device_id}, person)

    def _desk(self, type: str, body: dict[str, Any], actor: Actor) -> Outcome:
        outcome = self.system.bus.send(type, body, actor, new_id())
        assert outcome.outcome == "accepted", outcome.wire()
        return outcome

    # --- time ----------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """What the tablet believes."""
        return self.system.clock() + self.clock_error

    def mono_ms(self) -> int:
        return max(0, int((self.system.clock() - self._switched_on).total_seconds() * 1000))

    def hear_time(self) -> None:
        """Take a server time token, as a tablet does before it goes offline (docs/protocol.md 6)."""
        self.token = {"id": new_id(), "server_time": to_text(self.system.clock()), "session": self.page_session,
                      "mono_ms": self.mono_ms()}

    def reload_page(self) -> None:
        """A new life of the page: the monotonic clock starts again."""
        self.page_session, self._switched_on = str(uuid.uuid4()), self.system.clock()

    # --- acts ----------------------------------------------------------------------------------------------

    def act(self, type: str, body: dict[str, Any], blobs: Sequence[Bytes] = (), *, person: Actor | None = None,
            based_on: dict[str, Any] | None = None) -> dict[str, Any]:
        """Make an act: signed, chained, pending. Nothing is sent."""
        self.seq += 1
        envelope: dict[str, Any] = {
            "id": new_id(), "type": type, "version": 1, "body": body, "actor": (person or self.person).id,
            "device_id": self.device_id, "device_seq": self.seq, "occurred_at": to_text(self.now()),
            "clock": {"session": self.page_session, "mono_ms": self.mono_ms(), "token": self.token},
            "based_on": based_on, "blobs": [self._keep(one) for one in blobs], "prev": self.prev}
        message = rfc8785.dumps(envelope)
        self.prev = hashlib.sha256(message).hexdigest()
        r, s = decode_dss_signature(self._key.sign(message, ec.ECDSA(hashes.SHA256())))
        envelope["proof"] = {"alg": "ES256", "key": self.key_id, "sig": _b64(r.to_bytes(32) + s.to_bytes(32))}
        self.pending.append(envelope)
        return envelope

    def _keep(self, one: Bytes) -> dict[str, Any]:
        data, media_type = one if isinstance(one, tuple) else (one, "image/jpeg")
        digest = hashlib.sha256(data).hexdigest()
        self.bytes_held[digest] = data
        return {"sha256": digest, "size": len(data), "media_type": media_type}

    def look(self, collection: str, row_id: str) -> dict[str, Any]:
        """`based_on` for a guarded act on a row as this tablet last pulled it."""
        key = f"{collection}/{row_id}"
        return {key: {"seq": self.versions[key], "after": None}}

    # --- the line ------------------------------------------------------------------------------------------

    def upload(self) -> None:
        """Hand in every file held."""
        for digest, data in self.bytes_held.items():
            assert hand_in(self.system, f"device:{self.device_id}", data) == digest
        self.bytes_held.clear()

    def push(self, *, with_bytes: bool = True) -> list[Outcome]:
        """Hand in what is pending, in order. What was accepted, refused or conflicting is no longer pending."""
        if with_bytes:
            self.upload()
        outcomes = [self.system.bus.handle(envelope, Door()) for envelope in self.pending]
        self.receipts += [one.receipt for one in outcomes if one.receipt]
        self.pending = [envelope for envelope, one in zip(self.pending, outcomes, strict=True)
                        if one.outcome == "held"]
        return outcomes

    def do(self, type: str, body: dict[str, Any], blobs: Sequence[Bytes] = (), **options: Any) -> Outcome:
        """Act and hand in at once; the answer to this act."""
        envelope = self.act(type, body, blobs, **options)
        return next(one for one in self.push() if one.id == envelope["id"])

    def must(self, type: str, body: dict[str, Any], blobs: Sequence[Bytes] = (), **options: Any) -> Outcome:
        """Like `do`, for the steps a test takes for granted."""
        outcome = self.do(type, body, blobs, **options)
        assert outcome.outcome == "accepted", outcome.wire()
        return outcome

    def pull(self, limit: int = 500) -> dict[str, dict[str, dict[str, Any]]]:
        """Pull until there is no more; collection → id → row as this tablet then holds it."""
        more = True
        while more:
            with self.system.database.read() as session:
                sources = {name: spec.rows for name, spec in self.system.collections.items()}
                page = Puller(session, self.person, sources).page(self.cursor, limit)
            for change in page.changes:
                self._apply(change)
            self.cursor, more = page.cursor, page.more
        return self.rows

    def _apply(self, change: dict[str, Any]) -> None:
        rows = self.rows.setdefault(change["collection"], {})
        self.versions[f"{change['collection']}/{change['id']}"] = change["seq"]
        if change["op"] == "put":
            self.system.collections[change["collection"]].row.model_validate(change["row"])
            rows[change["id"]] = change["row"]
        else:
            rows.pop(change["id"], None)
