"""The institutions' own HTTP door: where a court's gate is a line, batches are posted here and read like files."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from zhixing.platform.gateway.adapters import Parcel, drop

LARGEST = 64 << 20


@contextmanager
def listening(folder: Path, port: int) -> Iterator[int]:
    """Take posted batches into the folder until the block ends. The port that was opened (0 asks for any free one)."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            batch = self.headers.get("Zhixing-Batch", "")
            fits = 0 < length <= LARGEST and batch.replace("-", "").isalnum()
            if fits:
                drop(folder, Parcel(self.headers.get("Zhixing-Peer", ""), batch, self.path,
                                    self.headers.get("Zhixing-Signature", ""), self.rfile.read(length)), packed=False)
            self.send_response(202 if fits else 400)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """The simulator says itself what it read."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
