"""The verifier over a record that the real write path made, with every outcome it knows."""

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.support.small_court import OFFICER, SmallCourt
from zhixing.kernel.clock import to_text
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Result
from zhixing.platform import audit_guard
from zhixing.platform.bus import Door
from zhixing.platform.crypto import SigningKey, digest, envelope_hash, without_proof
from zhixing.platform.verify import verify_system


def check(court: SmallCourt, *witnesses: Path) -> tuple[int, str]:
    said: list[str] = []
    status = verify_system(court.system, witnesses, said.append)
    return status, "\n".join(said)


def desk_act(court: SmallCourt, **changes: object) -> dict:
    return {"id": new_id(), "type": "probe.write", "version": 1, "actor": OFFICER.id,
            "occurred_at": to_text(court.clock()), "body": {"note_id": new_id(), "text": "写"}, **changes}


def everything_that_can_happen(court: SmallCourt) -> list[dict]:
    """Acts of all outcomes, through the bus. Returns the tablet's receipts."""
    tablet, bus = court.tablet(), court.system.bus
    photo = b"\xff\xd8 a photograph"
    blob = {"sha256": digest(photo), "size": len(photo), "media_type": "image/jpeg"}
    note = new_id()
    receipts = [tablet.send(tablet.act(note_id=note)).receipt]
    bus.handle(desk_act(court), Door(OFFICER))
    bus.handle(desk_act(court, actor="clerk"), Door(OFFICER))
    tablet.send(tablet.act("unspeakable"))
    waiting = tablet.act(blobs=[blob])
    assert tablet.send(waiting).outcome == Result.HELD
    court.system.seal()
    court.system.store.put(io.BytesIO(photo))
    bus.bytes_arrived(blob["sha256"])
    first, second = tablet.act(), tablet.act()
    assert tablet.send(second).outcome == Result.HELD
    receipts += [tablet.send(first).receipt, tablet.send(waiting).receipt, tablet.send(second).receipt]
    guarded = tablet.act(note_id=note, type="probe.edit", based_on={f"probe_notes/{note}": {"seq": 0, "after": None}})
    assert tablet.send(guarded).outcome == Result.CONFLICT
    forged = tablet.act()
    assert tablet.send(SigningKey.generate().signed(without_proof(forged))).problem.code == "envelope.signature_invalid"
    tablet.seq, tablet.last = tablet.seq - 1, forged["prev"]
    receipts.append(tablet.send(tablet.act()).receipt)
    tablet.seq, tablet.last = tablet.seq - 1, "ab" * 32
    assert tablet.send(tablet.act()).problem.code == "chain.sequence_reused"
    tablet.last = "cd" * 32
    assert tablet.send(tablet.act()).problem.code == "chain.broken"
    receipts.append(tablet.send(tablet.act()).receipt)
    assert tablet.send({**tablet.act(), "id": second["id"]}).problem.code == "envelope.id_reused"
    court.devices.known[tablet.id] = replace(court.devices.known[tablet.id], revoked=True)
    assert tablet.send(tablet.act()).problem.code == "device.revoked"
    court.system.audit(OFFICER, "evidence.viewed", new_id())
    court.system.seal()
    return receipts


def test_a_record_with_every_outcome_holds(court, tmp_path):
    receipts = everything_that_can_happen(court)
    assert all(receipts)
    witness = tmp_path / "tablet.json"
    witness.write_text(json.dumps({"receipts": receipts, "state": {"device_id": receipts[0]["device_id"]}}))
    status, said = check(court, witness)
    assert status == 0, said
    assert "全部成立 everything holds" in said
    assert "witnessed receipts 6" in said
    assert "blobs 1" in said
    assert said.count("注意 note") == 2
    assert "device.forked" in said
    assert "device.broken" in said


def test_what_an_administrator_changes_is_said_in_both_languages(court):
    receipts = everything_that_can_happen(court)
    with court.system.database.engine.begin() as connection:
        audit_guard.unprotect(connection)
        connection.execute(text("UPDATE audit_entry SET actor = 'nobody' WHERE id = :id"),
                           {"id": receipts[0]["entry"]["id"]})
    status, said = check(court)
    assert status == 1
    assert "第一处 the first: 审计条目的字段与其原文不一致：条目#0" in said
    assert "The columns of the audit entry differ from its body: entry #0" in said


def test_an_original_that_changed_in_the_store_is_said(court):
    everything_that_can_happen(court)
    sha256 = next(iter(court.system.store.digests()))
    (path,) = [one for one in court.system.config.media_dir.rglob("*") if one.name.endswith(sha256)]
    path.chmod(0o600)
    path.write_bytes(b"\xff\xd8 another photo.")
    status, said = check(court)
    assert status == 1
    assert f"sha256={sha256} [store.altered]" in said
    path.unlink()
    assert "[store.missing]" in check(court)[1]


def test_a_secret_a_device_sent_by_mistake_was_not_kept_and_is_no_fault(court):
    from zhixing.platform.manifest import CommandSpec

    spec: CommandSpec = court.system.commands["probe.edit"]
    court.system.commands["probe.edit"] = replace(spec, conceal=lambda id, body: {**body, "text": "hashed"})
    tablet = court.tablet()
    tablet.send(tablet.act())
    outcome = tablet.send(tablet.act("a password", type="probe.edit"))
    assert outcome.problem.code == "envelope.secret_in_chain"
    tablet.send(tablet.act())
    status, said = check(court)
    assert status == 0, said
    assert "[device.body_withheld]" in said
    court.system.commands["probe.edit"] = spec
    assert check(court)[0] == 1


@pytest.mark.parametrize("content", ["not json", '{"a": 1}\n{"b": '])
def test_a_witness_file_that_is_no_json_is_an_error_with_a_reason(court, tmp_path, content):
    (tmp_path / "broken.json").write_text(content)
    with pytest.raises(ValueError):
        check(court, tmp_path / "broken.json")


def test_witnesses_are_found_wherever_they_are_in_a_file(court, tmp_path):
    tablet = court.tablet()
    receipts = [tablet.send(tablet.act()).receipt for _ in range(3)]
    head = court.system.seal()
    last = tablet.send(tablet.act()).receipt
    (tmp_path / "lines.ndjson").write_text("\n".join(json.dumps(one) for one in receipts))
    (tmp_path / "nested.json").write_text(json.dumps([{"export": {"answers": [{"receipt": last}]}}, head]))
    status, said = check(court, tmp_path / "lines.ndjson", tmp_path / "nested.json")
    assert status == 0, said
    assert "witnessed receipts 4" in said
    assert "witnessed heads" in said


def test_a_receipt_of_an_act_this_house_never_had_names_it(court, tmp_path):
    """The whole database was exchanged for an older one; the key stayed."""
    tablet = court.tablet()
    tablet.send(tablet.act())
    court.system.seal()
    envelope = tablet.act()
    gone = court.system.key.signed({
        "envelope_id": envelope["id"], "envelope_hash": envelope_hash(envelope), "device_id": tablet.id,
        "device_seq": 2, "blobs": [], "received_at": to_text(court.clock()), "head": None,
        "entry": {"id": new_id(), "leaf": "ab" * 32}})
    (tmp_path / "kept.json").write_text(json.dumps(gone))
    status, said = check(court, tmp_path / "kept.json")
    assert status == 1
    assert f"设备 {tablet.id} 序号 2 行为 {envelope['id']}" in said
    assert "[device.truncated]" in said
    assert "[log.entry_missing]" in said


def test_the_command_line_verifies_an_empty_house(tmp_path):
    environment = {**os.environ, "ZHIXING_DATA_DIR": str(tmp_path / "var")}
    command = [str(Path(sys.executable).parent / "zhixing")]
    subprocess.run([*command, "migrate"], env=environment, check=True, capture_output=True)
    done = subprocess.run([*command, "verify"], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "全部成立 everything holds" in done.stdout
