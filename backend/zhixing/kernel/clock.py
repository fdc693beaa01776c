"""The one place that asks what time it is. Legal time is the server's, in Asia/Shanghai."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, in UTC, to the millisecond: the precision the protocol writes."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def to_text(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, as every signed record writes time (docs/protocol.md 1)."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_text(text: str) -> datetime:
    """The inverse of `to_text`.

    Raises: ValueError when the text is not RFC 3339 or has no offset.
    """
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise ValueError("a time without an offset")
    return moment.astimezone(UTC)


def legal_date(moment: datetime) -> date:
    """The calendar day in Asia/Shanghai, on which legal periods are counted (domain.md 11.2)."""
    return moment.astimezone(SHANGHAI).date()
