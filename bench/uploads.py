"""3 MB photos taken in per second through tus, at 1 and 8 connections, until they are sealed and durable.

Beside a bare socket-to-file copy that also hashes, fsyncs and renames, and beside the npm package @tus/server, which
neither hashes nor fsyncs.
"""

import hashlib
import http.client
import os
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from bench.contest import Contest, run, start_peer
from bench.pushes import rate
from tests.support.field import enrolled_tablets
from tests.support.server import free_port, running_server

SIZE = 3_000_000
CONNECTIONS = (1, 8)


def photo() -> bytes:
    """Three megabytes nobody has sent before."""
    return os.urandom(SIZE)


class BareCopy:
    """The floor: a thread per connection reads a length and so many bytes, hashes, writes, fsyncs, renames, answers."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.listener = folder, socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.links: dict[int, socket.socket] = {}
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                link, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(link,), daemon=True).start()

    def _serve(self, link: socket.socket) -> None:
        with link, link.makefile("rb") as stream:
            while length := stream.read(8):
                left, digest = int.from_bytes(length, "big"), hashlib.sha256()
                part = self.folder / f"{time.time_ns()}.part"
                with part.open("wb") as file:
                    while left:
                        data = stream.read(min(65536, left))
                        digest.update(data)
                        file.write(data)
                        left -= len(data)
                    file.flush()
                    os.fsync(file.fileno())
                part.rename(self.folder / digest.hexdigest())
                folder = os.open(self.folder, os.O_RDONLY)
                os.fsync(folder)
                os.close(folder)
                link.sendall(b"k")

    def work(self, client: int) -> int:
        link = self.links.get(client) or self.links.setdefault(
            client, socket.create_connection(("127.0.0.1", self.port)))
        link.sendall(SIZE.to_bytes(8, "big") + photo())
        assert link.recv(1) == b"k"
        return 1


def tus_client(port: int, path: str) -> Callable[[int], int]:
    """A plain tus client for a server without login."""

    def work(client: int) -> int:
        # A connection per photo: Node closes idle ones between the rounds, and three megabytes dwarf a handshake.
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        link.request("POST", path, b"", {"Tus-Resumable": "1.0.0", "Upload-Length": str(SIZE)})
        answer = link.getresponse()
        answer.read()
        place = answer.headers["Location"]
        link.request("PATCH", "/" + place.split("/", 3)[3] if "://" in place else place, photo(), {
            "Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"})
        answer = link.getresponse()
        answer.read()
        link.close()
        assert answer.status == 204, answer.status
        return 1

    return work


def start_tus_node(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    """The npm package @tus/server with its file store."""
    port = free_port()
    process, says = start_peer("tus.mjs", str(port), str(folder))
    says.readline()
    return process, port


def measure() -> list[str]:
    rows = []
    with tempfile.TemporaryDirectory() as text, running_server(Path(text)) as server:
        folder = Path(text)
        for name in ("bare", "node"):
            (folder / name).mkdir()
        tablets, bare = enrolled_tablets(server, max(CONNECTIONS)), BareCopy(folder / "bare")
        node, port = start_tus_node(folder / "node")

        def ours(client: int) -> int:
            tablets[client].upload(photo())
            return 1

        through_node = tus_client(port, "/files")
        for clients in CONNECTIONS:
            rows += run(Contest(
                f"3 MB photos, {clients} connections", "photos/s", lambda n=clients: rate(n, ours),
                {"bare copy": lambda n=clients: rate(n, bare.work),
                 "@tus/server": lambda n=clients: rate(n, through_node)}))
        node.terminate()
        node.wait()
    return rows
