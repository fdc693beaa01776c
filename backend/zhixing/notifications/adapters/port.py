"""The port: what sending a push message takes and what may come of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from zhixing.notifications.rules import LARGEST_PAYLOAD

Urgency = Literal["very-low", "low", "normal", "high"]


class PayloadTooLarge(ValueError):
    """More than one record holds; receivers could not decrypt it, and nobody would tell us (RFC 8291)."""


class Verdict(StrEnum):
    """What the push service said."""

    DELIVERED = "delivered"  # taken over by the service; whether a person sees it is never known
    GONE = "gone"            # 404 or 410: the browser unsubscribed
    LATER = "later"          # 429, 5xx or no answer: try again
    REFUSED = "refused"      # anything else: a mistake of ours, trying again would not help
    NOBODY = "nobody"        # this deployment rings nobody


@dataclass(frozen=True)
class Delivered:
    """The verdict, and how many seconds the service asks to be left alone."""

    verdict: Verdict
    retry_after_s: int | None = None


@dataclass(frozen=True)
class Target:
    """A browser: where to knock and how to encrypt to it."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True)
class PushMessage:
    """`topic` replaces an undelivered older message of the same topic (RFC 8030, 5.4; at most 32 characters)."""

    payload: bytes
    ttl_s: int = 24 * 3600
    urgency: Urgency = "normal"
    topic: str | None = None

    def __post_init__(self) -> None:
        if len(self.payload) > LARGEST_PAYLOAD:
            raise PayloadTooLarge(f"{len(self.payload)} bytes, at most {LARGEST_PAYLOAD}")


class PushSender(Protocol):
    """Never raises for what the network or the service does; that is the verdict."""

    @property
    def public_key(self) -> str | None:
        """What browsers subscribe with (uncompressed point, base64url); None when nobody is rung."""
        ...

    def send(self, target: Target, message: PushMessage) -> Delivered: ...

    def allows(self, endpoint: str) -> bool:
        """Whether this endpoint may be knocked at."""
        ...
