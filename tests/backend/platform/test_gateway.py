"""The gate between networks: what leaves, how often, in which bytes, and what comes in as files."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from werkzeug.serving import make_server

from tests.support.house import House
from tests.support.institution import Institution
from zhixing.asset_queries.http import PATH
from zhixing.kernel.ids import new_id
from zhixing.platform.audit import AuditEntry
from zhixing.platform.crypto import digest
from zhixing.platform.gateway import (
    GatewayLine,
    GatewayParcel,
    GatewayQuarantine,
    Message,
    claim_of,
    deliver_waiting,
    receipts,
    send,
)
from zhixing.platform.gateway.adapters import (
    EXTRA,
    Carrier,
    FileDrop,
    HttpDoor,
    NotDelivered,
    NullCarrier,
    Parcel,
    drop,
    inbox_folder,
    outbox_folder,
    read_header,
)
from zhixing.platform.gateway.outbound import parcel

PARCEL = Parcel("court", "01a0", "/gateway/requests", "sig", b'{"v":1}\n')


class Flaky:
    """A way out that is closed as often as it is told."""

    def __init__(self, closed: int) -> None:
        self.closed, self.taken = closed, []

    def deliver(self, one: Parcel) -> bool:
        if self.closed:
            self.closed -= 1
            raise NotDelivered("closed")
        self.taken.append(one)
        return True


@pytest.fixture
def peer() -> Iterator[tuple[str, list[Any]]]:
    """A peer's door over real HTTP, which keeps what it was given."""
    app, heard = Flask("peer"), []

    @app.post("/gateway/requests")
    def _requests() -> tuple[str, int]:
        heard.append((dict(request.headers), request.get_data()))
        return "", 200

    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}", heard
    server.shutdown()
    thread.join()
    server.server_close()


def carriers(folder: Path, url: str) -> dict[str, tuple[Carrier, bool]]:
    return {"files": (FileDrop(folder / "out"), True), "http": (HttpDoor(url), True), "null": (NullCarrier(), False)}


@pytest.mark.parametrize("kind", ["files", "http", "null"])
def test_every_way_out_says_whether_it_handed_over_and_may_be_asked_twice(
        kind: str, tmp_path: Path, peer: tuple[str, list[Any]]) -> None:
    carrier, hands_over = carriers(tmp_path, peer[0])[kind]
    assert [carrier.deliver(PARCEL), carrier.deliver(PARCEL)] == [hands_over, hands_over]


def test_what_the_peer_is_handed_is_what_was_signed(tmp_path: Path, peer: tuple[str, list[Any]]) -> None:
    for carrier, _ in carriers(tmp_path, peer[0]).values():
        carrier.deliver(PARCEL)
    [(headers, body)] = peer[1]
    assert (headers["Zhixing-Batch"], headers["Zhixing-Signature"], body) == ("01a0", "sig", PARCEL.body)
    [file] = (tmp_path / "out").iterdir()
    with open(file, "rb") as dropped:
        header = read_header(dropped)
        assert (header["batch"], header["path"], dropped.read()) == ("01a0", PARCEL.path, PARCEL.body)


def test_a_closed_way_out_says_so_and_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where the folder should be")
    for carrier in (FileDrop(tmp_path / "out"), HttpDoor("http://127.0.0.1:9")):
        with pytest.raises(NotDelivered):
            carrier.deliver(PARCEL)


def ask(house: House, *serials: str) -> None:
    house.system.transact("gateway", lambda unit: send(unit, [Message("query", one, {"n": 1}) for one in serials]))


def parcels(house: House) -> list[GatewayParcel]:
    with house.read() as session:
        return list(session.query(GatewayParcel).order_by(GatewayParcel.id))


def test_lines_leave_in_one_signed_batch_that_anybody_can_check(house: House) -> None:
    ask(house, "CK-0001", "CK-0002")
    deliver_waiting(house.system)
    [file] = outbox_folder(house.system.config).iterdir()
    with open(file, "rb") as dropped:
        header, body = read_header(dropped), dropped.read()
    assert [json.loads(line)["serial"] for line in body.splitlines()] == ["CK-0001", "CK-0002"]
    claim = claim_of(header["path"], header["peer"], header["batch"], digest(body))
    key = house.system.key.public
    assert key.verify(claim, {"alg": "ES256", "key": key.id, "sig": header["signature"]})
    assert not key.verify({**claim, "batch": new_id()}, {"alg": "ES256", "key": key.id, "sig": header["signature"]})


def test_a_line_whose_transaction_fails_never_leaves(house: House) -> None:
    def work(unit: Any) -> None:
        send(unit, [Message("query", "CK-0001", {})])
        raise RuntimeError("after all, no")

    with pytest.raises(RuntimeError):
        house.system.transact("gateway", work)
    deliver_waiting(house.system)
    assert parcels(house) == []


def test_a_batch_waits_while_the_gate_is_closed_and_leaves_unchanged(house: House) -> None:
    house.system.extras[EXTRA] = gate = Flaky(closed=2)
    ask(house, "CK-0001")
    for _ in range(4):
        deliver_waiting(house.system)
        house.clock.forward(minutes=1)
    [sent] = gate.taken
    [known] = parcels(house)
    assert (sent.batch, digest(sent.body)) == (known.id, known.body_sha256)
    assert (known.attempts, known.error) == (3, None)


def test_a_failed_delivery_is_not_repeated_before_its_pause(house: House) -> None:
    house.system.extras[EXTRA] = gate = Flaky(closed=1)
    ask(house, "CK-0001")
    deliver_waiting(house.system)
    deliver_waiting(house.system)
    assert gate.taken == []


def test_delivering_again_years_later_is_the_same_bytes_under_the_same_id(house: House) -> None:
    house.system.extras[EXTRA] = gate = Flaky(closed=0)
    ask(house, "CK-0001", "CK-0002")
    deliver_waiting(house.system)
    ask(house, "CK-0003")
    deliver_waiting(house.system)
    with house.read() as session:
        assert parcel(house.system, session, gate.taken[0].batch) == gate.taken[0]
    assert len(gate.taken) == 2


def test_a_house_without_a_gate_keeps_everything_until_it_has_one(house: House) -> None:
    house.system.extras[EXTRA] = NullCarrier()
    ask(house, "CK-0001")
    deliver_waiting(house.system)
    assert [one.delivered_at for one in parcels(house)] == [None]
    house.system.extras[EXTRA] = gate = Flaky(closed=0)
    deliver_waiting(house.system)
    assert len(gate.taken) == 1


def test_more_lines_than_a_batch_may_have_leave_in_several(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhixing.platform.gateway.outbound.LINES_PER_PARCEL", 2)
    ask(house, *[f"CK-000{n}" for n in range(5)])
    deliver_waiting(house.system)
    assert [one.lines for one in parcels(house)] == [2, 2, 1]


# --- receipts ------------------------------------------------------------------------------------------------


def receipt(bank: Institution, *rows: dict[str, Any]) -> Any:
    body = "".join(json.dumps(one) + "\n" for one in rows).encode()
    return bank.post(body, path=receipts.PATH)


def test_a_receipt_is_kept_beside_its_batch_and_counts_once(house: House) -> None:
    bank = Institution(house).register()
    ask(house, "CK-0001")
    deliver_waiting(house.system)
    row = {"batch": parcels(house)[0].id, "accepted": 1, "refused": []}
    assert receipt(bank, row).json["accepted"] == 1
    assert receipt(bank, row).json["duplicate"] == 1
    assert parcels(house)[0].receipt == row


@pytest.mark.parametrize(("row", "code"), [
    ({"batch": "01a21ad8-d48d-7000-a7bb-936ba1b2ffb1", "accepted": 1}, "gateway.receipt_unknown"),
    ({"batch": "01a21ad8-d48d-7000-a7bb-936ba1b2ffb1", "accepted": -1}, "feedback.malformed"),
    ({}, "feedback.malformed"),
])
def test_a_receipt_that_makes_no_sense_is_set_aside(house: House, row: dict[str, Any], code: str) -> None:
    answer = receipt(Institution(house).register(), row)
    assert [one["code"] for one in answer.json["quarantined"]] == [code]


# --- files that come in --------------------------------------------------------------------------------------


def dropped(house: House, bank: Institution, body: bytes, **changes: Any) -> Path:
    one = bank.parcel(body, **changes)
    return drop(inbox_folder(house.system.config), one, packed=changes.get("packed", False))


def names(house: House, where: str) -> list[str]:
    folder = inbox_folder(house.system.config) / where
    return sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_is_taken_like_a_batch_over_http_and_answered_with_a_receipt(house: House, packed: bool) -> None:
    bank = Institution(house).register()
    dropped(house, bank, b"{}\nrubbish\n", batch="b-1", packed=packed)
    house.work()
    assert names(house, "done") == ["b-1.zxb"]
    with house.read() as session:
        assert session.query(GatewayQuarantine).count() == 2
        [line] = session.query(GatewayLine).filter_by(kind="receipt").all()
    told = json.loads(line.body)
    assert (told["batch"], told["accepted"], [one["line"] for one in told["quarantined"]]) == ("b-1", 0, [1, 2])


def test_a_file_that_comes_again_changes_nothing(house: House) -> None:
    bank = Institution(house).register()
    for _ in range(2):
        dropped(house, bank, b"{}\n", batch="b-1")
        house.work()
    assert len(names(house, "done")) == 2
    with house.read() as session:
        assert session.query(GatewayQuarantine).count() == 1


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])


def _alter(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'{"a"', b'{"b"'))


def _no_header(path: Path) -> None:
    path.write_bytes(b"\xff" * 5000)


def _other_path(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(PATH.encode(), b"/gateway/elsewhere"))


@pytest.mark.parametrize(("damage", "code"), [
    (_cut, "gateway.signature_invalid"), (_alter, "gateway.signature_invalid"),
    (_no_header, "gateway.headers_missing"), (_other_path, "gateway.type_unsupported")])
def test_a_damaged_file_is_put_aside_whole_with_its_reason(house: House, damage: Any, code: str) -> None:
    bank = Institution(house).register()
    damage(dropped(house, bank, b'{"a": 1}\n{"a": 2}\n', batch="b-1"))
    house.work()
    assert names(house, "refused") == ["b-1.json", "b-1.zxb"]
    said = json.loads((inbox_folder(house.system.config) / "refused" / "b-1.json").read_text())
    assert said["code"] == code
    with house.read() as session:
        assert session.query(GatewayQuarantine).count() == 0
        assert session.query(AuditEntry).filter_by(kind="gateway.file_refused").count() == 1


def test_a_file_that_is_still_being_written_is_left_alone(house: House) -> None:
    folder = inbox_folder(house.system.config)
    folder.mkdir(parents=True)
    (folder / "b-1.part").write_bytes(b"{")
    house.work()
    assert (folder / "b-1.part").exists()

