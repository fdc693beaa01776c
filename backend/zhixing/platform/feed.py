"""The numbered feed: what changed, for whom, in the order of the commits (docs/protocol.md 4).

A plain database sequence is not enough: a slow transaction commits number 10 after a reader saw 11, and the
device never learns of 10. Here numbers come from one counter row that a transaction takes as its last
act and holds until its commit, so whoever sees 11 can see 10 (docs/adr/0003).
"""

from dataclasses import dataclass, field

from sqlalchemy import DDL, BigInteger, Index, bindparam, event, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from zhixing.platform.db import Base, table_of, upsert

PUT, FORGET = "put", "forget"
COURT = "court"
"""The scope everybody of the court holds."""


class FeedHead(Base):
    """The counter. One row; its lock is what orders commits."""

    __tablename__ = "feed_head"
    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)


# The row is there from the start: two first transactions could otherwise both try to make it.
SEED = "INSERT INTO feed_head (id, seq) VALUES (1, 0)"
event.listen(FeedHead.__table__, "after_create", DDL(SEED))


_HEAD = table_of(FeedHead)
_TAKE = update(_HEAD).where(_HEAD.c.id == 1).values(seq=_HEAD.c.seq + bindparam("count")).returning(_HEAD.c.seq)


class FeedRow(Base):
    """The newest change of one row: an index over the data, not a log of it."""

    __tablename__ = "feed_row"
    collection: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[str] = mapped_column(primary_key=True)
    scope: Mapped[str]
    seq: Mapped[int] = mapped_column(BigInteger, index=True)
    op: Mapped[str]
    act: Mapped[str | None]
    __table_args__ = (Index("ix_feed_row_scope_seq", "scope", "seq"),)


class FeedGrant(Base):
    """Who holds which scope, and since which number. A revoked grant stays, so that devices forget."""

    __tablename__ = "feed_grant"
    person_id: Mapped[str] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True, index=True)
    seq: Mapped[int] = mapped_column(BigInteger, index=True)
    active: Mapped[bool]


@dataclass
class FeedChanges:
    """What one unit of work did to the feed; numbered together when it ends."""

    rows: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    grants: dict[tuple[str, str], bool] = field(default_factory=dict)

    def copy(self) -> "FeedChanges":
        return FeedChanges(dict(self.rows), dict(self.grants))

    def put(self, collection: str, row_id: str, scope: str) -> None:
        self.rows[collection, row_id] = (scope, PUT)

    def forget(self, collection: str, row_id: str, scope: str) -> None:
        self.rows[collection, row_id] = (scope, FORGET)

    def grant(self, person_id: str, scope: str) -> None:
        self.grants[person_id, scope] = True

    def revoke(self, person_id: str, scope: str) -> None:
        self.grants[person_id, scope] = False


@dataclass(frozen=True)
class News:
    """What the doorbell says after a commit: per scope and per person, the newest number of each collection."""

    scopes: dict[str, dict[str, int]]
    people: dict[str, dict[str, int]]

    def __bool__(self) -> bool:
        return bool(self.scopes or self.people)


def number(session: Session, done: list[tuple[FeedChanges, str | None]]) -> News:
    """Give every change its number; of two changes of one row the later counts. `done`: changes, each with its act.

    Call it last: from here to the commit nobody else can number theirs.
    """
    changed = {key: (*what, act) for changes, act in done for key, what in changes.rows.items()}
    granted = {key: active for changes, _ in done for key, active in changes.grants.items()}
    wanted = len(changed) + len(granted)
    if not wanted:
        return News({}, {})
    session.flush()
    seq = _take(session, wanted) - wanted
    news = News({}, {})
    rows, grants = [], []
    for (collection, row_id), (scope, op, act) in changed.items():
        seq += 1
        rows.append({"collection": collection, "row_id": row_id, "scope": scope, "seq": seq, "op": op, "act": act})
        news.scopes.setdefault(scope, {})[collection] = seq
    for (person_id, scope), active in granted.items():
        seq += 1
        grants.append({"person_id": person_id, "scope": scope, "seq": seq, "active": active})
        news.people.setdefault(person_id, {})["grants"] = seq
    if rows:
        upsert(session, FeedRow, rows)
    if grants:
        upsert(session, FeedGrant, grants)
    return news


def _take(session: Session, count: int) -> int:
    """Add `count` to the counter and hold its row until the commit; the new value."""
    return session.connection().execute(_TAKE, {"count": count}).scalar_one()


def version_of(session: Session, collection: str, row_id: str) -> FeedRow | None:
    """The newest change of a row: its number is the row's version for guarded acts."""
    return session.get(FeedRow, (collection, row_id), populate_existing=True)


def head(session: Session) -> int:
    return session.scalar(select(func.max(FeedHead.seq))) or 0


def holds(session: Session, person_id: str, scope: str) -> bool:
    """Whether this person may see this scope now: the one question every read asks."""
    grant = session.get(FeedGrant, (person_id, scope), populate_existing=True)
    return grant is not None and grant.active


def scopes_of(session: Session, person_id: str) -> set[str]:
    return set(session.scalars(select(FeedGrant.scope).where(FeedGrant.person_id == person_id, FeedGrant.active)))


def people_in(session: Session, scopes: list[str]) -> dict[str, list[str]]:
    """scope → the people who hold it now."""
    found: dict[str, list[str]] = {}
    query = select(FeedGrant.scope, FeedGrant.person_id).where(FeedGrant.scope.in_(scopes), FeedGrant.active)
    for scope, person_id in session.execute(query):
        found.setdefault(scope, []).append(person_id)
    return found
