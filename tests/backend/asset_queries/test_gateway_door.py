"""The gateway's door: only signed bytes are looked at, and a bomb leaves nothing behind (docs/protocol.md 8)."""

import gzip
import threading

import pytest
from werkzeug.serving import make_server

from tests.support.docket import a_docket
from tests.support.house import House
from tests.support.institution import Institution
from zhixing.asset_queries import demo_rows, send_demo_feedback
from zhixing.asset_queries.http import PATH
from zhixing.asset_queries.institution import signed_body
from zhixing.asset_queries.models import Feedback
from zhixing.cases import case_facts
from zhixing.platform.crypto import SigningKey
from zhixing.platform.gateway import GatewayQuarantine, intake, retire_peer


@pytest.fixture
def bank(house: House) -> Institution:
    return Institution(house).register()


@pytest.fixture
def number(house: House) -> str:
    docket = a_docket(house)
    with house.read() as session:
        return case_facts(session, docket.case_id).case_number


def stored(house: House) -> int:
    with house.read() as session:
        return session.query(Feedback).count() + session.query(GatewayQuarantine).count()


def test_a_batch_altered_on_the_way_is_refused_and_no_row_of_it_is_believed(
        house: House, bank: Institution, number: str) -> None:
    honest = bank.post(b"{}\n", batch="b-1").status_code
    forged = bank.post(b"{}\n", batch="b-2", headers={"Zhixing-Batch": "b-3"})
    assert (honest, forged.status_code, forged.json["code"]) == (200, 401, "gateway.signature_invalid")
    assert stored(house) == 1


def test_strangers_and_retired_peers_get_the_same_answer(house: House, bank: Institution) -> None:
    stranger = Institution(house, "unknown-bank")
    impostor = Institution(house, "demo-bank", SigningKey.generate())
    answers = [stranger.send(), impostor.send()]
    retire_peer(house.system, "demo-bank")
    answers.append(bank.send())
    assert {(one.status_code, one.json["code"]) for one in answers} == {(401, "gateway.signature_invalid")}


def test_a_packed_batch_is_the_same_batch(house: House, bank: Institution, number: str) -> None:
    answer = bank.send(bank.row(number), bank.row(number), packed=True)
    assert answer.json["accepted"] == 2


def test_joined_gzip_files_are_one_batch(bank: Institution) -> None:
    packed = gzip.compress(b"{}\n") + gzip.compress(b"[]\n")
    headers, body = signed_body(bank.key, bank.name, "b-joined", packed, packed=True)
    answer = bank.house.client().post(PATH, data=body, headers=headers)
    assert [one["code"] for one in answer.json["quarantined"]] == ["feedback.malformed", "feedback.not_json"]


def test_a_gzip_bomb_is_stopped_at_the_limit(
        house: House, bank: Institution, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "LARGEST_UNPACKED", 1 << 20)
    answer = bank.post(b'{"a":1}\n' + b"0" * (2 << 20), packed=True)
    assert (answer.status_code, answer.json["code"]) == (413, "gateway.batch_too_large")
    assert stored(house) == 0


def test_a_body_larger_than_a_batch_may_be_is_refused(
        house: House, bank: Institution, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "LARGEST_AS_SENT", 1000)
    assert bank.post(b"{}\n" * 500).status_code == 413
    assert stored(house) == 0


@pytest.mark.parametrize("cut", [1, 9, 20, -1])
def test_a_torn_gzip_file_leaves_nothing_behind(house: House, bank: Institution, cut: int) -> None:
    headers, body = signed_body(bank.key, bank.name, "b-torn", gzip.compress(b'{"a":1}\n' * 99)[:cut], packed=True)
    answer = house.client().post(PATH, data=body, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (400, "gateway.not_gzip")
    assert stored(house) == 0


@pytest.mark.parametrize(("headers", "status"), [
    ({"Zhixing-Peer": ""}, 400), ({"Zhixing-Batch": "../x"}, 400), ({"Zhixing-Signature": ""}, 400),
    ({"Content-Type": "application/json"}, 415), ({"Content-Encoding": "br"}, 415),
    ({"Zhixing-Signature": "nonsense"}, 401), ({"Zhixing-Signature": "A" * 86}, 401),
])
def test_a_batch_without_proper_headers_gets_a_reason(
        bank: Institution, headers: dict[str, str], status: int) -> None:
    answer = bank.post(b"{}\n", headers=headers)
    assert answer.status_code == status
    assert answer.json["code"].startswith("gateway.")


def test_the_demo_institution_posts_over_real_http(house: House, bank: Institution, number: str) -> None:
    server = make_server("127.0.0.1", 0, house.app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        rows = demo_rows(number, "王三槐", house.clock())
        answer = send_demo_feedback(f"http://127.0.0.1:{server.port}", bank.key, rows)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert (answer["accepted"], answer["quarantined"]) == (5, [])


def test_an_empty_batch_is_a_batch(bank: Institution) -> None:
    assert bank.post(b"", batch="empty").json == {"batch": "empty", "accepted": 0, "duplicate": 0, "quarantined": []}
