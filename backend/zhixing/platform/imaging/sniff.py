"""What bytes are, by their content; names and declared types are not believed. No decoder is involved."""

import re
from dataclasses import dataclass

HEAD = 64 * 1024


@dataclass(frozen=True)
class Kind:
    """`family`: image, video, audio, document or other. Only `is_photo` types are ever decoded or shown."""

    media_type: str
    family: str

    @property
    def is_photo(self) -> bool:
        return self.media_type in PHOTO_FORMATS


PHOTO_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/heic": "HEIF",
                 "image/heif": "HEIF"}
UNKNOWN = Kind("application/octet-stream", "other")

_AT_START = (
    (b"\xff\xd8\xff", Kind("image/jpeg", "image")),
    (b"\x89PNG\r\n\x1a\n", Kind("image/png", "image")),
    (b"GIF87a", Kind("image/gif", "image")),
    (b"GIF89a", Kind("image/gif", "image")),
    (b"II*\0", Kind("image/tiff", "image")),
    (b"MM\0*", Kind("image/tiff", "image")),
    (b"%PDF-", Kind("application/pdf", "document")),
    (b"PK\x03\x04", Kind("application/zip", "document")),
    (b"fLaC", Kind("audio/flac", "audio")),
    (b"ID3", Kind("audio/mpeg", "audio")),
    (b"#!AMR", Kind("audio/amr", "audio")),
)
_RIFF = {b"WEBP": Kind("image/webp", "image"), b"WAVE": Kind("audio/wav", "audio"),
         b"AVI ": Kind("video/x-msvideo", "video")}
_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"), Kind("image/heic", "image")),
    **dict.fromkeys((b"mif1", b"msf1"), Kind("image/heif", "image")),
    **dict.fromkeys((b"avif", b"avis"), Kind("image/avif", "image")),
    **dict.fromkeys((b"M4A ", b"M4B "), Kind("audio/mp4", "audio")),
    b"qt  ": Kind("video/quicktime", "video"),
}
_SVG = re.compile(rb"<svg[\s>]", re.IGNORECASE)
_MARKUP = re.compile(rb"<(!doctype\s+html|html|head|body|script|svg|iframe)[\s>]", re.IGNORECASE)
_PDF_WINDOW = 1024  # readers accept "%PDF-" anywhere in here, so a picture with it is also a PDF


def sniff(head: bytes) -> Kind:
    """The kind of a file from its first bytes (up to HEAD are looked at)."""
    head = head[:HEAD]
    for magic, kind in _AT_START:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return _iso_media(head)
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return Kind("video/webm", "video") if b"webm" in head[:64] else Kind("video/x-matroska", "video")
    if head.startswith(b"OggS"):
        return Kind("video/ogg", "video") if b"theora" in head[:200] else Kind("audio/ogg", "audio")
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return Kind("audio/aac", "audio")
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2:
        return Kind("audio/mpeg", "audio")
    return _text(head)


def _iso_media(head: bytes) -> Kind:
    if head[8:11] in (b"3gp", b"3g2"):
        return Kind("video/3gpp", "video")
    return _BRANDS.get(head[8:12], Kind("video/mp4", "video"))


def _text(head: bytes) -> Kind:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:4096]
    if start.startswith(b"<") and _SVG.search(start):
        return Kind("image/svg+xml", "document")  # a program that draws: never treated as a picture
    if _MARKUP.match(start):
        return Kind("text/html", "document")
    return UNKNOWN


def oddities(data: bytes, kind: Kind) -> list[str]:
    """What else a photo carries: notes for a person, never a reason to refuse (phones append clips and depth maps).

    `trailing_bytes`, with `trailing_zip|pdf|html|mp4|jpeg` when the tail looks like one; `pdf_inside`,
    `markup_inside` when another program would read the very same bytes as a document.
    """
    notes: list[str] = []
    end = _end_of_picture(data, kind)
    if end is not None and end < len(data) and data[end:].strip(b"\0"):
        notes += ["trailing_bytes", *_tail_kinds(data[end:])]
    if b"%PDF-" in data[:_PDF_WINDOW]:
        notes.append("pdf_inside")
    if _MARKUP.search(data, 0, min(end or HEAD, HEAD)):
        notes.append("markup_inside")
    return notes


def _tail_kinds(tail: bytes) -> list[str]:
    found = []
    if b"PK\x03\x04" in tail or b"PK\x05\x06" in tail:
        found.append("trailing_zip")
    if b"%PDF-" in tail:
        found.append("trailing_pdf")
    if _MARKUP.search(tail):
        found.append("trailing_html")
    if b"ftyp" in tail[:HEAD]:
        found.append("trailing_mp4")
    if tail.startswith(b"\xff\xd8\xff"):
        found.append("trailing_jpeg")
    return found


def _end_of_picture(data: bytes, kind: Kind) -> int | None:
    """Where the picture ends by its own structure, None when it does not say."""
    if kind.media_type == "image/jpeg":
        return _end_of_jpeg(data)
    if kind.media_type == "image/png":
        return _end_of_png(data)
    if kind.media_type == "image/webp":
        return 8 + int.from_bytes(data[4:8], "little")
    return None


_MARKER_IN_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


def _end_of_jpeg(data: bytes) -> int | None:
    at = 2
    while at + 4 <= len(data):
        marker = data[at + 1]
        if data[at] != 0xFF:
            return None
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xD9:
            return at + 2
        at += 2 + int.from_bytes(data[at + 2:at + 4], "big")
        if marker == 0xDA:  # the scan itself has no length: look for the next marker
            found = _MARKER_IN_SCAN.search(data, at)
            if found is None:
                return None
            at = found.start()
            if data[at + 1] == 0xD9:
                return at + 2
    return None


def _end_of_png(data: bytes) -> int | None:
    at = 8
    while at + 12 <= len(data):
        size, name = int.from_bytes(data[at:at + 4], "big"), data[at + 4:at + 8]
        at += 12 + size
        if name == b"IEND":
            return at
    return None
