"""The bytes of the evidence: hashed while they arrive, fsynced, sealed, never changed again (design.md 5).

The only file that reads or writes blobs on disk (its lower half is staging.py). Layout of a `LocalBlobStore`:

    sha256/ab/cd/<digest>          originals, mode 0444, named by their SHA-256, without any way to delete one
    derived/ab/cd/<parent>/<name>  thumbnails, display and masked copies: can be made again, may be dropped
    uploads/<folder>/<id>.part     what has arrived of an upload, with the note <id>.json beside it

Durable before acknowledged: a method that returns has fsynced the file AND every folder entry that leads to
it. A rename alone survives a killed process, not a power cut (tests/backend/platform/test_powercut.py).
"""

import errno
import hashlib
import os
import re
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from zhixing.kernel.clock import system_clock, to_text
from zhixing.kernel.ids import new_id
from zhixing.platform.staging import (
    PIECE,
    Busy,
    Folders,
    Part,
    Staging,
    StoreFull,
    check_name,
    fsync_folder,
    space,
)

__all__ = [
    "PIECE",
    "BlobStore",
    "Busy",
    "DigestMismatch",
    "LocalBlobStore",
    "NoSuchBlob",
    "Part",
    "StagedStore",
    "Staging",
    "StoreFull",
    "Stored",
    "check_digest",
    "open_store",
]

# Some network mounts have no hard links.
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}
_DIGEST = re.compile(r"^[0-9a-f]{64}$")


class NoSuchBlob(LookupError):
    """The store holds no bytes under this digest or name."""


class DigestMismatch(ValueError):
    """The bytes are not the ones that were announced; they were not kept."""


@dataclass(frozen=True)
class Stored:
    """What the store holds: the SHA-256 it computed over the stored bytes, and their number."""

    sha256: str
    size: int


class BlobStore(Protocol):
    """Port. `LocalBlobStore` is the embedded default, `S3BlobStore` (files_s3.py) the scaled one."""

    staging: Staging

    def seal(self, part: Part, digest: str) -> None:
        """Make the complete, hashed bytes of an upload an original, durably; the part is gone afterwards."""
        ...

    def put(self, source: BinaryIO, expected: str | None = None) -> Stored:
        """Store a stream as an original, durably. Raises: DigestMismatch if it is not `expected`; StoreFull."""
        ...

    def has(self, digest: str) -> bool: ...

    def size(self, digest: str) -> int:
        """Bytes. Raises: NoSuchBlob."""
        ...

    def open(self, digest: str) -> BinaryIO:
        """The original, seekable, read-only (ranges are `seek` and `read`). Raises: NoSuchBlob."""
        ...

    def local_file(self, digest: str) -> AbstractContextManager[BinaryIO]:
        """The original as a file with a descriptor, to hand to a child process. Raises: NoSuchBlob."""
        ...

    def verify(self, digest: str) -> bool:
        """Read everything again: whether the stored bytes still have this digest. Raises: NoSuchBlob."""
        ...

    def digests(self) -> Iterator[str]:
        """Every original, in order of digest (backup, `zhixing verify`)."""
        ...

    def save_derived(self, parent: str, name: str, data: bytes) -> Stored:
        """Keep a derivative of `parent` under `name` (`display.jpg`); the newest one wins. Durable."""
        ...

    def has_derived(self, parent: str, name: str) -> bool: ...

    def open_derived(self, parent: str, name: str) -> BinaryIO:
        """Raises: NoSuchBlob."""
        ...

    def drop_derived(self, parent: str, name: str) -> None:
        """Forget a derivative; nothing happens when there is none. Originals have no such method."""
        ...

    def free_bytes(self) -> int | None:
        """Space left for originals, None where the store does not say."""
        ...


def check_digest(digest: str) -> str:
    """Raises: ValueError unless it is 64 lower-case hex digits (also keeps `../` out of every path)."""
    if not _DIGEST.match(digest):
        raise ValueError("not a SHA-256 digest")
    return digest


class StagedStore:
    """What stores share: bytes are first staged on this machine, hashed on the way, and then sealed."""

    staging: Staging

    def seal(self, part: Part, digest: str) -> None:
        raise NotImplementedError

    def put(self, source: BinaryIO, expected: str | None = None) -> Stored:
        """See the port."""
        upload_id = new_id()
        abandoned_at = to_text(system_clock() + timedelta(days=1))
        self.staging.create("put", upload_id, {"owner": "put", "length": 0, "expires": abandoned_at})
        part = self.staging.open("put", upload_id)
        assert part is not None
        try:
            with part:
                return self._take(part, source, expected)
        finally:
            self.staging.discard("put", upload_id)

    def _take(self, part: Part, source: BinaryIO, expected: str | None) -> Stored:
        sha = hashlib.sha256()
        while piece := source.read(PIECE):
            sha.update(piece)
            part.append(piece)
        if expected is not None and sha.hexdigest() != expected:
            raise DigestMismatch(sha.hexdigest())
        self.seal(part, sha.hexdigest())
        return Stored(sha.hexdigest(), part.size)


class LocalBlobStore(StagedStore):
    """Originals in a folder of this machine, or on any mount that honours fsync."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folders = Folders(root)
        self._originals = self._folders.ensure(root / "sha256")
        self._derived = self._folders.ensure(root / "derived")
        self.staging = Staging(self._folders.ensure(root / "uploads"))
        self._sealing = threading.Lock()

    def _path(self, digest: str) -> Path:
        check_digest(digest)
        return self._originals / digest[:2] / digest[2:4] / digest

    def seal(self, part: Part, digest: str) -> None:
        """See the port. Bytes that are here already stay: never overwritten, not even by equals."""
        part.freeze()
        target = self._path(digest)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and not self.verify(digest):
            self._set_aside(target)
        self._name(part.path, target)
        self._folders.settle(target.parent)
        # Only now, and not by a rename: a fsync of the uploads folder by another request could make the loss of
        # the old name durable before the new one is. Should the old name come back after a power cut, it is a
        # second name of frozen bytes and is removed when somebody asks for it.
        part.path.unlink(missing_ok=True)

    def _name(self, source: Path, target: Path) -> None:
        try:
            os.link(source, target)
        except FileExistsError:
            return  # the same bytes, verified above or sealed by another request this instant
        except OSError as cause:
            if cause.errno not in _NO_LINKS:
                raise
            with self._sealing:
                if not target.exists():
                    os.rename(source, target)

    def _set_aside(self, target: Path) -> None:
        # A disk may have damaged what we hold. The good copy takes its place, the other stays for inquiry.
        with self._sealing:
            if not target.exists() or self.verify(target.name):
                return
            folder = self._folders.ensure(self.root / "damaged")
            os.rename(target, folder / f"{target.name}.{new_id()}")
            fsync_folder(folder)

    def has(self, digest: str) -> bool:
        return self._path(digest).is_file()

    def size(self, digest: str) -> int:
        try:
            return self._path(digest).stat().st_size
        except FileNotFoundError as cause:
            raise NoSuchBlob(digest) from cause

    def open(self, digest: str) -> BinaryIO:
        return _open(self._path(digest))

    @contextmanager
    def local_file(self, digest: str) -> Iterator[BinaryIO]:
        with self.open(digest) as file:
            yield file

    def verify(self, digest: str) -> bool:
        sha = hashlib.sha256()
        with self.open(digest) as file:
            while piece := file.read(16 * PIECE):
                sha.update(piece)
        return sha.hexdigest() == digest

    def digests(self) -> Iterator[str]:
        for outer in sorted(self._originals.iterdir()):
            for inner in sorted(outer.iterdir()):
                yield from sorted(path.name for path in inner.iterdir())

    def _derivative(self, parent: str, name: str) -> Path:
        check_digest(parent)
        return self._derived / parent[:2] / parent[2:4] / parent / check_name(name)

    def save_derived(self, parent: str, name: str, data: bytes) -> Stored:
        target = self._derivative(parent, name)
        self._folders.ensure(target.parent)
        fresh = target.with_name(f".{new_id()}")
        with space():
            _write_durably(fresh, data)
        os.replace(fresh, target)
        fsync_folder(target.parent)
        return Stored(hashlib.sha256(data).hexdigest(), len(data))

    def has_derived(self, parent: str, name: str) -> bool:
        return self._derivative(parent, name).is_file()

    def open_derived(self, parent: str, name: str) -> BinaryIO:
        return _open(self._derivative(parent, name))

    def drop_derived(self, parent: str, name: str) -> None:
        path = self._derivative(parent, name)
        if path.exists():
            path.unlink()
            fsync_folder(path.parent)

    def free_bytes(self) -> int | None:
        found = os.statvfs(self.root)
        return found.f_bavail * found.f_frsize


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as cause:
        raise NoSuchBlob(path.name) from cause


def _write_durably(path: Path, data: bytes) -> None:
    try:
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def open_store(media_dir: Path, blob_url: str | None = None) -> BlobStore:
    """The store a deployment chose: a folder, or `s3://bucket?endpoint=…` with the extra `s3` installed.

    With S3, `media_dir` still holds the uploads in progress: web processes of one service must share it.
    """
    if not blob_url:
        return LocalBlobStore(media_dir)
    from zhixing.platform.files_s3 import S3BlobStore

    return S3BlobStore(blob_url, media_dir)
