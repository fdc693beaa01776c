"""Slowing down guessing without locking out the guessed.

Failures count under keys. A browser that has logged in as this person before (it holds a signed cookie) has a key of
its own, and nothing anybody else does touches it. Everybody else shares a key per name and network, with growing
pauses, and one per name over all networks, whose pause stays short. A passkey login asks for neither: it cannot be
guessed. Names that do not exist are counted like those that do.
"""

import hmac
import math
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from zhixing.identity.errors import TooManyTries
from zhixing.identity.models import Tries
from zhixing.identity.rules import (
    FORGET_AFTER,
    FREE_TRIES,
    FREE_TRIES_ANYWHERE,
    LONGEST_PAUSE_ANYWHERE_S,
    LONGEST_PAUSE_S,
    pause_s,
)
from zhixing.platform.crypto import SigningKey, b64, digest, unb64

ANYWHERE = "anywhere:"
_PURPOSE = "known browser"


def known_cookie(person_id: str, *, is_secure: bool) -> str:
    """Name of the cookie that says: this browser has logged in as this person. One per person; tablets are shared."""
    name = f"zhixing_known_{digest(person_id.encode())[:12]}"
    return f"__Host-{name}" if is_secure else name


def known_value(key: SigningKey, person_id: str, browser: bytes) -> str:
    """What that cookie holds: a random number of the browser and the server's mark on it."""
    return f"{b64(browser)}.{b64(key.mac(_PURPOSE, person_id.encode() + browser))}"


def read_known(key: SigningKey, person_id: str, value: str | None) -> bytes | None:
    """The browser's number when the mark is ours, else None."""
    try:
        browser, mark = (unb64(part) for part in (value or "").split("."))
    except ValueError:
        return None
    genuine = hmac.compare_digest(mark, key.mac(_PURPOSE, person_id.encode() + browser))
    return browser if genuine else None


def keys_of(username: str, network: str, browser: bytes | None) -> list[str]:
    """Under which keys a failure counts."""
    if browser is not None:
        return [digest(b"known/" + username.encode() + browser)]
    return [digest(f"pair/{username}/{network}".encode()), ANYWHERE + digest(username.encode())]


def reserve(session: Session, keys: list[str], now: datetime) -> None:
    """Count a try before the password is looked at, so that a hundred at once are a hundred.

    Raises: TooManyTries.
    """
    rows = [_row(session, key, now) for key in keys]
    waits = [_wait_s(row, now) for row in rows]
    if max(waits) > 0:
        raise TooManyTries(retry_after_s=math.ceil(max(waits)))
    for row in rows:
        row.failures, row.last_at = row.failures + 1, now
    session.flush()


def _row(session: Session, key: str, now: datetime) -> Tries:
    row = session.get(Tries, key, with_for_update=True)
    if row is None:
        row = Tries(key=key, failures=0, last_at=now)
        session.add(row)
    elif now - row.last_at > FORGET_AFTER:
        row.failures = 0
    return row


def _wait_s(row: Tries, now: datetime) -> float:
    everywhere = row.key.startswith(ANYWHERE)
    pause = pause_s(row.failures, free=FREE_TRIES_ANYWHERE if everywhere else FREE_TRIES,
                    longest=LONGEST_PAUSE_ANYWHERE_S if everywhere else LONGEST_PAUSE_S)
    return pause - (now - row.last_at).total_seconds()


def succeeded(session: Session, keys: list[str]) -> None:
    """It was the person: forget what was counted here. Guesses from elsewhere stay counted."""
    for key in keys:
        row = session.get(Tries, key, with_for_update=True)
        if row is None:
            continue
        if key.startswith(ANYWHERE):
            row.failures = max(0, row.failures - 1)
        else:
            session.delete(row)


def sweep(session: Session, now: datetime) -> None:
    """Drop what has been quiet long enough to be forgotten."""
    session.execute(delete(Tries).where(Tries.last_at < now - FORGET_AFTER))
