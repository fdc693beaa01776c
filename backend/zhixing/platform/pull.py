"""Reading the feed for one person from a cursor (docs/protocol.md 4)."""

import base64
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.kernel.errors import DomainError
from zhixing.kernel.messages import Actor
from zhixing.platform.feed import FORGET, PUT, FeedGrant, FeedRow, head

LARGEST_PAGE = 2000


class CursorUnknown(DomainError):
    """The cursor is not one this server gave; the device starts from the beginning and loses nothing."""

    code = "sync.cursor_unknown"
    status = 410
    title = "Unknown cursor"


class RowSource(Protocol):
    """Reads rows of one collection as they are now. Missing ids are simply absent from the answer."""

    def __call__(self, session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]: ...


@dataclass(frozen=True)
class Cursor:
    """`seq`: everything up to here was sent. While a scope is being handed over or taken back, `scope`,
    `upto` and `at` say how far inside it we are; otherwise `scope` is empty."""

    seq: int = 0
    scope: str = ""
    upto: int = 0
    at: int = 0
    op: str = PUT

    def text(self) -> str:
        raw = json.dumps([1, self.seq, self.scope, self.upto, self.at, self.op], separators=(",", ":"))
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def read_cursor(text: str) -> Cursor:
    """Raises: CursorUnknown."""
    if not text:
        return Cursor()
    try:
        version, seq, scope, upto, at, op = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if version != 1 or op not in (PUT, FORGET):
            raise ValueError
        return Cursor(int(seq), str(scope), int(upto), int(at), op)
    except (ValueError, TypeError) as cause:
        raise CursorUnknown() from cause


@dataclass(frozen=True)
class Page:
    changes: list[dict[str, Any]]
    cursor: Cursor
    more: bool


class Numbered(Protocol):
    """Something of the feed."""

    @property
    def seq(self) -> Any: ...


N = TypeVar("N", bound=Numbered)


class Ahead(Generic[N]):
    """Reads a numbered list some way ahead: an officer of a thousand cases has thousands of grants to walk through."""

    def __init__(self, read: Callable[[int, int], list[N]], at_once: int) -> None:
        self._read, self._at_once = read, at_once
        self._found: deque[N] = deque()
        self._is_all = False

    def between(self, after: int, before: int | None, limit: int) -> list[N]:
        """At most `limit` with `after` < number < `before`. `after` never goes back."""
        while self._found and self._found[0].seq <= after:
            self._found.popleft()
        while not self._is_all and len(self._found) < limit:
            more = self._read(self._found[-1].seq if self._found else after, self._at_once)
            self._found += more
            self._is_all = len(more) < self._at_once
        first = islice(self._found, limit)
        return [one for one in first if before is None or one.seq < before]


class Puller:
    """Walks the feed in order. When it meets a grant it hands over the whole scope, at a withdrawal it says
    forget for each row of it, and goes on."""

    def __init__(self, session: Session, actor: Actor, sources: dict[str, RowSource]) -> None:
        self._session, self._actor, self._sources = session, actor, sources

    def page(self, cursor: Cursor, limit: int) -> Page:
        limit = min(limit, LARGEST_PAGE)
        grants, held = Ahead(self._grants_after, LARGEST_PAGE), Ahead(self._held_after, limit)
        found: list[tuple[FeedRow, str]] = []
        while len(found) < limit:
            if cursor.scope:
                rows, cursor = self._inside_scope(cursor, limit - len(found))
                found += rows
                continue
            grant = next(iter(grants.between(cursor.seq, None, 1)), None)
            rows = held.between(cursor.seq, grant.seq if grant else None, limit - len(found))
            found += [(row, row.op) for row in rows]
            if rows and len(found) == limit:
                cursor = replace(cursor, seq=rows[-1].seq)
            elif grant is None:
                # Everything up to the counter of this same snapshot was looked at, other people's rows too.
                return Page(self._render(found), Cursor(max(cursor.seq, head(self._session))), more=False)
            else:
                cursor = Cursor(grant.seq, grant.scope, grant.seq, 0, PUT if grant.active else FORGET)
        return Page(self._render(found), cursor, more=True)

    def _grants_after(self, after: int, limit: int) -> list[FeedGrant]:
        return list(self._session.scalars(
            select(FeedGrant).where(FeedGrant.person_id == self._actor.id, FeedGrant.seq > after)
            .order_by(FeedGrant.seq).limit(limit)))

    def _held_after(self, after: int, limit: int) -> list[FeedRow]:
        """Rows that changed while their scope was held; what was there before comes with the grant itself."""
        return list(self._session.scalars(
            select(FeedRow).join(FeedGrant, FeedGrant.scope == FeedRow.scope)
            .where(FeedGrant.person_id == self._actor.id, FeedGrant.active, FeedRow.seq > FeedGrant.seq,
                   FeedRow.seq > after).order_by(FeedRow.seq).limit(limit)))

    def _inside_scope(self, cursor: Cursor, limit: int) -> tuple[list[tuple[FeedRow, str]], Cursor]:
        query = (select(FeedRow).where(FeedRow.scope == cursor.scope, FeedRow.seq > cursor.at)
                 .order_by(FeedRow.seq).limit(limit))
        if cursor.op == PUT:
            query = query.where(FeedRow.seq <= cursor.upto)
        rows = list(self._session.scalars(query))
        ops = [(row, row.op if cursor.op == PUT else FORGET) for row in rows]
        if len(rows) < limit:
            return ops, Cursor(cursor.seq)
        return ops, replace(cursor, at=rows[-1].seq)

    def _render(self, found: list[tuple[FeedRow, str]]) -> list[dict[str, Any]]:
        wanted: dict[str, list[str]] = {}
        for row, op in found:
            if op == PUT:
                wanted.setdefault(row.collection, []).append(row.row_id)
        loaded = {name: self._sources[name](self._session, ids, self._actor) for name, ids in wanted.items()}
        return [self._change(row, op, loaded) for row, op in found]

    def _change(self, row: FeedRow, op: str, loaded: dict[str, dict[str, dict[str, Any]]]) -> dict[str, Any]:
        data = loaded.get(row.collection, {}).get(row.row_id) if op == PUT else None
        return {"seq": row.seq, "collection": row.collection, "id": row.row_id, "act": row.act,
                "op": PUT if data is not None else FORGET, "row": data}
