"""One house per test, on both engines. PostgreSQL is started by the first test that needs it."""

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.house import House, open_house
from tests.support.postgres import Postgres, start_postgres

ENGINES = os.environ.get("ZHIXING_TEST_ENGINES", "sqlite,postgresql").split(",")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of our own, on a socket in a temporary folder."""
    server = start_postgres()
    yield server
    server.stop()


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
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """The whole backend, put together, with tables and a clock that can be turned."""
    with open_house(database_url, tmp_path) as one:
        yield one
