"""The doorbell: tells tablets that there is news, never what it is (docs/protocol.md 4).

This is the only file that emits. A lost ring costs seconds, because tablets also pull on a timer.
"""

import contextlib
import json
import os
import queue
import socket
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import structlog

from zhixing.platform.feed import News

Rings = dict[str, dict[str, int]]
NAMESPACE = "/pad"


def room_of(person_id: str) -> str:
    """Rooms are chosen by the server from the login, never by the client."""
    return f"person:{person_id}"


class Bell(Protocol):
    """Called after a commit, from any thread; must not block and must not raise."""

    def ring(self, news: News) -> None: ...

    def close(self) -> None: ...


class NullBell:
    """Nobody listens: command line, tests. Keeps what was rung so that it can be looked at."""

    def __init__(self) -> None:
        self.rung: list[News] = []

    def ring(self, news: News) -> None:
        self.rung.append(news)

    def close(self) -> None:
        pass


class SocketBell:
    """Rings the tablets connected to this process, and through the message queue those of others.

    A thread resolves scopes to people, so that no request waits for it; news that arrives meanwhile is merged.
    """

    def __init__(self, emit: Callable[[str, dict[str, int]], None],
                 people_in: Callable[[list[str]], dict[str, list[str]]]) -> None:
        self._emit, self._people_in = emit, people_in
        self._queue: queue.SimpleQueue[News | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="doorbell", daemon=True)
        self._thread.start()

    def ring(self, news: News) -> None:
        self._queue.put(news)

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join(timeout=5)

    def _serve(self) -> None:
        while (news := self._queue.get()) is not None:
            news = self._with_what_came_meanwhile(news)
            try:
                for person, collections in resolve(news, self._people_in).items():
                    self._emit(room_of(person), collections)
            except Exception:  # a database or queue that is away for a moment must not silence the bell for good
                structlog.get_logger("zhixing.bell").exception("ring lost")

    def _with_what_came_meanwhile(self, news: News) -> News:
        """One look at the permissions serves everything that was rung during the last one."""
        scopes, people = _copied(news.scopes), _copied(news.people)
        while not self._queue.empty():
            more = self._queue.get()
            if more is None:
                self._queue.put(None)  # the end keeps its turn: last
                break
            _add(scopes, more.scopes)
            _add(people, more.people)
        return News(scopes, people)


def _copied(rings: Rings) -> Rings:
    return {key: dict(collections) for key, collections in rings.items()}


def _add(rings: Rings, more: Rings) -> None:
    """The newest number of every collection of every scope or person stays."""
    for key, collections in more.items():
        mine = rings.setdefault(key, {})
        for collection, seq in collections.items():
            mine[collection] = max(seq, mine.get(collection, 0))


def resolve(news: News, people_in: Callable[[list[str]], dict[str, list[str]]]) -> Rings:
    """Who is to hear what."""
    rings = _copied(news.people)
    holders = people_in(list(news.scopes)) if news.scopes else {}
    for scope, people in holders.items():
        _add(rings, dict.fromkeys(people, news.scopes[scope]))
    return rings


class NeighbourBell:
    """Embedded mode, from the worker: a datagram to the web process beside us, which rings its sockets."""

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)

    def ring(self, news: News) -> None:
        try:
            self._socket.sendto(json.dumps(asdict(news)).encode(), self._path)
        except OSError:  # the web process is restarting; its tablets will pull when they reconnect
            return

    def close(self) -> None:
        self._socket.close()


class Knocker:
    """Tells the worker beside us that there is work. It also looks by itself, a few times a second."""

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)

    def __call__(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.sendto(b"{}", self._path)


class Listener:
    """Embedded mode, in the web process (rings) and in the worker (wakes): receives datagrams of the neighbour."""

    def __init__(self, path: Path, heard: Callable[[dict[str, Any]], None]) -> None:
        path.unlink(missing_ok=True)
        self._path, self._heard = path, heard
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        os.chmod(path, 0o600)
        threading.Thread(target=self._serve, name="neighbour", daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                self._heard(json.loads(self._socket.recv(1 << 20)))
            except OSError:
                return
            except ValueError:
                continue

    def close(self) -> None:
        self._socket.close()
        self._path.unlink(missing_ok=True)
