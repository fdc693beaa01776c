"""Two engines behind one door: SQLite (embedded default) and PostgreSQL (scaled).

Engine-specific settings live here and nowhere else (design.md 7).
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Insert,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    event,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

# Below this version SQLite can corrupt a WAL database that several processes write (fixed 2026-03-13).
SAFE_SQLITE = (3, 51, 3)
SQLITE_SETTINGS: dict[str, str | int] = {
    "journal_mode": "WAL", "synchronous": "FULL", "foreign_keys": "ON", "busy_timeout": 10_000,  # ms
}
# From so many rows on, PostgreSQL gets them in bulk; for fewer, one prepared statement is as good.
MANY = 20
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes in UTC on both engines; SQLite alone would lose the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Base(DeclarativeBase):
    """Parent of every table. `dict` and `list` columns are JSON on both engines."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: UtcDateTime(),
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
        str: String(),
    }


class UnsafeSqlite(RuntimeError):
    """This SQLite may corrupt the database when several processes write it."""


def _sqlite_module() -> Any:
    try:
        import pysqlite3.dbapi2 as module
    except ImportError:
        import sqlite3 as module
    return module


def require_safe_sqlite() -> None:
    """Refuse to start on a SQLite with the WAL defect (libraries of the system may be old).

    Raises: UnsafeSqlite.
    """
    module = _sqlite_module()
    if module.sqlite_version_info < SAFE_SQLITE:
        wanted = ".".join(map(str, SAFE_SQLITE))
        raise UnsafeSqlite(f"SQLite {module.sqlite_version} is older than {wanted}; install the pysqlite3 package")


def make_engine(url: str) -> Engine:
    """An engine with the durability this system promises: a commit survives a power cut."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=16, max_overflow=16, pool_pre_ping=True, json_serializer=_json)
    # Several writers of one process would starve each other: PooledWriter is not used here, see unit_of_work.
    engine = create_engine(url, module=_sqlite_module(), json_serializer=_json, pool_size=16, max_overflow=64,
                           connect_args={"check_same_thread": False, "isolation_level": None})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for name, value in SQLITE_SETTINGS.items():
        cursor.execute(f"PRAGMA {name}={value}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that turns into a writer half-way fails with "database is locked".
    write = connection.get_execution_options().get("zhixing_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


class Database:
    """The engine and its read sessions. Writing goes through `unit_of_work.Writer` only."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        # What rows of the feed may need besides the session: the configuration, under `config`.
        self.info: dict[str, Any] = {}
        self._reads = sessionmaker(self.engine, autoflush=False, expire_on_commit=False, info=self.info)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session on one consistent snapshot that is never committed: a read changes nothing."""
        session = self._reads()
        try:
            if not self.is_sqlite:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session
        finally:
            session.close()

    def close(self) -> None:
        self.engine.dispose()


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def open_sqlite(path: Path) -> Any:
    """A plain connection of the same SQLite we run on, for copying a database while it is in use."""
    return _sqlite_module().connect(str(path))


def table_of(model: type[Base]) -> Table:
    """The table itself, for statements that are put together once and go around the session."""
    return cast(Table, model.__table__)


def insert_rows(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert rows at once, in one statement, around the session's identity map: half the cost of adding objects.

    For what the write path itself records with every act. All rows name the same columns, and all that must be there.
    Many rows go to PostgreSQL by COPY, which costs a third.
    """
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql" and len(rows) >= MANY:
        _copy(connection, table, rows)
    else:
        connection.execute(_insert(table), rows)


def upsert(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> None:
    """Like `insert_rows`, and overwrites the ones with the same primary key, on either engine.

    A key comes once, and values are such as JSON has: many rows go to PostgreSQL as one parameter.
    """
    connection, columns = session.connection(), tuple(rows[0])
    if connection.dialect.name == "postgresql" and len(rows) >= MANY:
        connection.execute(_upsert_as_json(table, columns), {"rows": rows})
    else:
        connection.execute(_upsert(table, connection.dialect.name, columns), rows)


@cache
def _insert(table: type[Base]) -> Insert:
    return insert(table_of(table))


def _copy(connection: Connection, table: type[Base], rows: list[dict[str, Any]]) -> None:
    """Raises: what SQLAlchemy raises for any other statement."""
    dialect: Any = connection.dialect
    driver: Any = connection.connection.driver_connection
    columns = [table_of(table).c[name] for name in rows[0]]
    names = ", ".join(dialect.identifier_preparer.format_column(one) for one in columns)
    statement = f"COPY {table.__tablename__} ({names}) FROM STDIN"
    dump = [one.type.dialect_impl(dialect).bind_processor(dialect) for one in columns]
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([make(value) if make else value
                                for make, value in zip(dump, row.values(), strict=True)])
    except dialect.dbapi.Error as error:
        raise DBAPIError.instance(statement, None, error, dialect.dbapi.Error, dialect=dialect) from error


@cache
def _upsert(table: type[Base], dialect: str, columns: tuple[str, ...]) -> Any:
    make = {"sqlite": sqlite_insert, "postgresql": postgresql_insert}[dialect]
    return _overwriting(make(table_of(table)), table, columns)


@cache
def _upsert_as_json(table: type[Base], columns: tuple[str, ...]) -> Any:
    rows = func.json_populate_recordset(text(f"NULL::{table.__tablename__}"), bindparam("rows", type_=JSON))
    given = rows.table_valued(*columns)
    return _overwriting(postgresql_insert(table_of(table)).from_select(columns, select(given)), table, columns)


def _overwriting(statement: Any, table: type[Base], columns: tuple[str, ...]) -> Any:
    keys = [column.name for column in table_of(table).primary_key]
    values = {name: statement.excluded[name] for name in columns if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=values)
