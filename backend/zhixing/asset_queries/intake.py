"""From the wire to rows: bytes are spooled and hashed, unpacked within a hard limit, and read line by line."""

import hashlib
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any

from zhixing.asset_queries.commands import NumberedRow, RejectedLine
from zhixing.asset_queries.errors import BatchNotGzip, BatchTooLarge
from zhixing.asset_queries.rules import LONGEST_LINE, read_row
from zhixing.kernel.errors import DomainError

PIECE = 64 << 10
LARGEST_AS_SENT = 64 << 20
LARGEST_UNPACKED = 256 << 20
MOST_LINES = 200_000
ROWS_PER_ACT = 500
_GZIP = 31  # zlib's window bits for "gzip header, largest window"

Part = tuple[list[NumberedRow], list[RejectedLine]]


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


def parts(lines: IO[bytes]) -> Iterator[Part]:
    """The batch in parts of `ROWS_PER_ACT` lines; blank lines count as lines and are nothing else.

    Raises: BatchTooLarge before the part in which it shows.
    """
    rows, rejected = [], []
    for number, line in enumerate(_lines(lines), start=1):
        if number > MOST_LINES:
            raise BatchTooLarge(lines=MOST_LINES)
        if line.strip():
            _sort(number, line, rows.append, rejected.append)
        if len(rows) + len(rejected) == ROWS_PER_ACT:
            yield rows, rejected
            rows, rejected = [], []
    if rows or rejected:
        yield rows, rejected


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Lines without ever holding more than the longest one allows; the rest of a longer one is skipped."""
    while line := file.readline(LONGEST_LINE + 2):
        rest = line
        while not rest.endswith(b"\n") and len(rest) == LONGEST_LINE + 2:
            rest = file.readline(LONGEST_LINE + 2)
        yield line.rstrip(b"\r\n")


def _sort(number: int, line: bytes, good: Callable[[NumberedRow], None], bad: Callable[[RejectedLine], None]) -> None:
    try:
        good(NumberedRow(line=number, row=read_row(line)))
    except DomainError as error:
        raw = line[:LONGEST_LINE].decode("utf-8", "replace").replace("\x00", "\ufffd")
        bad(RejectedLine(line=number, code=error.code, params=error.params, raw=raw))
