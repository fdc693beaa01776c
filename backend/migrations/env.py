"""Alembic's entry: one linear history for both engines. Run by `zhixing migrate`, never by hand."""

from alembic import context

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
    connection = context.config.attributes.get("connection")
    if connection is not None:
        _migrate(connection)
        return
    engine = make_engine(context.config.get_main_option("sqlalchemy.url") or "")
    with engine.connect() as fresh:
        fresh.execution_options(zhixing_write=True)
        _migrate(fresh)
    engine.dispose()


def _migrate(connection: object) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, include_object=ignore_tests,  # type: ignore[arg-type]
                      render_as_batch=True, compare_type=True, render_item=plain_types)
    with context.begin_transaction():
        context.run_migrations()


run()
