"""The demo court asks institutions, and they answer through the real gateway: batches, files, receipts and all."""

from typing import TYPE_CHECKING

from zhixing.institutions_simulator import FileGate, Simulator
from zhixing.institutions_simulator.answers import Habits
from zhixing.kernel.ids import new_id
from zhixing.platform.crypto import SigningKey
from zhixing.platform.gateway.adapters import inbox_folder, outbox_folder
from zhixing.platform.system import System
from zhixing.platform.worker import Worker

if TYPE_CHECKING:
    from zhixing.world.build import WorldBuilder

REGISTERED = ("officer1", "officer2", "judge1", "assistant1", "centre1")
ANSWERED, WAITING = 1, 4  # cases of the cast: one whose answers came, one whose institutions are still silent


class QueryDesk:
    """Registers those who may query, asks about two cases and lets the institutions answer about one."""

    def __init__(self, builder: "WorldBuilder") -> None:
        self.builder, self.system = builder, builder.system

    def ask(self) -> None:
        for number, username in enumerate(REGISTERED, start=1):
            self.builder.send("asset_queries.register_officer", {
                "person_id": self.builder.actors[username].id, "certificate": f"示范证{number:04d}"}, "chief1")
        self._request(ANSWERED, "first")
        Worker(self.system).drain()
        let_institutions_answer(self.system)
        Worker(self.system).drain()
        self._request(WAITING, "before_closing")
        Worker(self.system).drain()

    def _request(self, case: int, preset: str) -> None:
        case_id, respondents = self.builder.case_ids[case]
        self.builder.send("asset_queries.request", {
            "request_id": new_id(), "case_id": case_id, "respondents": respondents, "scope": [], "preset": preset,
            "purpose": "first_search"}, "officer1")


def let_institutions_answer(system: System) -> None:
    """By files both ways, as through a one-way gate."""
    from zhixing.world.build import DEMO_PEER, peer_key_path

    config = system.config
    Simulator(SigningKey.load_or_create(peer_key_path(system)), DEMO_PEER, outbox_folder(config),
              FileGate(inbox_folder(config)), system.key.public, habits=Habits(hits=0.6)).finish()
