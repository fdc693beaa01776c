"""Durable acts pushed per second through the running server, at 1, 8 and 32 tablets.

Beside bare durable inserts of the same envelopes into the same engine (one row each, one commit each), and beside
the same server's empty JSON answer (`/healthz`) at the same number of clients.
"""

import http.client
import json
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bench.contest import Contest, run
from tests.support.field import FieldTablet, enrolled_tablets
from tests.support.postgres import start_postgres
from tests.support.server import Server, running_server
from zhixing.platform.db import make_engine

SECONDS = 3.0
CLIENTS = (1, 8, 32)
DURABLE = "-c max_connections=200 -c listen_addresses='' -c shared_buffers=128MB"


def rate(clients: int, work: Callable[[int], int]) -> float:
    """Things done per second by so many threads; `work(client)` does some and says how many."""
    done, until = [0] * clients, time.perf_counter() + SECONDS

    def go(client: int) -> None:
        while time.perf_counter() < until:
            done[client] += work(client)

    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(go, range(clients)))  # a client that fails fails the measurement
    return sum(done) / (time.perf_counter() - started)


def again_if_hung_up(work: Callable[[], Any]) -> Any:
    """Between two rounds the server hangs up on a line that was silent for over a minute."""
    try:
        return work()
    except (OSError, http.client.HTTPException):
        return work()


def pushing(tablets: list[FieldTablet]) -> Callable[[int], int]:
    def work(client: int) -> int:
        tablet = tablets[client]
        act = tablet.note()
        outcome = again_if_hung_up(lambda: tablet.push_one(act))
        assert outcome == "accepted", outcome
        return 1

    return work


def asking(server: Server) -> Callable[[int], int]:
    connections: dict[int, http.client.HTTPConnection] = {}

    def ask(client: int) -> None:
        connection = connections.setdefault(client, http.client.HTTPConnection("127.0.0.1", server.port))
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            del connections[client]
            raise

    def work(client: int) -> int:
        again_if_hung_up(lambda: ask(client))
        return 1

    return work


def inserting(url: str, envelope: dict[str, Any]) -> Callable[[int], int]:
    """The engine alone: one envelope, one insert, one durable commit, a connection per client."""
    engine = make_engine(url)
    body = json.dumps(envelope)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS bare (id BIGINT, body TEXT)"))
    links = [engine.connect().execution_options(zhixing_write=True) for _ in range(max(CLIENTS))]

    def work(client: int) -> int:
        with links[client].begin():
            links[client].execute(text("INSERT INTO bare VALUES (:id, :body)"), {"id": time.time_ns(), "body": body})
        return 1

    return work


def contests(server: Server, engine: str, bare_url: str) -> list[str]:
    rows = []
    tablets = enrolled_tablets(server, max(CLIENTS))
    for one in tablets:
        one.a_case()  # so that nobody's first pull falls into a round
    bare = inserting(bare_url, FieldTablet(server).enrol().envelope_like())
    ask = asking(server)
    for clients in CLIENTS:
        rows += run(Contest(
            f"{engine}, {clients} tablets", "acts/s", lambda n=clients: rate(n, pushing(tablets)),
            {"bare durable inserts": lambda n=clients: rate(n, bare),
             "empty JSON answers": lambda n=clients: rate(n, ask)}))
    return rows


def measure() -> list[str]:
    rows = []
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        rows += contests(server, "SQLite", f"sqlite:///{folder}/bare.db")
    postgres = start_postgres(DURABLE)
    try:
        for name in ("court", "bare"):
            postgres.create(name)
        with tempfile.TemporaryDirectory() as folder, running_server(
                Path(folder), ZHIXING_DATABASE_URL=postgres.url("court")) as server:
            rows += contests(server, "PostgreSQL", postgres.url("bare"))
    finally:
        postgres.stop()
    return rows
