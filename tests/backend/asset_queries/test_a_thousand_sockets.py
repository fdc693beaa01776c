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
from zhixing.cases import queries_scope
from zhixing.kernel.clock import system_clock
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor, Result, system_actor
from zhixing.platform.config import from_environment
from zhixing.platform.crypto import SigningKey
from zhixing.platform.feed import FeedRow
from zhixing.platform.gateway import register_peer
from zhixing.platform.system import System, build
from zhixing.slices import SLICES

PEOPLE, SOCKETS_EACH = 20, 50
PASSWORD = "测试-Passw0rd-2026"
QUIET_S = 20.0


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
    server.start()
    yield one
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


def heard_by(process: subprocess.Popen[str]) -> dict[str, list[list[int]]]:
    assert process.stdin is not None and process.stdout is not None  # noqa: PT018
    process.stdin.write("\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())["heard"]


def own_numbers(crowd: Crowd) -> dict[str, list[int]]:
    """officer → the feed numbers of the answers in her case."""
    system = build(from_environment(crowd.server.env), SLICES)
    with system.database.read() as session:
        found = {officer.id: sorted(session.scalars(select(FeedRow.seq).where(
            FeedRow.collection == "feedback", FeedRow.scope == queries_scope(filing["case_id"]))))
            for officer, filing in zip(crowd.officers, crowd.cases, strict=True)}
    system.close()
    return found


@pytest.mark.slow
def test_each_of_a_thousand_sockets_hears_of_its_own_case_and_of_nothing_else(crowd: Crowd, tmp_path: Path) -> None:
    process = listen(crowd, tmp_path)
    crowd.answer()
    expected, until = own_numbers(crowd), time.monotonic() + QUIET_S
    assert sum(map(len, expected.values())) == sum(number % 4 for number in range(PEOPLE))
    while (heard := heard_by(process)) and time.monotonic() < until:
        if all(socket and socket[-1] == expected[who][-1] for who, sockets in heard.items() for socket in sockets
               if expected[who]):
            break
        time.sleep(0.2)
    process.terminate()
    process.communicate()
    assert {who: len(sockets) for who, sockets in heard.items()} == {one.id: SOCKETS_EACH for one in crowd.officers}
    wrong = {who: socket for who, sockets in heard.items() for socket in sockets if not fits(socket, expected[who])}
    assert wrong == {}


def fits(socket: list[int], own: list[int]) -> bool:
    """Nothing but one's own numbers, and the newest of them in the end; rings close together may be one."""
    return set(socket) <= set(own) and socket[-1:] == own[-1:] and len(socket) == len(set(socket))
