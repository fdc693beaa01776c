"""One transaction's worth of work: rows, audit, outbox, feed numbers. What a service function is given."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from sqlalchemy.orm import Session

from zhixing.kernel.clock import to_text
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor, Command, Envelope, Event
from zhixing.platform import audit, feed, jobs, outbox

if TYPE_CHECKING:
    from zhixing.platform.system import System

B = TypeVar("B", bound=Command)
T = TypeVar("T")


@dataclass
class UnitOfWork:
    """Collects what must become true together. `finish` writes it; the writer commits it."""

    session: Session
    actor: Actor
    now: datetime
    system: "System"
    act_id: str | None = None
    changes: feed.FeedChanges = field(default_factory=feed.FeedChanges)
    _events: list[Event] = field(default_factory=list)
    _recalled: dict[str, Any] = field(default_factory=dict)

    def changed(self, collection: str, row_id: str, scope: str) -> None:
        """This row is new or different: everybody who holds `scope` gets it."""
        self.changes.put(collection, row_id, scope)

    def gone(self, collection: str, row_id: str, scope: str) -> None:
        """This row is no longer to be held by devices."""
        self.changes.forget(collection, row_id, scope)

    def grant(self, person_id: str, scope: str) -> None:
        self.changes.grant(person_id, scope)

    def revoke(self, person_id: str, scope: str) -> None:
        self.changes.revoke(person_id, scope)

    def happened(self, name: str, /, **facts: Any) -> None:
        """Announce a fact to the subscribers, after the commit, once each."""
        self._events.append(Event(name, facts))

    def enqueue(self, job: str, payload: dict[str, Any], *, unique_key: str | None = None,
                run_at: datetime | None = None) -> None:
        jobs.enqueue(self.session, job, payload, now=self.now, unique_key=unique_key, run_at=run_at)

    def audit(self, kind: str, subject: str, /, *, envelope_hash: str | None = None, **facts: Any) -> dict[str, str]:
        """Write an audit entry in this transaction. Returns its id and leaf for a receipt."""
        entry = audit.Entry(id=new_id(), at=to_text(self.now), kind=kind, actor=self.actor.id,
                            device_id=self.actor.device_id, subject=subject, facts=facts, envelope_hash=envelope_hash)
        return {"id": entry.id, "leaf": audit.append(self.session, entry)}

    def recall(self, key: str, ask: Callable[[], T]) -> T:
        """What is asked again and again within one unit of work and is not changed by it: asked once."""
        if key not in self._recalled:
            self._recalled[key] = ask()
        return cast(T, self._recalled[key])

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part of the work that may be refused: then its rows, changes and events are as if it had never been."""
        before = self.changes.copy(), list(self._events)
        try:
            with self.session.begin_nested():
                yield
        except BaseException:
            self.changes, self._events = before
            raise

    def settle(self) -> None:
        """Write rows and outbox, all but the feed's numbers."""
        outbox.write(self.session, [(one, self.system.subscribers_of(one.name)) for one in self._events], self.act_id,
                     self.now)
        self.session.flush()

    def finish(self) -> feed.News:
        """Write what was collected. The feed's numbers come last: they order the commits."""
        self.settle()
        return feed.number(self.session, [(self.changes, self.act_id)])


@dataclass
class Act(UnitOfWork, Generic[B]):
    """What a service function is given: the body, who asks, and a transaction to work in."""

    envelope: Envelope = None  # type: ignore[assignment]  # always given; dataclass fields after defaults need one
    body: B = None  # type: ignore[assignment]
    subject: Any = None
    envelope_hash: str = ""


@dataclass
class Reaction(UnitOfWork):
    """What a subscriber is given. It runs as a named system actor, once per event."""

    event: outbox.OutboxEvent = None  # type: ignore[assignment]

    @property
    def facts(self) -> dict[str, Any]:
        return self.event.facts
