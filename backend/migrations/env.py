"""Alembic's entry: one linear history for both engines. Run by `zhixing migrate`, never by hand."""

from alembic import context
from sqlalchemy.engine import Connection

from zhixing.platform.db import Base, UtcDateTime, make_engine
from zhixing.slices import SLICES  # importing the slices is what fills Base.metadata

assert SLICES


def ignore_tests(_obj: object, name: str | None, _type: str, _reflected: bool, _other: object) -> bool:
    """Tables that tests define for themselves are not ours."""
    return not (name or "").startswith("probe_")


def plain_types(kind: str, obj: object, _context: object) -> str | bool:
    """Migrations name the engine's types only: our decorators may move, history may not."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(obj, UtcDateTime) else False


def run() -> None:
    engine = make_engine(context.config.get_main_option("sqlalchemy.url") or "")
    with engine.connect() as connection:
        connection.execution_options(zhixing_write=True)
        _let_tables_be_rebuilt(connection)
        context.configure(connection=connection, target_metadata=Base.metadata, include_object=ignore_tests,
                          render_as_batch=True, compare_type=True, render_item=plain_types)
        with context.begin_transaction():
            context.run_migrations()
            _nothing_hangs_in_the_air(connection)
    engine.dispose()


def _let_tables_be_rebuilt(connection: Connection) -> None:
    """SQLite changes a table by copying it and dropping the old one, which must not take along, or stumble over, the
    rows that point to it. Only outside a transaction (sqlite.org/lang_altertable.html, section 7); ends with the
    connection.
    """
    if connection.dialect.name == "sqlite":
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]


def _nothing_hangs_in_the_air(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"rows would point to rows that are not there: {broken[:5]}")


run()
