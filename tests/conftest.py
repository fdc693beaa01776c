"""One house per test, on both engines. PostgreSQL is started by the first test that needs it."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from tests.support.house import House, make_tables, open_house
from tests.support.postgres import Postgres, start_postgres
from zhixing.identity import passwords
from zhixing.platform import db
from zhixing.platform.db import make_engine

FULL_STRENGTH = passwords._HASHER  # for the one test that looks at it
AS_SHIPPED = dict(db.SQLITE_SETTINGS)  # likewise
ENGINES = os.environ.get("ZHIXING_TEST_ENGINES", "sqlite,postgresql").split(",")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of our own, on a socket in a temporary folder."""
    server = start_postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Thousands of people are enlisted here, and a real hash costs as much as everything else a small test does."""
    passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    passwords._HASHER = FULL_STRENGTH


@pytest.fixture(scope="session", autouse=True)
def hasty_disk() -> Iterator[None]:
    """Nobody cuts the power of these houses; where it is cut (tests/sync) the house is a process of its own."""
    db.SQLITE_SETTINGS["synchronous"] = "OFF"
    yield
    db.SQLITE_SETTINGS.update(AS_SHIPPED)


@pytest.fixture(scope="session")
def furnished_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with all tables, to be copied."""
    path = tmp_path_factory.mktemp("furnished") / "zhixing.db"
    _furnish(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def furnished_database(postgres: Postgres) -> str:
    """The name of a PostgreSQL database with all tables, to be copied."""
    postgres.create("furnished")
    _furnish(postgres.url("furnished"))
    return "furnished"


def _furnish(url: str) -> None:
    engine = make_engine(url)
    make_tables(engine)
    engine.dispose()


@pytest.fixture(params=ENGINES)
def make_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Makes empty databases on each engine in turn; the test gets their URLs."""
    made: list[str] = []

    def on_sqlite() -> str:
        made.append(f"{len(made)}")
        return f"sqlite:///{tmp_path}/zhixing{made[-1]}.db"

    if request.param == "sqlite":
        yield on_sqlite
        return
    server: Postgres = request.getfixturevalue("postgres")

    def on_postgres() -> str:
        made.append(f"t{uuid.uuid4().hex[:12]}")
        server.create(made[-1])
        return server.url(made[-1])

    yield on_postgres
    for name in made:
        server.drop(name)


@pytest.fixture
def database_url(make_database: Callable[[], str]) -> str:
    """An empty database on each engine in turn."""
    return make_database()


@pytest.fixture
def furnished_url(request: pytest.FixtureRequest, make_database: Callable[[], str], tmp_path: Path) -> Iterator[str]:
    """A database with all tables on each engine in turn: a copy, because making a hundred tables takes longer."""
    if request.node.callspec.params["make_database"] == "sqlite":
        path = shutil.copy(request.getfixturevalue("furnished_file"), tmp_path / "furnished.db")
        yield f"sqlite:///{path}"
        return
    server, name = request.getfixturevalue("postgres"), f"f{uuid.uuid4().hex[:12]}"
    server.create(name, like=request.getfixturevalue("furnished_database"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def house(furnished_url: str, tmp_path: Path) -> Iterator[House]:
    """The whole backend, put together, with tables and a clock that can be turned."""
    with open_house(furnished_url, tmp_path) as one:
        yield one
