"""The worker: carries out jobs and reactions, seals the audit, keeps the schedules. Safe to kill at any time."""

import os
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from zhixing.kernel.errors import DomainError
from zhixing.kernel.messages import system_actor
from zhixing.platform import jobs, outbox
from zhixing.platform.bell import Listener
from zhixing.platform.feed import FeedChanges, News, number
from zhixing.platform.outbox import REACTION, OutboxEvent
from zhixing.platform.system import System
from zhixing.platform.unit_of_work import Reaction

IDLE_S = 0.25
SEAL_EVERY_S = 1.0


def wake_path(run_dir: Path) -> Path:
    """Where the web process knocks when it has left work (embedded mode)."""
    return run_dir / "worker.sock"


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's, but there
        pass
    return True


class Worker:
    """One worker process. Several may run on PostgreSQL; leases keep them apart."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.owner = f"{os.uname().nodename}:{os.getpid()}"
        self._awake, self._stopping = threading.Event(), threading.Event()
        self._due: dict[str, float] = {}

    def run(self) -> None:
        """Work until `stop`. The job in hand is finished; the rest keeps."""
        self.system.writer.run(lambda session: jobs.take_back(session, self._ended, self.system.clock()))
        listener = Listener(wake_path(self.system.config.run_dir), lambda _data: self._awake.set())
        sealer = threading.Thread(target=self._seal_forever, name="sealer", daemon=True)
        sealer.start()
        try:
            while not self._stopping.is_set():
                if not self.step():
                    self._awake.wait(IDLE_S)
                    self._awake.clear()
        finally:
            listener.close()
            sealer.join(timeout=5)

    def _ended(self, owner: str) -> bool:
        """Whether that worker was of this machine and is no more; in a container the next one may be its namesake."""
        node, _, pid = owner.rpartition(":")
        return node == os.uname().nodename and (owner == self.owner or not _is_running(int(pid)))

    def stop(self) -> None:
        self._stopping.set()
        self._awake.set()

    def step(self) -> int:
        """Carry out what is due now; how many jobs that were."""
        self._keep_schedules()
        now = self.system.clock()
        with self.system.database.read() as session:  # most looks find nothing, and must not queue with the writers
            if not jobs.any_due(session, now):
                return 0
        claims = self.system.writer.run(lambda session: jobs.claim(session, self.owner, now))
        self._react_together([one for one in claims if one.name == REACTION])
        for claimed in claims:
            if claimed.name != REACTION:
                self._carry_out(claimed)
        return len(claims)

    def drain(self) -> None:
        """Carry out everything that is due, then seal: for tests and for the demo world."""
        while self.step():
            pass
        while self.system.seal():  # a batch at a time
            pass

    def _react_together(self, claims: list[jobs.Claim]) -> None:
        """All in one transaction, which costs little more than one of them; when one of them fails, each alone."""
        if len(claims) > 1:
            try:
                self._react(claims)
            except Exception as error:
                self.system.log.info("reactions go one by one", count=len(claims), why=type(error).__name__)
            else:
                return
        for claimed in claims:
            self._carry_out(claimed)

    def _carry_out(self, claimed: jobs.Claim) -> None:
        try:
            if claimed.name == REACTION:
                self._react([claimed])
            else:
                self.system.jobs[claimed.name].run(self.system, claimed.payload)
                self.system.writer.run(lambda session: jobs.finish(session, [claimed.id], self.system.clock()))
        except Exception as error:  # one bad job must not stop the others; it comes back, and stays visible
            reason = f"{type(error).__name__}: {error}"
            self._log(claimed, error)
            self.system.writer.run(lambda session: jobs.fail(session, claimed, reason, self.system.clock()))

    def _log(self, claimed: jobs.Claim, error: Exception) -> None:
        """A reason the house knows by name needs no traceback: it says what is lacking, and will be tried again."""
        if isinstance(error, DomainError):
            self.system.log.warning("job put off", job=claimed.name, attempt=claimed.attempts, code=error.code)
        else:
            self.system.log.exception("job failed", job=claimed.name, attempt=claimed.attempts)

    def _react(self, claims: list[jobs.Claim]) -> None:
        """The effects and their marks "done" are one transaction: exactly once, however often it is tried."""

        def work(session: Session) -> News:
            now = self.system.clock()
            undone = jobs.finish(session, [one.id for one in claims], now)
            waiting = [one.payload for one in claims if one.id in undone]
            events = outbox.load(session, {one["event"] for one in waiting})
            return number(session, [self._effect(session, events[one["event"]], one["subscriber"], now)
                                    for one in waiting])

        self.system.announce(self.system.writer.run(work))

    def _effect(self, session: Session, event: OutboxEvent, subscriber: str,
                now: datetime) -> tuple[FeedChanges, str | None]:
        reaction = Reaction(session, system_actor("worker"), now, self.system, act_id=event.act, event=event)
        self.system.subscriptions[subscriber].react(reaction)
        reaction.settle()
        return reaction.changes, event.act

    def _keep_schedules(self) -> None:
        for one in self.system.slices:
            for spec in one.schedules:
                if time.monotonic() >= self._due.get(spec.name, 0.0):
                    self._due[spec.name] = time.monotonic() + spec.every_s
                    self._keep(spec)

    def _keep(self, spec: Any) -> None:
        try:
            spec.run(self.system)
        except Exception:
            self.system.log.exception("schedule failed", schedule=spec.name)

    def _seal_forever(self) -> None:
        while not self._stopping.wait(SEAL_EVERY_S):
            try:
                self.system.seal()
            except Exception:
                self.system.log.exception("sealing failed")


