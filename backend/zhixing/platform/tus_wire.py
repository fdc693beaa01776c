"""What a tus 1.0 request and answer look like, and each reason to refuse one.

Source: tus.io/protocols/resumable-upload.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from zhixing.kernel.errors import DomainError

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,termination,expiration"
BODY_TYPE = "application/offset+octet-stream"
CHECKSUMS = {"sha256": hashlib.sha256, "sha1": hashlib.sha1}
MAX_METADATA = 4096
_DIGEST = re.compile(r"^[0-9a-f]{64}$")


class WrongVersion(DomainError):
    code = "uploads.wrong_version"
    status = 412
    title = "Only tus 1.0.0 is spoken here"


class BadUploadRequest(DomainError):
    """`params.header` names the header that is missing or makes no sense."""

    code = "uploads.bad_request"
    status = 400
    title = "The upload request is malformed"


class EmptyUpload(DomainError):
    """A body of zero bytes is a broken photo, not a photo (WebKit loses Blobs; pitfalls 8.11)."""

    code = "uploads.empty"
    status = 400
    title = "An upload must have at least one byte"


class WrongBodyType(DomainError):
    code = "uploads.wrong_body_type"
    status = 415
    title = f"The body must be {BODY_TYPE}"


class MethodNotKnown(DomainError):
    code = "uploads.method_not_known"
    status = 405
    title = "Uploads cannot be used like that"


class UploadUnknown(DomainError):
    """Never made, discarded, or somebody else's: the three look the same from outside."""

    code = "uploads.unknown"
    status = 404
    title = "There is no such upload"


class UploadExpired(DomainError):
    code = "uploads.expired"
    status = 410
    title = "The upload was not finished in time"


class OffsetDiffers(DomainError):
    """`params.offset` is where the server stands."""

    code = "uploads.offset_differs"
    status = 409
    title = "The upload stands at another byte"


class TooLarge(DomainError):
    code = "uploads.too_large"
    status = 413
    title = "Larger than announced or allowed"


class OverQuota(DomainError):
    """`params.limit` bytes may be open at once for one owner."""

    code = "uploads.over_quota"
    status = 413
    title = "Too many bytes in unfinished uploads"


class TooManyUploads(DomainError):
    code = "uploads.too_many"
    status = 429
    title = "Too many unfinished uploads"


class UploadBusy(DomainError):
    code = "uploads.busy"
    status = 423
    title = "Another request is writing this upload"


class ChecksumDiffers(DomainError):
    """One piece was damaged on the way; it was dropped and the offset is where it was."""

    code = "uploads.checksum_differs"
    status = 460
    title = "The piece does not have the announced checksum"


class DigestDiffers(DomainError):
    """All bytes came, and they are not the announced ones. Nothing was kept (docs/protocol.md 5)."""

    code = "uploads.digest_differs"
    status = 460
    title = "The file does not have the announced SHA-256"


class LineDropped(DomainError):
    """Answered to nobody: what had arrived is kept, the client asks for the offset and goes on."""

    code = "uploads.line_dropped"
    status = 400
    title = "The body ended early"


class NoSpace(DomainError):
    code = "uploads.no_space"
    status = 507
    title = "The server has no space left"


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class TusRequest:
    """One request. Keys of `headers` are lower case; `owner` was authorised by the caller; `hang_up` closes
    the connection where it can be closed."""

    method: str
    upload_id: str | None
    headers: Mapping[str, str]
    stream: Readable
    owner: str
    hang_up: Callable[[], None] | None = None

    def header(self, name: str) -> str:
        """A header by its name in lower case, empty when absent."""
        return self.headers.get(name.lower(), "")


@dataclass(frozen=True)
class TusAnswer:
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True)
class UploadLimits:
    """Bytes, seconds, and counts per owner. `stalled_s`: a silent writer older than this may be cut off."""

    max_size: int = 2 * 1024**3
    max_open: int = 200
    max_open_bytes: int = 8 * 1024**3
    expires_s: int = 7 * 24 * 3600
    lock_wait_s: float = 1.0
    stalled_s: float = 10.0


def number(request: TusRequest, name: str) -> int:
    """A header that must be a plain number. Raises: BadUploadRequest."""
    text = request.header(name)
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise BadUploadRequest(header=name)
    return int(text)


def body_length(request: TusRequest) -> int | None:
    """`Content-Length`, None for a chunked body. Raises: BadUploadRequest."""
    return number(request, "Content-Length") if request.header("Content-Length") else None


def metadata(text: str) -> dict[str, str]:
    """`Upload-Metadata` decoded; a key without a value is the empty string. Raises: BadUploadRequest."""
    if len(text) > MAX_METADATA:
        raise BadUploadRequest(header="Upload-Metadata")
    found: dict[str, str] = {}
    try:
        for pair in filter(None, (pair.strip() for pair in text.split(","))):
            key, _, value = pair.partition(" ")
            if key in found:
                raise BadUploadRequest(header="Upload-Metadata")
            found[key] = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as cause:
        raise BadUploadRequest(header="Upload-Metadata") from cause
    return found


def claimed_digest(fields: Mapping[str, str]) -> str | None:
    """The SHA-256 the sender announced, if any. Raises: BadUploadRequest when it is not one."""
    digest = fields.get("sha256")
    if digest is not None and not _DIGEST.match(digest):
        raise BadUploadRequest(header="Upload-Metadata")
    return digest


class PieceChecksum:
    """`Upload-Checksum: sha256 <base64>` of one request's body."""

    def __init__(self, text: str) -> None:
        """Raises: BadUploadRequest for an algorithm we do not have or a value that is not base64."""
        name, _, value = text.partition(" ")
        if name not in CHECKSUMS:
            raise BadUploadRequest(header="Upload-Checksum")
        try:
            self._expected = base64.b64decode(value, validate=True)
        except binascii.Error as cause:
            raise BadUploadRequest(header="Upload-Checksum") from cause
        self._hash: Any = CHECKSUMS[name]()

    def update(self, piece: bytes) -> None:
        self._hash.update(piece)

    def holds(self) -> bool:
        return self._hash.digest() == self._expected
