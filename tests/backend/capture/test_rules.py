"""Between which moments a photo was taken, whatever the tablet's clock says (docs/protocol.md 6)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.capture import rules
from zhixing.capture.errors import DutyHadEnded
from zhixing.kernel.clock import to_text
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import DeviceClock, TimeToken

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
PAGE = "0193b0a0-0000-7000-8000-000000000001"
OTHER_PAGE = "0193b0a0-0000-7000-8000-000000000002"


def a_clock(*, heard_at: datetime = NOON, then_ms: int = 0, now_ms: int = 0, page: str = PAGE) -> DeviceClock:
    token = TimeToken(id=new_id(), server_time=to_text(heard_at), session=PAGE, mono_ms=then_ms)
    return DeviceClock(session=page, mono_ms=now_ms, token=token)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.mark.parametrize("wrong_by", [-1440, -11, -9, 0, 9, 11, 1440])
def test_within_one_page_the_time_is_known_whatever_the_clock_says(wrong_by: int) -> None:
    taken = NOON + minutes(31)

    clock = a_clock(then_ms=5_000, now_ms=5_000 + 31 * 60_000)

    found = rules.bracket(taken + minutes(wrong_by), clock, NOON + minutes(40))

    assert (found.not_before, found.not_after) == (taken, NOON + minutes(40))
    assert found.offset_ms == wrong_by * 60_000
    assert (rules.CLOCK_WRONG in found.flags) == (abs(wrong_by) > 10)


def test_after_the_page_was_loaded_again_only_the_token_itself_counts() -> None:
    found = rules.bracket(NOON + minutes(31), a_clock(now_ms=99_000_000, page=OTHER_PAGE), NOON + minutes(40))

    assert found.not_before == NOON
    assert found.offset_ms == 0
    assert found.flags == ()


def test_a_clock_outside_the_bracket_was_wrong_by_at_least_the_distance() -> None:
    early = rules.bracket(NOON - minutes(90), a_clock(page=OTHER_PAGE), NOON + minutes(40))
    late = rules.bracket(NOON + minutes(60), a_clock(page=OTHER_PAGE), NOON + minutes(40))

    assert (early.offset_ms, late.offset_ms) == (-90 * 60_000, 20 * 60_000)
    assert rules.CLOCK_WRONG in early.flags
    assert rules.CLOCK_WRONG in late.flags


def test_a_tablet_that_never_heard_the_time_is_taken_in_and_flagged() -> None:
    found = rules.bracket(NOON, None, NOON + minutes(40))

    assert (found.not_before, found.offset_ms, found.flags) == (None, None, (rules.NEVER_HEARD_TIME,))


def test_a_time_heard_from_the_future_bounds_nothing() -> None:
    found = rules.bracket(NOON, a_clock(heard_at=NOON + minutes(90)), NOON + minutes(40))

    assert found.not_before is None
    assert rules.HEARD_TIME_AHEAD in found.flags


@given(st.integers(0, 2**53), st.integers(0, 2**53), st.booleans(), st.timedeltas(timedelta(-800), timedelta(800)))
def test_a_bracket_is_never_upside_down(then_ms: int, now_ms: int, same: bool, off: timedelta) -> None:
    clock = a_clock(then_ms=then_ms, now_ms=now_ms, page=PAGE if same else OTHER_PAGE)

    found = rules.bracket(NOON + off, clock, NOON + minutes(40))

    assert found.not_before is None or found.not_before <= found.not_after


def test_what_was_captured_under_a_duty_counts_after_the_duty_has_ended() -> None:
    span = rules.bracket(NOON, a_clock(page=OTHER_PAGE), NOON + minutes(60))

    assert rules.check_duty(None, NOON, span) == ()
    assert rules.check_duty(NOON + minutes(30), NOON + minutes(10), span) == (rules.DUTY_ENDED_MEANWHILE,)


def test_what_was_captured_after_the_duty_had_ended_does_not_count() -> None:
    span = rules.bracket(NOON, a_clock(page=OTHER_PAGE), NOON + minutes(60))

    with pytest.raises(DutyHadEnded):
        rules.check_duty(NOON + minutes(30), NOON + minutes(31), span)
    with pytest.raises(DutyHadEnded):  # the clock was turned back, but the token says otherwise
        rules.check_duty(NOON - minutes(1), NOON - minutes(10), span)
