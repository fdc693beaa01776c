"""Durable before acknowledged: a disk that forgets what was not fsynced finds no lie. First the disk is tried."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.powercut import Mount, forgetful_mount
from tests.support.powercut.fuse import NoFuse

SUPPORT = Path(__file__).resolve().parents[2] / "support/powercut"
WRITER, CHECKER = SUPPORT / "writer.py", SUPPORT / "checker.py"
CUTS = int(os.environ.get("ZHIXING_POWER_CUTS", "20"))


@pytest.fixture(params=["fuse", "preload"])
def mount(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Mount]:
    try:
        with forgetful_mount(tmp_path, request.param) as one:
            yield one
    except NoFuse:
        pytest.skip("no FUSE here; the same test runs with the second instrument")


def do(mount: Mount, script: str) -> None:
    """Run Python on the disk, as a process of its own; `here` is the disk, `sync` an fsync of a file or folder."""
    head = """
import os, pathlib, sys
here = pathlib.Path(sys.argv[1])
def sync(path):
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
"""
    subprocess.run([sys.executable, "-c", head + script, str(mount.path)], env=os.environ | mount.env, check=True)


def after_a_cut(mount: Mount) -> set[str]:
    mount.power_cut()
    mount.remount()
    return {str(path.relative_to(mount.path)) for path in mount.path.rglob("*")}


def test_the_instrument_keeps_what_was_synced_with_its_folder(mount: Mount) -> None:
    do(mount, "(here/'a').write_text('kept'); sync(here/'a'); sync(here)")
    assert after_a_cut(mount) == {"a"}
    assert (mount.path / "a").read_text() == "kept"


def test_the_instrument_forgets_a_file_whose_folder_was_not_synced(mount: Mount) -> None:
    do(mount, "(here/'a').write_text('x'); sync(here/'a')")
    assert after_a_cut(mount) == set()


def test_the_instrument_forgets_bytes_that_were_not_synced(mount: Mount) -> None:
    do(mount, "(here/'a').write_text('old'); sync(here/'a'); sync(here); (here/'a').write_text('newer')")
    do(mount, "(here/'b').write_text('never synced'); sync(here)")
    assert after_a_cut(mount) == {"a", "b"}
    assert [(mount.path / name).read_text() for name in "ab"] == ["old", ""]


def test_the_instrument_keeps_the_old_name_until_the_folder_is_synced(mount: Mount) -> None:
    do(mount, "(here/'old').write_text('x'); sync(here/'old'); sync(here); os.rename(here/'old', here/'new')")
    assert after_a_cut(mount) == {"old"}
    do(mount, "os.rename(here/'old', here/'new'); sync(here)")
    assert after_a_cut(mount) == {"new"}


def test_the_instrument_brings_back_what_was_removed_without_a_sync(mount: Mount) -> None:
    do(mount, "(here/'a').write_text('x'); sync(here/'a'); sync(here); os.unlink(here/'a')")
    assert after_a_cut(mount) == {"a"}


def test_the_instrument_forgets_a_folder_whose_parent_was_not_synced(mount: Mount) -> None:
    do(mount, "(here/'d').mkdir(); (here/'d'/'a').write_text('x'); sync(here/'d'/'a'); sync(here/'d')")
    assert after_a_cut(mount) == set()
    do(mount, "(here/'d').mkdir(); (here/'d'/'a').write_text('x'); sync(here/'d'/'a'); sync(here/'d'); sync(here)")
    assert after_a_cut(mount) == {"d", "d/a"}


def test_the_instrument_truncates_only_what_was_synced(mount: Mount) -> None:
    do(mount, "(here/'a').write_bytes(b'x'*9000); sync(here/'a'); sync(here); os.truncate(here/'a', 10)")
    after_a_cut(mount)
    assert (mount.path / "a").stat().st_size == 9000


def test_after_the_cut_nothing_can_be_acknowledged_any_more(mount: Mount) -> None:
    do(mount, "(here/'a').write_text('x'); sync(here/'a'); sync(here)")
    mount.power_cut()
    with pytest.raises(subprocess.CalledProcessError):
        do(mount, "sync(here/'a')")
    mount.remount()
    assert (mount.path / "a").read_text() == "x"


# --- the house on that disk


@dataclass
class Acknowledged:
    """What the writer was told before the power went."""

    offsets: dict[str, int] = field(default_factory=dict)
    digests: set[str] = field(default_factory=set)
    rows: set[str] = field(default_factory=set)

    def note(self, lines: bytes) -> None:
        for line in lines.splitlines(keepends=True):
            if not line.endswith(b"\n"):
                continue
            fact = json.loads(line)
            if "row" in fact:
                self.rows.add(fact["row"])
            elif "digest" in fact:
                self.digests.add(fact["digest"])
                self.offsets.pop(fact["url"], None)
            else:
                self.offsets[fact["url"]] = fact["offset"]


def work_until_the_power_goes(mount: Mount, told: Acknowledged, seconds: float, *options: str) -> None:
    writer = subprocess.Popen([sys.executable, str(WRITER), str(mount.path), *options], env=os.environ | mount.env,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert writer.stdout is not None
    first = writer.stdout.readline()
    time.sleep(seconds)
    mount.power_cut()
    writer.send_signal(signal.SIGKILL)
    told.note(first + writer.stdout.read())
    writer.wait()
    writer.stdout.close()
    mount.remount()


def losses(mount: Mount, told: Acknowledged) -> list[str]:
    """Everything that was acknowledged and is not there."""
    wanted = {"rows": sorted(told.rows), "digests": sorted(told.digests), "offsets": told.offsets}
    found = subprocess.run([sys.executable, str(CHECKER), str(mount.path)], input=json.dumps(wanted), text=True,
                           env=os.environ | mount.env, stdout=subprocess.PIPE, check=True)
    return json.loads(found.stdout)


@pytest.mark.slow
def test_twenty_power_cuts_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    dice = random.Random(20)
    told = Acknowledged()
    with forgetful_mount(tmp_path) as mount:
        for _ in range(CUTS):
            work_until_the_power_goes(mount, told, dice.uniform(0.05, 0.3))
            assert losses(mount, told) == []
    assert len(told.digests) > CUTS
    assert len(told.rows) > CUTS


def test_the_second_instrument_finds_nothing_lost_either(tmp_path: Path) -> None:
    told = Acknowledged()
    with forgetful_mount(tmp_path, "preload") as mount:
        for seconds in (0.2, 0.5, 0.3):
            work_until_the_power_goes(mount, told, seconds)
            assert losses(mount, told) == []
    assert told.rows


def test_a_store_that_forgets_to_sync_its_folders_would_be_found_out(tmp_path: Path) -> None:
    told = Acknowledged()
    with forgetful_mount(tmp_path) as mount:
        work_until_the_power_goes(mount, told, 0.5, "careless")
        assert any(loss.startswith("original") for loss in losses(mount, told))
