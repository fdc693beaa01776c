"""What the worker carries out: together where it can, each alone where one fails, never twice, never lost."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.support.small_court import ProbeEcho, SmallCourt
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
    claims = court.system.writer.run(lambda session: _claims(session, court))

    first._react_together(claims)
    second._react_together(claims)

    assert echoes(court) == 3


def _claims(session: Any, court: SmallCourt) -> Any:
    return jobs.claim(session, "one", court.clock())


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
