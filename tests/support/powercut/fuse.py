"""The first instrument: a file system in memory, mounted by FUSE, served by daemon.py."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path


class NoFuse(RuntimeError):
    """This machine (or sandbox) mounts no FUSE file system."""


class FuseDisk:
    """See `forgetful_mount`. Covers every process that uses the path."""

    kind = "fuse"

    def __init__(self, scratch: Path) -> None:
        """Raises: NoFuse."""
        self.path = (scratch / "disk").resolve()
        self.env: dict[str, str] = {}
        self._state = scratch / "state"
        self._control = scratch / "control"
        self._log = scratch / "daemon.log"
        self._daemon: subprocess.Popen[bytes] | None = None
        self.path.mkdir(parents=True)
        self.remount()

    def remount(self) -> None:
        self._control.unlink(missing_ok=True)
        with self._log.open("ab") as log:
            self._daemon = subprocess.Popen(
                [sys.executable, "-W", "ignore", str(Path(__file__).with_name("daemon.py")), str(self.path),
                 str(self._control), str(self._state)], stdout=log, stderr=log)
        deadline = time.monotonic() + 15
        while not os.path.ismount(self.path):
            if self._daemon.poll() is not None or time.monotonic() > deadline:
                self.close()
                raise NoFuse(self._log.read_text()[-500:])
            time.sleep(0.02)

    def power_cut(self) -> None:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self._control))
            line.sendall(b"cut\n")
            if line.recv(16) != b"done":
                raise RuntimeError("the disk did not say what is durable")
        self.close()

    def close(self) -> None:
        if self._daemon is not None:
            self._daemon.kill()  # programs that still have files open get errors from here on
            self._daemon.wait()
        tool = shutil.which("fusermount3") or shutil.which("fusermount") or "umount"
        options = ["-u", "-z"] if "fusermount" in tool else ["-l"]
        with contextlib.suppress(OSError):
            subprocess.run([tool, *options, str(self.path)], capture_output=True, check=False)
