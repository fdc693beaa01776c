"""Reads what the court asks, waits as institutions do, and answers."""

import heapq
import itertools
import json
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhixing.institutions_simulator.answers import Answer, Habits, answers_to
from zhixing.institutions_simulator.gate import Gate, Post, put_away, read_posts, signed
from zhixing.kernel.clock import Clock, system_clock
from zhixing.kernel.ids import derived_id
from zhixing.platform.crypto import PublicKey, SigningKey
from zhixing.platform.gateway.adapters import NotDelivered

RECEIPTS = "/gateway/receipts"
LOOK_EVERY_S = 0.5
ROWS_PER_BATCH = 20_000


@dataclass
class Simulator:
    """`out` is the folder the court drops into; `minute_s` how many seconds a minute of an institution takes here."""

    key: SigningKey
    peer: str
    out: Path
    gate: Gate
    court: PublicKey | None = None
    minute_s: float = 0.5
    habits: Habits = field(default_factory=Habits)
    clock: Clock = system_clock
    said: int = 0
    _read: set[str] = field(default_factory=set)
    _due: list[tuple[float, int, Answer]] = field(default_factory=list)
    _order: Any = field(default_factory=itertools.count)

    def look(self, now: float | None = None) -> int:
        """Read what lies in the folder; how many batches. Each is answered with a receipt at once."""
        posts = read_posts(self.out, self.court)
        for path, post in posts:
            put_away(path, self.out.parent / ("carried" if post else "unreadable"))
            if post is not None:
                self._take(post, time.monotonic() if now is None else now)
        return len(posts)

    def _take(self, post: Post, now: float) -> None:
        refused = []
        # A batch that the gate carries twice is receipted twice and answered once, like in a house with a ledger.
        for line in post.lines if post.batch not in self._read else ():
            message = _message(line)
            if message is None or message.get("kind") not in ("query", "control", "receipt"):
                refused.append({"serial": str((message or {}).get("serial", "unreadable")), "code": "not_understood"})
                continue
            for answer in answers_to(message, self.habits, self.clock()):
                heapq.heappush(self._due, (now + answer.after_minutes * self.minute_s, next(self._order), answer))
        self._read.add(post.batch)
        receipt = {"batch": post.batch, "accepted": len(post.lines) - len(refused), "refused": refused}
        heapq.heappush(self._due, (now, next(self._order), Answer(RECEIPTS, receipt, 0.0)))

    def speak(self, now: float | None = None) -> int:
        """Say what is due; how many rows. What could not be handed over is said again later."""
        until = time.monotonic() if now is None else now
        ready: dict[str, list[Answer]] = defaultdict(list)
        while self._due and self._due[0][0] <= until:
            answer = heapq.heappop(self._due)[2]
            ready[answer.path].append(answer)
        for path, answers in ready.items():
            for start in range(0, len(answers), ROWS_PER_BATCH):
                self._say(path, answers[start:start + ROWS_PER_BATCH], until)
        return sum(map(len, ready.values()))

    def _say(self, path: str, answers: list[Answer], now: float) -> None:
        body = "".join(json.dumps(one.row, ensure_ascii=False) + "\n" for one in answers).encode()
        batch = derived_id("institutions", path, body.decode(), str(self.clock()))
        try:
            self.gate.say(signed(self.key, self.peer, batch, path, body))
        except NotDelivered:
            for one in answers:
                heapq.heappush(self._due, (now + 5.0, next(self._order), one))
        else:
            self.said += len(answers)

    def finish(self) -> None:
        """Say everything that will ever be said, now: for a demo that is built, not waited for."""
        self.look(0.0)
        while self._due:
            if not self.speak(float("inf")):
                break

    def run(self, keep_on: Callable[[], bool], say: Callable[[str], None]) -> None:
        """Until `keep_on` says no."""
        while keep_on():
            read, spoken = self.look(), self.speak()
            if read or spoken:
                say(f"收到批次 batches read {read} · 反馈行 rows answered {spoken} · 待反馈 waiting {len(self._due)}")
            time.sleep(LOOK_EVERY_S)


def _message(line: bytes) -> dict[str, Any] | None:
    try:
        message = json.loads(line)
    except ValueError:
        return None
    return message if isinstance(message, dict) and message.get("v") == 1 else None
