"""A time-stamp server (RFC 3161) on this machine: `openssl ts` behind a small HTTP door."""

import http.server
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

CONFIG = """
[tsa]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[stamps]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
"""
OTHER_QUESTION = b"something else"


def openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


def make_authority(folder: Path) -> Path:
    """Keys and certificates for stamping; the authority's certificate."""
    folder.mkdir()
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    new = ["req", "-config", "tsa.cnf", "-newkey", "rsa:2048", "-nodes"]
    openssl(folder, *new, "-x509", "-days", "30", "-subj", "/CN=Test authority", "-extensions", "authority",
            "-keyout", "ca.key", "-out", "ca.pem")
    openssl(folder, *new, "-subj", "/CN=Test time stamps", "-keyout", "tsa.key", "-out", "tsa.csr")
    openssl(folder, "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days",
            "30", "-extfile", "tsa.cnf", "-extensions", "stamps", "-out", "tsa.pem")
    return folder / "ca.pem"


@dataclass
class StampServer:
    """`mood`: well, or how it fails. `asked` counts questions."""

    folder: Path
    mood: str = "well"
    asked: int = 0
    port: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/tsa"

    @property
    def authority(self) -> Path:
        return self.folder / "ca.pem"

    def answer(self, query: bytes) -> bytes:
        if self.mood == "garbage":
            return b"<html>not a time stamp</html>"
        if self.mood == "huge":
            return b"0" * (1 << 20)
        if self.mood == "wrong nonce":
            return self._reply("-data", self._file("data", OTHER_QUESTION))
        reply = self._reply("-queryfile", self._file("query.tsq", query))
        if self.mood == "forged":  # the signature is the last thing in the token
            return reply[:-8] + bytes([reply[-8] ^ 1]) + reply[-7:]
        return reply

    def _file(self, name: str, data: bytes) -> Path:
        (self.folder / name).write_bytes(data)
        return self.folder / name

    def _reply(self, how: str, file: Path) -> bytes:
        if how == "-data":
            openssl(self.folder, "ts", "-query", "-data", str(file), "-sha256", "-cert", "-out", "other.tsq")
            file = self.folder / "other.tsq"
        openssl(self.folder, "ts", "-reply", "-config", "tsa.cnf", "-section", "tsa", "-queryfile", str(file),
                "-inkey", "tsa.key", "-signer", "tsa.pem", "-chain", "ca.pem", "-out", "reply.tsr")
        return (self.folder / "reply.tsr").read_bytes()


class Door(http.server.BaseHTTPRequestHandler):
    """One question, one answer, in the mood of the server."""

    stamps: ClassVar[StampServer]

    def do_POST(self) -> None:
        query = self.rfile.read(int(self.headers["Content-Length"]))
        self.stamps.asked += 1
        if self.stamps.mood == "refuses":
            return self.send_error(503)
        if self.stamps.mood == "drips":
            return self._drip()
        data = self.stamps.answer(query)
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        return None

    def _drip(self) -> None:
        """A byte now and then, so that no pause is long enough for a socket to give up."""
        self.send_response(200)
        self.send_header("Content-Length", "4096")
        self.end_headers()
        while not self.stamps.over.is_set():
            self.wfile.write(b"0")
            self.wfile.flush()
            time.sleep(0.05)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def stamp_server(folder: Path) -> Iterator[StampServer]:
    make_authority(folder)
    stamps = StampServer(folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (Door,), {"stamps": stamps}))
    stamps.port = server.server_port
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield stamps
    finally:
        stamps.over.set()
        server.shutdown()
        server.server_close()
        serving.join()
