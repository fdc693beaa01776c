"""Through a one-way optical gate: one self-contained file per batch, dropped into a folder that the gate carries over.

The first line is the batch's header as JSON, the rest its bytes as they were signed.
"""

import json
import os
from pathlib import Path
from typing import IO, Any

from zhixing.platform.gateway.adapters.port import NotDelivered, Parcel
from zhixing.platform.gateway.refusals import BatchHeadersMissing

SUFFIX = ".zxb"
LONGEST_HEADER = 4096


class FileDrop:
    """Writes under another name and renames, so that whoever watches the folder never sees half a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, parcel: Parcel) -> bool:
        try:
            drop(self._folder, parcel, packed=False)
        except OSError as cause:
            raise NotDelivered(f"{type(cause).__name__}: {cause.strerror}") from cause
        return True


def drop(folder: Path, parcel: Parcel, *, packed: bool) -> Path:
    """Put a parcel into the folder, durably. `packed` says that its bytes are gzip. Raises: OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    header = {"v": 1, "path": parcel.path, "peer": parcel.peer, "batch": parcel.batch, "signature": parcel.signature,
              "encoding": "gzip" if packed else "identity"}
    target = folder / f"{parcel.batch.replace(':', '_')}{SUFFIX}"
    draft = target.with_suffix(".part")
    with open(draft, "wb") as file:
        file.write(json.dumps(header, separators=(",", ":")).encode() + b"\n" + parcel.body)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, target)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return target


def read_header(file: IO[bytes]) -> dict[str, Any]:
    """The header of a dropped file; the file then stands at its body. Raises: BatchHeadersMissing."""
    line = file.readline(LONGEST_HEADER)
    try:
        header = json.loads(line)
    except (ValueError, RecursionError) as cause:
        raise BatchHeadersMissing() from cause
    names = ("path", "peer", "batch", "signature", "encoding")
    if not (isinstance(header, dict) and header.get("v") == 1 and line.endswith(b"\n")
            and all(isinstance(header.get(name), str) for name in names)):
        raise BatchHeadersMissing()
    return header
