"""`zhixing serve` as an administrator stops it."""

import base64
import os
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.server import Server, running_server

CLOSE = b"1"  # engine.io, protocol 4: the packet that ends a connection


def connected(server: Server) -> socket.socket:
    """A tablet's web socket (RFC 6455), once the server has answered."""
    line = socket.create_connection(("127.0.0.1", server.port))
    line.sendall(("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                  f"Host: localhost:{server.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                  f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
                  "Sec-WebSocket-Version: 13\r\n\r\n").encode())
    said = b""
    while b'"sid"' not in said:
        said += line.recv(4096)
    return line


def hangs_up_when_told(line: socket.socket) -> bool:
    """Whether the house said good-bye, one frame of text, before the line was dead."""
    good_bye, said = bytes([0x81, len(CLOSE)]) + CLOSE, b""
    with line:
        while part := line.recv(4096):
            said += part
            if good_bye in said:
                return True
    return False


@pytest.mark.parametrize("web", ["threads", "gevent"])
def test_a_house_that_is_stopped_hangs_up_on_its_tablets_first(tmp_path: Path, web: str) -> None:
    with running_server(tmp_path, world=False, ZHIXING_WEB=web) as server:
        line = connected(server)
        with ThreadPoolExecutor() as pool:
            tablet = pool.submit(hangs_up_when_told, line)
            assert server.stop() == 0
            assert tablet.result()
