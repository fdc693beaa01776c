"""Uploads over a bad line: every byte that was answered is there, and only the announced file is accepted."""

import base64
import hashlib
import io
import json
import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from zhixing.kernel.ids import new_id
from zhixing.platform.files import LocalBlobStore
from zhixing.platform.tus import TusServer
from zhixing.platform.tus_wire import TusAnswer, TusRequest, UploadLimits

PHOTO = os.urandom(300_000)
DIGEST = hashlib.sha256(PHOTO).hexdigest()
LIMITS = UploadLimits(max_size=1_000_000, max_open=3, max_open_bytes=1_500_000, lock_wait_s=0.1, stalled_s=0.2)


class BrokenLine(io.BytesIO):
    """A body that breaks off with an error instead of an end, as a socket does."""

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        if not piece:
            raise ConnectionResetError
        return piece


class House:
    """A TusServer, its store and what it told us; `restart` forgets everything that was only in memory."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.now = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
        self.told: list[tuple[str, int, dict[str, str], str]] = []
        self.known: set[tuple[str, str]] = set()
        self.limits = LIMITS
        self.restart()

    def restart(self) -> None:
        self.store = LocalBlobStore(self.root)
        self.server = TusServer(
            self.store, limits=self.limits, clock=lambda: self.now,
            on_complete=lambda digest, size, fields, owner: self.told.append((digest, size, fields, owner)),
            is_known=lambda owner, digest, size: (owner, digest) in self.known,
        )

    def ask(self, method: str, url: str | None = None, body: Any = None, **headers: str) -> TusAnswer:
        owner = headers.pop("owner", "device:a")
        sent = {"tus-resumable": "1.0.0"} | {key.replace("_", "-"): value for key, value in headers.items()}
        if body is not None:
            sent.setdefault("content-type", "application/offset+octet-stream")
            if isinstance(body, bytes):
                sent.setdefault("content-length", str(len(body)))
                body = io.BytesIO(body)
        return self.server.handle(TusRequest(
            method, url and url.rsplit("/", 1)[1], {k: v for k, v in sent.items() if v != "-"},
            body or io.BytesIO(), owner))

    def create(self, length: int = len(PHOTO), digest: str | None = DIGEST, **more: Any) -> str:
        answer = self.ask("POST", **{"upload_length": str(length), "upload_metadata": meta(digest), **more})
        assert answer.status == 201, answer
        return answer.headers["Location"]

    def patch(self, url: str, offset: int, body: Any, **more: str) -> TusAnswer:
        return self.ask("PATCH", url, body, upload_offset=str(offset), **more)

    def offset(self, url: str) -> int:
        answer = self.ask("HEAD", url)
        assert answer.status == 200, answer
        return int(answer.headers["Upload-Offset"])


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def meta(digest: str | None) -> str:
    return f"filetype {b64('image/jpeg')}" + (f",sha256 {b64(digest)}" if digest else "")


def code(answer: TusAnswer) -> str:
    return json.loads(answer.body)["code"]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "media")


def test_a_photo_sent_in_one_piece_is_sealed_before_the_answer(house: House) -> None:
    url = house.create()
    answer = house.patch(url, 0, PHOTO)
    assert (answer.status, answer.headers["Upload-Offset"]) == (204, str(len(PHOTO)))
    assert house.store.verify(DIGEST)
    assert house.told == [(DIGEST, len(PHOTO), {"filetype": "image/jpeg", "sha256": DIGEST}, "device:a")]


def test_a_photo_sent_with_its_creation_needs_one_request(house: House) -> None:
    answer = house.ask("POST", None, PHOTO, upload_length=str(len(PHOTO)), upload_metadata=meta(DIGEST))
    assert (answer.status, answer.headers["Upload-Offset"]) == (201, str(len(PHOTO)))
    assert house.store.verify(DIGEST)


def test_a_photo_in_many_pieces_with_restarts_between_them_arrives_whole(house: House) -> None:
    url = house.create()
    for start in range(0, len(PHOTO), 70_000):
        assert house.patch(url, start, PHOTO[start:start + 70_000]).status == 204
        house.restart()
    assert house.store.verify(DIGEST)
    assert house.offset(url) == len(PHOTO)


def test_what_came_before_the_line_broke_is_kept(house: House) -> None:
    url = house.create()
    answer = house.patch(url, 0, BrokenLine(PHOTO[:200_000]), content_length=str(len(PHOTO)))
    assert code(answer) == "uploads.line_dropped"
    assert house.offset(url) == 200_000
    assert house.patch(url, 200_000, PHOTO[200_000:]).status == 204
    assert house.store.verify(DIGEST)


def test_a_body_shorter_than_announced_is_a_dropped_line(house: House) -> None:
    url = house.create()
    answer = house.patch(url, 0, PHOTO[:1000], content_length=str(len(PHOTO)))
    assert code(answer) == "uploads.line_dropped"
    assert house.offset(url) == 1000


def test_a_chunked_body_without_a_length_is_taken_too(house: House) -> None:
    url = house.create()
    assert house.patch(url, 0, io.BytesIO(PHOTO)).status == 204
    assert house.store.verify(DIGEST)


def test_a_photo_with_one_wrong_byte_is_discarded_with_460(house: House) -> None:
    url = house.create()
    answer = house.patch(url, 0, PHOTO[:-1] + bytes([PHOTO[-1] ^ 1]))
    assert (answer.status, code(answer)) == (460, "uploads.digest_differs")
    assert list(house.store.digests()) == []
    assert house.ask("HEAD", url).status == 404
    assert house.told == []


def test_an_empty_photo_is_refused(house: House) -> None:
    answer = house.ask("POST", upload_length="0", upload_metadata=meta(DIGEST))
    assert (answer.status, code(answer)) == (400, "uploads.empty")


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_a_damaged_piece_is_dropped_and_can_be_sent_again(house: House, algorithm: str) -> None:
    url = house.create()
    good = f"{algorithm} {b64(hashlib.new(algorithm, PHOTO[:1000]).digest())}"
    answer = house.patch(url, 0, bytes([PHOTO[0] ^ 1]) + PHOTO[1:1000], upload_checksum=good)
    assert (answer.status, code(answer)) == (460, "uploads.checksum_differs")
    assert house.offset(url) == 0
    assert house.patch(url, 0, PHOTO[:1000], upload_checksum=good).status == 204
    assert house.patch(url, 1000, PHOTO[1000:]).status == 204
    assert house.store.verify(DIGEST)


def test_half_a_piece_that_announced_a_checksum_is_not_kept(house: House) -> None:
    url = house.create()
    house.patch(url, 0, BrokenLine(PHOTO[:900]), content_length="1000", upload_checksum="sha256 " + b64(b"1" * 32))
    assert house.offset(url) == 0


def test_an_unknown_checksum_algorithm_is_named(house: House) -> None:
    answer = house.patch(house.create(), 0, PHOTO, upload_checksum="md5 AAAA")
    assert (answer.status, json.loads(answer.body)["params"]) == (400, {"header": "Upload-Checksum"})


def test_two_requests_never_write_one_upload_at_once(house: House) -> None:
    url = house.create()
    seen: list[TusAnswer] = []

    class Meanwhile(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if not seen:
                seen.append(house.patch(url, 0, b"intruder"))
            return super().read(size)

    assert house.patch(url, 0, Meanwhile(PHOTO), content_length=str(len(PHOTO))).status == 204
    assert (seen[0].status, code(seen[0])) == (423, "uploads.busy")
    assert house.store.verify(DIGEST)


def test_a_tablet_that_changed_networks_goes_on_while_its_old_connection_still_looks_alive(house: House) -> None:
    url = house.create()
    hung_up, waiting = threading.Event(), threading.Event()

    class DeadLine(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            piece = super().read(size)
            if not piece:
                waiting.set()
                assert hung_up.wait(10)
                raise ConnectionResetError
            return piece

    headers = {"tus-resumable": "1.0.0", "content-type": "application/offset+octet-stream", "upload-offset": "0",
               "content-length": str(len(PHOTO))}
    old = TusRequest("PATCH", url.rsplit("/", 1)[1], headers, DeadLine(PHOTO[:1000]), "device:a", hung_up.set)
    thread = threading.Thread(target=house.server.handle, args=(old,))
    thread.start()
    assert waiting.wait(5)
    assert house.ask("HEAD", url).status == 423  # it was heard of a moment ago: left alone
    time.sleep(LIMITS.stalled_s)
    assert house.offset(url) == 1000
    thread.join()
    assert house.patch(url, 1000, PHOTO[1000:]).status == 204
    assert house.store.verify(DIGEST)


def test_more_bytes_than_announced_are_refused(house: House) -> None:
    url = house.create()
    assert house.patch(url, 0, PHOTO + b"x").status == 413
    assert house.patch(url, 0, io.BytesIO(PHOTO + b"x")).status == 413
    assert house.offset(url) == 0
    assert list(house.store.digests()) == []


def test_a_file_larger_than_the_limit_is_refused_before_it_is_sent(house: House) -> None:
    assert house.ask("POST", upload_length="1000001", upload_metadata=meta(DIGEST)).status == 413


def test_the_wrong_offset_is_answered_with_the_right_one(house: House) -> None:
    url = house.create()
    house.patch(url, 0, PHOTO[:10])
    answer = house.patch(url, 5, PHOTO[5:20])
    assert (answer.status, answer.headers["Upload-Offset"]) == (409, "10")


def test_one_owner_cannot_fill_the_house(house: House) -> None:
    for _ in range(3):
        house.create()
    answer = house.ask("POST", upload_length="5", upload_metadata=meta(DIGEST))
    assert (answer.status, code(answer)) == (429, "uploads.too_many")
    house.create(owner="device:b")


def test_one_owner_cannot_reserve_more_bytes_than_allowed(house: House) -> None:
    house.create(1_000_000)
    answer = house.ask("POST", upload_length="600000", upload_metadata=meta(DIGEST))
    assert (answer.status, code(answer)) == (413, "uploads.over_quota")


def test_nobody_else_sees_or_continues_or_ends_an_upload(house: House) -> None:
    url = house.create()
    for method, body in (("HEAD", None), ("DELETE", None), ("PATCH", b"x")):
        assert house.ask(method, url, body, upload_offset="0", owner="device:b").status == 404
    assert house.offset(url) == 0


def test_a_tablet_may_end_its_unfinished_upload_but_not_the_original(house: House) -> None:
    unfinished, finished = house.create(), house.create()
    house.patch(finished, 0, PHOTO)
    assert house.ask("DELETE", unfinished).status == 204
    assert house.ask("DELETE", finished).status == 204
    assert house.ask("HEAD", unfinished).status == 404
    assert house.store.verify(DIGEST)


def test_an_abandoned_upload_expires_and_is_swept_while_originals_stay(house: House) -> None:
    abandoned, finished = house.create(), house.create()
    house.patch(abandoned, 0, PHOTO[:50])
    house.patch(finished, 0, PHOTO)
    house.now += timedelta(days=8)
    assert house.ask("HEAD", abandoned).status == 410
    assert house.server.sweep() == 2
    assert house.ask("HEAD", abandoned).status == 404
    assert house.store.verify(DIGEST)
    assert house.server.sweep() == 0


def test_bytes_this_tablet_handed_in_before_need_not_be_sent_again(house: House) -> None:
    house.patch(house.create(), 0, PHOTO)
    house.known.add(("device:a", DIGEST))
    answer = house.ask("POST", upload_length=str(len(PHOTO)), upload_metadata=meta(DIGEST))
    assert (answer.status, answer.headers["Upload-Offset"]) == (201, str(len(PHOTO)))
    assert house.offset(answer.headers["Location"]) == len(PHOTO)


def test_nobody_learns_from_the_door_what_others_handed_in(house: House) -> None:
    house.patch(house.create(), 0, PHOTO)
    answer = house.ask("POST", upload_length=str(len(PHOTO)), upload_metadata=meta(DIGEST), owner="device:b")
    assert answer.headers["Upload-Offset"] == "0"


def test_a_server_killed_between_the_last_byte_and_sealing_seals_when_asked(house: House) -> None:
    url = house.create()
    part = house.store.staging.open("device:a", url.rsplit("/", 1)[1])
    assert part is not None
    with part:
        part.append(PHOTO)
    house.restart()
    assert house.offset(url) == len(PHOTO)
    assert house.store.verify(DIGEST)
    assert len(house.told) == 1


def test_a_completion_nobody_heard_of_is_told_again_after_a_restart(house: House) -> None:
    url = house.create()
    house.patch(url, 0, PHOTO)
    next(house.root.rglob("*.told")).unlink()  # the power went before this mark reached the disk
    house.told.clear()
    house.restart()
    house.ask("HEAD", url)
    house.ask("HEAD", url)
    assert [digest for digest, *_ in house.told] == [DIGEST]


def test_a_failing_listener_does_not_keep_a_tablet_sending_and_is_told_again_later(
    house: House, caplog: pytest.LogCaptureFixture,
) -> None:
    listen, house.server._on_complete = house.server._on_complete, lambda *_: 1 / 0
    assert house.patch(house.create(), 0, PHOTO).status == 204
    assert "was not taken" in caplog.text
    house.server._on_complete = listen
    house.server.sweep()
    house.server.sweep()
    assert [digest for digest, *_ in house.told] == [DIGEST]


def test_a_client_that_announces_no_digest_is_served_too(house: House) -> None:
    url = house.create(digest=None)
    assert house.patch(url, 0, PHOTO).status == 204
    house.restart()
    assert house.offset(url) == len(PHOTO)
    assert house.store.verify(DIGEST)


@pytest.mark.parametrize(("headers", "status"), [
    ({"tus_resumable": "0.2.2"}, 412),
    ({"tus_resumable": "-"}, 412),
    ({"upload_length": "-1"}, 400),
    ({"upload_length": "many"}, 400),
    ({"upload_length": "-"}, 400),
    ({"upload_metadata": "sha256 !!!"}, 400),
    ({"upload_metadata": "sha256 " + b64("nonsense")}, 400),
    ({"upload_metadata": "a " + b64("1") + ",a " + b64("2")}, 400),
    ({"upload_metadata": "a " + b64("x" * 5000)}, 400),
])
def test_a_malformed_creation_is_refused_with_its_reason(house: House, headers: dict[str, str], status: int) -> None:
    sent = {"upload_length": "10", "upload_metadata": meta(DIGEST), **headers}
    assert house.ask("POST", **sent).status == status


def test_a_wrong_body_type_or_method_is_refused(house: House) -> None:
    url = house.create()
    assert house.patch(url, 0, PHOTO, content_type="image/jpeg").status == 415
    assert house.ask("GET", url).status == 405
    assert house.ask("PATCH", None, b"x", upload_offset="0").status == 405
    assert house.ask("HEAD", f"/api/uploads/{new_id()}").status == 404
    assert house.ask("HEAD", "/api/uploads/..").status == 404


def test_a_client_behind_an_old_proxy_may_name_the_method_in_a_header(house: House) -> None:
    answer = house.ask("POST", house.create(), PHOTO, upload_offset="0", x_http_method_override="PATCH")
    assert answer.status == 204


def test_the_server_says_what_it_can_do(house: House) -> None:
    answer = house.ask("OPTIONS", tus_resumable="-")
    assert answer.status == 204
    assert answer.headers["Tus-Extension"] == "creation,creation-with-upload,checksum,termination,expiration"
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha256,sha1"


def test_memory_stays_flat_while_a_large_video_arrives(house: House) -> None:
    import tracemalloc

    house.limits = UploadLimits(max_size=10**9)
    house.restart()

    class Endless(io.RawIOBase):
        left = 120 * 1024 * 1024

        def read(self, size: int = -1, /) -> bytes:
            size = min(size, self.left)
            self.left -= size
            return bytes(size)

    url = house.create(Endless.left, digest=None)
    tracemalloc.start()
    assert house.patch(url, 0, Endless(), content_length=str(Endless.left)).status == 204
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000
