"""`zhixing serve` as an administrator stops it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from simple_websocket import Client, ConnectionClosed

from tests.support.field import COOKIE, Line
from tests.support.server import Server, run_cli, running_server

# engine.io, protocol 4: the first character of a packet is its kind.
OPEN, CLOSE = "0", "1"


def hangs_up_when_told(tablet: Client) -> bool:
    """Whether the house said good-bye before the line was dead."""
    try:
        while tablet.receive() != CLOSE:
            continue
    except ConnectionClosed:
        return False
    return True


def a_login(server: Server) -> str:
    told = run_cli(server.env, "create-user", "officer1", "--name", "李二河", "--role", "officer", "--generate")
    line = Line(server.port)
    line.log_in("officer1", told.split()[-1])
    line.hang_up()
    return f"{COOKIE}={line.cookie}"


@pytest.mark.parametrize("web", ["threads", "gevent"])
def test_a_house_that_is_stopped_hangs_up_on_its_tablets_first(tmp_path: Path, web: str) -> None:
    with running_server(tmp_path, world=False, ZHIXING_WEB=web) as server:
        tablet = Client.connect(f"ws://localhost:{server.port}/socket.io/?EIO=4&transport=websocket",
                                headers={"Cookie": a_login(server)})
        assert str(tablet.receive()).startswith(OPEN)
        with ThreadPoolExecutor() as pool:
            heard = pool.submit(hangs_up_when_told, tablet)
            assert server.stop() == 0
            assert heard.result()
