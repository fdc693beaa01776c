"""Durable writing: one writer with group commit on SQLite, pooled transactions on PostgreSQL.

This is the only file that says commit. A call returns after the commit is durable, never before.
"""

import contextlib
import fcntl
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from zhixing.platform.db import Database

T = TypeVar("T")
Work = Callable[[Session], T]

# One fsync serves everybody who queued while the last one ran; more than this only delays the first.
LARGEST_GROUP = 64
RETRIES = 5
_RETRYABLE = {"40001", "40P01"}


class Writer(Protocol):
    """Runs work in one durable transaction each; other people's work may share the commit, never the fate."""

    def run(self, work: Work[T]) -> T: ...

    def submit(self, work: Work[T]) -> Future[T]:
        """Hand work in without waiting; it is done in the order in which it was handed in."""
        ...

    def close(self) -> None: ...


class GroupWriter:
    """SQLite: one thread writes for everybody and commits them together (design.md 7).

    Each piece of work runs in its own savepoint, so a failing one undoes only itself. A file lock queues the
    writers of several processes fairly; SQLite's own busy handler polls, and starves the polite.
    """

    def __init__(self, engine: Engine, lock_path: Path) -> None:
        self._engine = engine
        self._lock_path = lock_path
        self._queue: queue.SimpleQueue[tuple[Work[Any], Future[Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="writer", daemon=True)
        self._thread.start()

    def run(self, work: Work[T]) -> T:
        return self.submit(work).result()

    def submit(self, work: Work[T]) -> Future[T]:
        if threading.current_thread() is self._thread:
            raise RuntimeError("a transaction inside a transaction")
        future: Future[T] = Future()
        self._queue.put((work, future))
        return future

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join()

    def _serve(self) -> None:
        self._lock_path.parent.mkdir(parents=True, exist_ok=True)
        with open(self._lock_path, "a") as lock:
            while True:
                group, ends = self._collect()
                if group:
                    self._commit_group(group, lock.fileno())
                if ends:
                    return

    def _collect(self) -> tuple[list[tuple[Work[Any], Future[Any]]], bool]:
        group: list[tuple[Work[Any], Future[Any]]] = []
        item = self._queue.get()
        while item is not None:
            group.append(item)
            if len(group) == LARGEST_GROUP:
                return group, False
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                return group, False
        return group, True

    def _commit_group(self, group: list[tuple[Work[Any], Future[Any]]], lock: int) -> None:
        done: list[tuple[Future[Any], Any]] = []
        try:
            with _locked(lock), self._engine.connect() as connection:
                connection.execution_options(zhixing_write=True)
                with connection.begin():
                    for work, future in group:
                        _run_in_savepoint(connection, work, future, done)
        except BaseException as error:  # the commit failed: nobody was served, and everybody must know
            for _, future in group:
                if not future.done():
                    future.set_exception(error)
            return
        for future, result in done:
            future.set_result(result)


def _run_in_savepoint(connection: Connection, work: Work[Any], future: Future[Any],
                      done: list[tuple[Future[Any], Any]]) -> None:
    session = Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
    try:
        result = work(session)
        session.commit()
    except BaseException as error:
        session.rollback()
        if connection.invalidated:
            raise
        future.set_exception(error)
    else:
        done.append((future, result))
    finally:
        session.close()


@contextlib.contextmanager
def _locked(descriptor: int) -> Iterator[None]:
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


class PooledWriter:
    """PostgreSQL: every piece of work has its own transaction; the engine groups commits itself.

    Work that lost a race (serialisation, deadlock, two inserts of one id) runs again, so it must read
    what it decides on inside the transaction.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def run(self, work: Work[T]) -> T:
        for attempt in range(RETRIES):
            try:
                with Session(self._engine, expire_on_commit=False) as session, session.begin():
                    return work(session)
            except DBAPIError as error:
                if attempt == RETRIES - 1 or not _lost_a_race(error):
                    raise
                time.sleep(0.005 * 2**attempt)
        raise AssertionError("unreachable")

    def submit(self, work: Work[T]) -> Future[T]:
        """Done at once: here every piece of work has a connection of its own, and order matters to the caller."""
        future: Future[T] = Future()
        try:
            future.set_result(self.run(work))
        except BaseException as error:
            future.set_exception(error)
        return future

    def close(self) -> None:
        pass


def _lost_a_race(error: DBAPIError) -> bool:
    return isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", None) in _RETRYABLE


def make_writer(database: Database, run_dir: Path) -> Writer:
    """The writer that fits the engine."""
    if database.is_sqlite:
        return GroupWriter(database.engine, run_dir / "writer.lock")
    return PooledWriter(database.engine)
