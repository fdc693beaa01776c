"""What the worker carries out: together where it can, each alone where one fails, never twice, never lost."""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.support.small_court import ProbeEcho, SmallCourt
from tests.support.waiting import wait_for
from zhixing.kernel.ids import new_id
from zhixing.platform import jobs
from zhixing.platform.feed import FeedRow
from zhixing.platform.jobs import Job
from zhixing.platform.worker import Worker


def note(court: SmallCourt, count: int) -> None:
    tablet = court.tablet()
    for _ in range(count):
        tablet.send(tablet.act())


def echoes(court: SmallCourt) -> int:
    with court.system.database.read() as session:
        return session.scalar(select(func.count()).select_from(ProbeEcho)) or 0


def waiting(court: SmallCourt) -> list[Job]:
    with court.system.database.read() as session:
        return list(session.scalars(select(Job).where(Job.done_at.is_(None))))


def subscription(court: SmallCourt) -> Any:
    return next(iter(court.system.subscriptions.values()))


def react_with(court: SmallCourt, monkeypatch: pytest.MonkeyPatch, react: Any) -> None:
    name, spec = next(iter(court.system.subscriptions.items()))
    monkeypatch.setitem(court.system.subscriptions, name, replace(spec, react=react))


def test_one_reaction_that_fails_stops_none_of_its_neighbours_and_stays_visible(
        court: SmallCourt, monkeypatch: pytest.MonkeyPatch) -> None:
    note(court, 5)
    bad = waiting(court)[2].payload["event"]
    usual = subscription(court).react

    def react(reaction: Any) -> None:
        usual(reaction)
        if reaction.event.id == bad:
            raise RuntimeError("this one alone")

    react_with(court, monkeypatch, react)
    Worker(court.system).step()

    assert echoes(court) == 4
    [left] = waiting(court)
    assert (left.payload["event"], left.error) == (bad, "RuntimeError: this one alone")


def test_reactions_that_change_one_row_one_after_the_other_leave_it_with_one_number(
        court: SmallCourt, monkeypatch: pytest.MonkeyPatch) -> None:
    note(court, 4)
    seen: list[str] = []

    def react(reaction: Any) -> None:
        seen.append(reaction.event.id)
        reaction.changed("probe_notes", "the-same", f"scope-{len(seen)}")

    react_with(court, monkeypatch, react)
    Worker(court.system).drain()

    with court.system.database.read() as session:
        row = session.get_one(FeedRow, ("probe_notes", "the-same"))
    assert (row.scope, row.seq, len(seen)) == ("scope-4", 5, 4)


def test_a_reaction_another_worker_has_finished_meanwhile_is_not_carried_out_again(court: SmallCourt) -> None:
    note(court, 3)
    first, second = Worker(court.system), Worker(court.system)
    claims = claim(court, "one")

    first._react_together(claims)
    second._react_together(claims)

    assert echoes(court) == 3


def claim(court: SmallCourt, owner: str) -> list[jobs.Claim]:
    return court.system.writer.run(lambda session: jobs.claim(session, owner, court.clock()))


@contextmanager
def working(court: SmallCourt) -> Iterator[None]:
    worker = Worker(court.system)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join()


def age_of_backlog(court: SmallCourt) -> float:
    with court.system.database.read() as session:
        return jobs.backlog(session, court.clock())[1]


def test_what_a_killed_worker_had_in_hand_is_taken_up_as_soon_as_the_next_one_starts(court: SmallCourt) -> None:
    killed = subprocess.Popen(["true"])
    killed.wait()
    note(court, 3)
    claim(court, f"{os.uname().nodename}:{killed.pid}")

    with working(court):
        wait_for(lambda: not waiting(court), 30)

    assert echoes(court) == 3


def test_what_another_worker_has_in_hand_is_left_to_it(court: SmallCourt) -> None:
    note(court, 3)
    for owner in (f"{os.uname().nodename}:{os.getppid()}", "another-machine:1"):
        claim(court, owner)
    note(court, 1)

    with working(court):
        wait_for(lambda: echoes(court) > 0, 30)

    assert (echoes(court), len(waiting(court))) == (1, 3)


def test_a_house_is_behind_only_with_what_a_worker_could_take(court: SmallCourt) -> None:
    note(court, 1)
    court.clock.forward(minutes=5)
    assert 300 <= age_of_backlog(court) < 301, "nobody works"

    claim(court, "one")
    assert age_of_backlog(court) == 0, "somebody does"


def test_a_job_that_was_given_up_waits_for_a_person_and_does_not_take_the_house_out_of_service(
        court: SmallCourt, monkeypatch: pytest.MonkeyPatch) -> None:
    def react(_reaction: Any) -> None:
        raise RuntimeError("never")

    note(court, 1)
    react_with(court, monkeypatch, react)
    for _ in range(jobs.MOST_ATTEMPTS):
        Worker(court.system).step()
        court.clock.forward(minutes=15)
    court.clock.forward(days=1)

    with court.system.database.read() as session:
        assert (jobs.backlog(session, court.clock())[1], jobs.given_up(session)) == (0, 1)


def test_a_refused_part_of_a_work_leaves_neither_rows_nor_changes_nor_events(court: SmallCourt) -> None:
    def refused_part(unit: Any) -> None:
        with unit.attempt():
            unit.session.add(ProbeEcho(id=new_id()))
            unit.changed("probe_notes", "goes", "room")
            unit.happened("probe.noted", note_id="goes")
            unit.grant("somebody", "room")
            raise ValueError("no")

    def work(unit: Any) -> None:
        unit.changed("probe_notes", "stays", "room")
        unit.happened("probe.noted", note_id="stays")
        with pytest.raises(ValueError, match="no"):
            refused_part(unit)

    court.system.transact("worker", work)

    with court.system.database.read() as session:
        assert list(session.scalars(select(FeedRow.row_id))) == ["stays"]
    assert (echoes(court), len(waiting(court))) == (0, 1)
