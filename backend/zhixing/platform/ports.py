"""What the platform must ask of the slices above it, without knowing them.

A slice fills a port by `provides={"people": …}` in its manifest; the platform never imports a slice.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from zhixing.kernel.messages import Actor


@dataclass(frozen=True)
class Login:
    """A live session of a person: who, and the token that unsafe requests must repeat in a header."""

    actor: Actor
    csrf: str
    session_id: str
    expires_at: datetime
    used_at: datetime
    device_id: str | None


@dataclass(frozen=True)
class KnownDevice:
    """An enrolled device: its public key (SPKI, base64url), the people enrolled on it, whether it was revoked."""

    id: str
    public_key: str
    users: frozenset[str]
    revoked: bool


class People(Protocol):
    """Filled by `identity`."""

    def actor(self, session: Session, person_id: str) -> Actor | None:
        """The person with today's roles, or None when unknown or disabled."""
        ...

    def login(self, session: Session, cookie: str, now: datetime) -> Login | None:
        """The live session behind a cookie, or None."""
        ...

    def with_role(self, session: Session, *roles: str) -> list[str]:
        """The ids of everybody active who holds one of these roles today."""
        ...


class Devices(Protocol):
    """Filled by `devices`."""

    def find(self, session: Session, device_id: str) -> KnownDevice | None: ...

    def told_to_wipe(self, system: Any, device_id: str, last_words: Any = None) -> None:
        """A revoked device proved itself and is being answered `wipe`: write down that the order reached it, and the
        account it gave of itself."""
        ...

    def keys(self, session: Session) -> dict[str, str]:
        """device id → public key, for verifying chains."""
        ...

    def handed_in(self, session: Session, owners: list[str], digest: str) -> bool:
        """Whether one of `device:<id>`, `person:<id>` brought these bytes: knowing a digest is not having them."""
        ...


@dataclass
class Ports:
    """The filled ports. A missing one is a start-up error, not a surprise at night."""

    people: People
    devices: Devices

    @classmethod
    def of(cls, provided: dict[str, Any]) -> "Ports":
        missing = {"people", "devices"} - provided.keys()
        if missing:
            raise RuntimeError(f"no slice provides {sorted(missing)}")
        return cls(people=provided["people"], devices=provided["devices"])
