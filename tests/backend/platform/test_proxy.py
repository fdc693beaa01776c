"""The bad line itself is tried, before anything is concluded from what came through it."""

import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.proxy import FaultyProxy, Plan
from tests.support.waiting import wait_for


class Counting(ThreadingHTTPServer):
    """Remembers the bodies it received, in order, and answers each with 20 kB."""

    daemon_threads = True
    seen: list[bytes]


class Handler(BaseHTTPRequestHandler):
    server: Counting

    def do_POST(self) -> None:
        wanted = int(self.headers["Content-Length"])
        body = self.rfile.read(wanted)
        self.server.seen.append(body if len(body) == wanted else b"cut")
        self.send_response(200)
        self.send_header("Content-Length", "20000")
        self.end_headers()
        self.wfile.write(b"y" * 20000)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[Counting]:
    one = Counting(("127.0.0.1", 0), Handler)
    one.seen = []
    thread = threading.Thread(target=one.serve_forever, daemon=True)
    thread.start()
    yield one
    one.shutdown()
    one.server_close()
    thread.join()


def post(port: int, body: bytes) -> int:
    """Bytes of the answer that came, -1 for none."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        client.request("POST", "/api/x", body)
        answer = client.getresponse()
        try:
            return len(answer.read())
        except http.client.IncompleteRead as cut:
            return len(cut.partial)
    except (OSError, http.client.HTTPException):
        return -1
    finally:
        client.close()


@pytest.mark.parametrize(("fault", "heard", "received"), [
    ("refuse", -1, []), ("cut_request", -1, [b"cut"]), ("cut_reply", -1, [b"x" * 90_000]),
    ("duplicate", 20_000, [b"x" * 90_000] * 2), ("delay", 20_000, [b"x" * 90_000]),
    ("reorder", 20_000, [b"x" * 90_000]), ("pass", 20_000, [b"x" * 90_000]),
])
def test_each_fault_does_what_it_says(server: Counting, fault: str, heard: int, received: list[bytes]) -> None:
    with FaultyProxy(server.server_port, Plan(3, {fault: 1.0}, max_delay_s=0.05)) as line:
        assert post(line.port, b"x" * 90_000) == heard
        assert line.counts[fault] == 1
    wait_for(lambda: len(server.seen) >= len(received))
    assert server.seen == received


def test_half_a_reply_is_half_a_reply(server: Counting) -> None:
    with FaultyProxy(server.server_port, Plan(3, {"half_reply": 1.0})) as line:
        assert 5_000 < post(line.port, b"x") < 20_000
    assert server.seen == [b"x"]


def test_a_later_request_overtakes_one_that_is_held_back(server: Counting) -> None:
    class FirstWaits(Plan):
        def fault(self, number: int, path: str, *, is_socket: bool):  # noqa: ANN202
            _, dice = super().fault(number, path, is_socket=is_socket)
            return ("reorder" if number == 1 else "pass"), dice

    with FaultyProxy(server.server_port, FirstWaits(1, max_delay_s=10)) as line:
        first = threading.Thread(target=post, args=(line.port, b"first"))
        first.start()
        wait_for(lambda: line.counts["reorder"] > 0)
        post(line.port, b"second")
        first.join()
    assert server.seen == [b"second", b"first"]


def test_the_same_seed_draws_the_same_faults_and_calm_ends_them(server: Counting) -> None:
    plan = Plan(11)
    kinds = [plan.fault(number, "/api/x", is_socket=False)[0] for number in range(200)]
    assert kinds == [Plan(11).fault(number, "/api/x", is_socket=False)[0] for number in range(200)]
    assert {"refuse", "cut_request", "cut_reply", "half_reply", "delay", "duplicate", "reorder", "pass"} == set(kinds)
    with FaultyProxy(server.server_port, Plan(1, {"refuse": 1.0})) as line:
        assert post(line.port, b"x") == -1
        line.calm()
        assert post(line.port, b"x") == 20_000
