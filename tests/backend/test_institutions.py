"""The simulator on the other side of the gate: real batches both ways, files or HTTP, never inside the product."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from tests.backend.asset_queries.conftest import QueryDesk
from tests.backend.asset_queries.conftest import desk as _desk
from tests.support.house import House
from zhixing.asset_queries.models import Feedback, QueryItem
from zhixing.institutions_simulator import FileGate, HttpGate, Simulator
from zhixing.institutions_simulator.answers import FEEDBACK, Habits, answers_to
from zhixing.institutions_simulator.listener import listening
from zhixing.platform.crypto import SigningKey
from zhixing.platform.gateway import GatewayParcel, GatewayQuarantine
from zhixing.platform.gateway.adapters import EXTRA, HttpDoor, inbox_folder, outbox_folder

desk = _desk
HONEST = Habits(rubbish=0.0)
BACKEND = Path(__file__).parents[2] / "backend" / "zhixing"


def institutions(desk: QueryDesk, gate: Any = None, habits: Habits = HONEST) -> Simulator:
    config = desk.house.system.config
    return Simulator(desk.bank.key, desk.bank.name, outbox_folder(config), gate or FileGate(inbox_folder(config)),
                     desk.house.system.key.public, 1.0, habits, desk.house.clock)


def states(desk: QueryDesk) -> set[str]:
    with desk.house.read() as session:
        return {one.state for one in session.query(QueryItem)}


def test_what_was_asked_is_answered_through_files_both_ways(desk: QueryDesk) -> None:
    desk.ask(preset="everything", scope=[])
    desk.house.work()
    assert states(desk) == {"waiting"}
    institutions(desk).finish()
    desk.house.work()
    assert states(desk) <= {"found", "nothing", "failed"}
    with desk.house.read() as session:
        assert [one.receipt["refused"] for one in session.query(GatewayParcel) if one.receipt] == [[]]
        assert session.query(GatewayQuarantine).count() == 0


def test_answers_come_after_their_delay_and_not_before(desk: QueryDesk) -> None:
    desk.ask(preset="everything", scope=[])
    desk.house.work()
    them = institutions(desk)
    them.look(now=0.0)
    assert them.speak(now=0.0) == 1, "the receipt comes at once"
    desk.house.work()
    assert states(desk) == {"waiting"}
    them.speak(now=30.0)
    desk.house.work()
    assert "waiting" in states(desk)
    assert len(states(desk)) > 1


def test_hits_failures_duplicates_and_earlier_freezes_all_happen() -> None:
    message = {"v": 1, "kind": "query", "case_number": "x", "institution": "bank-a", "institution_name": "示范银行",
               "asset_class": "deposit", "respondent": {"name": "王三槐"}, "asked_at": "2026-11-23T01:00:00.000Z"}
    said = [answer for number in range(400)
            for answer in answers_to({**message, "serial": f"CK-{number:04d}"}, Habits(rubbish=0.05), None)]
    rows = [one.row for one in said]
    assert {row["outcome"] for row in rows} == {"found", "nothing", "failed"}
    assert len({row["serial"] for row in rows}) < len(rows), "some are said twice"
    assert any(row.get("prior_freezes") for row in rows)
    assert any(row.get("amount_yuan") == "-1.00" for row in rows)
    assert {one.path for one in said} == {FEEDBACK}


def test_rubbish_lands_in_the_quarantine_and_spoils_nothing(desk: QueryDesk) -> None:
    desk.ask(preset="everything", scope=[])
    desk.house.work()
    institutions(desk, habits=Habits(rubbish=1.0)).finish()
    desk.house.work()
    with desk.house.read() as session:
        assert {one.code for one in session.query(GatewayQuarantine)} == {"feedback.amount_negative"}
    assert "waiting" not in states(desk)


def test_a_batch_the_court_did_not_sign_is_not_answered(desk: QueryDesk) -> None:
    desk.ask()
    desk.house.work()
    them = institutions(desk)
    them.court = SigningKey.generate().public
    them.finish()
    assert them.said == 0
    assert list((outbox_folder(desk.house.system.config).parent / "unreadable").iterdir())


@pytest.fixture
def address(house: House) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, house.app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_where_there_is_a_line_they_answer_over_http(desk: QueryDesk, address: str) -> None:
    desk.ask(preset="everything", scope=[])
    desk.house.work()
    institutions(desk, HttpGate(address)).finish()
    assert "waiting" not in states(desk)
    with desk.house.read() as session:
        assert session.query(Feedback).count() > 0


def test_a_court_with_a_line_to_them_posts_its_questions(desk: QueryDesk, tmp_path: Path, address: str) -> None:
    with listening(tmp_path / "heard", 0) as port:
        desk.house.system.extras[EXTRA] = HttpDoor(f"http://127.0.0.1:{port}")
        desk.ask()
        desk.house.work()
    them = institutions(desk, HttpGate(address))
    them.out = tmp_path / "heard"
    them.finish()
    assert "waiting" not in states(desk)


def test_a_court_that_is_away_is_told_later(desk: QueryDesk, address: str) -> None:
    desk.ask()
    desk.house.work()
    them = institutions(desk, HttpGate("http://127.0.0.1:9"))
    them.look(0.0)
    them.speak(10_000.0)
    assert them.said == 0
    them.gate = HttpGate(address)
    them.speak(20_000.0)
    assert "waiting" not in states(desk)


def test_no_part_of_the_product_knows_the_simulator() -> None:
    outside = {"institutions_simulator", "world", "cli.py"}
    knowing = {path.relative_to(BACKEND).parts[0] for path in BACKEND.rglob("*.py")
               if re.search(r"institutions_simulator", path.read_text("utf-8"))}
    assert knowing <= outside
