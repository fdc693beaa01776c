"""Votes, delegation, recusal, clocks: decided without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from zhixing.approvals.rules import Asked, Stand, Standing, Votes, due_at, who_decides

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def votes(seats: int, quorum: int, approved: int, returned: int) -> str:
    return Votes(seats, quorum, approved, returned).verdict()


@pytest.mark.parametrize(("approved", "returned", "verdict"), [
    (0, 0, "waiting"), (1, 0, "waiting"), (1, 1, "waiting"), (2, 0, "approved"), (2, 1, "approved"),
    (0, 1, "waiting"), (0, 2, "returned"), (1, 2, "returned")])
def test_two_of_a_panel_of_three_decide_either_way(approved: int, returned: int, verdict: str) -> None:
    assert votes(3, 2, approved, returned) == verdict


@pytest.mark.parametrize(("approved", "returned", "verdict"), [
    (2, 2, "waiting"), (3, 0, "approved"), (3, 2, "approved"), (0, 3, "returned"), (2, 3, "returned")])
def test_three_of_a_panel_of_five_decide_either_way(approved: int, returned: int, verdict: str) -> None:
    assert votes(5, 3, approved, returned) == verdict


def test_of_two_holders_of_one_office_the_first_word_counts() -> None:
    assert votes(2, 1, 0, 0) == "waiting"
    assert votes(2, 1, 1, 0) == "approved"
    assert votes(2, 1, 0, 1) == "returned"


def test_a_panel_that_lost_members_cannot_approve_below_its_quorum() -> None:
    assert votes(1, 2, 1, 0) == "returned"


ASKED = Asked(holders=("president",), recused={}, drafter="officer", own_draft="forbid", delegable=True,
              delegations=(), kind="ruling_freeze", day=DAY)
DEPUTY = Standing("d1", "president", "deputy", DAY, DAY + timedelta(days=3), frozenset())


def test_the_holder_decides() -> None:
    assert who_decides(ASKED) == [Stand("president")]


def test_whoever_drafted_it_is_left_out_where_the_matrix_forbids_it() -> None:
    both = replace(ASKED, holders=("president", "vice"), drafter="vice")
    assert who_decides(both) == [Stand("president")]
    assert who_decides(replace(both, own_draft="decide")) == [Stand("president"), Stand("vice")]


def test_a_recused_person_is_skipped_and_replaced_by_whoever_was_named() -> None:
    assert who_decides(replace(ASKED, recused={"president": None})) == []
    assert who_decides(replace(ASKED, recused={"president": "vice"})) == [Stand("vice")]
    both = replace(ASKED, holders=("president", "vice"), recused={"president": "vice"})
    assert who_decides(both) == [Stand("vice")]


def test_a_delegate_stands_beside_the_one_who_delegated() -> None:
    found = who_decides(replace(ASKED, delegations=(DEPUTY,)))
    assert found == [Stand("president"), Stand("deputy", "president", "d1")]


@pytest.mark.parametrize(("day", "holds"), [(DAY - timedelta(days=1), False), (DAY, True),
                                            (DAY + timedelta(days=3), True), (DAY + timedelta(days=4), False)])
def test_a_delegation_holds_from_its_first_to_its_last_day(day: date, holds: bool) -> None:
    found = who_decides(replace(ASKED, delegations=(DEPUTY,), day=day))
    assert (Stand("deputy", "president", "d1") in found) is holds


def test_a_delegation_for_other_kinds_or_ended_early_does_not_hold() -> None:
    for other in (replace(DEPUTY, kinds=frozenset({"summons"})), replace(DEPUTY, ended_on=DAY - timedelta(days=1))):
        assert who_decides(replace(ASKED, delegations=(other,))) == [Stand("president")]
    this = replace(DEPUTY, kinds=frozenset({"ruling_freeze"}))
    assert len(who_decides(replace(ASKED, delegations=(this,)))) == 2


def test_nobody_delegates_what_may_not_be_delegated() -> None:
    assert who_decides(replace(ASKED, delegable=False, delegations=(DEPUTY,))) == [Stand("president")]


def test_a_recused_person_neither_delegates_nor_stands_in() -> None:
    gone = replace(ASKED, recused={"president": None}, delegations=(DEPUTY,))
    assert who_decides(gone) == []
    assert who_decides(replace(ASKED, recused={"deputy": None}, delegations=(DEPUTY,))) == [Stand("president")]


def test_the_drafter_does_not_come_in_by_delegation() -> None:
    asked = replace(ASKED, drafter="deputy", delegations=(DEPUTY,))
    assert who_decides(asked) == [Stand("president")]


def test_whoever_drafted_it_does_not_decide_through_a_delegate() -> None:
    assert who_decides(replace(ASKED, drafter="president", delegations=(DEPUTY,))) == []


def test_nobody_gets_two_seats() -> None:
    asked = replace(ASKED, holders=("president", "deputy"), delegations=(DEPUTY,))
    assert who_decides(asked) == [Stand("president"), Stand("deputy")]


def test_an_approval_after_the_fact_has_its_own_end() -> None:
    assert due_at(NOW, 48, None) == NOW + timedelta(hours=48)
    assert due_at(NOW, 48, NOW + timedelta(hours=24)) == NOW + timedelta(hours=24)
    assert due_at(NOW, 4, NOW + timedelta(hours=24)) == NOW + timedelta(hours=4)
