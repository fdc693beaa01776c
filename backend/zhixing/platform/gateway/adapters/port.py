"""The port: how a closed, signed batch leaves this house."""

from dataclasses import dataclass
from typing import Protocol


class NotDelivered(Exception):
    """The way out is closed for now; the text says why. The same batch is tried again later."""


@dataclass(frozen=True)
class Parcel:
    """A batch as it travels: what the signature signs, the signature, and the bytes (NDJSON, not packed)."""

    peer: str
    batch: str
    path: str
    signature: str
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        """As the HTTP door of a peer reads them (docs/protocol.md 8)."""
        return {"Content-Type": "application/x-ndjson", "Zhixing-Peer": self.peer, "Zhixing-Batch": self.batch,
                "Zhixing-Signature": self.signature}


class Carrier(Protocol):
    """Hands a parcel over. Handing the same one over twice is harmless: it has the same id and the same bytes."""

    def deliver(self, parcel: Parcel) -> bool:
        """True when it was handed over durably; False when this deployment sends nowhere.

        Raises: NotDelivered.
        """
        ...
