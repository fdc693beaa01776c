"""The backend put together for a test: real engine, real store, real bus, a clock that can be turned."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, inspect, update

from zhixing.app import create_app
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor, Outcome, Result
from zhixing.platform import audit_guard
from zhixing.platform.config import Config, from_environment
from zhixing.platform.db import Base
from zhixing.platform.feed import News
from zhixing.platform.jobs import Job
from zhixing.platform.system import System, build
from zhixing.platform.worker import Worker
from zhixing.slices import SLICES

MONDAY = datetime(2026, 11, 23, 1, 0, 0, tzinfo=UTC)  # 09:00 in Shanghai


@dataclass
class TurnableClock:
    """A clock for tests. It moves a millisecond per look, so that times differ, and may be turned."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class QuietBell:
    """Keeps what was rung."""

    rung: list[News] = field(default_factory=list)

    def ring(self, news: News) -> None:
        self.rung.append(news)

    def close(self) -> None:
        pass


@dataclass
class House:
    """The backend in a test. Acts are sent through the bus, never written into tables."""

    system: System
    clock: TurnableClock

    @property
    def bell(self) -> Any:
        return self.system.bell

    def app(self) -> Flask:
        if not hasattr(self, "_app"):
            bell = self.system.bell
            self._app = create_app(self.system)
            self.system.bell.close()
            self.system.bell = bell
        return self._app

    def client(self) -> FlaskClient:
        return self.app().test_client()

    def send(self, type: str, body: dict[str, Any], actor: Actor, **more: Any) -> Outcome:
        """An act at a desk or by the system; `more` may carry `blobs` or `based_on`."""
        return self.system.bus.send(type, body, actor, more.pop("id", None) or new_id(), **more)

    def must(self, type: str, body: dict[str, Any], actor: Actor, **more: Any) -> Outcome:
        """Like `send`, for the steps a test takes for granted."""
        outcome = self.send(type, body, actor, **more)
        assert outcome.outcome == Result.ACCEPTED, outcome.wire()
        return outcome

    def read(self) -> Any:
        return self.system.database.read()

    def work(self) -> None:
        """Let the worker carry out everything that is due, whatever its pause."""
        Worker(self.system).drain()

    def work_after_pauses(self) -> None:
        """Like `work`, also for jobs that failed and wait for their next attempt."""
        self.system.writer.run(lambda session: session.execute(update(Job).values(run_at=self.clock.now)))
        self.work()


def make_tables(engine: Engine) -> None:
    """All tables and the audit's triggers, as the migrations leave them (tests/migrations proves the two equal)."""
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        audit_guard.protect(connection)


@contextlib.contextmanager
def open_house(database_url: str, folder: Path, **options: Any) -> Iterator[House]:
    base = from_environment({"ZHIXING_DATA_DIR": str(folder / "var"), "ZHIXING_DATABASE_URL": database_url})
    config: Config = replace(base, **options)
    clock = TurnableClock()
    system = build(config, SLICES, clock=clock, bell=QuietBell())
    if not inspect(system.database.engine).has_table("feed_head"):
        make_tables(system.database.engine)
    try:
        yield House(system, clock)
    finally:
        system.close()
