"""From a row posted at the gateway to that row on the officer's tablet, with 1, 100 and 1,000 connected tablets.

Milliseconds: the row is posted, checked, committed durably, rung, and pulled by the tablet over HTTP. The peer is a
bare Node socket.io server that answers a POST with one emit: no check, no commit, no pull. 1 and 100 tablets on the
embedded default (SQLite, threads), 1,000 on PostgreSQL with gevent.
"""

import json
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.contest import start_peer
from bench.pushes import DURABLE
from tests.support.field import COOKIE, FieldTablet
from tests.support.postgres import start_postgres
from tests.support.server import Server, free_port, running_server
from zhixing.asset_queries import demo_row, send_demo_feedback
from zhixing.kernel.clock import system_clock
from zhixing.platform.crypto import SigningKey

ROUNDS, PER_ROUND = 5, 30


class Tablets:
    """The Node process with the sockets; `wait` gives the time of the next news."""

    def __init__(self, url: str, mine: str, theirs: str, count: int, *, pulls: bool) -> None:
        words = [url, mine, theirs, str(count), "yes" if pulls else "no"]
        self.process, self._says = start_peer("tablets.mjs", *words, text=True)
        while "ready" not in self.next():
            pass

    def next(self) -> dict[str, object]:
        line = self._says.readline()
        assert line, "the tablets' process ended"
        return json.loads(line)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


def ours(server: Server, tablets: Tablets) -> Callable[[], float]:
    key = SigningKey.load_or_create(server.folder / "var" / "keys" / "demo-institution.pem")
    demo = server.demo

    def one() -> float:
        row = demo_row(demo["case_number"], demo["respondent"], system_clock())
        started = time.time()
        send_demo_feedback(server.url, key, [row], peer="demo-institution")
        while True:
            news = tablets.next()
            if row["serial"] in news.get("serials", []):  # type: ignore[operator]
                return float(news["got"]) - started * 1000  # type: ignore[arg-type]

    return one


@contextmanager
def bare(count: int) -> Iterator[Callable[[], float]]:
    port = free_port()
    process, says = start_peer("emit.mjs", str(port))
    says.readline()
    tablets = Tablets(f"http://127.0.0.1:{port}", "a=b", "a=b", count, pulls=False)

    def one() -> float:
        started = time.time()
        urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/", data=b"{}", method="POST")).read()
        return float(tablets.next()["heard"]) - started * 1000  # type: ignore[arg-type]

    yield one
    tablets.stop()
    process.terminate()
    process.wait()


def percentiles(values: list[float]) -> str:
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return f"p50 {cuts[49]:.0f} / p95 {cuts[94]:.0f} / p99 {cuts[98]:.0f} ms"


def measure_with(server: Server, count: int) -> str:
    tablet, other = FieldTablet(server).enrol(), FieldTablet(server, "command1")
    other.line.log_in("command1", server.demo["password"])
    cookies = [f"{COOKIE}={one.line.cookie}" for one in (tablet, other)]
    connected = Tablets(server.url, *cookies, count, pulls=True)
    mine: list[float] = []
    theirs: list[float] = []
    ratios = []
    with bare(count) as peer:
        real = ours(server, connected)
        real(), peer()
        for _ in range(ROUNDS):
            here, there = [real() for _ in range(PER_ROUND)], [peer() for _ in range(PER_ROUND)]
            ratios.append(statistics.median(here) / max(0.5, statistics.median(there)))
            mine += here
            theirs += there
    connected.stop()
    return (f"| gateway row to tablet, {count:,} connected | {percentiles(mine)} | bare emit: {percentiles(theirs)} | "
            f"{statistics.median(ratios):.1f} |")


def measure() -> list[str]:
    rows = []
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        rows += [measure_with(server, count) for count in (1, 100)]
    with ExitStack() as stack:
        postgres = start_postgres(DURABLE)
        stack.callback(postgres.stop)
        postgres.create("court")
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        server = stack.enter_context(running_server(
            Path(folder), ZHIXING_DATABASE_URL=postgres.url("court"), ZHIXING_WEB="gevent"))
        rows.append(measure_with(server, 1000))
    return rows
