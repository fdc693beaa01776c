"""Originals stay: what every blob store promises, and what the local one does on disk."""

import errno
import hashlib
import io
import os
import shutil
import stat
from pathlib import Path

import pytest

from tests.support.blob_stores import STORES, open_for_test
from zhixing.platform.files import (
    BlobStore,
    Busy,
    DigestMismatch,
    LocalBlobStore,
    NoSuchBlob,
    StoreFull,
)

PHOTO = bytes(range(256)) * 3000
DIGEST = hashlib.sha256(PHOTO).hexdigest()
NOTE = {"owner": "device:1", "length": 1, "expires": "2027-01-01T00:00:00.000Z"}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    return open_for_test(request.param, tmp_path / "media")


def test_a_photo_is_found_again_byte_for_byte(store: BlobStore) -> None:
    stored = store.put(io.BytesIO(PHOTO), DIGEST)
    assert (stored.sha256, stored.size) == (DIGEST, len(PHOTO))
    assert store.has(DIGEST)
    assert store.size(DIGEST) == len(PHOTO)
    assert store.verify(DIGEST)
    with store.open(DIGEST) as file:
        assert file.read() == PHOTO


def test_a_video_player_may_ask_for_the_middle_of_an_original(store: BlobStore) -> None:
    store.put(io.BytesIO(PHOTO))
    with store.open(DIGEST) as file:
        file.seek(1000)
        assert file.read(50) == PHOTO[1000:1050]


def test_a_child_process_gets_the_original_as_a_descriptor(store: BlobStore) -> None:
    store.put(io.BytesIO(PHOTO))
    with store.local_file(DIGEST) as file:
        assert os.pread(file.fileno(), 10, 5) == PHOTO[5:15]


def test_bytes_that_are_not_the_announced_ones_are_not_kept(store: BlobStore) -> None:
    with pytest.raises(DigestMismatch):
        store.put(io.BytesIO(PHOTO[:-1]), DIGEST)
    assert not store.has(DIGEST)
    assert list(store.digests()) == []


def test_the_same_bytes_twice_are_one_original(store: BlobStore) -> None:
    store.put(io.BytesIO(PHOTO))
    store.put(io.BytesIO(PHOTO))
    assert list(store.digests()) == [DIGEST]


def test_an_upload_becomes_an_original_and_its_part_disappears(store: BlobStore) -> None:
    store.staging.create("device:1", "u1", NOTE)
    part = store.staging.open("device:1", "u1")
    assert part is not None
    with part:
        part.append(PHOTO)
        store.seal(part, DIGEST)
    assert store.verify(DIGEST)
    assert store.staging.open("device:1", "u1") is None


def test_a_video_of_many_megabytes_is_stored_whole(store: BlobStore) -> None:
    video = os.urandom(1024 * 1024) * 40
    stored = store.put(io.BytesIO(video), hashlib.sha256(video).hexdigest())
    assert store.verify(stored.sha256)
    assert store.size(stored.sha256) == len(video)


def test_what_was_never_stored_is_said_to_be_missing(store: BlobStore) -> None:
    absent = "0" * 64
    assert not store.has(absent)
    for ask in (store.size, store.open, store.verify):
        with pytest.raises(NoSuchBlob):
            ask(absent)


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "ab", "", "0" * 63 + "\n"])
def test_a_name_that_is_no_digest_never_reaches_the_disk(store: BlobStore, name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256 digest"):
        store.has(name)


def test_derivatives_can_be_replaced_and_dropped_and_the_original_stays(store: BlobStore) -> None:
    store.put(io.BytesIO(PHOTO))
    store.save_derived(DIGEST, "display.jpg", b"first")
    store.save_derived(DIGEST, "display.jpg", b"second")
    with store.open_derived(DIGEST, "display.jpg") as file:
        assert file.read() == b"second"
    store.drop_derived(DIGEST, "display.jpg")
    store.drop_derived(DIGEST, "display.jpg")
    assert not store.has_derived(DIGEST, "display.jpg")
    with pytest.raises(NoSuchBlob):
        store.open_derived(DIGEST, "display.jpg")
    assert store.verify(DIGEST)


def test_a_derivative_cannot_be_named_out_of_its_folder(store: BlobStore) -> None:
    with pytest.raises(ValueError, match="not a plain name"):
        store.save_derived(DIGEST, "../original", b"x")


def test_no_store_has_a_door_through_which_an_original_could_be_deleted(store: BlobStore) -> None:
    doors = {name for name in dir(store) if not name.startswith("_")}
    assert doors <= {"staging", "seal", "put", "has", "size", "open", "local_file", "verify", "digests", "root",
                     "save_derived", "has_derived", "open_derived", "drop_derived", "free_bytes"}


# --- the local store on disk


@pytest.fixture
def local(tmp_path: Path) -> LocalBlobStore:
    return LocalBlobStore(tmp_path / "media")


def _path(local: LocalBlobStore) -> Path:
    return local.root / "sha256" / DIGEST[:2] / DIGEST[2:4] / DIGEST


def test_an_original_lies_read_only_under_its_digest(local: LocalBlobStore) -> None:
    local.put(io.BytesIO(PHOTO))
    assert stat.S_IMODE(_path(local).stat().st_mode) == 0o444


def test_an_original_that_is_here_is_never_overwritten_even_by_the_same_bytes(local: LocalBlobStore) -> None:
    local.put(io.BytesIO(PHOTO))
    before = _path(local).stat()
    local.put(io.BytesIO(PHOTO))
    after = _path(local).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_an_original_the_disk_damaged_is_noticed_and_a_good_copy_heals_it(local: LocalBlobStore) -> None:
    local.put(io.BytesIO(PHOTO))
    _path(local).chmod(0o644)
    _path(local).write_bytes(b"\1" + PHOTO[1:])
    assert not local.verify(DIGEST)
    local.put(io.BytesIO(PHOTO))
    assert local.verify(DIGEST)
    assert len(list((local.root / "damaged").iterdir())) == 1


def test_a_store_on_a_mount_without_hard_links_works_too(
    local: LocalBlobStore, monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOTSUP, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    local.put(io.BytesIO(PHOTO))
    local.put(io.BytesIO(PHOTO))
    assert local.verify(DIGEST)


def test_a_part_that_is_a_second_name_of_an_original_cannot_change_it(local: LocalBlobStore) -> None:
    local.put(io.BytesIO(PHOTO))
    local.staging.create("device:1", "u1", NOTE)
    path = next(local.root.glob("uploads/*/u1.part"))
    path.unlink()
    os.link(_path(local), path)  # what a power cut between two fsyncs can leave
    part = local.staging.open("device:1", "u1")
    assert part is not None
    with part:
        for change in (lambda: part.append(b"x"), lambda: part.cut_back(5)):
            with pytest.raises(PermissionError):
                change()
        local.seal(part, DIGEST)
    assert local.verify(DIGEST)
    assert not path.exists()


def test_two_writers_never_share_one_upload(local: LocalBlobStore) -> None:
    local.staging.create("device:1", "u1", NOTE)
    with local.staging.open("device:1", "u1"), pytest.raises(Busy):  # type: ignore[union-attr]
        local.staging.open("device:1", "u1")
    assert local.staging.open("device:2", "u1") is None


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="needs a mount of its own")
def test_a_full_disk_refuses_the_new_and_keeps_the_old(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if os.system(f"mount -t tmpfs -o size=2m tmpfs {small} 2>/dev/null") != 0:
        pytest.skip("this machine lets nobody mount")
    try:
        local = LocalBlobStore(small / "media")
        local.put(io.BytesIO(PHOTO))
        with pytest.raises(StoreFull):
            local.put(io.BytesIO(os.urandom(3_000_000)))
        assert local.verify(DIGEST)
        local.put(io.BytesIO(b"there is room again, the failed upload left nothing behind"))
    finally:
        os.system(f"umount {small}")
