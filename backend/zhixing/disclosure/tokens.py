"""The secret behind the pages' addresses: addresses are derived, never stored (design.md 8)."""

import hashlib
import hmac
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from zhixing.disclosure.rules import normalise_answer
from zhixing.platform.crypto import SigningKey, b64

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BYTES = 18  # 144 bits
LENGTH = 25
COOKIE = "zhixing_page"
CONFIG = "config"


class PageKey:
    """Everything that is derived from the secret, each under its own label."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @classmethod
    def load(cls, path: Path) -> "PageKey":
        """The secret of this court, made at first use beside the server's other keys.

        The key file is only a durable source of randomness; nothing is signed with it.
        """
        SigningKey.load_or_create(path)
        return cls(hashlib.sha256(path.read_bytes()).digest())

    def _derive(self, label: str, *parts: str) -> bytes:
        return hmac.new(self._secret, "\x1f".join((label, *parts)).encode(), hashlib.sha256).digest()

    def token(self, page_id: str) -> str:
        """The page's address: 144 bits in base62, so that a QR code stays small and a finger can type it."""
        number, text = int.from_bytes(self._derive("address", page_id)[:_BYTES], "big"), ""
        for _ in range(LENGTH):
            number, digit = divmod(number, 62)
            text = _ALPHABET[digit] + text
        return text

    def check(self, page_id: str, answer: str) -> str:
        """What is kept of the right answer to a page's question."""
        return b64(self._derive("check", page_id, normalise_answer(answer)))

    def session(self, page_id: str, expires_at: datetime) -> str:
        """Cookie of a visitor who answered: until when, and proof."""
        until = str(int(expires_at.timestamp()))
        return f"{until}.{b64(self._derive('session', page_id, until))}"

    def is_session(self, page_id: str, cookie: str, now: datetime) -> bool:
        until, _, proof = cookie.partition(".")
        if not until.isdecimal() or len(until) > 12 or int(until) < now.timestamp():
            return False
        return hmac.compare_digest(proof.encode(), b64(self._derive("session", page_id, until)).encode())

    def form(self, page_id: str, now: datetime) -> str:
        """What a form of this page must carry: old web views send cookies from other sites' forms, too."""
        return b64(self._derive("form", page_id, now.date().isoformat()))[:24]

    def is_form(self, page_id: str, value: str, now: datetime) -> bool:
        """Whether the form was made today or yesterday: two open tabs and slow writers are fine."""
        made = (self.form(page_id, now), self.form(page_id, now - timedelta(days=1)))
        return any(hmac.compare_digest(one.encode(), value.encode()) for one in made)

    def network(self, address: str, now: datetime) -> str:
        """A client's network as a keyed digest of the day: IPv4 as it is, IPv6 by its /64."""
        try:
            parsed = ip_address(address)
            text = parsed.exploded[:19] if parsed.version == 6 else str(parsed)
        except ValueError:
            text = "unknown"
        return "network:" + b64(self._derive("network", now.date().isoformat(), text))[:16]


def token_digest(token: str) -> str:
    """What a page is found by."""
    return hashlib.sha256(token.encode()).hexdigest()


def page_key(system: Any) -> PageKey:
    """The secret of the running system."""
    return _for(system.config)


def page_key_of(session: Session) -> PageKey:
    """The same, where only a read session is at hand (rows for the feed)."""
    return _for(session.info[CONFIG])


def _for(config: Any) -> PageKey:
    path = config.data_dir / "keys" / "pages.pem"
    if path not in _loaded:
        _loaded[path] = PageKey.load(path)
    return _loaded[path]


_loaded: dict[Path, PageKey] = {}


def url_path(key: PageKey, page_id: str) -> str:
    return f"/d/{key.token(page_id)}"
