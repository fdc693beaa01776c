"""Many rows at once: on either engine the same rows, the same refusals."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError

from tests.conftest import AS_SHIPPED
from tests.support.small_court import SmallCourt
from zhixing.kernel.ids import new_id
from zhixing.platform.db import MANY, insert_rows, make_engine, upsert
from zhixing.platform.feed import FeedRow
from zhixing.platform.jobs import Job

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
AWKWARD = ["制表\t换行\n反斜杠\\N", "", "“引号” \"'", "\u2028右到左\u202e", "𠮷", "\\."]


def jobs(count: int) -> list[dict[str, Any]]:
    return [{"id": new_id(), "name": AWKWARD[number % len(AWKWARD)], "payload": {"字": AWKWARD, "n": number, "x": None},
             "unique_key": None, "run_at": AT, "attempts": number} for number in range(count)]


@pytest.mark.parametrize("count", [1, MANY, 10 * MANY])
def test_rows_come_back_as_they_were_given(court: SmallCourt, count: int) -> None:
    given = jobs(count)

    court.system.writer.run(lambda session: insert_rows(session, Job, given))

    with court.system.database.read() as session:
        found = {one.id: one for one in session.scalars(select(Job))}
    assert [{name: getattr(found[one["id"]], name) for name in one} for one in given] == given


@pytest.mark.parametrize("count", [2, 2 * MANY])
def test_a_key_that_is_there_is_an_integrity_error_however_many_rows_come(court: SmallCourt, count: int) -> None:
    given = jobs(count)
    given[-1]["id"] = given[0]["id"]

    with pytest.raises(IntegrityError):
        court.system.writer.run(lambda session: insert_rows(session, Job, given))

    with court.system.database.read() as session:
        assert session.scalars(select(Job)).all() == []


@pytest.mark.parametrize("count", [2, 2 * MANY])
def test_what_the_engine_cannot_store_is_a_data_error_however_many_rows_come(court: SmallCourt, count: int) -> None:
    given = jobs(count)
    given[-1]["name"] = "NUL\x00"
    if court.system.database.is_sqlite:
        pytest.skip("SQLite stores a NUL character")

    with pytest.raises(DataError):
        court.system.writer.run(lambda session: insert_rows(session, Job, given))


@pytest.mark.parametrize("count", [2, 2 * MANY])
def test_rows_that_are_there_are_overwritten_and_the_others_added(court: SmallCourt, count: int) -> None:
    def rows(of: range, scope: str) -> list[dict[str, Any]]:
        return [{"collection": "probe_notes", "row_id": f"row{number}", "scope": scope, "seq": 2**40 + number,
                 "op": "put", "act": None if number % 2 else "act"} for number in of]

    court.system.writer.run(lambda session: upsert(session, FeedRow, rows(range(count), "old")))
    court.system.writer.run(lambda session: upsert(session, FeedRow, rows(range(1, count + 1), "案件")))

    with court.system.database.read() as session:
        found = session.execute(select(FeedRow.row_id, FeedRow.scope, FeedRow.seq, FeedRow.act)
                                .order_by(FeedRow.seq)).all()
    assert [tuple(one) for one in found] == [
        (f"row{number}", "案件" if number else "old", 2**40 + number, None if number % 2 else "act")
        for number in range(count + 1)]


def test_a_house_on_sqlite_waits_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhixing.platform.db.SQLITE_SETTINGS", AS_SHIPPED)
    engine = make_engine(f"sqlite:///{tmp_path}/zhixing.db")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL: a commit is durable
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()
