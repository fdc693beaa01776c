"""What was asked and what was answered, for ever: every envelope with its outcome.

Refused and conflicting acts are here too, whole: the server's quarantine, from which only a person takes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from zhixing.kernel.messages import NO_PREDECESSOR, Envelope, Missing, Outcome, Problem, Result
from zhixing.platform.db import Base, insert_rows, table_of, upsert


class LedgerEntry(Base):
    """One envelope as it came, and its answer. `hash` is the envelope's (docs/protocol.md 2)."""

    __tablename__ = "ledger"
    id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    actor: Mapped[str] = mapped_column(index=True)
    device_id: Mapped[str | None]
    device_seq: Mapped[int | None]
    hash: Mapped[str]
    prev: Mapped[str | None]
    envelope: Mapped[dict[str, Any]]
    outcome: Mapped[str] = mapped_column(index=True)
    problem: Mapped[dict[str, Any] | None]
    answer: Mapped[dict[str, Any] | None]
    missing: Mapped[dict[str, Any] | None]
    receipt: Mapped[dict[str, Any] | None]
    received_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_ledger_device_chain", "device_id", "device_seq"),)


class ChainHead(Base):
    """How far the chain of a device has arrived without a gap."""

    __tablename__ = "chain_head"
    device_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]


class MissingBlob(Base):
    """A held act waits for these bytes; the row goes when they have arrived."""

    __tablename__ = "missing_blob"
    envelope_id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True, index=True)


# Asked with every act, so put together once.
_LEDGER, _HEADS = table_of(LedgerEntry), table_of(ChainHead)
_KNOWN = select(_LEDGER.c.id).where(_LEDGER.c.id == bindparam("id"))
_CHAIN_HEAD = (select(_HEADS.c.seq, _HEADS.c.hash).where(_HEADS.c.device_id == bindparam("device_id"))
               .with_for_update())
_WAITING = select(_LEDGER.c.envelope, _LEDGER.c.missing).where(
    _LEDGER.c.device_id == bindparam("device_id"), _LEDGER.c.device_seq == bindparam("seq"),
    _LEDGER.c.outcome == Result.HELD)


@dataclass(frozen=True)
class Received:
    """An envelope that was parsed and whose signature, if any, was checked: ready to be decided.

    `keeps_body` is false for a secret that came in a chain, where the signed bytes cannot be changed.
    """

    envelope: Envelope
    raw: dict[str, Any]
    hash: str
    received_at: datetime
    keeps_body: bool = True

    @property
    def kept(self) -> dict[str, Any]:
        """What is written down."""
        return self.raw if self.keeps_body else {**self.raw, "body": {}}


def find(session: Session, envelope_id: str) -> LedgerEntry | None:
    known = session.connection().execute(_KNOWN, {"id": envelope_id}).first()
    return session.get(LedgerEntry, envelope_id) if known else None  # nearly always it is new


def record(session: Session, received: Received, outcome: Outcome, entry: LedgerEntry | None) -> None:
    """Write the answer beside the act. A held act keeps its row, `entry`, and gets its final answer later."""
    envelope, wire = received.envelope, outcome.wire()
    answer = {"outcome": outcome.outcome, "problem": wire.get("problem"), "answer": wire.get("answer"),
              "missing": wire.get("missing"), "receipt": wire.get("receipt"),
              "decided_at": None if outcome.outcome == Result.HELD else received.received_at}
    if entry is not None:
        session.execute(update(LedgerEntry).where(LedgerEntry.id == entry.id).values(**answer))
        return
    insert_rows(session, LedgerEntry, [{
        "id": envelope.id, "type": envelope.type, "version": envelope.version, "actor": envelope.actor,
        "device_id": envelope.device_id, "device_seq": envelope.device_seq, "hash": received.hash,
        "prev": envelope.prev, "envelope": received.kept, "received_at": received.received_at, **answer}])


def repeat(entry: LedgerEntry) -> Outcome:
    """The stored answer, as a duplicate."""
    return Outcome(
        id=entry.id, outcome=Result.DUPLICATE, of=Result(entry.outcome), answer=entry.answer, receipt=entry.receipt,
        problem=Problem(**entry.problem) if entry.problem else None)


def held(entry: LedgerEntry) -> Outcome:
    return Outcome(id=entry.id, outcome=Result.HELD, missing=Missing(**(entry.missing or {})))


def chain_head(session: Session, device_id: str) -> tuple[int, str]:
    """(sequence number, hash) of the newest act that arrived without a gap; locked until the commit."""
    head = session.connection().execute(_CHAIN_HEAD, {"device_id": device_id}).first()
    return (head.seq, head.hash) if head else (0, NO_PREDECESSOR)


def move_chain_head(session: Session, device_id: str, seq: int, digest: str) -> None:
    upsert(session, ChainHead, [{"device_id": device_id, "seq": seq, "hash": digest}])


def wait_for_blobs(session: Session, envelope_id: str, digests: list[str]) -> None:
    for digest in digests:
        session.merge(MissingBlob(envelope_id=envelope_id, sha256=digest))
    session.flush()


def stop_waiting(session: Session, envelope_id: str) -> None:
    for row in session.scalars(select(MissingBlob).where(MissingBlob.envelope_id == envelope_id)):
        session.delete(row)


def waiting_for_blob(session: Session, digest: str) -> list[str]:
    return list(session.scalars(select(MissingBlob.envelope_id).where(MissingBlob.sha256 == digest)))


def held_before(session: Session, device_id: str, seq: int) -> list[LedgerEntry]:
    """Acts of a device that were made before `seq` and wait for their bytes, in its order."""
    found = session.scalars(select(LedgerEntry).where(
        LedgerEntry.device_id == device_id, LedgerEntry.device_seq < seq, LedgerEntry.outcome == Result.HELD,
    ).order_by(LedgerEntry.device_seq))
    return [entry for entry in found if (entry.missing or {}).get("blobs")]


def held_successor(session: Session, device_id: str, seq: int) -> dict[str, Any] | None:
    """The act with this number that came too early and waits for the one before it; None when there is none."""
    found = session.connection().execute(_WAITING, {"device_id": device_id, "seq": seq}).first()
    return found.envelope if found is not None and (found.missing or {}).get("predecessor") else None
