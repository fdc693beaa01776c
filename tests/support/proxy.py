"""A bad line between a client and the server: cuts, delays, repeats and reorders HTTP requests by a seeded plan.

    with FaultyProxy(server_port, Plan(seed=7)) as line:
        page.goto(f"http://localhost:{line.port}/")
        ...
        line.calm()                 # from here on everything passes
        assert line.counts["cut_reply"] > 0

What each fault does to one request:

    refuse       the connection closes before anything reaches the server
    cut_request  headers and a part of the body reach the server, then both sides close
    cut_reply    the server gets the whole request and answers; the client hears nothing
    half_reply   the client gets half of the answer, then the connection closes
    delay        the request waits up to `max_delay_s`
    duplicate    the server gets the same request twice, one after the other; the client hears the second answer
    reorder      the request waits until another one has overtaken it (or `max_delay_s` has passed)
    cut_socket   a WebSocket is passed through and closed after up to `max_socket_s`

The n-th request meets the fault that `random.Random(f"{seed}:{n}")` draws, so a failing run can be repeated as far
as the client repeats itself. One request per connection: the proxy asks both sides to close.
"""

import contextlib
import random
import re
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Self

PIECE = 64 * 1024
DEFAULT_RATES = {
    "refuse": 0.05, "cut_request": 0.06, "cut_reply": 0.06, "half_reply": 0.04,
    "delay": 0.08, "duplicate": 0.06, "reorder": 0.05, "cut_socket": 0.3,
}


@dataclass(frozen=True)
class Plan:
    """Which share of the requests whose path matches `only` meets which fault."""

    seed: int
    rates: dict[str, float] = field(default_factory=lambda: dict(DEFAULT_RATES))
    only: str = r"^/(api|socket\.io)"
    max_delay_s: float = 0.6
    max_socket_s: float = 4.0

    def fault(self, number: int, path: str, *, is_socket: bool) -> tuple[str, random.Random]:
        """The fault for the n-th request, and the dice for its details."""
        dice = random.Random(f"{self.seed}:{number}")
        if not re.search(self.only, path):
            return "pass", dice
        roll = dice.random()
        for kind, share in self.rates.items():
            if (kind == "cut_socket") != is_socket:
                continue
            roll -= share
            if roll < 0:
                return kind, dice
        return "pass", dice


@dataclass
class _Request:
    head: bytes
    path: str
    length: int
    chunked: bool
    is_socket: bool
    early: bytes

    @classmethod
    def read(cls, client: socket.socket) -> "_Request | None":
        data = b""
        while b"\r\n\r\n" not in data:
            piece = client.recv(PIECE)
            if not piece or len(data) > 256 * 1024:
                return None
            data += piece
        head, _, early = data.partition(b"\r\n\r\n")
        first, _, rest = head.partition(b"\r\n")
        lines = [line for line in rest.split(b"\r\n") if not line.lower().startswith((b"connection:", b"keep-alive:"))]
        fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}
        is_socket = fields.get(b"upgrade", b"").lower() == b"websocket"
        lines.append(b"Connection: Upgrade" if is_socket else b"Connection: close")
        return cls(
            head=b"\r\n".join([first, *lines]) + b"\r\n\r\n", path=first.split(b" ")[1].decode("latin-1"),
            length=int(fields.get(b"content-length", b"0")), chunked=b"transfer-encoding" in fields,
            is_socket=is_socket, early=early,
        )


class FaultyProxy:
    """The line. `port` to connect to; `counts` of faults met and `bytes_up`, `bytes_down`."""

    def __init__(self, target_port: int, plan: Plan, target_host: str = "127.0.0.1") -> None:
        self.plan = plan
        self.counts: Counter[str] = Counter()
        self._target = (target_host, target_port)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self._number = 0
        self._calm = threading.Event()
        self._passed = threading.Condition()
        self._passes = 0
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        _close(self._listener)
        self.hang_up()

    def calm(self) -> None:
        """No more faults."""
        self._calm.set()

    def storm(self) -> None:
        """Faults again, by the plan."""
        self._calm.clear()

    def hang_up(self) -> None:
        """Close every connection that is open now."""
        with self._lock:
            sockets = list(self._open)
        for one in sockets:
            _close(one)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with self._lock:
            self._open.add(client)
        try:
            with contextlib.suppress(OSError):
                request = _Request.read(client)
                if request is not None:
                    self._meet(client, request)
        finally:
            _close(client)
            with self._lock:
                self._open.discard(client)

    def _meet(self, client: socket.socket, request: _Request) -> None:
        with self._lock:
            self._number += 1
            number = self._number
        kind, dice = self.plan.fault(number, request.path, is_socket=request.is_socket)
        if self._calm.is_set():
            kind = "pass"
        self.counts[kind] += 1
        if kind == "refuse":
            return
        if kind == "delay":
            time.sleep(dice.random() * self.plan.max_delay_s)
        if kind == "reorder":
            self._let_one_pass()
        if request.is_socket:
            self._tunnel(client, request, dice.random() * self.plan.max_socket_s if kind == "cut_socket" else None)
        elif kind == "duplicate" and not request.chunked:
            self._twice(client, request)
        else:
            self._once(client, request, kind, dice)
        with self._passed:
            self._passes += 1
            self._passed.notify_all()

    def _let_one_pass(self) -> None:
        with self._passed:
            before = self._passes
            self._passed.wait_for(lambda: self._passes > before, timeout=self.plan.max_delay_s)

    def _once(self, client: socket.socket, request: _Request, kind: str, dice: random.Random) -> None:
        with self._upstream() as server:
            server.sendall(request.head)
            share = dice.random() if kind == "cut_request" else 1.0
            if request.chunked:
                threading.Thread(target=self._pump, args=(client, server, request.early), daemon=True).start()
            else:
                self._send_body(client, server, request, int(request.length * share))
            if kind == "cut_request":
                return
            self._answer(client, server, kind)

    def _send_body(self, client: socket.socket, server: socket.socket, request: _Request, size: int) -> None:
        piece = request.early[:size]
        while True:
            server.sendall(piece)
            self.counts["bytes_up"] += len(piece)
            size -= len(piece)
            if size <= 0:
                return
            piece = client.recv(min(PIECE, size))
            if not piece:
                return

    def _answer(self, client: socket.socket, server: socket.socket, kind: str) -> None:
        if kind in ("cut_reply", "half_reply"):
            reply = b"".join(iter(lambda: server.recv(PIECE), b""))
            if kind == "half_reply":
                client.sendall(reply[: len(reply) // 2])
            return
        while piece := server.recv(PIECE):
            client.sendall(piece)
            self.counts["bytes_down"] += len(piece)

    def _twice(self, client: socket.socket, request: _Request) -> None:
        body = request.early
        while len(body) < request.length:
            piece = client.recv(PIECE)
            if not piece:
                return
            body += piece
        for kind in ("cut_reply", "pass"):
            with self._upstream() as server:
                server.sendall(request.head + body)
                self._answer(client, server, kind)

    def _tunnel(self, client: socket.socket, request: _Request, life_s: float | None) -> None:
        with self._upstream() as server:
            server.sendall(request.head + request.early)
            if life_s is not None:
                timer = threading.Timer(life_s, lambda: (_close(client), _close(server)))
                timer.daemon = True
                timer.start()
            threading.Thread(target=self._pump, args=(client, server, b""), daemon=True).start()
            with contextlib.suppress(OSError):
                while piece := server.recv(PIECE):
                    client.sendall(piece)

    @staticmethod
    def _pump(source: socket.socket, sink: socket.socket, first: bytes) -> None:
        with contextlib.suppress(OSError):
            sink.sendall(first)
            while piece := source.recv(PIECE):
                sink.sendall(piece)

    @contextlib.contextmanager
    def _upstream(self):  # noqa: ANN202
        server = socket.create_connection(self._target)
        with self._lock:
            self._open.add(server)
        try:
            yield server
        finally:
            _close(server)
            with self._lock:
                self._open.discard(server)


def _close(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
