"""The controls of a city's year: drafted and sent before the clock starts, then answered through the gateway."""

import gzip
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.support.docket import a_filing, respondent
from tests.support.showcase import a_pdf
from zhixing.controls.gateway import PATH
from zhixing.devices import hand_in
from zhixing.kernel.clock import system_clock, to_text
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor, Result
from zhixing.platform.crypto import digest
from zhixing.platform.system import System
from zhixing.platform.worker import Worker

__all__ = ["PATH", "Desk", "answers", "must"]

PER_CASE = 500
SHARE_IN_PART = 0.3
LINES_PER_BATCH = 5000


@dataclass
class Desk:
    """Sends controls in the name of an officer; a ruling and a notice serve all controls of a case."""

    system: System
    clerk: Actor
    officer: Actor
    per_case: int = PER_CASE
    cases: list[tuple[str, str]] = field(default_factory=list)

    def send(self, count: int) -> list[str]:
        """The steps that now wait for their institutions; `cases` gets number and respondent of what was opened."""
        steps: list[str] = []
        while len(steps) < count:
            steps += self._case(min(self.per_case, count - len(steps)))
        return steps

    def _case(self, count: int) -> list[str]:
        filing = a_filing(case_number=f"（2025）粤0605执{random.randrange(1, 9_999_999)}号", parties=[respondent()])
        must(self.system, "cases.open", filing, self.clerk)
        self.cases.append((filing["case_number"], filing["parties"][0]["name"]))
        must(self.system, "cases.assign", {
            "case_id": filing["case_id"], "person_id": self.officer.id, "duty": "officer"}, self.clerk)
        papers = [self._paper(filing["case_id"]) for _ in range(2)]
        Worker(self.system).drain()
        return [self._control(filing, papers) for _ in range(count)]

    def _paper(self, case_id: str) -> str:
        pdf, document_id = a_pdf(), new_id()
        hand_in(self.system, f"person:{self.clerk.id}", pdf)
        must(self.system, "documents.import", {"document_id": document_id, "case_id": case_id, "title": "执行裁定书",
                                        "kind": "ruling"}, self.clerk,
                   blobs=[{"sha256": digest(pdf), "size": len(pdf), "media_type": "application/pdf"}])
        return document_id

    def _control(self, filing: dict[str, Any], papers: list[str]) -> str:
        step_id = new_id()
        asset = {"asset_class": "deposit", "label": "示范银行存款", "institution": "示范银行",
                 "account_number": f"6222{new_id()[-12:]}"}
        must(self.system, "controls.request", {
            "control_id": new_id(), "step_id": step_id, "case_id": filing["case_id"], "asset_id": new_id(),
            "party_id": filing["parties"][0]["party_id"], "kind": "freeze", "asset": asset,
            "source": {"kind": "manual", "id": None}, "requested_amount_yuan": "1000.00", "ruling_id": papers[0],
            "notice_id": papers[1]}, self.officer)
        must(self.system, "controls.send", {"step_id": step_id}, self.officer)
        return step_id


def must(system: System, type: str, body: dict[str, Any], actor: Actor, **more: Any) -> None:
    """An act that the court accepts, or nothing goes on."""
    outcome = system.bus.send(type, body, actor, new_id(), **more)
    assert outcome.outcome == Result.ACCEPTED, outcome.wire()


def answers(steps: list[str], ends: Callable[[int], dict[str, str]] = lambda _: {}) -> Iterator[tuple[int, bytes]]:
    """Packed batches of what institutions did: most in full, some in part. `ends`: the dates printed for each."""
    chance, at = random.Random(2023), to_text(system_clock())
    for start in range(0, len(steps), LINES_PER_BATCH):
        some = steps[start:start + LINES_PER_BATCH]
        lines = [json.dumps({"serial": f"CC-{step}", "request": step, "outcome": "done", "at": at, "served_at": at,
                             "actual_amount_yuan": "300.00" if chance.random() < SHARE_IN_PART else "1000.00",
                             "printed": ends(start + number) or None})
                 for number, step in enumerate(some)]
        yield len(some), gzip.compress("\n".join(lines).encode(), 1)
