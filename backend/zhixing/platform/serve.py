"""`zhixing serve`: web and worker as two processes under one, stopped cleanly by one signal."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from zhixing.platform.config import Config

PR_SET_PDEATHSIG = 1
PATIENCE_S = 30.0
WEB_THREADS = 384  # of the embedded web process
# A child that dies at once is started again slower and slower, so that a broken set-up does not burn the machine.
LONGEST_PAUSE_S = 30.0


@dataclass
class Child:
    """A process that is started again whenever it ends before it was asked to."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    start_at: float = field(default_factory=time.monotonic)

    def keep_alive(self, env: dict[str, str], say: Callable[[str], None]) -> None:
        if self.process is not None and self.process.poll() is not None:
            self.deaths = 0 if time.monotonic() - self.start_at > LONGEST_PAUSE_S else self.deaths + 1
            pause = min(LONGEST_PAUSE_S, 0.2 * 2**self.deaths)
            say(f"{self.name} ended ({self.process.returncode}); starting again in {pause:.1f} s")
            self.process, self.start_at = None, time.monotonic() + pause
        if self.process is None and time.monotonic() >= self.start_at:
            self.start_at = time.monotonic()
            self.process = subprocess.Popen(self.command, env=env, preexec_fn=_die_with_parent)

    def stop(self, with_signal: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(with_signal)


def _die_with_parent() -> None:
    """Linux: if the supervisor is killed, its children are told, so that the port is free for the next start."""
    with contextlib.suppress(OSError):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def web_command(config: Config, *, behind_lan_door: bool = False) -> list[str]:
    """gunicorn as libraries measured best: threads when embedded, gevent when scaled; never preloaded."""
    worker = ["--worker-class", "gthread", "--workers", "1", "--threads", str(WEB_THREADS),
              "--worker-connections", "2000"]
    if config.web == "gevent":
        # Several processes need the message queue: without it a ring would reach the sockets of one of them only.
        workers = config.extra.get("WEB_WORKERS", "2") if config.redis_url else "1"
        worker = ["--worker-class", "gevent", "--workers", workers,
                  "--worker-connections", "4000"]
    bind = f"{config.host}:{config.port}"
    return [sys.executable, "-m", "gunicorn", "zhixing.wsgi:app", "--bind", bind, *worker, "--graceful-timeout", "20",
            "--keep-alive", "75", "--timeout", "120", "--backlog", "2048", "--no-control-socket",
            "--log-level", "warning", "--limit-request-line", "8190",
            *(["--proxy-protocol", "auto"] if behind_lan_door else [])]


def serve(config: Config, say: Callable[[str], None], lan_port: int | None = None) -> int:
    """Run until SIGTERM or SIGINT. Whatever was acknowledged is durable, so even SIGKILL loses nothing."""
    web = web_command(config, behind_lan_door=lan_port is not None)
    children = [Child("web", web), Child("worker", [sys.executable, "-m", "zhixing.cli", "worker"])]
    if lan_port:
        children.append(Child("lan", [sys.executable, "-m", "zhixing.platform.lan", str(lan_port)]))
    stopping = False

    def ask_to_stop(_signal: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, ask_to_stop)
    while not stopping:
        for child in children:
            child.keep_alive(dict(os.environ), say)
        time.sleep(0.1)
    say("stopping")
    return _stop(children)


def _stop(children: list[Child]) -> int:
    for child in children:
        child.stop(signal.SIGTERM)
    until = time.monotonic() + PATIENCE_S
    for child in children:
        if child.process is None:
            continue
        try:
            child.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.stop(signal.SIGKILL)
    return 0
