"""What an upload server remembers in memory about transfers in progress. All of it may be lost at any moment."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from zhixing.platform.files import Part


class Hashes:
    """SHA-256 states of uploads in progress, so that a file is hashed while it arrives and read only once.

    Another process, or this one after a restart, catches up from the newest state it has. That is sound
    because bytes below an answered offset never change.
    """

    def __init__(self, capacity: int = 2048) -> None:
        self._states: OrderedDict[str, tuple[int, Any]] = OrderedDict()
        self._capacity = capacity
        self._lock = threading.Lock()

    def at_end(self, upload_id: str, part: Part) -> Any:
        with self._lock:
            size, state = self._states.pop(upload_id, (0, hashlib.sha256()))
        if size > part.size:  # a power cut took unanswered bytes
            size, state = 0, hashlib.sha256()
        for piece in part.pieces(size):
            state.update(piece)
        return state

    def remember(self, upload_id: str, size: int, state: Any) -> None:
        with self._lock:
            self._states[upload_id] = (size, state)
            while len(self._states) > self._capacity:
                self._states.popitem(last=False)


class Writers:
    """Who is writing which upload in this process, and when the last byte came.

    A tablet that lost its line resumes on a new connection while the old one still looks alive to us. Cutting
    off the silent one lets the new one in; one that is still sending is left alone.
    """

    def __init__(self, stalled_s: float) -> None:
        self._stalled_s = stalled_s
        self._last: dict[str, float] = {}
        self._hang_up: dict[str, Callable[[], None] | None] = {}

    @contextmanager
    def writing(self, upload_id: str, hang_up: Callable[[], None] | None) -> Iterator[None]:
        self._hang_up[upload_id] = hang_up
        self.heard(upload_id)
        try:
            yield
        finally:
            self._last.pop(upload_id, None)
            self._hang_up.pop(upload_id, None)

    def heard(self, upload_id: str) -> None:
        self._last[upload_id] = time.monotonic()

    def cut_off_if_silent(self, upload_id: str) -> None:
        last, hang_up = self._last.get(upload_id), self._hang_up.get(upload_id)
        if last is not None and hang_up is not None and time.monotonic() - last > self._stalled_s:
            hang_up()
