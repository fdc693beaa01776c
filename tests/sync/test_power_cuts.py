"""A power cut forgets everything unsynced. What the server has acknowledged must be there again afterwards."""

import hashlib
import http.client
import random
import threading
from pathlib import Path

import pytest

from tests.support.field import FieldTablet, Refused, enrolled_tablets
from tests.support.powercut import Mount, forgetful_mount
from tests.support.server import Server, run_cli

CUTS = 20
BROKEN = (OSError, http.client.HTTPException, Refused)


class Witness:
    """One tablet in the field during a power cut, and everything the server told it was safe."""

    def __init__(self, tablet: FieldTablet) -> None:
        self.tablet, self.safe_acts, self.safe_bytes = tablet, set[str](), dict[str, int]()
        self.failure: Exception | None = None

    def work(self, stop: threading.Event, dice: random.Random) -> None:
        """Upload and push until the power goes. A broken line is expected; a wrong answer is not."""
        while not stop.is_set():
            try:
                data = dice.randbytes(dice.choice([2_000, 60_000, 400_000]))
                self.tablet.upload(data, chunk=100_000)
                self.safe_bytes[hashlib.sha256(data).hexdigest()] = len(data)
                self.tablet.note(self.tablet.a_case())
                self.tablet.push()
                self.safe_acts = set(self.tablet.receipts)
            except BROKEN:
                self.tablet.line.hang_up()
            except Exception as error:
                self.failure = error
                return


@pytest.mark.slow
def test_everything_acknowledged_is_there_again_after_twenty_power_cuts_during_uploads_and_pushes(
        tmp_path: Path) -> None:
    dice = random.Random(20)
    with forgetful_mount(tmp_path) as mount:
        server = Server(tmp_path, options={**mount.env, "ZHIXING_DATA_DIR": str(mount.path / "var"),
                                           "ZHIXING_MEDIA_DIR": str(mount.path / "media"),
                                           "ZHIXING_RUN_DIR": str(tmp_path / "run")})
        run_cli(server.env, "migrate")
        run_cli(server.env, "world")
        server.start()
        witnesses = [Witness(tablet) for tablet in enrolled_tablets_on(server, mount)]
        for _ in range(CUTS):
            cut_the_power(server, mount, witnesses, dice)
            check_nothing_is_lost(server, mount, witnesses)
        assert sum(len(one.safe_acts) for one in witnesses) > CUTS, "the test pushed too little to prove anything"
        server.stop()
        run_cli(server.env, "verify")
        for one in witnesses:
            one.tablet.line.hang_up()


def enrolled_tablets_on(server: Server, mount: Mount) -> list[FieldTablet]:
    server.folder = mount.path
    return enrolled_tablets(server, 2)


def cut_the_power(server: Server, mount: Mount, witnesses: list[Witness], dice: random.Random) -> None:
    stop = threading.Event()
    threads = [threading.Thread(target=one.work, args=(stop, random.Random(dice.random()))) for one in witnesses]
    for thread in threads:
        thread.start()
    threads[0].join(dice.uniform(0.2, 1.5))
    mount.power_cut()
    server.kill()
    stop.set()
    for thread in threads:
        thread.join()
    mount.remount()
    server.start()


def check_nothing_is_lost(server: Server, mount: Mount, witnesses: list[Witness]) -> None:
    for one in witnesses:
        assert one.failure is None, one.failure
        one.tablet.line.hang_up()
        for digest, size in one.safe_bytes.items():
            stored = mount.path / "media" / "sha256" / digest[:2] / digest[2:4] / digest
            assert stored.is_file(), f"an acknowledged upload of {size} bytes is gone"
            assert hashlib.sha256(stored.read_bytes()).hexdigest() == digest
        answers = {outcome["id"]: outcome for outcome in one.tablet.ask_again(one.safe_acts)}
        lost = [act for act in one.safe_acts if answers[act]["outcome"] != "duplicate"]
        assert not lost, f"{len(lost)} acknowledged acts are gone"
        one.tablet.push()
