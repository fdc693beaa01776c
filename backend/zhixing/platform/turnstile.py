"""At most so many requests a minute from one network, counted in this process: a guard against loops only."""

import threading
import time
from collections.abc import Callable


class Turnstile:
    """Counts per minute and network. What to answer is the caller's business."""

    def __init__(self, per_minute: int = 240, most: int = 50_000,
                 tick: Callable[[], float] = time.monotonic) -> None:
        self._per_minute, self._most, self._tick = per_minute, most, tick
        self._minute, self._lock = 0, threading.Lock()
        self._counts: dict[str, int] = {}

    def count(self, network: str) -> int | None:
        """Count one request. None, or in how many seconds this network may come again."""
        with self._lock:
            minute = int(self._tick() // 60)
            if minute != self._minute or len(self._counts) >= self._most:
                self._minute, self._counts = minute, {}
            count = self._counts[network] = self._counts.get(network, 0) + 1
        return 60 - int(self._tick() % 60) if count > self._per_minute else None
