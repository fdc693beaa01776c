"""UUIDv7: time-ordered ids that any device can make without asking (RFC 9562, section 5.7)."""

import os
import re
import threading
import time
import uuid

_UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
_DERIVED = uuid.UUID("6f0f3a52-6c0c-4b8f-8f53-0d8f1f1b1e0a")
_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A UUIDv7 that sorts after every other one made by this process.

    The 12 bits after the milliseconds count within a millisecond; when they run out, the clock is
    pushed forward rather than repeated, because the ids are index keys and must stay ordered.
    """
    global _last
    with _lock:
        stamp = max((time.time_ns() // 1_000_000) << 12, _last + 1)
        _last = stamp
    millis, count = stamp >> 12, stamp & 0xFFF
    tail = int.from_bytes(os.urandom(8), "big") & 0x3FFFFFFFFFFFFFFF
    return str(uuid.UUID(int=(millis << 80) | (0x7 << 76) | (count << 64) | (0b10 << 62) | tail))


def derived_id(*parts: str) -> str:
    """The id of what `parts` name: the same each time, for work that may come twice (RFC 9562, section 5.5)."""
    return str(uuid.uuid5(_DERIVED, "\x1f".join(parts)))


def is_id(text: object) -> bool:
    """Whether `text` is a lower-case UUID as the protocol writes ids (docs/protocol.md 1)."""
    return isinstance(text, str) and bool(_UUID.match(text))
