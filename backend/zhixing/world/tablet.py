"""A tablet without a screen, for the demo world: makes signed, chained acts and hands in their bytes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from zhixing.devices import hand_in, time_token
from zhixing.kernel.clock import to_text
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import NO_PREDECESSOR, Actor, Outcome, Result
from zhixing.platform.bus import Door
from zhixing.platform.crypto import SigningKey, digest, envelope_hash
from zhixing.platform.system import System


class DemoRefused(RuntimeError):
    """The house refused an act of the demo world: the world's story no longer fits the rules."""


def must(outcome: Outcome) -> Outcome:
    """Raises: DemoRefused."""
    if outcome.outcome != Result.ACCEPTED:
        raise DemoRefused(outcome.wire())
    return outcome


@dataclass
class DemoTablet:
    """Enrolled like every other tablet. Its key lives only while the world is being made."""

    system: System
    person: Actor
    name: str
    id: str = field(default_factory=new_id)
    key: SigningKey = field(default_factory=SigningKey.generate)
    seq: int = 0
    last: str = NO_PREDECESSOR
    session: str = field(default_factory=new_id)
    switched_on: datetime = field(init=False)
    token: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        self.switched_on = self.system.clock()

    def hear_time(self) -> None:
        """Take a signed time token before leaving: it brackets the photos (docs/protocol.md 6)."""
        heard = time_token(self.system)
        self.token = {"id": heard["id"], "server_time": heard["server_time"], "session": self.session,
                      "mono_ms": self.mono_ms()}

    def mono_ms(self) -> int:
        """Milliseconds since this tablet was switched on."""
        return (self.system.clock() - self.switched_on) // timedelta(milliseconds=1)

    def enrol(self) -> "DemoTablet":
        code = must(self.system.bus.send("devices.issue_enrolment_code", {}, self.person, new_id())).answer
        assert code is not None
        body = {"device_id": self.id, "code": code["code"], "name": self.name, "platform": "demo",
                "public_key": self.key.public.spki, "store_id": new_id()}
        must(self.system.bus.send("devices.enrol", body, self.person, new_id()))
        return self

    def act(self, type: str, body: dict[str, Any], files: tuple[bytes, ...] = (),
            media_type: str = "image/jpeg") -> Outcome:
        """Bytes first, then the act: both are durable when this returns.

        Raises: DemoRefused.
        """
        for data in files:
            hand_in(self.system, f"device:{self.id}", data)
        self.seq += 1
        envelope: dict[str, Any] = {
            "id": new_id(), "type": type, "version": 1, "body": body, "actor": self.person.id, "device_id": self.id,
            "device_seq": self.seq, "occurred_at": to_text(self.system.clock()), "based_on": None, "prev": self.last,
            "clock": {"session": self.session, "mono_ms": self.mono_ms(), "token": self.token},
            "blobs": [{"sha256": digest(one), "size": len(one), "media_type": media_type} for one in files]}
        self.last = envelope_hash(envelope)
        return must(self.system.bus.handle(self.key.signed(envelope), Door()))
