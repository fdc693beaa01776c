"""Pure decisions: codes, scopes, when a contact is worth writing down. Imports kernel only."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

# Crockford's base 32: no I, L, O, U; what is often misread is read as meant.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
CODE_LASTS = timedelta(minutes=10)
WRONG_CODES, WRONG_CODES_WITHIN = 5, timedelta(minutes=10)

WRITE_CONTACT_EVERY = timedelta(minutes=1)
ANNOUNCE_EVERY = timedelta(minutes=10)

_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_CASE_SCOPE = re.compile(r"^case:([0-9a-f-]{36})(:queries)?$")


def code_from(random: bytes) -> str:
    """Eight characters, forty bits, from at least five bytes."""
    number = int.from_bytes(random[:5], "big")
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(35, -1, -5))


def read_code(typed: str) -> str:
    """What was meant by what somebody typed."""
    return typed.upper().translate(_MISREAD)


@dataclass(frozen=True)
class ScopeMeaning:
    """The case a scope belongs to, if any, and whether it holds secret query feedback (domain.md 9.1)."""

    case_id: str | None
    is_secret: bool


def meaning_of(scope: str) -> ScopeMeaning:
    found = _CASE_SCOPE.match(scope)
    return ScopeMeaning(found[1] if found else None, bool(found and found[2]))


def is_worth_writing(last: datetime | None, now: datetime, *, was_catching_up: bool, more: bool) -> bool:
    """At most once a minute, but the beginning and the end of catching up always: a tablet that was lost right
    after its first synchronisation must not look empty in the report."""
    return last is None or now - last >= WRITE_CONTACT_EVERY or was_catching_up != more


def is_worth_announcing(announced: datetime, now: datetime) -> bool:
    """Whether those who watch the device hear that it was seen."""
    return now - announced >= ANNOUNCE_EVERY
