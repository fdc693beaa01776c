"""tus 1.0 resumable uploads into the blob store: core, creation, creation-with-upload, checksum, termination,
expiration (docs/protocol.md 5). No framework in here; `tus_view.py` is the Flask side.

An offset that was answered is durable. The last byte is answered only after the whole file's SHA-256 has been
compared with the announced one and the bytes are sealed in the store. The body is never held in memory: it
is hashed and written in pieces of 64 KiB, and what arrived before a line broke is kept.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

from zhixing.kernel.clock import Clock, from_text, system_clock, to_text
from zhixing.kernel.errors import DomainError
from zhixing.kernel.ids import is_id, new_id
from zhixing.kernel.messages import Problem
from zhixing.platform import tus_wire as wire
from zhixing.platform.files import PIECE, BlobStore, Busy, NoSuchBlob, Part, StoreFull
from zhixing.platform.tus_progress import Hashes, Writers
from zhixing.platform.tus_wire import TusAnswer, TusRequest, UploadLimits

_log = logging.getLogger(__name__)

OnComplete = Callable[[str, int, dict[str, str], str], None]
IsKnown = Callable[[str, str, int], bool]


@dataclass
class _Upload:
    """One upload and its note: a file, because a transaction would last as long as the transfer."""

    id: str
    owner: str
    note: dict[str, Any]

    @property
    def length(self) -> int:
        return self.note["length"]

    @property
    def digest(self) -> str | None:
        return self.note["sealed"] or wire.claimed_digest(self.note["fields"])


class TusServer:
    """`on_complete(digest, size, metadata, owner)` is called after sealing, at least once: keep it
    idempotent.

    `is_known(owner, digest, size)` says whether this owner handed in these bytes before. Only then may an
    upload be answered as complete at once: otherwise anybody could ask the store what it holds.
    """

    def __init__(
        self, store: BlobStore, *, on_complete: OnComplete | None = None, is_known: IsKnown | None = None,
        limits: UploadLimits | None = None, clock: Clock = system_clock,
    ) -> None:
        self.limits = limits or UploadLimits()
        self.base_path = "/api/uploads"
        self._store = store
        self._staging = store.staging
        self._on_complete = on_complete
        self._is_known = is_known
        self._clock = clock
        self._hashes = Hashes()
        self._writers = Writers(self.limits.stalled_s)
        self._doors = {"POST": self._create, "HEAD": self._head, "PATCH": self._patch, "DELETE": self._delete}

    def handle(self, request: TusRequest) -> TusAnswer:
        """Answer one request. Refusals are answers too; what escapes is a bug or a broken disk."""
        method = (request.header("X-HTTP-Method-Override") or request.method).upper()
        if method == "OPTIONS":
            return self.describe()
        try:
            if request.header("Tus-Resumable") != wire.VERSION:
                raise wire.WrongVersion
            if method not in self._doors or (method == "POST") != (request.upload_id is None):
                raise wire.MethodNotKnown
            return self._doors[method](request)
        except StoreFull:
            return self.refuse(wire.NoSpace())
        except DomainError as refusal:
            return self.refuse(refusal)

    def describe(self) -> TusAnswer:
        """What this server can do (OPTIONS)."""
        return self._answer(204, {
            "Tus-Version": wire.VERSION, "Tus-Extension": wire.EXTENSIONS,
            "Tus-Max-Size": str(self.limits.max_size), "Tus-Checksum-Algorithm": ",".join(wire.CHECKSUMS),
        })

    def refuse(self, refusal: DomainError) -> TusAnswer:
        """A refusal as the wire wants it, tus headers included."""
        headers = {"Content-Type": "application/problem+json"}
        if isinstance(refusal, wire.WrongVersion):
            headers["Tus-Version"] = wire.VERSION
        if "offset" in refusal.params:
            headers["Upload-Offset"] = str(refusal.params["offset"])
        return self._answer(refusal.status, headers, Problem.of(refusal).model_dump_json())

    def sweep(self) -> int:
        """Discard unfinished uploads past their time and old notes of finished ones; how many."""
        now, swept = self._clock(), 0
        for upload_id, note in self._staging.all_notes():
            upload = _Upload(upload_id, note["owner"], note)
            if from_text(note["expires"]) > now:
                self._tell_if_finished(upload)
                continue
            with suppress(Busy):
                part = self._staging.open(upload.owner, upload_id)
                self._staging.discard(upload.owner, upload_id)
                swept += 1
                if part is not None:
                    part.close()
        self._staging.discard_torn(now - timedelta(seconds=self.limits.expires_s))
        return swept

    def _tell_if_finished(self, upload: _Upload) -> None:
        """For a completion that nobody heard of: the process ended, or the listener failed."""
        if "fields" in upload.note:
            with suppress(wire.UploadUnknown):
                self._finished(upload)

    def _answer(self, status: int, headers: dict[str, str], body: str = "") -> TusAnswer:
        common = {"Tus-Resumable": wire.VERSION, "Cache-Control": "no-store"}
        return TusAnswer(status, common | headers, body)

    def _progress(self, status: int, upload: _Upload, offset: int) -> TusAnswer:
        headers = {"Upload-Offset": str(offset)}
        if status != 200:
            headers["Upload-Expires"] = format_datetime(from_text(upload.note["expires"]), usegmt=True)
        if status == 201:
            headers["Location"] = f"{self.base_path}/{upload.id}"
        return self._answer(status, headers)

    # --- the doors

    def _create(self, request: TusRequest) -> TusAnswer:
        length = wire.number(request, "Upload-Length")
        if length == 0:
            raise wire.EmptyUpload
        if length > self.limits.max_size:
            raise wire.TooLarge(limit=self.limits.max_size)
        upload = self._new_upload(request, length)
        digest = upload.digest
        if digest and self._is_here_already(request.owner, digest, length):
            upload.note["sealed"] = digest
            self._staging.create(upload.owner, upload.id, upload.note)
            self._staging.drop_part(upload.owner, upload.id)
            self._staging.mark_told(upload.owner, upload.id)
            return self._progress(201, upload, length)
        self._check_quota(request.owner, length)
        self._staging.create(upload.owner, upload.id, upload.note)
        if request.header("Content-Type") != wire.BODY_TYPE:
            return self._progress(201, upload, 0)
        with self._lock(upload) as part:
            return self._progress(201, upload, self._receive(upload, part, request))

    def _new_upload(self, request: TusRequest, length: int) -> _Upload:
        raw = request.header("Upload-Metadata")
        fields = wire.metadata(raw)
        wire.claimed_digest(fields)
        expires = to_text(self._clock() + timedelta(seconds=self.limits.expires_s))
        return _Upload(new_id(), request.owner, {
            "owner": request.owner, "length": length, "fields": fields, "raw": raw, "expires": expires,
            "sealed": None,
        })

    def _is_here_already(self, owner: str, digest: str, length: int) -> bool:
        if self._is_known is None or not self._is_known(owner, digest, length):
            return False
        try:
            return self._store.size(digest) == length
        except NoSuchBlob:
            return False

    def _check_quota(self, owner: str, length: int) -> None:
        waiting = self._staging.unfinished(owner)
        if len(waiting) >= self.limits.max_open:
            raise wire.TooManyUploads(limit=self.limits.max_open)
        if sum(note["length"] for note in waiting) + length > self.limits.max_open_bytes:
            raise wire.OverQuota(limit=self.limits.max_open_bytes)

    def _head(self, request: TusRequest) -> TusAnswer:
        upload = self._find(request)
        offset = self._finished(upload)
        if offset is None:
            with self._lock(upload) as part:
                offset = part.size
                if offset == upload.length:  # killed between the last byte and sealing
                    self._finish(upload, part, self._hashes.at_end(upload.id, part))
        answer = self._progress(200, upload, offset)
        return TusAnswer(200, answer.headers | {
            "Upload-Length": str(upload.length), "Upload-Metadata": upload.note["raw"],
        })

    def _patch(self, request: TusRequest) -> TusAnswer:
        if request.header("Content-Type") != wire.BODY_TYPE:
            raise wire.WrongBodyType
        offset = wire.number(request, "Upload-Offset")
        upload = self._find(request)
        finished = self._finished(upload)
        if finished is not None:
            raise wire.OffsetDiffers(offset=finished)
        with self._lock(upload) as part:
            if part.size != offset:
                raise wire.OffsetDiffers(offset=part.size)
            return self._progress(204, upload, self._receive(upload, part, request))

    def _delete(self, request: TusRequest) -> TusAnswer:
        upload = self._find(request)
        if self._finished(upload) is not None:  # what was accepted stays; only the way to it is forgotten
            self._staging.discard(upload.owner, upload.id)
            return self._answer(204, {})
        with self._lock(upload):
            self._staging.discard(upload.owner, upload.id)
        return self._answer(204, {})

    # --- what they share

    def _find(self, request: TusRequest) -> _Upload:
        if not is_id(request.upload_id):
            raise wire.UploadUnknown
        upload_id = str(request.upload_id)
        note = self._staging.note(request.owner, upload_id)
        if note is None or note.get("owner") != request.owner:
            raise wire.UploadUnknown
        if from_text(note["expires"]) <= self._clock() and not note["sealed"]:
            raise wire.UploadExpired
        return _Upload(upload_id, request.owner, note)

    def _finished(self, upload: _Upload) -> int | None:
        """The length when every byte is sealed, None while a part exists. Raises: UploadUnknown."""
        if self._staging.has_part(upload.owner, upload.id):
            return None
        if upload.digest is None or not self._store.has(upload.digest):
            raise wire.UploadUnknown  # a power cut took the part: the client begins again
        self._tell(upload, upload.digest)
        return upload.length

    def _lock(self, upload: _Upload) -> Part:
        deadline = time.monotonic() + self.limits.lock_wait_s
        while True:
            try:
                part = self._staging.open(upload.owner, upload.id)
            except Busy:
                if time.monotonic() >= deadline:
                    raise wire.UploadBusy from None
                self._writers.cut_off_if_silent(upload.id)
                time.sleep(0.05)
                continue
            if part is None:
                raise wire.OffsetDiffers(offset=upload.length)  # finished by another request meanwhile
            return part

    def _receive(self, upload: _Upload, part: Part, request: TusRequest) -> int:
        """Append the body, durably; the new offset."""
        wanted = request.header("Upload-Checksum")
        checksum = wire.PieceChecksum(wanted) if wanted else None
        room = upload.length - part.size
        if (wire.body_length(request) or 0) > room:
            raise wire.TooLarge(limit=room)
        state, start = self._hashes.at_end(upload.id, part), part.size
        before = state.copy()
        try:
            self._take_in(upload, part, request, (state, checksum))
        except (wire.LineDropped, wire.TooLarge, StoreFull) as cause:
            # What cannot be checked any more is not kept; nor is the beginning of a body that was too long.
            keep = checksum is None and not isinstance(cause, wire.TooLarge)
            self._settle(upload, part, state) if keep else self._go_back(upload, part, start, before)
            raise
        if checksum is not None and not checksum.holds():
            self._go_back(upload, part, start, before)
            raise wire.ChecksumDiffers(offset=start)
        return self._settle(upload, part, state)

    def _take_in(self, upload: _Upload, part: Part, request: TusRequest, sums: tuple[Any, Any]) -> None:
        with self._writers.writing(upload.id, request.hang_up):
            for piece in self._body(upload, part, request):
                part.append(piece)
                for checksum in filter(None, sums):
                    checksum.update(piece)
                self._writers.heard(upload.id)

    def _go_back(self, upload: _Upload, part: Part, start: int, state: Any) -> None:
        if part.size != start:
            part.cut_back(start)
        self._hashes.remember(upload.id, start, state)

    def _body(self, upload: _Upload, part: Part, request: TusRequest) -> Iterator[bytes]:
        """The body in pieces. Raises: LineDropped when it ends early, TooLarge when it goes on too long."""
        left = wire.body_length(request)
        while left is None or left > 0:
            try:
                piece = request.stream.read(PIECE if left is None else min(PIECE, left))
            except Exception as cause:  # each server raises its own class for a line that broke
                raise wire.LineDropped from cause
            if not piece:
                break
            if len(piece) > upload.length - part.size:
                raise wire.TooLarge(limit=upload.length - part.size)
            yield piece
            left = None if left is None else left - len(piece)
        if left:
            raise wire.LineDropped

    def _settle(self, upload: _Upload, part: Part, state: Any) -> int:
        """Make what arrived durable, or seal it when it is whole; the offset."""
        if part.size == upload.length:
            self._finish(upload, part, state)
            return upload.length
        part.make_durable()
        self._staging.keep(upload.owner, upload.id)
        self._hashes.remember(upload.id, part.size, state)
        return part.size

    def _finish(self, upload: _Upload, part: Part, state: Any) -> None:
        """Compare, seal, tell. Raises: DigestDiffers, and then nothing is kept."""
        found, claimed = state.hexdigest(), upload.digest
        if claimed is not None and found != claimed:
            self._staging.discard(upload.owner, upload.id)
            raise wire.DigestDiffers(announced=claimed, found=found)
        self._store.seal(part, found)
        if claimed is None:  # without an announced digest only the note knows what became of the upload
            upload.note["sealed"] = found
            self._staging.rewrite_note(upload.owner, upload.id, upload.note)
        self._tell(upload, found)

    def _tell(self, upload: _Upload, digest: str) -> None:
        if self._staging.was_told(upload.owner, upload.id):
            return
        try:
            if self._on_complete is not None:
                self._on_complete(digest, upload.length, upload.note["fields"], upload.owner)
        except Exception:
            # The bytes are safe, so the sender may stop sending; the listener is told again by `sweep`.
            _log.exception("completion of upload %s was not taken", upload.id)
            return
        self._staging.mark_told(upload.owner, upload.id)
