"""Numbers in commit order: whoever has seen 11 has seen 10 (docs/protocol.md 4)."""

import contextlib
import threading
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.support.small_court import OFFICER, SmallCourt
from zhixing.kernel.ids import new_id
from zhixing.platform import feed
from zhixing.platform.feed import FeedChanges
from zhixing.platform.pull import Cursor, Puller, read_cursor


def pull_all(court: SmallCourt, cursor: str = "", limit: int = 3) -> tuple[list[dict[str, Any]], str]:
    """Everything from the cursor on, in small pages, as a tablet does."""
    changes: list[dict[str, Any]] = []
    while True:
        with court.system.database.read() as session:
            sources = {name: spec.rows for name, spec in court.system.collections.items()}
            page = Puller(session, OFFICER, sources).page(read_cursor(cursor), limit)
        changes += page.changes
        cursor = page.cursor.text()
        if not page.more:
            return changes, cursor


def grant(court: SmallCourt, scope: str = "room", person: str = "officer") -> None:
    court.system.transact("worker", lambda unit: unit.grant(person, scope))


def revoke(court: SmallCourt, scope: str = "room", person: str = "officer") -> None:
    court.system.transact("worker", lambda unit: unit.revoke(person, scope))


def write_notes(court: SmallCourt, count: int) -> list[str]:
    tablet = court.tablet()
    notes = [new_id() for _ in range(count)]
    for note in notes:
        tablet.send(tablet.act(note_id=note))
    return notes


def test_a_slow_transaction_is_never_overtaken_by_a_number_that_is_larger(court: SmallCourt) -> None:
    """Two real connections: the slow one has its number and has not committed; the fast one must wait for it."""
    numbered, go_on = threading.Event(), threading.Event()
    engine = court.system.database.engine

    def write(name: str, wait: bool) -> None:
        with engine.connect() as connection:
            connection.execution_options(zhixing_write=True)
            with connection.begin(), Session(connection) as session:
                if wait:
                    session.execute(text("SELECT 1"))
                changes = FeedChanges()
                changes.put("probe_notes", name, "room")
                feed.number(session, [(changes, None)])
                session.flush()
                if wait:
                    numbered.set()
                    go_on.wait()
                session.commit()

    slow = threading.Thread(target=write, args=("slow", True))
    slow.start()
    numbered.wait()
    fast = threading.Thread(target=write, args=("fast", False))
    fast.start()
    fast.join(0.3)
    with court.system.database.read() as session:
        seen_meanwhile = feed.head(session)
    go_on.set()
    slow.join()
    fast.join()

    assert seen_meanwhile == 0, "nothing may be visible while an earlier number is still open"
    with court.system.database.read() as session:
        numbers = [feed.version_of(session, "probe_notes", name).seq for name in ("slow", "fast")]  # type: ignore[union-attr]
    assert numbers == [1, 2]


def test_a_number_of_a_transaction_that_fails_is_not_lost_to_readers(court: SmallCourt) -> None:
    def fail(unit: Any) -> None:
        unit.changed("probe_notes", "x", "room")
        unit.finish()
        raise RuntimeError("the service failed after numbering")

    with contextlib.suppress(RuntimeError):
        court.system.transact("worker", fail)
    write_notes(court, 1)
    with court.system.database.read() as session:
        assert feed.head(session) == 1


def test_sixteen_writers_at_once_leave_no_gap_and_no_double(court: SmallCourt) -> None:
    threads = [threading.Thread(target=write_notes, args=(court, 5)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    grant(court)
    changes, _ = pull_all(court)
    assert sorted(one["seq"] for one in changes) == list(range(1, 81))


def test_a_new_member_gets_everything_of_the_scope_once(court: SmallCourt) -> None:
    notes = write_notes(court, 7)
    grant(court)
    later = write_notes(court, 2)
    changes, cursor = pull_all(court)
    assert [one["id"] for one in changes] == notes + later
    assert pull_all(court, cursor)[0] == []


def test_who_holds_nothing_gets_nothing(court: SmallCourt) -> None:
    write_notes(court, 3)
    assert pull_all(court)[0] == []


def test_when_access_ends_the_tablet_is_told_to_forget_every_row(court: SmallCourt) -> None:
    notes = write_notes(court, 4)
    grant(court)
    _, cursor = pull_all(court)
    write_notes(court, 1)
    revoke(court)
    changes, cursor = pull_all(court, cursor)
    assert {(one["op"], one["row"]) for one in changes} == {("forget", None)}
    assert set(notes) <= {one["id"] for one in changes}
    write_notes(court, 1)
    assert pull_all(court, cursor)[0] == []


def test_access_that_ends_and_comes_back_brings_the_rows_back(court: SmallCourt) -> None:
    notes = write_notes(court, 4)
    grant(court)
    _, cursor = pull_all(court)
    revoke(court)
    _, cursor = pull_all(court, cursor)
    grant(court)
    changes, _ = pull_all(court, cursor)
    assert [one["id"] for one in changes if one["op"] == "put"] == notes


def test_a_row_that_changes_while_a_tablet_pages_through_is_not_missed(court: SmallCourt) -> None:
    notes = write_notes(court, 6)
    grant(court)
    with court.system.database.read() as session:
        sources = {name: spec.rows for name, spec in court.system.collections.items()}
        first = Puller(session, OFFICER, sources).page(Cursor(), 3)
    tablet = court.tablet()
    tablet.send(tablet.act("changed", note_id=notes[4]))
    rest, _ = pull_all(court, first.cursor.text())
    held = {one["id"]: one["row"]["text"] for one in [*first.changes, *rest]}
    assert held == {note: "changed" if note == notes[4] else "ok" for note in notes}


def test_a_tablet_is_not_made_to_look_at_other_peoples_changes_again(court: SmallCourt) -> None:
    grant(court, "elsewhere")
    _, cursor = pull_all(court)
    write_notes(court, 5)
    _, cursor = pull_all(court, cursor)
    assert read_cursor(cursor).seq == 6
