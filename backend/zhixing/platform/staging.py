"""What has arrived of an upload and is not yet an original: `<root>/<folder>/<id>.part` and a note beside it.

The lower half of files.py (nothing else may import it): durable folders, a part locked for one writer, notes.
"""

import errno
import fcntl
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Self

PIECE = 64 * 1024
_NAME = re.compile(r"^[a-z0-9][a-z0-9._-]{0,79}$")


class StoreFull(OSError):
    """The disk is full (or over quota). What was there before is untouched."""


class Busy(RuntimeError):
    """Another request is writing this upload now."""


def check_name(name: str) -> str:
    """Raises: ValueError unless it is a plain file name (keeps `../` out of every path)."""
    if not _NAME.match(name):
        raise ValueError(f"not a plain name: {name!r}")
    return name


def fsync_folder(path: Path) -> None:
    """Make the entries of a folder survive a power cut."""
    _fsync(path)


class Folders:
    """Makes folders whose own entries are durable, and remembers which are."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._durable: set[Path] = set()
        root.mkdir(parents=True, exist_ok=True)
        for folder in (root, *list(root.parents)[:2]):
            with suppress(OSError):  # a parent may belong to somebody else; then it is not new either
                fsync_folder(folder)

    def ensure(self, path: Path) -> Path:
        """`path`, existing, with every entry from the root down to it fsynced."""
        if path not in self._durable:
            path.mkdir(parents=True, exist_ok=True)
            self.settle(path)
        return path

    def settle(self, path: Path) -> None:
        """Make the entries of `path` durable, and those that lead to it unless they are known to be.

        Also when the folders existed already: another thread may have made one an instant ago without having
        got as far as its fsync. They are noted only when all are done, so that nobody relies on half a path.
        """
        new = [folder for folder in (path, *path.parents) if folder not in self._durable]
        new = [folder for folder in new if folder != self.root and self.root in folder.parents]
        for folder in (path, *(folder.parent for folder in new)):
            fsync_folder(folder)
        self._durable.update(new)


@contextmanager
def space() -> Iterator[None]:
    try:
        yield
    except OSError as cause:
        if cause.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull(cause.errno, "no space left for uploads") from cause
        raise


class Part:
    """An upload in progress, locked for one writer (also against other processes)."""

    def __init__(self, path: Path) -> None:
        """Raises: Busy when somebody else writes it; FileNotFoundError when it is gone."""
        self.path = path
        self._handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            self._lock()
        except BaseException:
            os.close(self._handle)
            raise
        found = os.fstat(self._handle)
        self.size = found.st_size
        # After a power cut a part may still be a second name of a sealed original: that must never change.
        self._frozen = not found.st_mode & stat.S_IWUSR

    def _lock(self) -> None:
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as cause:
            raise Busy(self.path.name) from cause
        # Between open and lock the file may have been sealed or discarded by whoever held the lock.
        if os.stat(self.path).st_ino != os.fstat(self._handle).st_ino:
            raise FileNotFoundError(self.path)

    def append(self, piece: bytes) -> None:
        """Add bytes at the end, all of them or none. Raises: StoreFull."""
        self._refuse_if_frozen()
        view, end = memoryview(piece), self.size
        try:
            with space():
                while view:
                    written = os.pwrite(self._handle, view, end)
                    end += written
                    view = view[written:]
        except StoreFull:
            os.ftruncate(self._handle, self.size)
            raise
        self.size = end

    def cut_back(self, size: int) -> None:
        """Forget everything beyond `size` bytes."""
        self._refuse_if_frozen()
        os.ftruncate(self._handle, size)
        self.size = size

    def _refuse_if_frozen(self) -> None:
        if self._frozen:
            raise PermissionError(f"{self.path.name} is sealed")

    def pieces(self, start: int = 0) -> Iterator[bytes]:
        """What is stored from `start` on, in pieces."""
        while piece := os.pread(self._handle, 16 * PIECE, start):
            yield piece
            start += len(piece)

    def make_durable(self) -> None:
        """The bytes survive a power cut from here on (their name does when `Staging.keep` was called)."""
        with space():
            os.fdatasync(self._handle)

    def freeze(self) -> None:
        """Read-only and fsynced, mode included: the last thing that ever happens to these bytes."""
        with space():
            os.fchmod(self._handle, 0o444)
            self._frozen = True
            os.fsync(self._handle)

    def close(self) -> None:
        os.close(self._handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _write(path: Path, note: dict[str, Any]) -> None:
    path.write_text(json.dumps(note), encoding="utf-8")


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read_note(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "expires" in found else None


class Staging:
    """Unfinished uploads of each owner, one folder per owner so that nobody counts everybody's."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folders = Folders(root)

    def _path(self, owner: str, upload_id: str, suffix: str) -> Path:
        folder = hashlib.sha256(owner.encode()).hexdigest()[:24]
        return self.root / folder / (check_name(upload_id) + suffix)

    def create(self, owner: str, upload_id: str, note: dict[str, Any]) -> None:
        """An empty part and its note. Not durable yet: nothing was received, so nothing can be lost."""
        with space():
            self._folders.ensure(self._path(owner, upload_id, ".part").parent)
            _write(self._path(owner, upload_id, ".json"), note)
            self._path(owner, upload_id, ".part").touch(exist_ok=False)

    def rewrite_note(self, owner: str, upload_id: str, note: dict[str, Any]) -> None:
        """Replace the note at once and durably: a power cut leaves the old or the new one, never half of it."""
        path = self._path(owner, upload_id, ".json")
        fresh = path.with_suffix(".new")
        _write(fresh, note)
        _fsync(fresh)  # a name may become durable before the bytes it stands for
        os.replace(fresh, path)
        fsync_folder(path.parent)

    def mark_told(self, owner: str, upload_id: str) -> None:
        """Remember that the completion was told. Not durable: told again after a power cut, and a photo costs less."""
        self._path(owner, upload_id, ".told").touch()

    def was_told(self, owner: str, upload_id: str) -> bool:
        return self._path(owner, upload_id, ".told").exists()

    def keep(self, owner: str, upload_id: str) -> None:
        """Make the note and the names durable, once there is something worth finding again."""
        note = self._path(owner, upload_id, ".json")
        _fsync(note)
        fsync_folder(note.parent)

    def note(self, owner: str, upload_id: str) -> dict[str, Any] | None:
        """None when there is no such upload, or when a power cut left only a torn note of an empty one."""
        return _read_note(self._path(owner, upload_id, ".json"))

    def open(self, owner: str, upload_id: str) -> Part | None:
        """The part, locked; None when it was sealed or discarded. Raises: Busy."""
        try:
            return Part(self._path(owner, upload_id, ".part"))
        except FileNotFoundError:
            return None

    def has_part(self, owner: str, upload_id: str) -> bool:
        return self._path(owner, upload_id, ".part").exists()

    def drop_part(self, owner: str, upload_id: str) -> None:
        """Of an upload that needs no bytes: its note alone stays."""
        self._path(owner, upload_id, ".part").unlink(missing_ok=True)

    def unfinished(self, owner: str) -> list[dict[str, Any]]:
        """Notes of this owner's uploads that still have a part (for quotas)."""
        folder = self._path(owner, "x", "").parent
        notes = (self.note(owner, path.stem) for path in folder.glob("*.part"))
        return [note for note in notes if note is not None]

    def discard(self, owner: str, upload_id: str) -> None:
        """Forget an upload that was never accepted. Sealed originals are not reachable from here."""
        for suffix in (".part", ".json", ".told"):
            self._path(owner, upload_id, suffix).unlink(missing_ok=True)

    def discard_torn(self, before: datetime) -> None:
        """Remove what a power cut left without a readable note, when older than `before`."""
        for path in self.root.glob("*/*"):
            with suppress(FileNotFoundError):
                whole = path.suffix != ".new" and _read_note(path.with_suffix(".json")) is not None
                if not whole and path.stat().st_mtime < before.timestamp():
                    path.unlink()

    def all_notes(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(upload id, note) of every owner; the note says who."""
        for path in self.root.glob("*/*.json"):
            note = _read_note(path)
            if note is not None:
                yield path.stem, note
