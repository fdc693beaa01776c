"""Reading rows that may have been tampered with: a value that makes no sense is a finding, never a crash.

SQLite keeps whatever an attacker writes into a column. The ORM would fail on a broken date or JSON without saying in
which row.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import JSON, Integer, String, Text, inspect, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from zhixing.kernel.clock import to_text
from zhixing.platform.db import Base, UtcDateTime

UNREADABLE = "\x00unreadable"
_PAGE = 2000


def read(session: Session, model: type[Base], *where: Any, order: tuple[Any, ...]) -> Iterator[SimpleNamespace]:
    """All rows that fit, in order, a page at a time, by attribute: times as text, JSON as objects, `UNREADABLE` where a
    value is not of its column's type."""
    columns = _columns(model)
    query: Any = select(*(type_coerce(one, Text()).label(one.key) for one in columns))
    for row in session.execute(query.where(*where).order_by(*order).execution_options(yield_per=_PAGE)):
        yield SimpleNamespace(**{one.key: _value(one.type, given) for one, given in zip(columns, row, strict=True)})


def _columns(model: type[Base]) -> list[InstrumentedAttribute[Any]]:
    mapper = inspect(model)
    return [getattr(model, prop.key) for prop in mapper.column_attrs]


def _value(kind: Any, given: Any) -> Any:
    if given is None:
        return None
    try:
        if isinstance(kind, UtcDateTime):
            return _time(given)
        if isinstance(kind, JSON):
            return json.loads(given) if isinstance(given, str) else given
    except (ValueError, TypeError):
        return UNREADABLE
    expected = int if isinstance(kind, Integer) else str if isinstance(kind, String) else object
    return given if isinstance(given, expected) else UNREADABLE


def _time(given: Any) -> str:
    moment = given if isinstance(given, datetime) else datetime.fromisoformat(given)
    if moment.microsecond % 1000:
        raise ValueError("finer than the protocol writes")
    return to_text(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
