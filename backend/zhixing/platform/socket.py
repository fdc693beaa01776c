"""Socket.IO: the doorbell `/pad` and nothing else. Who is connected is who is logged in."""

import _thread
import signal
from collections.abc import Callable, Iterable
from types import FrameType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, request
from flask_socketio import SocketIO, join_room
from socketio.exceptions import ConnectionRefusedError
from werkzeug.wrappers import Request

from zhixing.platform import feed
from zhixing.platform.bell import NAMESPACE, Bell, Listener, NeighbourBell, SocketBell, room_of
from zhixing.platform.feed import News
from zhixing.platform.ports import Login
from zhixing.platform.serve import WEB_THREADS
from zhixing.platform.system import System

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# On threads each socket takes one for as long as it is there, and who asks for anything else must still find one.
# A tablet that is not let in pulls by its timer and knocks again.
MOST_ON_THREADS = WEB_THREADS * 2 // 3


def web_socket_path(run_dir: Any) -> Any:
    """Where the worker beside this web process leaves its rings (embedded mode)."""
    return run_dir / "web.sock"


def _is_own_page(origin: str | None, environ: dict[str, Any]) -> bool:
    """Only pages of this host may connect. The scheme is not compared: a TLS door may stand before this process."""
    return origin is None or urlsplit(origin).netloc == environ.get("HTTP_HOST")


def open_socket(app: Flask, system: System) -> SocketIO:
    """Connect tablets to the bell. Rooms come from the login; a client never chooses one."""
    redis = system.config.redis_url
    mode = "gevent" if system.config.web == "gevent" else "threading"
    # Several processes and long polling would need a sticky balancer.
    options: dict[str, Any] = {"cors_allowed_origins": _is_own_page, **({"transports": ["websocket"]} if redis else {})}
    socketio = SocketIO(app, async_mode=mode, message_queue=redis, logger=False, **options)

    def login_of(knock: Request) -> Login | None:
        cookie = knock.cookies.get(system.cookie_name)
        if cookie is None:
            return None
        with system.database.read() as session:
            return system.ports.people.login(session, cookie, system.clock())

    @socketio.on("connect", namespace=NAMESPACE)
    def connect(_auth: Any = None) -> None:
        login = login_of(request)
        if login is None:
            raise ConnectionRefusedError("session.required")
        join_room(room_of(login.actor.id))

    def emit(room: str, news: dict[str, int]) -> None:
        socketio.emit("news", news, namespace=NAMESPACE, to=room)

    def why_not(environ: "WSGIEnvironment") -> str | None:
        if login_of(Request(environ)) is None:
            return "401 Unauthorized"
        if mode == "threading" and len(_open_sockets(socketio)) >= MOST_ON_THREADS:
            return "503 Service Unavailable"
        return None

    app.wsgi_app = _ask_first(app.wsgi_app, why_not)  # type: ignore[method-assign]
    system.bell = SocketBell(emit, lambda scopes: _people_in(system, scopes))
    app.extensions["zhixing"] = system
    return socketio


def _open_sockets(socketio: SocketIO) -> list[Any]:
    """engine.io's own; those that were closed stay in its table for a while."""
    return [one for one in list(socketio.server.eio.sockets.values()) if not one.closed]  # type: ignore[union-attr]


def _ask_first(inner: "WSGIApplication", why_not: Callable[["WSGIEnvironment"], str | None]) -> "WSGIApplication":
    """Turn away a new connection with the status `why_not` gives, before it is a socket that holds anything."""
    def door(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        is_new = environ["PATH_INFO"].startswith("/socket.io/") and "sid=" not in environ.get("QUERY_STRING", "")
        if is_new and (status := why_not(environ)):
            start(status, [("Retry-After", "60"), ("Content-Length", "0")])
            return []
        return inner(environ, start)

    return door


def hang_up_when_stopped(socketio: SocketIO) -> None:
    """On SIGTERM hang up first: a stopping web process waits for its requests, and a socket is one that never ends.

    For the main thread, once its server has set its own handler. Tablets call again by themselves.
    """
    stop = signal.getsignal(signal.SIGTERM)

    def hang_up() -> None:
        for one in _open_sockets(socketio):
            one.close(wait=False)

    def hang_up_and_stop(number: int, frame: FrameType | None) -> None:
        # Not in the handler itself, which may have interrupted whoever holds the lock of a socket's queue; and not as a
        # `threading.Thread`, whose start waits: gevent's loop, which calls the handler, must not.
        _thread.start_new_thread(hang_up, ())
        if callable(stop):
            stop(number, frame)

    signal.signal(signal.SIGTERM, hang_up_and_stop)


def bell_for_worker(system: System) -> Bell:
    """The worker's bell: through the message queue when scaled, a datagram to the web process when embedded."""
    redis = system.config.redis_url
    if redis is None:
        return NeighbourBell(web_socket_path(system.config.run_dir))
    outside = SocketIO(message_queue=redis, async_mode="threading")

    def emit(room: str, news: dict[str, int]) -> None:
        outside.emit("news", news, namespace=NAMESPACE, to=room)

    return SocketBell(emit, lambda scopes: _people_in(system, scopes))


def _people_in(system: System, scopes: list[str]) -> dict[str, list[str]]:
    with system.database.read() as session:
        return feed.people_in(session, scopes)


def listen_to_worker(system: System) -> Listener:
    """Embedded mode: ring this process's sockets for what the worker committed."""
    return Listener(web_socket_path(system.config.run_dir), lambda data: system.bell.ring(News(**data)))
