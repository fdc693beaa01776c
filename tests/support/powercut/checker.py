"""Looks for everything that was acknowledged: `python checker.py <folder> < acknowledged.json`, prints what is lost.

A process of its own, because what it repairs on the way (a WAL, an upload that was whole) must count for the disk.
"""

import io
import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from zhixing.platform.db import make_engine, sqlite_url
from zhixing.platform.files import LocalBlobStore
from zhixing.platform.tus import TusServer
from zhixing.platform.tus_wire import TusRequest


def lost_rows(database: Path, wanted: list[str]) -> list[str]:
    engine = make_engine(sqlite_url(database))
    with closing(engine.raw_connection()) as connection:
        health = connection.execute("PRAGMA integrity_check").fetchall()
        rows = {digest for digest, in connection.execute("SELECT digest FROM photo")}
    engine.dispose()
    broken = [] if health == [("ok",)] else [f"database: {health}"]
    return broken + [f"row {digest}" for digest in wanted if digest not in rows]


def lost_originals(store: LocalBlobStore, wanted: list[str]) -> list[str]:
    return [f"original {digest}" for digest in wanted if not store.has(digest) or not store.verify(digest)]


def lost_uploads(store: LocalBlobStore, wanted: dict[str, int]) -> list[str]:
    door, lost = TusServer(store), []
    for url, offset in wanted.items():
        headers = {"tus-resumable": "1.0.0"}
        answer = door.handle(TusRequest("HEAD", url.rsplit("/", 1)[1], headers, io.BytesIO(), "device:a"))
        if int(answer.headers.get("Upload-Offset", "-1")) < offset:
            lost.append(f"upload {url} at {offset}: {answer}")
    return lost


def main() -> None:
    """Print a JSON list of losses."""
    told: dict[str, Any] = json.load(sys.stdin)
    root = Path(sys.argv[1])
    store = LocalBlobStore(root / "media")
    print(json.dumps(lost_rows(root / "zhixing.db", told["rows"]) + lost_originals(store, told["digests"])
                     + lost_uploads(store, told["offsets"])))


if __name__ == "__main__":
    main()
