"""Photos and what is derived from them. Bytes from outside are only ever decoded in a child process (design.md 5).

    studio = Studio()
    found = studio.examine(file)          # never raises for bad bytes: found.state says "undecodable"
    copies = studio.mask(file, boxes, text)

`file` must have a descriptor (`BlobStore.local_file`). Video and sound are recognised by content, not decoded.
"""

import os
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Literal, Protocol

from zhixing.platform.imaging.sniff import HEAD, Kind, sniff
from zhixing.platform.sandbox import ChildLimits, ChildLost, ChildPool, Reply

__all__ = ["Box", "Copy", "Examination", "Kind", "Studio", "Undecodable", "sniff"]

MAX_BOXES = 200
MAX_TEXT = 120


class Undecodable(Exception):
    """The photo cannot be decoded, so no copy of it can be made. `reason` as in Examination."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Copy:
    """A derivative: a JPEG without any metadata, upright. Pixels. `name` is `display`, `thumbnail`, `masked` …"""

    name: str
    width: int
    height: int
    data: bytes


@dataclass(frozen=True)
class Examination:
    """What the bytes turned out to be. They are kept in every case.

    `state` is `readable` or `undecodable`, with `reason`: empty, not_a_photo, too_many_pixels, decode_failed,
    too_much_memory, killed, timed_out. Width and height are those of the upright picture. `notes` are for a
    person to look at (sniff.oddities).
    """

    state: Literal["readable", "undecodable"]
    kind: Kind
    reason: str | None = None
    width: int | None = None
    height: int | None = None
    notes: tuple[str, ...] = ()
    copies: tuple[Copy, ...] = field(default=(), repr=False)


class Box(Protocol):
    """A rectangle in 0..1 of the upright picture. `what`: face, plate, paper or other."""

    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def w(self) -> float: ...
    @property
    def h(self) -> float: ...
    @property
    def what(self) -> str: ...


class Studio:
    """The pool of decoding children. One per process that makes derivatives; never in a web request."""

    def __init__(self, limits: ChildLimits | None = None, children: int = 1) -> None:
        self._pool = ChildPool("zhixing.platform.imaging.child", limits, children)

    def examine(self, file: BinaryIO) -> Examination:
        """Look at an original: its kind, whether it decodes, its size; thumbnail and display copy (320, 1600 px)."""
        file.seek(0)
        kind = sniff(file.read(HEAD))
        if kind.family in ("video", "audio"):
            return Examination("readable", kind)
        if not kind.is_photo:
            return Examination("undecodable", kind, "empty" if _is_empty(file) else "not_a_photo")
        try:
            reply = self._pool.run({"do": "examine"}, file)
        except ChildLost as cause:
            return Examination("undecodable", kind, cause.reason)
        found = reply.result
        return Examination(
            "readable" if found["reason"] is None else "undecodable", kind, found["reason"],
            found["width"], found["height"], tuple(found["notes"]), _copies(reply))

    def mask(self, file: BinaryIO, boxes: list[Box], text: str) -> tuple[Copy, ...]:
        """The public copy: boxes covered beyond recovery, `text` as watermark, no metadata; with its thumbnail.

        Raises: ValueError for a box outside the picture; Undecodable.
        """
        order = [_checked(box) for box in boxes]
        if len(order) > MAX_BOXES:
            raise ValueError("too many boxes")
        request = {"do": "mask", "boxes": order, "text": text[:MAX_TEXT], "seed": os.urandom(16).hex()}
        try:
            reply = self._pool.run(request, file)
        except ChildLost as cause:
            raise Undecodable(cause.reason) from cause
        if reply.result["reason"] is not None:
            raise Undecodable(reply.result["reason"])
        return _copies(reply)

    def close(self) -> None:
        self._pool.close()


def _checked(box: Box) -> dict[str, Any]:
    inside = 0 <= box.x < 1 and 0 <= box.y < 1 and 0 < box.w <= 1 and 0 < box.h <= 1
    if not inside:
        raise ValueError("a box lies outside the picture")
    return {"x": box.x, "y": box.y, "w": box.w, "h": box.h, "what": box.what}


def _is_empty(file: BinaryIO) -> bool:
    return file.seek(0, os.SEEK_END) == 0


def _copies(reply: Reply) -> tuple[Copy, ...]:
    copies, at = [], 0
    for made in reply.result.get("made", []):
        copies.append(Copy(made["name"], made["width"], made["height"], reply.output[at:at + made["size"]]))
        at += made["size"]
    return tuple(copies)
