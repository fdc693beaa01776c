"""The model of a disk that forgets: every file and folder in two states, as programs see it and as it would be found
after a power cut. Pure memory; daemon.py shows it to the kernel.

Strict on purpose, as POSIX allows a file system to be: a new, renamed or removed name is durable only once its folder
was fsynced, data and length only once the file was. Real file systems often keep more.
"""

import errno
import pickle
import stat
import time
from dataclasses import dataclass, field
from pathlib import Path


class DiskError(OSError):
    """An errno for the kernel."""


@dataclass(eq=False)
class Node:
    """A file or a folder. `pending` are writes and truncations that no fsync has covered yet."""

    number: int
    mode: int
    data: bytearray = field(default_factory=bytearray)
    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    entries: "dict[str, Node]" = field(default_factory=dict)
    durable_entries: "dict[str, Node]" = field(default_factory=dict)
    changed: float = field(default_factory=time.time)

    @property
    def is_folder(self) -> bool:
        return stat.S_ISDIR(self.mode)

    def write(self, data: bytes, offset: int) -> int:
        if offset > len(self.data):
            self.data.extend(bytes(offset - len(self.data)))
        self.data[offset:offset + len(data)] = data
        self.pending.append((offset, bytes(data)))
        self.changed = time.time()
        return len(data)

    def truncate(self, size: int) -> None:
        _resize(self.data, size)
        self.pending.append((size, None))
        self.changed = time.time()

    def sync(self) -> None:
        """fsync of a file, or of a folder."""
        if self.is_folder:
            self.durable_entries = dict(self.entries)
            return
        for offset, data in self.pending:
            if data is None:
                _resize(self.durable, offset)
                continue
            if offset > len(self.durable):
                _resize(self.durable, offset)
            self.durable[offset:offset + len(data)] = data
        self.pending.clear()


def _resize(data: bytearray, size: int) -> None:
    if size < len(data):
        del data[size:]
    else:
        data.extend(bytes(size - len(data)))


class Disk:
    """The tree. Paths are absolute, `/` separated."""

    def __init__(self, root: Node | None = None) -> None:
        self._numbers = 1
        self.root = root or self._new(stat.S_IFDIR | 0o755)
        self.dead = False

    def _new(self, mode: int) -> Node:
        self._numbers += 1
        return Node(self._numbers, mode)

    def find(self, path: str) -> Node:
        """Raises: DiskError(ENOENT, ENOTDIR)."""
        node = self.root
        for name in filter(None, path.split("/")):
            if not node.is_folder:
                raise DiskError(errno.ENOTDIR, path)
            if name not in node.entries:
                raise DiskError(errno.ENOENT, path)
            node = node.entries[name]
        return node

    def _parent(self, path: str) -> tuple[Node, str]:
        folder, _, name = path.rstrip("/").rpartition("/")
        return self.find(folder or "/"), name

    def make(self, path: str, mode: int) -> Node:
        parent, name = self._parent(path)
        if name in parent.entries:
            raise DiskError(errno.EEXIST, path)
        node = self._new(mode)
        parent.entries[name] = node
        return node

    def remove(self, path: str) -> None:
        parent, name = self._parent(path)
        if self.find(path).entries:
            raise DiskError(errno.ENOTEMPTY, path)
        del parent.entries[name]

    def rename(self, old: str, new: str) -> None:
        source, old_name = self._parent(old)
        target, new_name = self._parent(new)
        target.entries[new_name] = self.find(old)
        if (source, old_name) != (target, new_name):
            del source.entries[old_name]

    def link(self, old: str, new: str) -> None:
        parent, name = self._parent(new)
        if name in parent.entries:
            raise DiskError(errno.EEXIST, new)
        parent.entries[name] = self.find(old)

    def save_what_is_durable(self, path: Path) -> None:
        """The state after a power cut, for the next daemon."""
        path.write_bytes(pickle.dumps(_pack(self.root, {}), protocol=5))

    @classmethod
    def load(cls, path: Path) -> "Disk":
        disk = cls()
        disk.root = disk._unpack(pickle.loads(path.read_bytes()), {})
        return disk

    def _unpack(self, packed: tuple, seen: dict[int, Node]) -> Node:
        number, mode, data, entries = packed
        if number in seen:  # two durable names of one file stay one file
            return seen[number]
        node = seen[number] = self._new(mode)
        node.data, node.durable = bytearray(data), bytearray(data)
        node.entries = {name: self._unpack(child, seen) for name, child in entries.items()}
        node.durable_entries = dict(node.entries)
        return node


def _pack(node: Node, seen: dict[int, tuple]) -> tuple:
    if id(node) not in seen:
        entries = {name: _pack(child, seen) for name, child in node.durable_entries.items()}
        seen[id(node)] = (node.number, node.mode, bytes(node.durable), entries)
    return seen[id(node)]
