"""Bytes going out: evidence and documents, in ranges, never interpreted as anything of this site's own."""

from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import quote

from flask import Request, Response
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import wrap_file

# What a browser may show in place. Everything else is handed over as a file: nobody's bytes run on our origin.
SHOWN_IN_PLACE = frozenset({
    "image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "image/heif", "application/pdf", "audio/mpeg",
    "audio/mp4", "audio/aac", "audio/ogg", "audio/wav", "video/mp4", "video/webm",
    "video/quicktime"})
SANDBOX = "default-src 'none'; frame-ancestors 'self'; sandbox"


@dataclass(frozen=True)
class Download:
    """An open file and what to say about it. `etag` is the SHA-256 of the whole; `as_file`: to save, not to show."""

    file: BinaryIO
    size: int
    etag: str
    media_type: str
    name: str
    as_file: bool = False


def named(disposition: str, name: str) -> str:
    """A Content-Disposition whose name may be Chinese (RFC 6266 with RFC 8187); header lines carry ASCII only."""
    plain = name.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "") or "file"
    return f"{disposition}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def send_bytes(request: Request, download: Download) -> Response:
    """Answer with the bytes, or the part asked for (RFC 9110, section 14). Closes the file when they are sent.

    Raises: werkzeug's RequestedRangeNotSatisfiable (416).
    """
    plain_type = download.media_type.split(";")[0].strip().lower()
    shown = plain_type in SHOWN_IN_PLACE
    response = Response(wrap_file(request.environ, download.file), direct_passthrough=True,
                        content_type=plain_type if shown else "application/octet-stream")
    response.call_on_close(download.file.close)
    response.content_length = download.size
    response.set_etag(download.etag)
    disposition = "inline" if shown and not download.as_file else "attachment"
    response.headers["Content-Disposition"] = named(disposition, download.name)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    try:
        response.make_conditional(request.environ, accept_ranges=True, complete_length=download.size)
    except RequestedRangeNotSatisfiable:
        download.file.close()
        raise
    return response
