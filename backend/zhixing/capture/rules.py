"""Pure decisions about evidence: when it can have been taken, and under whose duty. Imports kernel only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from zhixing.capture.errors import DutyHadEnded
from zhixing.kernel.clock import from_text
from zhixing.kernel.messages import DeviceClock, TimeToken

# From here on a device clock is called wrong. CHT warns at the same point; it flags and never refuses (pitfalls 8.2).
CLOCK_WRONG_MS = 10 * 60 * 1000

CLOCK_WRONG = "clock_wrong"
NEVER_HEARD_TIME = "never_heard_time"
HEARD_TIME_AHEAD = "heard_time_ahead"
MONOTONIC_BACKWARDS = "monotonic_backwards"
DUTY_ENDED_MEANWHILE = "duty_ended_meanwhile"
AUTHOR_DISABLED = "author_disabled"
AFTER_END = "after_end"


@dataclass(frozen=True)
class Bracket:
    """Between which two moments of the server's clock an act was made (docs/protocol.md 6).

    `offset_ms` is how far the device clock was off: exact within the page session of a token, otherwise the least
    it must have been, None when nothing is known. Positive: the device was ahead.
    """

    not_before: datetime | None
    not_after: datetime
    offset_ms: int | None
    flags: tuple[str, ...]


def bracket(occurred_at: datetime, clock: DeviceClock | None, received_at: datetime) -> Bracket:
    """Never raises and never refuses: a wrong clock is a fact about the evidence."""
    if clock is None or clock.token is None:
        offset = max(0, _ms(occurred_at - received_at))
        return Bracket(None, received_at, offset or None, (*_clock_flag(offset), NEVER_HEARD_TIME))
    same_page = clock.token.session == clock.session and clock.token.mono_ms is not None
    elapsed = clock.mono_ms - (clock.token.mono_ms or 0) if same_page else 0
    flags: tuple[str, ...] = (MONOTONIC_BACKWARDS,) if elapsed < 0 else ()
    known = _add(clock.token, max(0, elapsed))
    if known is None or known > received_at:
        # The device claims to have heard a time that had not come yet: its word bounds nothing.
        return Bracket(None, received_at, None, (*flags, HEARD_TIME_AHEAD))
    offset = _ms(occurred_at - known) if same_page else _outside(occurred_at, known, received_at)
    return Bracket(known, received_at, offset, flags + _clock_flag(offset))


def _add(token: TimeToken, elapsed_ms: int) -> datetime | None:
    try:
        return from_text(token.server_time) + timedelta(milliseconds=elapsed_ms)
    except (ValueError, OverflowError):
        return None


def _outside(moment: datetime, first: datetime, last: datetime) -> int:
    if moment < first:
        return _ms(moment - first)
    return _ms(moment - last) if moment > last else 0


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def _clock_flag(offset_ms: int) -> tuple[str, ...]:
    return (CLOCK_WRONG,) if abs(offset_ms) > CLOCK_WRONG_MS else ()


def device_rules() -> dict[str, int]:
    """What a tablet needs to warn of its own clock before it captures."""
    return {"clock_wrong_ms": CLOCK_WRONG_MS}


def check_duty(ended_at: datetime | None, occurred_at: datetime, span: Bracket) -> tuple[str, ...]:
    """Whether an act counts although its author's duty has ended; what to flag.

    A person who was assigned when the device says the act was made is believed, unless a time token proves that
    the duty had ended before. `ended_at` is None while the duty lasts.

    Raises: DutyHadEnded; the act and its bytes go to quarantine.
    """
    if ended_at is None:
        return ()
    if occurred_at >= ended_at or (span.not_before is not None and span.not_before >= ended_at):
        raise DutyHadEnded()
    return (DUTY_ENDED_MEANWHILE,)
