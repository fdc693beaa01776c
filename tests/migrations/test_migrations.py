"""One linear history for both engines: what it leaves is what the models say, up and down, with data inside."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from tests.support.controls import Controls
from tests.support.docket import a_docket
from tests.support.house import open_house
from zhixing.kernel.messages import Actor
from zhixing.platform import migrations
from zhixing.platform.config import Config, from_environment
from zhixing.platform.db import Base, UtcDateTime, make_engine
from zhixing.platform.system import build
from zhixing.slices import SLICES


@pytest.fixture
def config(make_database: Callable[[], str], tmp_path: Path) -> Config:
    return replace(from_environment({"ZHIXING_DATA_DIR": str(tmp_path / "var")}), database_url=make_database())


def ours(obj: object, name: str | None, _type: str, _reflected: bool, _other: object) -> bool:
    return not (name or "").startswith("probe_")


def same_type(_context: object, _inspected: object, _column: object, _was: object, wanted: object) -> bool | None:
    return False if isinstance(wanted, UtcDateTime) else None


def test_a_migrated_database_is_exactly_what_the_models_say(config: Config) -> None:
    migrations.migrate(config)
    engine = make_engine(config.database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": same_type})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()
    assert migrations.is_current(config)


def test_every_step_can_be_undone_and_done_again_with_data_inside(config: Config) -> None:
    steps = [one.revision for one in
             reversed(list(ScriptDirectory.from_config(migrations.alembic_config(config)).walk_revisions()))]
    for revision in steps:
        migrations.migrate(config, revision)
        write_something(config)
    for revision in [*reversed(steps[:-1]), "base"]:
        migrations.migrate(config, revision)
    engine = make_engine(config.database_url)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()
    migrations.migrate(config)
    write_something(config)


def write_something(config: Config) -> None:
    system = build(config, SLICES)
    system.audit(Actor("clerk", frozenset({"clerk"})), "test.looked", "case")
    assert system.seal() is not None
    system.close()


def test_going_back_before_the_newest_tables_were_changed_and_forth_again_loses_no_row(
        config: Config, tmp_path: Path) -> None:
    migrations.migrate(config)
    with open_house(config.database_url, tmp_path) as house:
        desk = Controls(a_docket(house))
        control = desk.live()
        desk.step("release", control["control_id"])
    before = rows_of_every_table(config)
    assert before["control"] == 1
    assert before["control_step"] == 2

    migrations.migrate(config, "0006")
    migrations.migrate(config)

    assert rows_of_every_table(config) == before


def rows_of_every_table(config: Config) -> dict[str, int]:
    engine = make_engine(config.database_url)
    with engine.connect() as connection:
        counts = {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
                  for name in inspect(engine).get_table_names()}
    engine.dispose()
    return counts


def test_the_record_refuses_rewriting_after_a_migration_as_well(config: Config) -> None:
    migrations.migrate(config)
    write_something(config)
    engine = make_engine(config.database_url)
    for statement in ("UPDATE audit_entry SET actor = 'nobody'", "DELETE FROM audit_entry", "DELETE FROM audit_head"):
        with engine.connect() as connection, pytest.raises(DBAPIError):
            connection.execute(text(statement))
    engine.dispose()


def test_there_is_one_head(config: Config) -> None:
    assert len(ScriptDirectory.from_config(migrations.alembic_config(config)).get_heads()) == 1
