"""The real house as a user runs it: `zhixing serve` in its own processes, which a test may kill."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_cli(env: dict[str, str], *words: str) -> str:
    """One `zhixing` command; its output. Raises: CalledProcessError with what it printed."""
    done = subprocess.run([sys.executable, "-m", "zhixing.cli", *words], env=env, cwd=ROOT, text=True,
                          capture_output=True)
    if done.returncode:
        raise AssertionError(f"zhixing {' '.join(words)} → {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


@dataclass
class Server:
    """A running house with its data under `folder`."""

    folder: Path
    port: int = field(default_factory=free_port)
    options: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        return {**os.environ, "ZHIXING_DATA_DIR": str(self.folder / "var"), "ZHIXING_PORT": str(self.port),
                "ZHIXING_PUBLIC_URL": self.url, **self.options}

    @property
    def demo(self) -> dict[str, Any]:
        return json.loads((self.folder / "var" / "demo.json").read_text("utf-8"))

    def start(self) -> "Server":
        log = open(self.folder / "server.log", "ab")  # noqa: SIM115
        self.process = subprocess.Popen([sys.executable, "-m", "zhixing.cli", "serve"], env=self.env, cwd=ROOT,
                                        stdout=log, stderr=log, start_new_session=True)
        log.close()
        self.wait_until_ready()
        return self

    def wait_until_ready(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
            time.sleep(0.1)
        raise AssertionError((self.folder / "server.log").read_text("utf-8")[-4000:])

    def stop(self) -> int:
        """SIGTERM, as an administrator stops it; its exit status."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(40)
        self.process = None
        return status

    def children(self) -> list[int]:
        """Process ids of everything under the supervisor, gunicorn's workers too."""
        assert self.process is not None
        table = {}
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                table[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        found, todo = [], [self.process.pid]
        while todo:
            parent = todo.pop()
            below = [pid for pid, above in table.items() if above == parent]
            found += below
            todo += below
        return found

    def kill(self) -> None:
        """SIGKILL everything at once: no handler runs, nothing is flushed."""
        if self.process is None:
            return
        for pid in [self.process.pid, *self.children()]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def kill_children(self) -> None:
        """SIGKILL web and worker; the supervisor starts them again."""
        for pid in self.children():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def running_server(folder: Path, *, world: bool = True, **options: str) -> Iterator[Server]:
    """A house with (or without) the demo world, started and ready."""
    server = Server(folder, options=options)
    run_cli(server.env, "migrate")
    if world:
        run_cli(server.env, "world")
    try:
        yield server.start()
    finally:
        server.stop()
