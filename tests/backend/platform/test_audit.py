"""The audit log on both engines: written with the fact, sealed in batches, refused to be rewritten."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.support.record import CourtRecord, a_working_day
from zhixing.kernel.clock import to_text
from zhixing.kernel.messages import NO_PREDECESSOR
from zhixing.platform import audit, merkle
from zhixing.platform.crypto import canonical
from zhixing.platform.db import Database

WHEN = to_text(datetime(2026, 11, 24, 1, 2, 3, 456_000, tzinfo=UTC))


@pytest.fixture
def record(database_url: str) -> Iterator[CourtRecord]:
    database = Database(database_url)
    yield CourtRecord.start(database)
    database.close()


def rows(record: CourtRecord, query: str) -> list:
    with record.database.engine.connect() as connection:
        return list(connection.execute(text(query)).mappings())


def un(values: list[str]) -> list[bytes]:
    return [bytes.fromhex(one) for one in values]


def test_an_entry_keeps_its_exact_bytes_and_its_leaf(record):
    facts = {"amount": 12.50, "词": "案"}
    entry = audit.Entry(kind="evidence.viewed", actor="judge-1", at=WHEN, subject="x", facts=facts)
    with record.write() as session, session.begin():
        leaf = audit.append(session, entry)
    (row,) = rows(record, "SELECT body, leaf FROM audit_entry")
    assert row["body"].encode() == canonical(entry.wire())
    assert row["leaf"] == leaf == merkle.leaf_hash(row["body"].encode()).hex()
    with record.database.read() as session:
        stored = session.scalars(select(audit.AuditEntry)).one()
        assert to_text(stored.at) == WHEN
        assert stored.index is None


def test_an_entry_of_a_transaction_that_failed_never_was(record):
    with record.write() as session:
        session.begin()
        audit.append(session, audit.Entry(kind="x", actor="a", at=WHEN))
        session.flush()
        session.rollback()
    assert record.seal() is None
    assert rows(record, "SELECT id FROM audit_entry") == []


def test_facts_without_canonical_form_are_refused_before_anything_is_written(record):
    with pytest.raises(ValueError), record.write() as session, session.begin():
        audit.append(session, audit.Entry(kind="x", actor="a", at=WHEN, facts={"n": float("nan")}))


def test_nothing_to_seal_makes_no_head(record):
    assert record.seal() is None
    with record.database.read() as session:
        assert audit.newest_head(session) is None


def test_sealing_signs_a_head_that_links_to_the_one_before(record):
    record.look()
    first = record.seal()
    for _ in range(3):
        record.look()
    second = record.seal()
    assert (first["size"], second["size"]) == (1, 4)
    assert first["prev"] == NO_PREDECESSOR
    assert second["prev"] == audit.head_digest(first)
    assert second["log"] == first["log"]
    assert record.key.public.verify_signed(first)
    assert record.key.public.verify_signed(second)
    assert merkle.fold(un(second["peaks"])).hex() == second["root"]
    assert set(second) == {"log", "size", "root", "peaks", "sealed_at", "prev", "proof"}
    with record.database.read() as session:
        assert audit.newest_head(session) == second
    assert record.seal() is None


def test_a_long_stop_is_caught_up_in_several_batches(record, monkeypatch):
    monkeypatch.setattr(audit, "LARGEST_BATCH", 5)
    for _ in range(12):
        record.look()
    assert [record.seal()["size"] for _ in range(3)] == [5, 10, 12]
    assert record.verify().ok


def test_an_entry_of_a_slow_transaction_is_sealed_later(record):
    """Its id is older than ids that were sealed already. On SQLite the slow one is an id made early."""
    early = audit.Entry(kind="slow", actor="a", at=WHEN)
    slow = record.write() if not record.database.is_sqlite else None
    if slow is not None:
        slow.begin()
        audit.append(slow, early)
        slow.flush()
    record.look()
    head = record.seal()
    if slow is None:
        slow = record.write()
        slow.begin()
        audit.append(slow, early)
    slow.commit()
    slow.close()
    later = record.seal()
    assert (head["size"], later["size"]) == (1, 2)
    with record.database.read() as session:
        assert session.get(audit.AuditEntry, early.id).index == 1
    assert record.verify().ok


def test_every_entry_can_be_proven_in_every_later_head(record):
    heads, ids = [], []
    for batch in (1, 2, 4, 3):
        ids += [record.look() for _ in range(batch)]
        heads.append(record.seal())
    with record.database.read() as session:
        for head in heads:
            for index in range(head["size"]):
                proof = audit.inclusion_proof(session, ids[index], head["size"])
                assert proof["index"] == index
                assert merkle.verify_inclusion(bytes.fromhex(proof["leaf"]), index, head["size"], un(proof["path"]),
                                               bytes.fromhex(head["root"]))


def test_every_head_is_proven_to_be_the_beginning_of_every_later_one(record):
    heads = []
    for batch in (1, 2, 4, 3):
        for _ in range(batch):
            record.look()
        heads.append(record.seal())
    with record.database.read() as session:
        for old in heads:
            for new in heads[heads.index(old):]:
                path = audit.consistency_proof(session, old["size"], new["size"])
                assert merkle.verify_consistency(old["size"], new["size"], bytes.fromhex(old["root"]),
                                                 bytes.fromhex(new["root"]), un(path))


def test_no_proof_for_what_is_not_sealed(record):
    id = record.look()
    with record.database.read() as session, pytest.raises(audit.NotSealed):
        audit.inclusion_proof(session, id)
    record.seal()
    late = record.look()
    with record.database.read() as session:
        assert audit.inclusion_proof(session, id)["index"] == 0
        with pytest.raises(audit.NotSealed):
            audit.inclusion_proof(session, late)
        with pytest.raises(audit.NotSealed):
            audit.inclusion_proof(session, "unknown")
        with pytest.raises(ValueError):
            audit.consistency_proof(session, 1, 2)


@pytest.mark.parametrize("statement", [
    'UPDATE audit_entry SET actor = \'x\' WHERE "index" = 2',
    'UPDATE audit_entry SET body = \'{}\' WHERE "index" = 2',
    'UPDATE audit_entry SET "index" = NULL WHERE "index" = 2',
    'UPDATE audit_entry SET "index" = 77 WHERE "index" = 2',
    'UPDATE audit_entry SET "index" = 77, kind = \'x\' WHERE "index" IS NULL',
    'UPDATE audit_entry SET facts = \'[]\', "index" = 77 WHERE "index" IS NULL',
    'DELETE FROM audit_entry WHERE "index" = 2',
    'DELETE FROM audit_entry WHERE "index" IS NULL',
    "UPDATE audit_head SET root = 'x'",
    "DELETE FROM audit_head",
    "UPDATE audit_node SET digest = 'x'",
    "DELETE FROM audit_node",
    'INSERT INTO audit_entry SELECT \'new\', at, kind, actor, device_id, subject, facts, envelope_hash, body, leaf, 78'
    ' FROM audit_entry WHERE "index" = 2',
])
def test_the_database_refuses_to_rewrite_the_log(record, statement):
    for _ in range(4):
        record.accept(record.envelope("cases.record_progress"))
    record.seal()
    record.accept(record.envelope("cases.record_progress"))
    before = rows(record, 'SELECT * FROM audit_entry ORDER BY id')
    with pytest.raises(DBAPIError, match="append-only"), record.database.engine.begin() as connection:
        connection.execute(text(statement))
    assert rows(record, 'SELECT * FROM audit_entry ORDER BY id') == before
    assert record.verify().ok


def test_the_back_doors_of_each_engine_are_shut_too(record):
    """INSERT OR REPLACE deletes without a delete trigger; TRUNCATE and ON CONFLICT delete without one as well."""
    record.look()
    record.seal()
    if record.database.is_sqlite:
        doors = ["INSERT OR REPLACE INTO audit_entry SELECT id, at, kind, 'x', device_id, subject, facts,"
                 " envelope_hash, body, leaf, NULL FROM audit_entry",
                 "REPLACE INTO audit_head SELECT * FROM audit_head", "REPLACE INTO audit_node SELECT * FROM audit_node"]
    else:
        doors = ["TRUNCATE audit_entry", "TRUNCATE audit_head", "TRUNCATE audit_node",
                 "INSERT INTO audit_entry (id, at, kind, actor, facts, body, leaf) SELECT id, at, kind, actor, facts,"
                 " body, leaf FROM audit_entry ON CONFLICT (id) DO UPDATE SET actor = 'x'"]
    for door in doors:
        with pytest.raises(DBAPIError, match="append-only"), record.database.engine.begin() as connection:
            connection.execute(text(door))


def test_two_sealers_at_once_make_one_log(record):
    """On SQLite one waits for the other's transaction; on PostgreSQL for the advisory lock."""
    for _ in range(40):
        record.look()
    errors: list[BaseException] = []

    def seal() -> None:
        try:
            for _ in range(3):
                record.look()
                record.seal()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=seal) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    record.seal()
    assert errors == []
    report = record.verify()
    assert report.ok, report.wire()
    assert report.checked["entries"] == 52


def test_a_whole_day_verifies_on_each_engine(database_url):
    database = Database(database_url)
    record = a_working_day(database)
    report = record.verify(*record.tablets)
    assert report.ok, report.wire()
    with database.engine.begin() as connection:
        audit.unprotect(connection)
        connection.execute(text("UPDATE audit_entry SET actor = 'nobody' WHERE \"index\" = 7"))
    found = record.verify(*record.tablets).first
    assert (found.code, found.index) == ("log.columns_altered", 7)
    database.close()


def test_sealing_costs_the_batch_and_not_the_log(record):
    """The second batch asks the database the same questions as the first, however long the log is."""
    from sqlalchemy import event

    def seal_and_count() -> int:
        statements: list[str] = []
        listener = lambda *args: statements.append(args[2])  # noqa: E731
        event.listen(record.database.engine, "before_cursor_execute", listener)
        record.seal()
        event.remove(record.database.engine, "before_cursor_execute", listener)
        return len(statements)

    with record.write() as session, session.begin():
        _append_many(session, 10)
    seal_and_count()
    with record.write() as session, session.begin():
        _append_many(session, 10)
    small = seal_and_count()
    with record.write() as session, session.begin():
        _append_many(session, 3000)
    record.seal()
    with record.write() as session, session.begin():
        _append_many(session, 10)
    assert seal_and_count() == small


def _append_many(session: Session, count: int) -> None:
    for _ in range(count):
        audit.append(session, audit.Entry(kind="x", actor="a", at=WHEN))
