"""From the wire to lines: bytes are spooled and hashed, unpacked within a hard limit, and handed on in parts."""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from zhixing.platform.gateway.refusals import BatchNotGzip, BatchTooLarge, RowNotJson, RowTooLong

PIECE = 64 << 10
LONGEST_LINE = 64 << 10
LARGEST_AS_SENT = 64 << 20
LARGEST_UNPACKED = 256 << 20
MOST_LINES = 200_000
LINES_PER_ACT = 500
# A part travels as one act: lines of the longest kind must not make it unbounded.
LARGEST_ACT = 2 << 20
_GZIP = 31  # zlib's window bits for "gzip header, largest window"


@dataclass
class Part:
    """Some lines of a batch with their numbers, and those that are no text at all: number, code, params, remains."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    broken: list[dict[str, Any]] = field(default_factory=list)
    size: int = 0
    most: int = LINES_PER_ACT

    @property
    def is_full(self) -> bool:
        return len(self.lines) + len(self.broken) >= self.most or self.size >= LARGEST_ACT

    def take(self, number: int, line: bytes) -> None:
        self.size += min(len(line), LONGEST_LINE)
        if len(line) > LONGEST_LINE:
            return self._set_aside(number, line, RowTooLong(limit=LONGEST_LINE))
        try:
            self.lines.append((number, line.decode("utf-8")))
        except UnicodeDecodeError:
            self._set_aside(number, line, RowNotJson())

    def _set_aside(self, number: int, line: bytes, error: RowTooLong | RowNotJson) -> None:
        raw = line[:LONGEST_LINE].decode("utf-8", "replace").replace("\x00", "\ufffd")
        self.broken.append({"line": number, "code": error.code, "params": error.params, "raw": raw})


def spool(stream: Any, into: IO[bytes]) -> str:
    """Copy the body to a file while hashing it: nothing is read before the signature over it has been checked.

    Returns its SHA-256. Raises: BatchTooLarge.
    """
    sha, size = hashlib.sha256(), 0
    while piece := stream.read(PIECE):
        size += len(piece)
        if size > LARGEST_AS_SENT:
            raise BatchTooLarge(limit=LARGEST_AS_SENT)
        sha.update(piece)
        into.write(piece)
    into.seek(0)
    return sha.hexdigest()


def unpack(packed: IO[bytes], into: IO[bytes]) -> None:
    """Unpack all of it before one row is taken, so that a bomb or a torn file leaves nothing behind.

    Raises: BatchTooLarge, BatchNotGzip.
    """
    unpacker, size, left = zlib.decompressobj(_GZIP), 0, b""
    while piece := left or packed.read(PIECE):
        if unpacker.eof:  # gzip files may be joined
            unpacker = zlib.decompressobj(_GZIP)
        try:
            out = unpacker.decompress(piece, PIECE)
        except zlib.error as cause:
            raise BatchNotGzip() from cause
        size += len(out)
        if size > LARGEST_UNPACKED:
            raise BatchTooLarge(limit=LARGEST_UNPACKED)
        into.write(out)
        left = unpacker.unconsumed_tail or (unpacker.unused_data if unpacker.eof else b"")
    if not unpacker.eof:
        raise BatchNotGzip()
    into.seek(0)


def parts(lines: IO[bytes], most: int = LINES_PER_ACT) -> Iterator[Part]:
    """The batch in parts of at most so many lines; blank lines count as lines and are nothing else.

    Raises: BatchTooLarge before the part in which it shows.
    """
    part = Part(most=most)
    for number, line in enumerate(_lines(lines), start=1):
        if number > MOST_LINES:
            raise BatchTooLarge(lines=MOST_LINES)
        if line.strip():
            part.take(number, line)
        if part.is_full:
            yield part
            part = Part(most=most)
    if part.lines or part.broken:
        yield part


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Lines without ever holding more than the longest one allows; the rest of a longer one is skipped."""
    while line := file.readline(LONGEST_LINE + 2):
        rest = line
        while not rest.endswith(b"\n") and len(rest) == LONGEST_LINE + 2:
            rest = file.readline(LONGEST_LINE + 2)
        yield line.rstrip(b"\r\n")
