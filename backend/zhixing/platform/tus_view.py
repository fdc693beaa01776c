"""The Flask side of uploads: one view function for `/api/uploads` and `/api/uploads/<upload_id>`."""

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Request, Response, request

from zhixing.kernel.errors import DomainError
from zhixing.platform.tus import TusServer
from zhixing.platform.tus_wire import TusAnswer, TusRequest

METHODS = ("POST", "HEAD", "PATCH", "DELETE", "OPTIONS")


def tus_view(server: TusServer, authorise: Callable[[Request], str]) -> Callable[..., Response]:
    """A view to mount for METHODS (with Flask's own OPTIONS off: `provide_automatic_options=False`).

    `authorise` gives the owner of the request or raises a DomainError. The same tablet must get the same
    owner before and after its login has expired, or it cannot go on with an upload it began.
    """

    def view(upload_id: str | None = None) -> Response:
        if request.method == "OPTIONS":
            return _response(server.describe())
        try:
            owner = authorise(request)
        except DomainError as refusal:
            return _response(server.refuse(refusal))
        request.max_content_length = None  # the server's own limits apply; nothing is held in memory
        return _response(server.handle(TusRequest(
            method=request.method, upload_id=upload_id, stream=request.stream, owner=owner,
            headers={name.lower(): value for name, value in request.headers.items()},
            hang_up=_hang_up(request.environ),
        )))

    return view


def _response(answer: TusAnswer) -> Response:
    return Response(answer.body, answer.status, answer.headers)


def _hang_up(environ: dict[str, Any]) -> Callable[[], None] | None:
    """A way to close this connection from another thread, where the web server shows its socket."""
    connection = environ.get("gunicorn.socket") or environ.get("werkzeug.socket")
    if connection is None:
        return None

    def close() -> None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    return close
