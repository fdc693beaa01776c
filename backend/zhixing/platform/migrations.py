"""Bringing a database to the form this version needs, and knowing whether it has it."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from zhixing.platform.config import Config
from zhixing.platform.db import make_engine

IN_TREE = Path(__file__).resolve().parents[2] / "migrations"
INSTALLED = Path(__file__).resolve().parents[1] / "_migrations"


def alembic_config(config: Config) -> AlembicConfig:
    """Alembic pointed at our history; no ini file to lose."""
    alembic = AlembicConfig()
    alembic.set_main_option("script_location", str(IN_TREE if IN_TREE.is_dir() else INSTALLED))
    alembic.set_main_option("sqlalchemy.url", config.database_url.replace("%", "%%"))
    alembic.set_main_option("path_separator", "os")
    return alembic


def migrate(config: Config, revision: str = "head") -> None:
    """Go up (or, for a named revision below, down) to `revision`."""
    alembic = alembic_config(config)
    current = current_revision(config)
    script = ScriptDirectory.from_config(alembic)
    known = [one.revision for one in script.walk_revisions()]  # newest first
    target = script.get_current_head() if revision == "head" else revision
    is_below = current in known and target in known and known.index(current) < known.index(target)
    is_down = revision == "base" or is_below
    (command.downgrade if is_down else command.upgrade)(alembic, revision)


def current_revision(config: Config) -> str | None:
    """Which revision the database is at; None when it is empty."""
    config.data_dir.mkdir(parents=True, exist_ok=True)
    engine = make_engine(config.database_url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def is_current(config: Config) -> bool:
    head = ScriptDirectory.from_config(alembic_config(config)).get_current_head()
    return current_revision(config) == head
