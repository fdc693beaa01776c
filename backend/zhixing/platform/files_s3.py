"""Originals in an S3-compatible store (extra `s3`). Uploads in progress stay in a folder of this machine until whole.

    ZHIXING_BLOB_URL=s3://<bucket>/<prefix>?endpoint=http://10.0.0.5:8333&region=cn-south-1
    AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY as usual

An original is acknowledged after the store has answered and reports the right size; the request carries a SHA-256
checksum that the store compares. Keep the bucket under object lock or versioning: whoever holds the key could delete.
The library must not be used before a fork; workers of this system are started by exec.
"""

import hashlib
import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import parse_qs, urlsplit

import obstore  # pyright: ignore[reportMissingImports]
from obstore.exceptions import AlreadyExistsError  # pyright: ignore[reportMissingImports]
from obstore.store import S3Store  # pyright: ignore[reportMissingImports]

from zhixing.platform.files import NoSuchBlob, StagedStore, Stored, check_digest
from zhixing.platform.staging import PIECE, Folders, Part, Staging, check_name

# Up to here one conditional request, which never overwrites; above, a multipart one (no condition exists for it).
ONE_REQUEST = 32 * 1024 * 1024


class S3BlobStore(StagedStore):
    """See the port `BlobStore`. `scratch` is the folder for uploads in progress."""

    def __init__(self, url: str, scratch: Path) -> None:
        parts = urlsplit(url)
        options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        endpoint = options.get("endpoint", "")
        self._prefix = parts.path.strip("/")
        self._bucket: Any = S3Store(
            parts.netloc, region=options.get("region", "us-east-1"), checksum_algorithm="SHA256",
            client_options={"allow_http": endpoint.startswith("http://"), "timeout": "120s"},
            **({"endpoint": endpoint} if endpoint else {}))
        self.staging = Staging(Folders(scratch).ensure(scratch / "uploads"))

    def _key(self, *parts: str) -> str:
        return "/".join(filter(None, (self._prefix, *parts)))

    def _original(self, digest: str) -> str:
        check_digest(digest)
        return self._key("sha256", digest[:2], digest[2:4], digest)

    def _derivative(self, parent: str, name: str) -> str:
        check_digest(parent)
        return self._key("derived", parent[:2], parent[2:4], parent, check_name(name))

    def _head(self, key: str) -> int | None:
        try:
            return obstore.head(self._bucket, key)["size"]
        except FileNotFoundError:
            return None

    def seal(self, part: Part, digest: str) -> None:
        """See the port. Bytes that are there already stay."""
        part.freeze()  # durable here, until the store has it
        key = self._original(digest)
        if self._head(key) != part.size:
            self._upload(part, key)
            if self._head(key) != part.size:
                raise OSError(f"the store did not keep {digest}")
        part.path.unlink(missing_ok=True)

    def _upload(self, part: Part, key: str) -> None:
        if part.size > ONE_REQUEST:
            with part.path.open("rb") as file:
                obstore.put(self._bucket, key, file, chunk_size=8 * 1024 * 1024, max_concurrency=4)
            return
        try:
            obstore.put(self._bucket, key, b"".join(part.pieces()), mode="create")
        except (AlreadyExistsError, FileExistsError):
            return  # another request sealed the same bytes this instant

    def has(self, digest: str) -> bool:
        return self._head(self._original(digest)) is not None

    def size(self, digest: str) -> int:
        size = self._head(self._original(digest))
        if size is None:
            raise NoSuchBlob(digest)
        return size

    def open(self, digest: str) -> BinaryIO:
        return self._open(self._original(digest))

    def _open(self, key: str) -> BinaryIO:
        try:
            return cast(BinaryIO, io.BufferedReader(_Remote(obstore.open_reader(self._bucket, key))))
        except FileNotFoundError as cause:
            raise NoSuchBlob(key) from cause

    @contextmanager
    def local_file(self, digest: str) -> Iterator[BinaryIO]:
        with self.open(digest) as remote, tempfile.TemporaryFile() as file:
            shutil.copyfileobj(remote, file, 16 * PIECE)
            file.seek(0)
            yield cast(BinaryIO, file)

    def verify(self, digest: str) -> bool:
        sha = hashlib.sha256()
        with self.open(digest) as file:
            while piece := file.read(16 * PIECE):
                sha.update(piece)
        return sha.hexdigest() == digest

    def digests(self) -> Iterator[str]:
        for page in obstore.list(self._bucket, self._key("sha256")):
            yield from (found["path"].rsplit("/", 1)[1] for found in page)

    def save_derived(self, parent: str, name: str, data: bytes) -> Stored:
        obstore.put(self._bucket, self._derivative(parent, name), data)
        return Stored(hashlib.sha256(data).hexdigest(), len(data))

    def has_derived(self, parent: str, name: str) -> bool:
        return self._head(self._derivative(parent, name)) is not None

    def open_derived(self, parent: str, name: str) -> BinaryIO:
        return self._open(self._derivative(parent, name))

    def drop_derived(self, parent: str, name: str) -> None:
        key = self._derivative(parent, name)
        if self._head(key) is not None:
            obstore.delete(self._bucket, key)

    def free_bytes(self) -> int | None:
        return None


class _Remote(io.RawIOBase):
    """A remote object as a seekable file; `BufferedReader` around it asks for pieces."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        piece = bytes(self._reader.read(len(view)))
        view[:len(piece)] = piece
        return len(piece)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._reader.seek(offset, whence)

    def tell(self) -> int:
        return self._reader.tell()
