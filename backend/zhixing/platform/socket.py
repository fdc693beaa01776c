"""Socket.IO: the doorbell `/pad` and nothing else. Who is connected is who is logged in."""

from http.cookies import SimpleCookie
from typing import Any

from flask import Flask, request
from flask_socketio import ConnectionRefusedError, SocketIO, join_room

from zhixing.platform import feed
from zhixing.platform.bell import NAMESPACE, Bell, Listener, NeighbourBell, SocketBell, room_of
from zhixing.platform.feed import News
from zhixing.platform.system import System


def web_socket_path(run_dir: Any) -> Any:
    """Where the worker beside this web process leaves its rings (embedded mode)."""
    return run_dir / "web.sock"


def open_socket(app: Flask, system: System) -> SocketIO:
    """Connect tablets to the bell. Rooms come from the login; a client never chooses one."""
    redis = system.config.redis_url
    mode = "gevent" if system.config.web == "gevent" else "threading"
    socketio = SocketIO(app, async_mode=mode, message_queue=redis, cors_allowed_origins=None, logger=False,
                        allow_upgrades=True, transports=["websocket"] if redis else None)

    @socketio.on("connect", namespace=NAMESPACE)
    def connect(_auth: Any = None) -> None:
        cookie = SimpleCookie(request.headers.get("Cookie", "")).get(system.cookie_name)
        with system.database.read() as session:
            login = system.ports.people.login(session, cookie.value, system.clock()) if cookie else None
        if login is None:
            raise ConnectionRefusedError("session.required")
        join_room(room_of(login.actor.id))

    def emit(room: str, news: dict[str, int]) -> None:
        socketio.emit("news", news, namespace=NAMESPACE, to=room)

    system.bell = SocketBell(emit, lambda scopes: _people_in(system, scopes))
    app.extensions["zhixing"] = system
    return socketio


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
