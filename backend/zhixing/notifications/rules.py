"""Pure rules: which endpoints may be knocked at, how long to wait, what is pushed."""

import json
from collections.abc import Iterable
from urllib.parse import urlsplit

MOST_ATTEMPTS = 8
LONGEST_PAUSE_S = 6 * 3600
# RFC 8291, section 4: 4096 octets of ciphertext hold this much text after header, tag and padding.
LARGEST_PAYLOAD = 3993


def endpoint_is_allowed(endpoint: str, allowed: Iterable[str]) -> bool:
    """Whether the court chose this push service.

    An entry is a host name, which means HTTPS on its usual port, or a whole origin (`https://push.court:8443`)
    for a push service inside the court's own network.
    """
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None or not parts.hostname:
        return False
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    for entry in (one.strip().lower() for one in allowed if one.strip()):
        if "://" in entry:
            if origin == entry:
                return True
        elif parts.scheme == "https" and port in (None, 443) and parts.hostname == entry:
            return True
    return False


def pause_s(attempt: int, asked_s: int | None) -> int:
    """Seconds until the next attempt: doubling from 30 s, or longer when the service asks for it."""
    return min(max(30 * 2 ** (attempt - 1), asked_s or 0), LONGEST_PAUSE_S)


def payload(notice_id: str, kind: str) -> bytes:
    """What travels through a foreign push service: that there is something, never what (domain.md 9.1)."""
    return json.dumps({"notice_id": notice_id, "kind": kind}, separators=(",", ":")).encode()
