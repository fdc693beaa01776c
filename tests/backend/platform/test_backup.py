"""A backup taken while the house works comes back whole, or not at all."""

import io
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.support.small_court import ProbeNote, SmallCourt
from zhixing.platform.backup import MANIFEST, NotABackup, NotEmpty, backup, restore
from zhixing.platform.config import Config
from zhixing.platform.crypto import digest
from zhixing.platform.db import Database
from zhixing.platform.files import open_store
from zhixing.platform.ledger import LedgerEntry


def quiet(_text: str) -> None:
    pass


@pytest.fixture
def new_house(court: SmallCourt, make_database: Callable[[], str], tmp_path: Path) -> Config:
    """An empty house on the same engine."""
    return replace(court.system.config, data_dir=tmp_path / "new", media_dir=tmp_path / "new" / "media",
                   database_url=make_database())


def test_what_was_there_before_the_backup_began_is_in_it_although_others_kept_writing(
        court: SmallCourt, new_house: Config, tmp_path: Path) -> None:
    tablet = court.tablet()
    for _ in range(20):
        tablet.send(tablet.act())
    court.system.store.put(io.BytesIO(b"original"))
    stop = threading.Event()

    def keep_writing() -> None:
        while not stop.is_set():
            tablet.send(tablet.act())

    writer = threading.Thread(target=keep_writing)
    writer.start()
    backup(court.system, tmp_path / "copy", quiet)
    stop.set()
    writer.join()

    restore(new_house, tmp_path / "copy", quiet)
    database = Database(new_house.database_url)
    with database.read() as session:
        notes = session.scalar(select(func.count()).select_from(ProbeNote)) or 0
        assert notes >= 20
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == notes, "half a transaction"
    database.close()
    assert open_store(new_house.media_dir).verify(digest(b"original"))
    assert (new_house.data_dir / "keys" / "server.pem").read_bytes() == court.system.config.key_path.read_bytes()


def test_a_backup_that_did_not_finish_is_not_restored(court: SmallCourt, new_house: Config, tmp_path: Path) -> None:
    backup(court.system, tmp_path / "copy", quiet)
    (tmp_path / "copy" / MANIFEST).unlink()
    with pytest.raises(NotABackup):
        restore(new_house, tmp_path / "copy", quiet)


def test_an_altered_backup_is_not_restored(court: SmallCourt, new_house: Config, tmp_path: Path) -> None:
    backup(court.system, tmp_path / "copy", quiet)
    path = next((tmp_path / "copy").glob("zhixing.*"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(NotABackup, match="zhixing"):
        restore(new_house, tmp_path / "copy", quiet)
    assert not (new_house.data_dir / "keys").exists(), "nothing may be there after a refused restore"


def test_nothing_that_exists_is_overwritten_by_a_restore(court: SmallCourt, tmp_path: Path) -> None:
    backup(court.system, tmp_path / "copy", quiet)
    with pytest.raises(NotEmpty):
        restore(court.system.config, tmp_path / "copy", quiet)
