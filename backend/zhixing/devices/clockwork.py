"""Signed time (docs/protocol.md 6). Asked softly: a tablet needs it every few minutes, not by the thousand."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel

from zhixing.devices.errors import TooManyQuestions
from zhixing.identity import network_of
from zhixing.kernel.clock import to_text
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Id, Proof, TimeText
from zhixing.platform.http import Call
from zhixing.platform.system import System

# A signature costs 0.1 ms. A court's tablets may all come through one address; 50 a second serve 10,000 of them.
QUESTIONS, WITHIN = 3000, timedelta(minutes=1)
NETWORKS_REMEMBERED = 10_000


class SignedTime(BaseModel):
    """The server's time, signed by its key over the canonical JSON without `proof`."""

    id: Id
    server_time: TimeText
    proof: Proof


def time_token(system: System) -> dict[str, Any]:
    """What time it is here, signed."""
    return system.key.signed({"id": new_id(), "server_time": to_text(system.clock())})


class SoftLimit:
    """Questions per network in the current minute, per process; forgets the networks it heard least recently."""

    def __init__(self, most: int = QUESTIONS, within: timedelta = WITHIN) -> None:
        self._most, self._within = most, within
        self._counts: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._lock = threading.Lock()

    def ask(self, network: str, now: datetime) -> None:
        """Raises: TooManyQuestions."""
        with self._lock:
            since, count = self._counts.pop(network, (now, 0))
            if now - since >= self._within:
                since, count = now, 0
            self._counts[network] = (since, count + 1)
            while len(self._counts) > NETWORKS_REMEMBERED:
                self._counts.popitem(last=False)
        if count >= self._most:
            raise TooManyQuestions(retry_after_s=max(1, int((since + self._within - now).total_seconds())))


def get_time(call: Call) -> Any:
    """A fresh token."""
    limit: SoftLimit = call.system.extras.setdefault("devices.time_limit", SoftLimit())
    limit.ask(network_of(call.request.remote_addr), call.system.clock())
    return time_token(call.system)
