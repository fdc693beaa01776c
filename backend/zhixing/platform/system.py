"""The running house: configuration, engines, keys and the manifests of all slices, put together once."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import structlog
from sqlalchemy.orm import Session

from zhixing.kernel.clock import Clock, system_clock
from zhixing.kernel.messages import Actor, system_actor
from zhixing.platform import audit, openapi
from zhixing.platform.bell import Bell, NullBell
from zhixing.platform.bus import Bus
from zhixing.platform.config import Config
from zhixing.platform.crypto import SigningKey
from zhixing.platform.db import Database
from zhixing.platform.feed import News
from zhixing.platform.files import BlobStore, open_store
from zhixing.platform.http import COOKIE, SECURE_COOKIE
from zhixing.platform.manifest import CollectionSpec, CommandSpec, JobSpec, Slice, Subscription
from zhixing.platform.ports import Ports
from zhixing.platform.unit_of_work import UnitOfWork
from zhixing.platform.writer import Writer, make_writer

HEAD_AGE_S = 0.5


class Duplicated(RuntimeError):
    """Two slices registered the same name."""


@dataclass
class System:
    """Built by `build`; given to every door, job and command."""

    config: Config
    slices: tuple[Slice, ...]
    database: Database
    writer: Writer
    store: BlobStore
    key: SigningKey
    ports: Ports
    clock: Clock = system_clock
    bell: Bell = field(default_factory=NullBell)
    knock: Callable[[], None] = lambda: None
    extras: dict[str, Any] = field(default_factory=dict)
    _head: dict[str, Any] | None = None
    _head_at: float = float("-inf")

    @cached_property
    def bus(self) -> Bus:
        return Bus(self)

    @cached_property
    def contract(self) -> dict[str, Any]:
        """The OpenAPI document; it changes only with the code."""
        return openapi.describe(self.slices)

    @property
    def cookie_name(self) -> str:
        return SECURE_COOKIE if self.config.is_secure else COOKIE

    @cached_property
    def log(self) -> Any:
        return structlog.get_logger("zhixing")

    @cached_property
    def commands(self) -> dict[str, CommandSpec]:
        return _by_name(((spec.type, spec) for one in self.slices for spec in one.commands), "command")

    @cached_property
    def collections(self) -> dict[str, CollectionSpec]:
        return _by_name(((spec.name, spec) for one in self.slices for spec in one.collections), "collection")

    @cached_property
    def jobs(self) -> dict[str, JobSpec]:
        return _by_name(((spec.name, spec) for one in self.slices for spec in one.jobs), "job")

    @cached_property
    def subscriptions(self) -> dict[str, Subscription]:
        return _by_name(((spec.name, spec) for one in self.slices for spec in one.subscribers), "subscriber")

    def subscribers_of(self, event: str) -> list[str]:
        return [spec.name for spec in self.subscriptions.values() if spec.event == event]

    def transact(self, actor: Actor | str, work: Callable[[UnitOfWork], Any]) -> Any:
        """Run bookkeeping that is not an act of a person in one durable transaction, and ring for its news."""
        who = system_actor(actor) if isinstance(actor, str) else actor

        def run(session: Session) -> tuple[Any, News]:
            unit = UnitOfWork(session, who, self.clock(), self)
            result = work(unit)
            return result, unit.finish()

        result, news = self.writer.run(run)
        self.announce(news)
        return result

    def announce(self, news: News) -> None:
        """Ring, after the commit. A lost ring costs seconds, never truth."""
        if news:
            self.bell.ring(news)
        self.knock()

    def audit(self, actor: Actor, kind: str, subject: str, **facts: Any) -> None:
        """An audit entry of its own, for a look or an export that changes nothing else."""
        self.transact(actor, lambda unit: unit.audit(kind, subject, **facts))

    def newest_head(self, session: Session | None = None) -> dict[str, Any] | None:
        """The newest sealed head, at most `HEAD_AGE_S` old: receipts are many, heads come once a second."""
        if time.monotonic() - self._head_at <= HEAD_AGE_S:
            return self._head
        if session is None:
            with self.database.read() as own:
                return self.newest_head(own)
        self._head, self._head_at = audit.newest_head(session), time.monotonic()
        return self._head

    def seal(self) -> dict[str, Any] | None:
        """Seal what has been written to the audit since the last time."""
        head = self.writer.run(lambda session: audit.seal(session, self.key, self.clock))
        if head is not None:
            self._head, self._head_at = head, time.monotonic()
        return head

    def close(self) -> None:
        self.bell.close()
        self.writer.close()
        self.database.close()


def _by_name(pairs: Any, what: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, spec in pairs:
        if name in found:
            raise Duplicated(f"{what} {name!r} is registered twice")
        found[name] = spec
    return found


def build(config: Config, slices: tuple[Slice, ...], *, clock: Clock = system_clock,
          bell: Bell | None = None) -> System:
    """Put the house together.

    Raises: Duplicated, RuntimeError for a port nobody fills, OSError when a folder is not writable; what a slice's
    `at_start` finds wrong.
    """
    for folder in (config.data_dir, config.run_dir, config.key_path.parent):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(config.database_url)
    database.info["config"] = config
    provided = {name: value for one in slices for name, value in one.provides.items()}
    system = System(
        config=config, slices=slices, database=database, writer=make_writer(database, config.run_dir),
        store=open_store(config.media_dir, config.blob_url), key=SigningKey.load_or_create(config.key_path),
        ports=Ports.of(provided), clock=clock, bell=bell or NullBell(), extras=provided)
    for one in slices:
        for check in one.at_start:
            check(system)
    return system
