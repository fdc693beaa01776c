"""Pure decisions: names, passwords, pauses, networks, how long a login lasts. Imports kernel only."""

import ipaddress
import re
import unicodedata
from datetime import timedelta
from typing import Literal, get_args

from zhixing.identity.errors import PasswordTooLong, PasswordTooShort

Role = Literal["president", "bureau_chief", "judge", "officer", "assistant", "clerk", "marshal", "service_centre",
               "command_centre", "administrator"]
ROLES: tuple[str, ...] = get_args(Role)  # domain.md 1.1 and 1.2

# NIST SP 800-63B asks for eight; composition rules only make people write passwords down.
LEAST_PASSWORD = 8
LONGEST_PASSWORD = 200

# Per browser or network: typing errors are free, then 1, 2, 4 … seconds, at most a quarter of an hour.
FREE_TRIES, LONGEST_PAUSE_S = 5, 900.0
# Per name from everywhere, for browsers that never logged in as this person: mild, because it can meet the owner.
FREE_TRIES_ANYWHERE, LONGEST_PAUSE_ANYWHERE_S = 30, 30.0
FORGET_AFTER = timedelta(hours=12)

# The absolute end of a login, as a multiple of the time it lasts unused.
LONGEST_STRETCH = 2
NOTE_USE_EVERY = timedelta(minutes=5)


def comparable(username: str) -> str:
    """A login name as it is stored and compared: NFKC, case folded, without spaces around it."""
    return unicodedata.normalize("NFKC", username).casefold().strip()


def check_password(password: str) -> None:
    """Raises: PasswordTooShort, PasswordTooLong."""
    if len(password) < LEAST_PASSWORD:
        raise PasswordTooShort(least=LEAST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise PasswordTooLong(most=LONGEST_PASSWORD)


def pause_s(failures: int, *, free: int, longest: float) -> float:
    """Seconds between the last failure and the next try."""
    return 0.0 if failures < free else min(2.0 ** min(failures - free, 30), longest)


def network_of(address: str | None) -> str:
    """The network a browser is in, coarse enough that changing the address inside it gains nothing: /24, or /56."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 56), strict=False))


def search_pattern(text: str) -> str:
    """A LIKE pattern that finds names containing `text`; `\\` escapes."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", text.strip()) + "%"
