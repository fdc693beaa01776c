"""A thousand connected tablets: each hears of its own cases' answers, counted, and of nobody else's."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.docket import a_filing
from tests.support.field import COOKIE, Line
from tests.support.postgres import Postgres
from tests.support.server import ROOT, Server, run_cli
from zhixing.asset_queries import demo_row, send_demo_feedback
from zhixing.kernel.clock import system_clock
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor, Result, system_actor
from zhixing.platform.config import from_environment
from zhixing.platform.crypto import SigningKey
from zhixing.platform.feed import FeedRow, head, scopes_of
from zhixing.platform.gateway import register_peer
from zhixing.platform.system import System, build
from zhixing.slices import SLICES

PEOPLE, SOCKETS_EACH = 20, 50
PASSWORD = "测试-Passw0rd-2026"
QUIET_S, SETTLE_S = 20.0, 3.0
Ring = dict[str, int]


@dataclass
class Crowd:
    """Officers with a case each. `answers`: how many batches came about the case of each, as many as her number."""

    server: Server
    key: SigningKey
    officers: list[Actor] = field(default_factory=list)
    cases: list[dict[str, Any]] = field(default_factory=list)

    def found(self, system: System) -> None:
        clerk = self._person(system, "clerk")
        register_peer(system, "demo-bank", self.key.public.spki)
        for _ in range(PEOPLE):
            officer, filing = self._person(system, "officer"), a_filing()
            must(system, "cases.open", filing, clerk)
            must(system, "cases.assign", {"case_id": filing["case_id"], "person_id": officer.id, "duty": "officer"},
                 clerk)
            self.officers.append(officer)
            self.cases.append(filing)

    def _person(self, system: System, role: str) -> Actor:
        person = Actor(new_id(), frozenset({role}), "某某")
        must(system, "identity.create_person", {
            "person_id": person.id, "username": f"u{person.id[-12:]}", "name": person.name, "roles": [role],
            "password": PASSWORD}, system_actor("world"))
        return person

    def cookie(self, officer: Actor) -> str:
        line = Line(self.server.port)
        line.log_in(f"u{officer.id[-12:]}", PASSWORD)
        line.hang_up()
        return f"{COOKIE}={line.cookie}"

    def answer(self) -> None:
        """Officer 0 hears of no answer, officer 1 of one, officer 2 of two, …"""
        for number, filing in enumerate(self.cases):
            for _ in range(number % 4):
                row = demo_row(filing["case_number"], "王三槐", system_clock())
                said = send_demo_feedback(self.server.url, self.key, [row], peer="demo-bank")
                assert said["accepted"] == 1, said


def must(system: System, type: str, body: dict[str, Any], actor: Actor) -> None:
    outcome = system.bus.send(type, body, actor, new_id())
    assert outcome.outcome == Result.ACCEPTED, outcome.wire()


@pytest.fixture
def crowd(postgres: Postgres, tmp_path: Path) -> Iterator[Crowd]:
    name = f"t{new_id().replace('-', '')[:16]}"
    postgres.create(name)
    server = Server(tmp_path, options={"ZHIXING_DATABASE_URL": postgres.url(name), "ZHIXING_WEB": "gevent"})
    run_cli(server.env, "migrate")
    one, system = Crowd(server, SigningKey.generate()), build(from_environment(server.env), SLICES)
    one.found(system)
    system.close()
    try:
        server.start()
        yield one
    finally:
        server.stop()
        postgres.drop(name)


def listen(crowd: Crowd, folder: Path) -> subprocess.Popen[str]:
    people = [{"who": one.id, "cookie": crowd.cookie(one), "sockets": SOCKETS_EACH} for one in crowd.officers]
    (folder / "people.json").write_text(json.dumps(people))
    node = shutil.which("node")
    assert node is not None, "this test needs Node and `npm ci` in pwa/"
    process = subprocess.Popen(
        [node, "tests/support/listeners.mjs", crowd.server.url, str(folder / "people.json")], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline()) == {"ready": PEOPLE * SOCKETS_EACH}
    return process


def heard_by(process: subprocess.Popen[str]) -> dict[str, list[list[Ring]]]:
    assert process.stdin is not None and process.stdout is not None  # noqa: PT018
    process.stdin.write("\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())["heard"]


def own_news(system: System, crowd: Crowd, since: int) -> dict[str, dict[str, list[int]]]:
    """officer → collection → the feed numbers of what changed in her scopes after `since`."""
    with system.database.read() as session:
        own: dict[str, dict[str, list[int]]] = {}
        for officer in crowd.officers:
            scopes, own[officer.id] = scopes_of(session, officer.id), {}
            rows = select(FeedRow.collection, FeedRow.seq).where(FeedRow.scope.in_(scopes), FeedRow.seq > since)
            for collection, seq in session.execute(rows.order_by(FeedRow.seq)):
                own[officer.id].setdefault(collection, []).append(seq)
    return own


@pytest.mark.slow
def test_each_of_a_thousand_sockets_hears_of_its_own_case_and_of_nothing_else(crowd: Crowd, tmp_path: Path) -> None:
    system = build(from_environment(crowd.server.env), SLICES)
    process = listen(crowd, tmp_path)
    with system.database.read() as session:
        since = head(session)
    crowd.answer()
    until = time.monotonic() + QUIET_S
    while time.monotonic() < until and faults(heard_by(process), own_news(system, crowd, since)):
        time.sleep(0.2)
    time.sleep(SETTLE_S)  # a ring too many may come after the last right one
    heard, own = heard_by(process), own_news(system, crowd, since)
    process.terminate()
    process.communicate()
    system.close()
    assert sum(len(news.get("feedback", [])) for news in own.values()) == sum(number % 4 for number in range(PEOPLE))
    assert {who: len(sockets) for who, sockets in heard.items()} == {one.id: SOCKETS_EACH for one in crowd.officers}
    assert faults(heard, own) == []


def faults(heard: dict[str, list[list[Ring]]], own: dict[str, dict[str, list[int]]]) -> list[str]:
    numbers = {who: {seq for seqs in news.values() for seq in seqs} for who, news in own.items()}
    others = {who: set().union(*numbers.values()) - numbers[who] for who in own}
    return [f"{who} {fault}" for who, sockets in heard.items() for rings in sockets
            for fault in faults_of(rings, own[who], others[who])]


def faults_of(rings: list[Ring], own: dict[str, list[int]], others: set[int]) -> list[str]:
    """Nothing of anybody else, no number twice, and the newest of each collection in the end; rings close together may
    be one. A row that changed again keeps only its newest number, so an older one of hers is nobody's."""
    told: dict[str, list[int]] = {}
    for ring in rings:
        for collection, seq in ring.items():
            told.setdefault(collection, []).append(seq)
    wrong = [f"not hers: {name} {seq}" for name, seqs in told.items() for seq in seqs
             if name not in own or seq in others]
    twice = [f"twice: {name}" for name, seqs in told.items() if len(set(seqs)) != len(seqs)]
    missing = [f"missing: {name}" for name, seqs in own.items() if max(told.get(name, [0])) != seqs[-1]]
    return wrong + twice + missing
