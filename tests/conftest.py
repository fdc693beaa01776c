"""One house per test, on both engines. PostgreSQL is started by the first test that needs it."""

import os
import uuid
from collections.abc import Iterator
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
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database on each engine in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/zhixing.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"t{uuid.uuid4().hex[:12]}"
    server.create(name)
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """The whole backend, put together, with tables and a clock that can be turned."""
    with open_house(database_url, tmp_path) as one:
        yield one
