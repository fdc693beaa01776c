"""What waits too long, what is approved after the fact, what leaves the phones again."""

from datetime import datetime, timedelta

from tests.support.approving import Chambers, proof
from zhixing.approvals import may_read_for_approval
from zhixing.kernel.clock import from_text
from zhixing.kernel.ids import new_id


def waited(row: dict[str, str]) -> timedelta:
    return from_text(row["due_at"]) - from_text(row["handed_out_at"])


def rounded(span: timedelta) -> int:
    return round(span.total_seconds() / 3600)


def test_a_step_that_waits_too_long_is_told_to_those_above_once(chambers: Chambers) -> None:
    approval_id = chambers.submit()
    assert rounded(waited(chambers.judge.task(approval_id))) == 48
    chambers.house.clock.forward(hours=47)
    chambers.house.work()
    assert chambers.events("approvals.escalated") == []
    chambers.house.clock.forward(hours=2)
    chambers.house.work()
    chambers.house.work()
    (told,) = chambers.events("approvals.escalated")
    assert told["people"] == [chambers.judge.id]
    assert set(told["told"]) == {chambers.chief.id, chambers.docket.officer.id}
    assert chambers.judge.task(approval_id)["escalated"] is True


def test_what_is_urgent_waits_four_hours(chambers: Chambers) -> None:
    approval_id = chambers.submit(urgent=True)
    assert rounded(waited(chambers.judge.task(approval_id))) == 4


def test_the_clock_of_the_next_step_starts_with_it(chambers: Chambers) -> None:
    approval_id = chambers.submit()
    chambers.house.clock.forward(hours=40)
    chambers.judge.approve(approval_id)
    chambers.house.clock.forward(hours=40)
    chambers.house.work()
    assert chambers.events("approvals.escalated") == []


def urgent_detention(chambers: Chambers, acted_at: datetime) -> str:
    return chambers.submit("detention_decision", by=chambers.docket.judge, urgent=True, acted_at=acted_at,
                           evidence=[proof("obstruction", "evidence")])


def test_an_urgent_detention_is_approved_after_the_fact_within_its_own_clock(chambers: Chambers) -> None:
    approval_id = urgent_detention(chambers, chambers.house.clock() - timedelta(hours=21))
    task = chambers.president.task(approval_id)
    assert (task["retroactive"], rounded(waited(task))) == (True, 3)
    chambers.president.approve(approval_id)
    (finished,) = chambers.events("approvals.finished")
    assert finished["retroactive"] is True


def test_after_the_fact_four_hours_at_most_and_never_later_than_a_day_after_the_act(chambers: Chambers) -> None:
    approval_id = urgent_detention(chambers, chambers.house.clock())
    assert rounded(waited(chambers.president.task(approval_id))) == 4


def test_a_refused_detention_says_that_the_person_must_be_released(chambers: Chambers) -> None:
    approval_id = urgent_detention(chambers, chambers.house.clock())
    chambers.president.send_back(approval_id, "情节不够严重，应当立即解除")
    (returned,) = chambers.events("approvals.returned")
    assert returned["retroactive"] is True


def test_an_ordinary_detention_is_approved_before(chambers: Chambers) -> None:
    approval_id = chambers.submit("detention_decision", by=chambers.docket.judge,
                                  evidence=[proof("obstruction", "evidence")])
    assert chambers.president.task(approval_id)["retroactive"] is False


def test_a_decided_task_stays_as_history_and_leaves_after_a_while_with_the_right_to_read(chambers: Chambers) -> None:
    subject_id = new_id()
    approval_id = chambers.submit("eviction_notice", by=chambers.docket.judge, subject_id=subject_id)
    chambers.president.approve(approval_id)

    def may_read() -> bool:
        with chambers.house.read() as session:
            return may_read_for_approval(session, chambers.president.id, "document", subject_id)

    (row,) = chambers.president.phone.pull()["approval_tasks"].values()
    assert (row["task_status"], row["status"]) == ("approved", "approved")
    assert may_read()
    chambers.house.clock.forward(days=91)
    chambers.house.work()
    assert chambers.president.phone.pull()["approval_tasks"] == {}
    assert not may_read()
