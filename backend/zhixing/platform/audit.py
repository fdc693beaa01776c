"""The append-only audit log: a Merkle tree over what happened, sealed in batches (docs/protocol.md 7, design.md 5).

An entry is written in the transaction it describes. It has no index until `seal` takes all committed entries into the
tree at once, so writers never queue behind the tree, and an entry of a slow transaction simply joins the next batch.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Text, func, insert, select, tuple_, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from zhixing.kernel.clock import Clock, from_text, to_text
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import NO_PREDECESSOR
from zhixing.platform import merkle
from zhixing.platform.audit_guard import protect, unprotect
from zhixing.platform.crypto import SigningKey, canonical, digest, without_proof
from zhixing.platform.db import Base, insert_rows

__all__ = ["AuditEntry", "AuditHead", "AuditNode", "Entry", "append", "consistency_proof", "inclusion_proof",
           "newest_head", "protect", "seal", "unprotect"]

# One batch holds the only writer of SQLite for about a second at most; the rest waits for the next one.
LARGEST_BATCH = 20_000
_SEALER_LOCK = 0x5A48_5345_414C  # "ZHSEAL": one advisory lock for all sealers of a PostgreSQL database
_FETCH = 500


class AuditEntry(Base):
    """One thing that happened. `body` is the canonical JSON that was hashed; the columns say the same for queries."""

    __tablename__ = "audit_entry"
    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(index=True)
    device_id: Mapped[str | None]
    subject: Mapped[str | None] = mapped_column(index=True)
    facts: Mapped[dict[str, Any]]
    envelope_hash: Mapped[str | None] = mapped_column(index=True)
    body: Mapped[str] = mapped_column(Text)
    leaf: Mapped[str]
    index: Mapped[int | None] = mapped_column(unique=True)


class AuditNode(Base):
    """A complete node of the tree: never changes, so proofs need no recomputation."""

    __tablename__ = "audit_node"
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str]


class AuditHead(Base):
    """The signed state of the log after one batch."""

    __tablename__ = "audit_head"
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    log: Mapped[str]
    root: Mapped[str]
    peaks: Mapped[list[Any]]
    sealed_at: Mapped[datetime]
    prev: Mapped[str]
    proof: Mapped[dict[str, Any]]

    def wire(self) -> dict[str, Any]:
        """As receipts and witnesses carry it (docs/protocol.md 7)."""
        return {"log": self.log, "size": self.size, "root": self.root, "peaks": self.peaks,
                "sealed_at": to_text(self.sealed_at), "prev": self.prev, "proof": self.proof}


@dataclass(frozen=True)
class Entry:
    """What to write down. `at` is the server's time as text; `envelope_hash` ties it to a signed act."""

    kind: str
    actor: str
    at: str
    subject: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    device_id: str | None = None
    envelope_hash: str | None = None
    id: str = field(default_factory=new_id)

    def wire(self) -> dict[str, Any]:
        return {"id": self.id, "at": self.at, "kind": self.kind, "actor": self.actor, "device_id": self.device_id,
                "subject": self.subject, "facts": self.facts, "envelope_hash": self.envelope_hash}


def leaf_of(body: bytes) -> str:
    """The leaf digest of an entry's canonical bytes."""
    return merkle.leaf_hash(body).hex()


def append(session: Session, entry: Entry) -> str:
    """Write the entry in the caller's transaction. Returns its leaf digest, for the receipt.

    Raises: ValueError when the facts have no canonical JSON.
    """
    body = canonical(entry.wire())
    leaf = leaf_of(body)
    row = {**entry.wire(), "at": from_text(entry.at), "body": body.decode(), "leaf": leaf, "index": None}
    insert_rows(session, AuditEntry, [row])
    return leaf


def newest_head(session: Session) -> dict[str, Any] | None:
    """The newest signed head, or None before the first batch."""
    head = _newest(session)
    return head.wire() if head else None


def _newest(session: Session) -> AuditHead | None:
    return session.scalar(select(AuditHead).order_by(AuditHead.size.desc()).limit(1))


def seal(session: Session, key: SigningKey, clock: Clock) -> dict[str, Any] | None:
    """Take committed entries that have no index yet into the tree, in the order of their ids, and sign a new head.

    Returns the head, or None when there was nothing to seal. At most `LARGEST_BATCH` entries: after a long stop, call
    again until it returns None.
    """
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_SEALER_LOCK)))
    waiting = session.execute(select(AuditEntry.id, AuditEntry.leaf).where(AuditEntry.index.is_(None))
                              .order_by(AuditEntry.id).limit(LARGEST_BATCH)).all()
    if not waiting:
        return None
    before = _newest(session)
    frontier = merkle.Frontier(before.size, [bytes.fromhex(peak) for peak in before.peaks]) if before \
        else merkle.Frontier()
    _take_in(session, frontier, [(id, bytes.fromhex(leaf)) for id, leaf in waiting])
    head = key.signed({
        "log": before.log if before else new_id(), "size": frontier.size, "root": frontier.root.hex(),
        "peaks": [peak.hex() for peak in frontier.peaks], "sealed_at": to_text(clock()),
        "prev": head_digest(before.wire()) if before else NO_PREDECESSOR})
    session.execute(insert(AuditHead), [{**head, "sealed_at": from_text(head["sealed_at"])}])
    return head


def _take_in(session: Session, frontier: merkle.Frontier, waiting: list[tuple[str, bytes]]) -> None:
    nodes, indexes = [], []
    for id, leaf in waiting:
        indexes.append({"id": id, "index": frontier.size})
        nodes += [{"level": level, "position": position, "digest": node.hex()}
                  for level, position, node in frontier.append(leaf)]
    session.execute(update(AuditEntry), indexes, execution_options={"synchronize_session": None})
    session.execute(insert(AuditNode), nodes)


def head_digest(head: dict[str, Any]) -> str:
    """What the next head calls `prev`."""
    return digest(canonical(without_proof(head)))


class NotSealed(LookupError):
    """The entry is unknown or has no place in the log yet."""


def inclusion_proof(session: Session, entry_id: str, size: int | None = None) -> dict[str, Any]:
    """That the entry is in the log of `size` (default: the newest head): `{index, size, leaf, path}`.

    Raises: NotSealed; ValueError when the log of that size does not hold it.
    """
    entry = session.get(AuditEntry, entry_id)
    head = session.get(AuditHead, size) if size is not None else _newest(session)
    if entry is None or entry.index is None or head is None:
        raise NotSealed(entry_id)
    spans = merkle.inclusion_spans(entry.index, head.size)
    return {"index": entry.index, "size": head.size, "leaf": entry.leaf, "path": _roots(session, spans)}


def consistency_proof(session: Session, old_size: int, new_size: int) -> list[str]:
    """That the log of `old_size` is the beginning of the log of `new_size`. Raises: ValueError."""
    newest = _newest(session)
    if newest is None or new_size > newest.size:
        raise ValueError(f"the log has not reached {new_size} yet")
    return _roots(session, merkle.consistency_spans(old_size, new_size))


def _roots(session: Session, spans: list[merkle.Span]) -> list[str]:
    found = dict(load_nodes(session, merkle.needed(spans)))
    return [merkle.span_root(lambda *node: found[node], *one).hex() for one in spans]


def load_nodes(session: Session, nodes: Iterable[merkle.Coordinate]) -> Iterator[tuple[merkle.Coordinate, bytes]]:
    """The stored digests of these nodes."""
    wanted = list(nodes)
    key = tuple_(AuditNode.level, AuditNode.position)
    for start in range(0, len(wanted), _FETCH):
        query = select(AuditNode.level, AuditNode.position, AuditNode.digest)
        for level, position, value in session.execute(query.where(key.in_(wanted[start:start + _FETCH]))):
            yield (level, position), bytes.fromhex(value)


