"""Hostile bytes are handled in a child process with limits; the worst they can do is to end that child (design.md 5).

A child is started by exec (never fork: threads and typst would hang it), gets no path and no network, only
descriptors: the file to read and an empty file to write to. It serves one request at a time and is replaced
after a number of them. What it may use is set in the child before it sees the first byte.
"""

import contextlib
import ctypes
import io
import json
import os
import queue
import resource
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

_HEADER = struct.Struct("!I")
_MAX_MESSAGE = 4 * 1024 * 1024
_CLONE_NEWNET, _CLONE_NEWUSER, _PR_SET_NO_NEW_PRIVS = 0x40000000, 0x10000000, 38


class ChildLost(Exception):
    """The child ended before it answered. `reason`: `killed` (memory, CPU time, crash) or `timed_out`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class ChildLimits:
    """Bytes and seconds for one request; `requests` until the child is replaced by a fresh one."""

    memory: int = 2 * 1024**3
    output: int = 64 * 1024**2
    cpu_s: int = 30
    wall_s: float = 60.0
    requests: int = 100


@dataclass(frozen=True)
class Reply:
    """What a child answered: a JSON object, and the bytes it wrote."""

    result: dict[str, Any]
    output: bytes


class _Child:
    def __init__(self, module: str, limits: ChildLimits) -> None:
        ours, theirs = socket.socketpair()
        self.served = 0
        self._limits = limits
        self._line = ours
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module, str(theirs.fileno()), json.dumps(asdict(limits))],
                pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                env={key: os.environ[key] for key in ("PATH", "PYTHONPATH", "LANG") if key in os.environ},
            )

    def ask(self, request: dict[str, Any], source: BinaryIO) -> Reply:
        """Raises: ChildLost."""
        with tempfile.TemporaryFile() as outbox:
            self._line.settimeout(self._limits.wall_s)
            try:
                _send(self._line, request, [source.fileno(), outbox.fileno()])
                result, _ = _receive(self._line)
            except TimeoutError as cause:
                raise ChildLost("timed_out") from cause
            except (OSError, EOFError, ValueError) as cause:
                raise ChildLost("killed") from cause
            self.served += 1
            outbox.seek(0)
            return Reply(result, outbox.read(self._limits.output))

    @property
    def is_worn(self) -> bool:
        return self.served >= self._limits.requests

    def end(self) -> None:
        self._line.close()
        self._process.kill()
        self._process.wait()


class ChildPool:
    """Warm children of one module. Safe to use from many threads; callers wait when all children are busy."""

    def __init__(self, module: str, limits: ChildLimits | None = None, size: int = 1) -> None:
        self._module = module
        self._limits = limits or ChildLimits()
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(size):
            self._idle.put(None)
        self._closed = threading.Event()

    def run(self, request: dict[str, Any], source: BinaryIO) -> Reply:
        """Let a child handle `request` about the bytes of `source` (which needs a descriptor).

        A child that had served others before is not blamed on this file alone: the request is tried once more in a
        fresh one. Raises: ChildLost.
        """
        child = self._idle.get()
        try:
            if child is not None and child.served:
                try:
                    return child.ask(request, source)
                except ChildLost:
                    child.end()
                    child = None
            child = child or _Child(self._module, self._limits)
            return child.ask(request, source)
        except ChildLost:
            if child is not None:
                child.end()
                child = None
            raise
        finally:
            if child is not None and (child.is_worn or self._closed.is_set()):
                child.end()
                child = None
            self._idle.put(child)

    def close(self) -> None:
        """End the idle children; busy ones end with their request."""
        self._closed.set()
        with contextlib.suppress(queue.Empty):
            while True:
                child = self._idle.get_nowait()
                if child is not None:
                    child.end()


def run_in_child(module: str, request: dict[str, Any], source: BinaryIO, limits: ChildLimits | None = None) -> Reply:
    """One request in a child of its own. Raises: ChildLost."""
    pool = ChildPool(module, limits)
    try:
        return pool.run(request, source)
    finally:
        pool.close()


# --- the child's side

Handler = Callable[[dict[str, Any], BinaryIO, BinaryIO], dict[str, Any]]


def serve_child(handler: Handler) -> None:
    """Main loop of a child: `handler(request, source, outbox) -> result`, until the parent hangs up."""
    limits = ChildLimits(**json.loads(sys.argv[2]))
    line = socket.socket(fileno=int(sys.argv[1]))
    _confine(limits)
    while True:
        try:
            request, handles = _receive(line)
        except (EOFError, OSError):
            return
        spent = resource.getrusage(resource.RUSAGE_SELF)
        budget = int(spent.ru_utime + spent.ru_stime) + 1 + limits.cpu_s
        resource.setrlimit(resource.RLIMIT_CPU, (budget, resource.RLIM_INFINITY))
        with os.fdopen(handles[0], "rb") as source, os.fdopen(handles[1], "wb") as outbox:
            source.seek(0)
            result = handler(request, source, outbox)
        _send(line, result, [])


def _confine(limits: ChildLimits) -> None:
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.output, limits.output))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        # A network namespace of its own, empty. Where the kernel refuses both ways, the other limits still hold.
        if libc.unshare(_CLONE_NEWNET) != 0:
            libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


# --- the line between them: length, JSON, descriptors


def _send(line: socket.socket, message: dict[str, Any], handles: list[int]) -> None:
    data = json.dumps(message).encode()
    if handles:
        socket.send_fds(line, [_HEADER.pack(len(data))], handles)
    else:
        line.sendall(_HEADER.pack(len(data)))
    line.sendall(data)


def _receive(line: socket.socket) -> tuple[dict[str, Any], list[int]]:
    head, handles, _, _ = socket.recv_fds(line, _HEADER.size, 2)
    if len(head) < _HEADER.size:
        raise EOFError
    size = _HEADER.unpack(head)[0]
    if size > _MAX_MESSAGE:
        raise ValueError("message too long")
    data = io.BytesIO()
    while data.tell() < size:
        piece = line.recv(size - data.tell())
        if not piece:
            raise EOFError
        data.write(piece)
    message = json.loads(data.getvalue())
    if not isinstance(message, dict):
        raise ValueError("not an object")
    return message, list(handles)
