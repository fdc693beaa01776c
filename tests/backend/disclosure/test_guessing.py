"""The paper gets photographed: whoever guesses waits, then finds the page locked, and the judge hears of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.docket import Docket, a_docket
from tests.support.house import House
from tests.support.litigant import Litigant, a_litigant
from zhixing.disclosure.errors import TooManyRequests
from zhixing.disclosure.guard import Turnstile
from zhixing.disclosure.models import WrongAnswers
from zhixing.platform.audit import AuditEntry


@pytest.fixture
def docket(house: House) -> Docket:
    return a_docket(house)


@pytest.fixture
def wang(docket: Docket) -> Litigant:
    return a_litigant(docket)


def guess(litigant: Litigant, times: int, *, wait_s: float = 1000) -> list[int]:
    """Wrong answers with a pause between them; their statuses."""
    found = []
    for n in range(times):
        found.append(litigant.answer(f"{9000 + n}").status_code)
        litigant.house.clock.forward(seconds=wait_s)
    return found


def test_a_wrong_answer_says_only_that_it_is_wrong(wang: Litigant) -> None:
    answer = wang.answer("0000")
    assert answer.status_code == 403
    assert "不一致" in answer.text
    assert "王三槐" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_slips_cost_nothing_and_further_tries_wait_longer_and_longer(docket: Docket, wang: Litigant) -> None:
    pauses = []
    for n in range(6):
        answer = wang.answer(f"900{n}")
        pauses.append(int(answer.headers.get("Retry-After", 0)))
        docket.house.clock.forward(seconds=1000)
    assert pauses[0] == 0
    assert pauses == sorted(pauses)
    assert pauses[-1] >= 300


def test_even_the_right_answer_waits_its_turn(docket: Docket, wang: Litigant) -> None:
    guess(wang, 2, wait_s=10)
    wang.answer("9009")
    early = wang.answer()
    assert early.status_code == 429
    assert int(early.headers["Retry-After"]) > 0
    assert "秒" in early.text
    docket.house.clock.forward(seconds=60)
    assert wang.answer().status_code == 303


def test_answers_given_too_early_are_not_looked_at_and_not_counted(docket: Docket, wang: Litigant) -> None:
    guess(wang, 4, wait_s=100)
    wang.answer("9005")
    for _ in range(20):
        assert wang.answer("9006").status_code == 429
    docket.house.clock.forward(seconds=400)
    assert wang.answer().status_code == 303


def test_a_page_that_is_guessed_at_is_locked_for_everybody_and_the_judge_is_told(
        docket: Docket, wang: Litigant) -> None:
    assert guess(wang, 8)[-1] == 429
    locked = wang.answer()
    assert locked.status_code == 429
    assert "暂停核对" in locked.text
    assert "<form" not in wang.get().text
    docket.house.work()
    notices = docket.tablet_of(docket.judge).pull()["notices"].values()
    [notice] = [one for one in notices if one["kind"] == "disclosure.page_locked"]
    assert notice["params"]["page_id"] == wang.page_id


def test_the_lock_ends_by_itself(docket: Docket, wang: Litigant) -> None:
    guess(wang, 8)
    docket.house.clock.forward(hours=24)
    assert wang.answer().status_code == 303


def test_a_lock_does_not_throw_out_who_answered_before(docket: Docket, wang: Litigant) -> None:
    thief = Litigant(docket.house, wang.page_id, wang.path, "", address="198.51.100.9")
    guess(thief, 7)
    docket.house.clock.forward(seconds=1000)
    wang.enter()
    guess(thief, 8, wait_s=100)
    assert "您好" in wang.read()


def test_changing_the_network_does_not_help_at_one_page(docket: Docket, wang: Litigant) -> None:
    statuses = []
    for n in range(9):
        thief = Litigant(docket.house, wang.page_id, wang.path, "", address=f"198.51.100.{n}")
        statuses += guess(thief, 1)
    assert statuses[-1] == 429


def test_one_network_cannot_try_page_after_page(house: House) -> None:
    thief_address, statuses = "198.51.100.9", []
    for _ in range(11):
        page = a_litigant(a_docket(house))
        thief = Litigant(house, page.page_id, page.path, "", address=thief_address)
        statuses += guess(thief, 3, wait_s=6)
    assert statuses[:30] == [403] * 30
    assert statuses[30:] == [429] * 3
    neighbour = a_litigant(a_docket(house))
    assert neighbour.answer().status_code == 303


def test_guessing_with_many_hands_at_once_gains_nothing(docket: Docket, wang: Litigant) -> None:
    with ThreadPoolExecutor(12) as hands:
        thieves = [Litigant(docket.house, wang.page_id, wang.path, f"90{n:02d}") for n in range(24)]
        statuses = list(hands.map(lambda one: one.answer().status_code, thieves))
    assert sorted(statuses) == [403, 403] + [429] * 22


def test_a_right_answer_forgets_the_slips_before_it(docket: Docket, wang: Litigant) -> None:
    for _ in range(4):
        guess(wang, 3, wait_s=20)
        wang.enter()
    assert "您好" in wang.read()


def test_yesterdays_slips_do_not_count_today(docket: Docket, wang: Litigant) -> None:
    guess(wang, 7)
    docket.house.clock.forward(hours=24)
    assert wang.answer("9999").status_code == 403


def test_who_guessed_is_kept_only_as_a_digest_of_the_day(docket: Docket, wang: Litigant) -> None:
    guess(wang, 1)
    with docket.house.read() as session:
        keys = {one.key for one in session.query(WrongAnswers)}
        bodies = " ".join(one.body for one in session.query(AuditEntry).filter(
            AuditEntry.kind.like("disclosure.page_check%")))
    assert not any(wang.address in key for key in keys)
    assert wang.address not in bodies
    docket.house.clock.forward(days=1)
    guess(wang, 1)
    with docket.house.read() as session:
        assert session.query(WrongAnswers).filter(WrongAnswers.key.like("network:%")).count() == 2


def test_a_loop_of_requests_is_stopped_and_a_reader_is_not() -> None:
    seconds = 0.0
    turnstile = Turnstile(per_minute=5, tick=lambda: seconds)
    for _ in range(5):
        turnstile.pass_through("a")
    with pytest.raises(TooManyRequests) as stopped:
        turnstile.pass_through("a")
    assert stopped.value.params["retry_after_s"] == 60
    turnstile.pass_through("b")
    seconds = 61.0
    turnstile.pass_through("a")


def test_a_stopped_client_is_told_when_to_come_back(house: House, wang: Litigant) -> None:
    house.system.extras["litigant_turnstile"] = Turnstile(per_minute=1)
    wang.get()
    answer = wang.get()
    assert answer.status_code == 429
    assert "访问太频繁" in answer.text
