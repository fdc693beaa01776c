"""Work for later, in the caller's transaction: run at least once, and running twice is harmless.

Events reach their subscribers this way too (`outbox.py`). A lease returns the job of a killed worker,
and the next worker on its machine does not wait for that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Index, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from zhixing.kernel.ids import new_id
from zhixing.platform.db import Base, insert_rows

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 12
LONGEST_PAUSE = timedelta(minutes=15)


class Job(Base):
    """`payload` is all the handler needs. `unique_key` makes enqueuing the same work twice one job."""

    __tablename__ = "job"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    payload: Mapped[dict[str, Any]]
    unique_key: Mapped[str | None] = mapped_column(unique=True)
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    owner: Mapped[str | None]
    done_at: Mapped[datetime | None]
    error: Mapped[str | None]
    __table_args__ = (Index("ix_job_waiting", "run_at", sqlite_where=text("done_at IS NULL"),
                            postgresql_where=text("done_at IS NULL")),)


_GIVEN_UP = (Job.done_at.is_(None), Job.attempts >= MOST_ATTEMPTS)


@dataclass(frozen=True)
class Claim:
    """A job this worker holds until its lease ends."""

    id: str
    name: str
    payload: dict[str, Any]
    attempts: int


def enqueue(session: Session, name: str, payload: dict[str, Any], *, now: datetime,
            unique_key: str | None = None, run_at: datetime | None = None) -> None:
    """Add a job; it exists exactly if the caller's transaction commits."""
    if unique_key and session.scalar(select(Job.id).where(Job.unique_key == unique_key)):
        return
    insert_rows(session, Job, [_row(name, payload, run_at or now, unique_key)])


def enqueue_all(session: Session, name: str, payloads: list[dict[str, Any]], *, now: datetime) -> None:
    """Like `enqueue`, for many jobs of one kind."""
    insert_rows(session, Job, [_row(name, payload, now) for payload in payloads])


def _row(name: str, payload: dict[str, Any], run_at: datetime, unique_key: str | None = None) -> dict[str, Any]:
    return {"id": new_id(), "name": name, "payload": payload, "unique_key": unique_key, "run_at": run_at, "attempts": 0}


def any_due(session: Session, now: datetime) -> bool:
    """Whether `claim` would find something: a look that takes no lock, for the many times when there is nothing."""
    return session.scalar(select(Job.id).where(*_due(now)).limit(1)) is not None


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Job.done_at.is_(None), Job.run_at <= now, Job.attempts < MOST_ATTEMPTS,
            (Job.lease_until.is_(None)) | (Job.lease_until < now))


def take_back(session: Session, ended: Callable[[str], bool], now: datetime) -> None:
    """Free at once what workers held who have `ended(owner)`, rather than when their lease does."""
    held = (Job.done_at.is_(None), Job.lease_until > now)
    owners = session.scalars(select(Job.owner).where(*held).distinct())
    if gone := [owner for owner in owners if owner and ended(owner)]:
        session.execute(update(Job).where(*held, Job.owner.in_(gone)).values(lease_until=None, owner=None))


def claim(session: Session, owner: str, now: datetime, limit: int = 16) -> list[Claim]:
    """Take due jobs that nobody holds. PostgreSQL skips rows another worker is taking right now."""
    query = (select(Job).where(*_due(now)).order_by(Job.run_at, Job.id).limit(limit)
             .with_for_update(skip_locked=True))
    claims = []
    for job in session.scalars(query):
        job.owner, job.lease_until, job.attempts = owner, now + LEASE, job.attempts + 1
        claims.append(Claim(job.id, job.name, job.payload, job.attempts))
    return claims


def finish(session: Session, job_ids: list[str], now: datetime) -> set[str]:
    """Mark done; the ids that were not done already. Call it in the transaction that holds the effect."""
    return set(session.execute(update(Job).where(Job.id.in_(job_ids), Job.done_at.is_(None))
                               .values(done_at=now, error=None, lease_until=None).returning(Job.id)).scalars())


def fail(session: Session, claimed: Claim, error: str, now: datetime) -> None:
    """Give it back with a growing pause. After the last attempt it stays, visible, for a person."""
    pause = min(timedelta(seconds=2**claimed.attempts), LONGEST_PAUSE)
    session.execute(update(Job).where(Job.id == claimed.id)
                    .values(error=error[:2000], lease_until=None, owner=None, run_at=now + pause))


def revive(session: Session, unique_keys: list[str], now: datetime) -> None:
    """Jobs that were given up get their attempts anew: for work whose hindrance is known to pass."""
    session.execute(update(Job).where(Job.unique_key.in_(unique_keys), *_GIVEN_UP).values(attempts=0, run_at=now))


def backlog(session: Session, now: datetime) -> tuple[int, float]:
    """(jobs that wait for a worker, age in seconds of the oldest): what `/readyz` and `/metrics` report."""
    due = list(session.scalars(select(Job.run_at).where(*_due(now)).order_by(Job.run_at).limit(1000)))
    return len(due), (now - due[0]).total_seconds() if due else 0.0


def given_up(session: Session) -> int:
    """Jobs that failed every time and wait for a person."""
    return session.scalar(select(func.count()).select_from(Job)
                          .where(*_GIVEN_UP)) or 0
