"""A disk that forgets everything that was not fsynced: the instrument behind "durable before acknowledged".

    with forgetful_mount(tmp_path) as mount:
        server = subprocess.Popen([...], env=os.environ | mount.env)    # database and media below mount.path
        ...                       # use the server, write down what it acknowledged
        mount.power_cut()         # from now on every fsync and write fails: nothing more can be acknowledged
        server.kill(); server.wait()
        mount.remount()           # mount.path shows what had reached the disk
        ...                       # start again, look for everything that was acknowledged

What survives: the bytes of a file as of its last fsync or fdatasync, and the names in a folder as of the folder's
last fsync (new, renamed and removed names alike). A file that was fsynced in a folder that was not is gone. That is
stricter than common file systems and exactly what POSIX promises. Locks, mmap and SQLite in WAL mode work.

Two instruments. `fuse`: a file system in memory, mounted by FUSE (daemon.py, disk.py); it covers every process.
`preload`: where FUSE cannot be mounted, an LD_PRELOAD shim (shim.c) over a real folder; it covers the processes
started with `mount.env`, so do all writing in a child process started with it. `forgetful_mount` takes the first that
works and says which in `mount.kind`; when neither works it raises, it never skips. `ZHIXING_POWERCUT=fuse|preload`
insists on one.

Both are proven by tests/backend/platform/test_powercut.py before anything is measured with them.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from tests.support.powercut.fuse import FuseDisk, NoFuse
from tests.support.powercut.preload import PreloadDisk


class Mount(Protocol):
    """`path` to write below, `env` for the processes that write, `kind` of instrument."""

    path: Path
    env: dict[str, str]
    kind: str

    def power_cut(self) -> None: ...

    def remount(self) -> None: ...

    def close(self) -> None: ...


@contextmanager
def forgetful_mount(scratch: Path, kind: str = "") -> Iterator[Mount]:
    """A forgetful disk at `<scratch>/disk` until the block ends."""
    mount = _open(scratch / "powercut", kind or os.environ.get("ZHIXING_POWERCUT", ""))
    try:
        yield mount
    finally:
        mount.close()


def _open(scratch: Path, kind: str) -> Mount:
    if kind == "preload":
        return PreloadDisk(scratch)
    try:
        return FuseDisk(scratch)
    except NoFuse:
        if kind == "fuse":
            raise
        return PreloadDisk(scratch.with_name("powercut-preload"))
