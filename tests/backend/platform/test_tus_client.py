"""Contract: the client the app uses (tus-js-client from npm) and our upload door understand each other."""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.proxy import FaultyProxy, Plan
from zhixing.platform.files import LocalBlobStore

ROOT = Path(__file__).resolve().parents[3]
CLIENT = ROOT / "tests/support/tus_client.mjs"
SIZE = 8 * 1024 * 1024 + 1234


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if found is None or not (ROOT / "pwa/node_modules/tus-js-client").exists():
        pytest.fail("this contract needs Node and `npm ci` in pwa/")
    return found


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, LocalBlobStore]]:
    """The door behind the web server of the embedded default."""
    media = tmp_path_factory.mktemp("door") / "media"
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", "16", "-b", f"127.0.0.1:{port}",
         "--log-level", "error", "tests.support.upload_app:app"],
        cwd=ROOT, env=os.environ | {"MEDIA": str(media)})
    try:
        _wait_for(port)
        yield port, LocalBlobStore(media)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the upload door did not open")


@pytest.fixture
def photo(tmp_path: Path) -> tuple[Path, str]:
    path = tmp_path / "photo.bin"
    path.write_bytes(os.urandom(SIZE))
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


def run(node: str, scenario: str, port: int, photo: tuple[Path, str], digest: str = "") -> dict[str, Any]:
    done = subprocess.run(
        [node, str(CLIENT), scenario, f"http://127.0.0.1:{port}/api/uploads", str(photo[0]), digest or photo[1]],
        capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(("scenario", "patches"), [("chunks", 9), ("whole", 1), ("creation", 0)])
def test_a_file_goes_up_whole_or_in_chunks(
    node: str, door: tuple[int, LocalBlobStore], photo: tuple[Path, str], scenario: str, patches: int,
) -> None:
    result = run(node, scenario, door[0], photo)
    assert (result["ok"], result["patches"]) == (True, patches), result
    assert door[1].verify(photo[1])


def test_an_aborted_upload_goes_on_where_it_stopped(
    node: str, door: tuple[int, LocalBlobStore], photo: tuple[Path, str],
) -> None:
    result = run(node, "resume", door[0], photo)
    assert result["ok"], result
    assert result["aborted"], result
    assert result["first"] >= 3_000_000
    assert result["patches"] <= (SIZE - 2_500_000) // (256 * 1024) + 2
    assert door[1].verify(photo[1])


def test_a_wrong_digest_is_an_error_the_client_can_see_and_nothing_is_kept(
    node: str, door: tuple[int, LocalBlobStore], photo: tuple[Path, str],
) -> None:
    result = run(node, "chunks", door[0], photo, digest="ab" * 32)
    assert (result["ok"], result["status"]) == (False, 460), result
    assert not door[1].has("ab" * 32)
    assert not door[1].has(photo[1])


def test_bytes_handed_in_before_are_not_sent_again(
    node: str, door: tuple[int, LocalBlobStore], photo: tuple[Path, str],
) -> None:
    result = run(node, "twice", door[0], photo)
    assert result["ok"], result
    assert door[1].verify(photo[1])


def test_two_tabs_sending_the_same_upload_end_with_one_whole_file(
    node: str, door: tuple[int, LocalBlobStore], photo: tuple[Path, str],
) -> None:
    result = run(node, "rivals", door[0], photo)
    assert result["ok"], result
    assert door[1].verify(photo[1])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_line_that_cuts_repeats_and_reorders_delays_the_file_but_never_changes_it(
    node: str, door: tuple[int, LocalBlobStore], photo: tuple[Path, str], seed: int,
) -> None:
    rates = {"cut_request": 0.25, "cut_reply": 0.15, "duplicate": 0.1, "delay": 0.05, "reorder": 0.05}
    with FaultyProxy(door[0], Plan(seed, rates, max_delay_s=0.2)) as line:
        result = run(node, "chunks", line.port, photo)
    assert result["ok"], (result, line.counts)
    assert line.counts["cut_request"] + line.counts["cut_reply"] > 0
    assert door[1].verify(photo[1])


def test_a_socket_cut_in_the_middle_of_one_large_request_keeps_what_came_through(
    node: str, door: tuple[int, LocalBlobStore], photo: tuple[Path, str],
) -> None:
    class SecondRequestOnly(Plan):
        def fault(self, number: int, path: str, *, is_socket: bool):  # noqa: ANN202
            _, dice = super().fault(number, path, is_socket=is_socket)
            return ("cut_request" if number == 2 else "pass"), dice

    with FaultyProxy(door[0], SecondRequestOnly(seed=5)) as line:
        result = run(node, "whole", line.port, photo)
    assert (result["ok"], result["patches"]) == (True, 2), (result, line.counts)
    # Without resuming, the bytes sent before the cut would have gone over the line twice.
    assert line.counts["bytes_up"] < SIZE * 1.05
    assert door[1].verify(photo[1])
