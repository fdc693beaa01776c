"""Events leaving a transaction. Each subscriber gets its own job, written with the event, so that a crash
between the fact and its consequences loses neither and doubles neither."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Event
from zhixing.platform import jobs
from zhixing.platform.db import Base, insert_rows

REACTION = "outbox.react"


class OutboxEvent(Base):
    """A fact, self-contained and versioned: it may also travel through a one-way gate as a signed file."""

    __tablename__ = "outbox_event"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    facts: Mapped[dict[str, Any]]
    act: Mapped[str | None]
    at: Mapped[datetime]


def write(session: Session, events: list[tuple[Event, list[str]]], act: str | None, now: datetime) -> None:
    """Record each event, and one reaction for each of its subscribers."""
    facts, reactions = [], []
    for event, subscribers in events:
        event_id = new_id()
        facts.append({"id": event_id, "name": event.name, "version": event.version, "facts": event.facts, "act": act,
                      "at": now})
        reactions += [{"event": event_id, "subscriber": one} for one in subscribers]
    insert_rows(session, OutboxEvent, facts)
    jobs.enqueue_all(session, REACTION, reactions, now=now)


def load(session: Session, ids: set[str]) -> dict[str, OutboxEvent]:
    """Events by id."""
    return {one.id: one for one in session.scalars(select(OutboxEvent).where(OutboxEvent.id.in_(ids)))}
