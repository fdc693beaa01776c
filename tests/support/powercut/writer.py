"""Does the house's durable work until the power goes: `python writer.py <folder> [careless]`.

Several threads upload photos by tus in pieces, seal them and commit a row for each to a SQLite database. What was
acknowledged (offsets, digests, rows) is printed, one JSON line each, only after it was answered. `careless` skips
the fsync of folders, to show that the test notices.
"""

import base64
import hashlib
import io
import json
import os
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from zhixing.platform import files, staging
from zhixing.platform.db import make_engine, sqlite_url
from zhixing.platform.tus import TusServer
from zhixing.platform.tus_wire import TusRequest, UploadLimits

PIECE = 20_000
THREADS = 3


def say(**fact: object) -> None:
    os.write(1, (json.dumps(fact) + "\n").encode())  # one write, so lines of threads never mix


class House:
    """The store, the upload door and the database below one folder."""

    def __init__(self, root: Path) -> None:
        self.store = files.LocalBlobStore(root / "media")
        self.tus = TusServer(self.store, limits=UploadLimits(max_open=10_000))
        self.engine = make_engine(sqlite_url(root / "zhixing.db"))
        with self.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS photo (digest TEXT PRIMARY KEY, size INTEGER)")

    def ask(self, method: str, url: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str]]:
        sent = {"tus-resumable": "1.0.0", "content-type": "application/offset+octet-stream"}
        sent |= {key.replace("_", "-"): value for key, value in headers.items()}
        answer = self.tus.handle(TusRequest(method, url.rsplit("/", 1)[1] or None, sent, io.BytesIO(body), "device:a"))
        return answer.status, answer.headers

    def hand_in(self, photo: bytes) -> None:
        digest = hashlib.sha256(photo).hexdigest()
        fields = "sha256 " + base64.b64encode(digest.encode()).decode()
        status, headers = self.ask("POST", "/", upload_length=str(len(photo)), upload_metadata=fields, content_type="-")
        assert status == 201, status
        url = headers["Location"]
        for offset in range(0, len(photo), PIECE):
            piece = photo[offset:offset + PIECE]
            status, headers = self.ask("PATCH", url, piece, upload_offset=str(offset))
            assert status == 204, status
            if int(headers["Upload-Offset"]) < len(photo):
                say(url=url, offset=int(headers["Upload-Offset"]))
        say(url=url, digest=digest)
        with self.engine.connect() as connection:
            writing = connection.execution_options(zhixing_write=True)
            with writing.begin():
                writing.exec_driver_sql("INSERT INTO photo VALUES (?, ?)", (digest, len(photo)))
        say(row=digest)


def main() -> None:
    """Work until killed."""
    if "careless" in sys.argv:
        files.fsync_folder = staging.fsync_folder = lambda path: None
    house = House(Path(sys.argv[1]))

    def work() -> None:
        while True:
            house.hand_in(os.urandom(5000 + int.from_bytes(os.urandom(2), "big")))

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()


if __name__ == "__main__":
    main()
