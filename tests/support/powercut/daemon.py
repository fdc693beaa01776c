"""Shows a forgetful disk to the kernel by FUSE: `python daemon.py <mountpoint> <control socket> [<state file>]`.

A process of its own: a FUSE file system must not live in the process that uses it (a page fault that holds the
interpreter's lock would wait for itself). Commands on the control socket, one word per line: `cut`.
"""

import errno
import functools
import os
import socket
import stat
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mfusepy

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from tests.support.powercut.disk import Disk, DiskError, Node  # noqa: E402


def guarded(call: Callable[..., Any]) -> Callable[..., Any]:
    """One call at a time, none after the power went, and our errors as errno."""

    @functools.wraps(call)
    def guard(self: "Operations", *args: Any, **named: Any) -> Any:
        with self.guard:
            if self.disk.dead:
                raise mfusepy.FuseOSError(errno.EIO)
            try:
                return call(self, *args, **named)
            except DiskError as cause:
                raise mfusepy.FuseOSError(cause.errno or errno.EIO) from cause

    return guard


class Operations(mfusepy.Operations):
    """FUSE calls on a Disk. Handles are kept, so that unlinked files stay readable for who has them open."""

    use_ns = True

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.guard = threading.Lock()
        self._handles: dict[int, Node] = {}
        self._next = 0

    def _node(self, path: str | None, handle: Any) -> Node:
        found = self._handles.get(handle) if handle else None
        return found if found is not None else self.disk.find(path or "/")

    def _opened(self, node: Node) -> int:
        self._next += 1
        self._handles[self._next] = node
        return self._next

    def getattr(self, path: str, fh: Any = None) -> dict[str, int]:
        node = self._node(path, fh)
        when = int(node.changed * 1e9)
        return {"st_mode": node.mode, "st_nlink": 2 if node.is_folder else 1, "st_size": len(node.data),
                "st_ino": node.number, "st_uid": os.getuid(), "st_gid": os.getgid(), "st_blocks": len(node.data) // 512,
                "st_mtime": when, "st_ctime": when, "st_atime": when}

    def readdir(self, path: str, fh: Any) -> list[str]:
        return [".", "..", *self.disk.find(path).entries]

    def create(self, path: str, mode: int, fi: Any = None) -> int:
        return self._opened(self.disk.make(path, stat.S_IFREG | stat.S_IMODE(mode)))

    def open(self, path: str, flags: int) -> int:
        node = self.disk.find(path)
        if flags & os.O_TRUNC:
            node.truncate(0)
        return self._opened(node)

    def release(self, path: str, fh: int) -> int:
        self._handles.pop(fh, None)
        return 0

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        return bytes(self._node(path, fh).data[offset:offset + size])

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        return self._node(path, fh).write(data, offset)

    def truncate(self, path: str, length: int, fh: Any = None) -> int:
        self._node(path, fh).truncate(length)
        return 0

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        self._node(path, fh).sync()
        return 0

    def fsyncdir(self, path: str, datasync: int, fh: int) -> int:
        self.disk.find(path).sync()
        return 0

    def mkdir(self, path: str, mode: int) -> int:
        self.disk.make(path, stat.S_IFDIR | stat.S_IMODE(mode))
        return 0

    def rmdir(self, path: str) -> int:
        self.disk.remove(path)
        return 0

    def unlink(self, path: str) -> int:
        self.disk.remove(path)
        return 0

    def rename(self, old: str, new: str) -> int:
        self.disk.rename(old, new)
        return 0

    def link(self, target: str, source: str) -> int:
        self.disk.link(source, target)
        return 0

    def chmod(self, path: str, mode: int) -> int:
        node = self.disk.find(path)
        node.mode = stat.S_IFMT(node.mode) | stat.S_IMODE(mode)
        return 0

    def chown(self, path: str, uid: int, gid: int) -> int:
        return 0

    def utimens(self, path: str, times: Any = None) -> int:
        self.disk.find(path).changed = times[1] / 1e9 if times else time.time()
        return 0

    def statfs(self, path: str) -> dict[str, int]:
        return {"f_bsize": 4096, "f_frsize": 4096, "f_blocks": 1 << 20, "f_bavail": 1 << 19, "f_bfree": 1 << 19,
                "f_namemax": 255, "f_files": 1 << 20, "f_ffree": 1 << 19, "f_favail": 1 << 19}


for _name, _call in list(vars(Operations).items()):
    if callable(_call) and not _name.startswith("_"):
        setattr(Operations, _name, guarded(_call))


def _listen(listener: socket.socket, operations: Operations, state: Path) -> None:
    line, _ = listener.accept()
    line.recv(16)
    with operations.guard:  # from here on nothing is answered any more, so nothing can be acknowledged
        operations.disk.dead = True
        operations.disk.save_what_is_durable(state)
    line.sendall(b"done")


def main() -> None:
    """Serve until killed."""
    mountpoint, control, state = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    disk = Disk.load(state) if state.exists() else Disk()
    operations = Operations(disk)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(control))
    listener.listen()
    threading.Thread(target=_listen, args=(listener, operations, state), daemon=True).start()
    mfusepy.FUSE(operations, mountpoint, foreground=True, nothreads=True, hard_remove=True, fsname="forgetful")


if __name__ == "__main__":
    main()
