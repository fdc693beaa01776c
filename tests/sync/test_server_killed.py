"""The server killed during uploads and pushes: no confirmed thing lost, none doubled."""

import hashlib
import http.client
import random
import threading
from pathlib import Path

import pytest

from tests.support.field import FieldTablet, Refused, enrolled_tablets
from tests.support.server import Server, run_cli, running_server

KILLS = 50
BROKEN = (OSError, http.client.HTTPException, Refused)


class Officer:
    """Takes photos and hands them in, whatever happens to the server."""

    def __init__(self, tablet: FieldTablet, dice: random.Random) -> None:
        self.tablet, self.dice, self.made = tablet, dice, dict[str, str]()
        self.waiting: list[bytes] = []
        self.failure: Exception | None = None

    def photograph(self) -> None:
        data = self.dice.randbytes(self.dice.choice([5_000, 200_000]))
        blob = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "media_type": "image/jpeg"}
        evidence_id, envelope = self.tablet.photograph(blob)
        self.made[evidence_id] = envelope["id"]
        self.waiting.append(data)

    def hand_in(self) -> None:
        while self.waiting:
            self.tablet.upload(self.waiting[0], chunk=50_000)
            self.waiting.pop(0)
        before = -1
        while self.tablet.pending and len(self.tablet.pending) != before:  # a push takes a hundred at most
            before = len(self.tablet.pending)
            self.tablet.push()

    def work(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                if len(self.waiting) < 5:
                    self.photograph()
                self.hand_in()
            except BROKEN:
                self.tablet.line.hang_up()
                stop.wait(0.05)
            except Exception as error:
                self.failure = error
                return


@pytest.mark.slow
def test_no_photo_is_lost_or_doubled_when_the_server_is_killed_fifty_times(tmp_path: Path) -> None:
    dice = random.Random(50)
    with running_server(tmp_path) as server:
        officers = [Officer(tablet, random.Random(dice.random())) for tablet in enrolled_tablets(server, 3)]
        stop = threading.Event()
        threads = [threading.Thread(target=one.work, args=(stop,)) for one in officers]
        for thread in threads:
            thread.start()
        for number in range(KILLS):
            stop.wait(dice.uniform(0.1, 0.8))
            kill(server, number)
        stop.set()
        for thread in threads:
            thread.join()
        check(server, officers)
        server.stop()
        run_cli(server.env, "verify")


def kill(server: Server, number: int) -> None:
    """Mostly web and worker, which come back by themselves; every fifth time the whole house at once."""
    if number % 5 == 4:
        server.kill()
        server.start()
    else:
        server.kill_children()
        server.wait_until_ready()


def check(server: Server, officers: list[Officer]) -> None:
    for one in officers:
        assert one.failure is None, one.failure
        one.tablet.line.hang_up()
        one.hand_in()
        assert not one.tablet.pending
        one.tablet.pull()
        held = one.tablet.rows["evidence"]
        assert set(one.made) <= set(held), "a photo is lost"
        for evidence_id, act in one.made.items():
            receipt, row = one.tablet.receipts.get(act), held[evidence_id]
            if receipt is not None:
                assert [blob["sha256"] for blob in receipt["blobs"]] == [row["sha256"]]
        numbers = sorted(row["device_seq"] for row in held.values() if row["device_id"] == one.tablet.id)
        assert len(numbers) == len(set(numbers)) == len(one.made), "a photo is there twice"
        one.tablet.line.hang_up()
