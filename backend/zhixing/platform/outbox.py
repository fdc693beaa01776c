"""Events leaving a transaction. Each subscriber gets its own job, written with the event, so that a crash
between the fact and its consequences loses neither and doubles neither."""

from datetime import datetime
from typing import Any

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


def write(session: Session, event: Event, act: str | None, now: datetime, subscribers: list[str]) -> str:
    """Record the event and one reaction per subscriber."""
    event_id = new_id()
    insert_rows(session, OutboxEvent, [{"id": event_id, "name": event.name, "version": event.version,
                                        "facts": event.facts, "act": act, "at": now}])
    for subscriber in subscribers:
        jobs.enqueue(session, REACTION, {"event": event_id, "subscriber": subscriber}, now=now)
    return event_id
