"""Attacks on the ledger: on the acts the tablets signed, their chains, their receipts and the originals."""

import json
from pathlib import Path

import pytest

from tests.support.forger import Forger
from tests.support.record import CourtRecord, Tablet, a_working_day
from zhixing.platform.crypto import SigningKey, digest, envelope_hash, without_proof
from zhixing.platform.db import Database
from zhixing.platform.findings import Finding, Report


@pytest.fixture
def record(tmp_path: Path) -> CourtRecord:
    database = Database(f"sqlite:///{tmp_path}/record.db")
    yield a_working_day(database)
    database.close()


@pytest.fixture
def tablet(record: CourtRecord) -> Tablet:
    return record.tablets[0]


@pytest.fixture
def administrator(record: CourtRecord) -> Forger:
    return Forger(record)


@pytest.fixture
def thief(record: CourtRecord) -> Forger:
    return Forger(record, record.key)


def of_device(report: Report) -> list[tuple[str, str | None, int | None]]:
    return [(found.code, found.device, found.seq) for found in report.wrong if found.where in ("device", "receipt")]


def only(report: Report) -> Finding:
    assert len(report.wrong) == 1, report.wire()
    return report.wrong[0]


def forge_out_of_everything(record: CourtRecord, thief: Forger, tablet: Tablet, keep: int) -> None:
    """The thief removes the tablet's newest acts from ledger, log, heads and chain, all under good signatures."""
    gone = {thief.act(tablet, seq)["hash"] for seq in range(keep + 1, tablet.seq + 1)}
    thief.sql("DELETE FROM ledger WHERE device_id=:device AND device_seq > :keep", device=tablet.id, keep=keep)
    thief.set_chain_head(tablet, keep)
    thief.replace_log([entry for entry in thief.entries() if entry["envelope_hash"] not in gone])


def test_an_edited_act_is_named_by_device_and_number(record, tablet, administrator):
    act = administrator.act(tablet, 2)
    administrator.set_envelope(act["id"], {**act["envelope"], "body": {"caption": "空仓库"}}, rehash=False)
    found = only(record.verify())
    assert (found.code, found.device, found.seq) == ("device.act_altered", tablet.id, 2)


def test_an_edited_act_with_a_fitting_hash_fails_its_devices_signature(record, tablet, administrator):
    act = administrator.act(tablet, 2)
    administrator.set_envelope(act["id"], {**act["envelope"], "body": {"caption": "空仓库"}}, rehash=True)
    assert of_device(record.verify())[0] == ("device.signature_invalid", tablet.id, 2)


def test_an_edited_column_beside_a_signed_act_is_named(record, tablet, administrator):
    act = administrator.act(tablet, 3)
    administrator.sql("UPDATE ledger SET actor='officer-2' WHERE id=:id", id=act["id"])
    found = record.verify().wrong
    assert ("device.columns_altered", 3) in {(one.code, one.seq) for one in found}


@pytest.mark.parametrize(("column", "value"), [("envelope", "{"), ("envelope", "[]"), ("envelope", '{"id": 1e999}'),
                                               ("hash", "x"), ("received_at", "soon"), ("receipt", "[]"),
                                               ("receipt", "{"), ("problem", "7"), ("outcome", "7"),
                                               ("device_seq", "two"), ("decided_at", "soon")])
def test_nonsense_in_the_ledger_is_named_and_does_not_stop_the_check(record, tablet, administrator, column, value):
    act = administrator.act(tablet, 2)
    administrator.sql(f"UPDATE ledger SET {column}=:value WHERE id=:id", value=value, id=act["id"])
    report = record.verify(tablet)
    if column in ("received_at", "problem"):  # beside the act, proven by nothing: decided_at is what the receipt says
        return
    assert act["id"] in {found.envelope for found in report.wrong}, report.wire()


def test_a_deleted_act_leaves_a_gap_with_its_number_and_hash(record, tablet, administrator):
    act = administrator.act(tablet, 2)
    administrator.delete_act(act["id"])
    report = record.verify()
    gap = next(found for found in report.wrong if found.code == "device.gap")
    assert (gap.device, gap.seq, gap.detail["hash"]) == (tablet.id, 2, act["hash"])
    assert report.first.code == "log.act_unknown"
    assert report.first.index == 4


def test_swapped_acts_are_named(record, tablet, administrator):
    two, three = administrator.act(tablet, 2), administrator.act(tablet, 3)
    administrator.sql("UPDATE ledger SET device_seq=3 WHERE id=:id", id=two["id"])
    administrator.sql("UPDATE ledger SET device_seq=2 WHERE id=:id", id=three["id"])
    assert {("device.columns_altered", tablet.id, 2), ("device.columns_altered", tablet.id, 3)} <= \
        set(of_device(record.verify()))


def test_acts_whose_contents_were_swapped_are_named(record, tablet, administrator):
    two, three = administrator.act(tablet, 2), administrator.act(tablet, 3)
    administrator.set_envelope(two["id"], three["envelope"], rehash=False)
    administrator.set_envelope(three["id"], two["envelope"], rehash=False)
    assert {found.envelope for found in record.verify().wrong} >= {two["id"], three["id"]}


def test_an_invented_act_is_not_signed_by_the_device(record, tablet, administrator):
    like = administrator.act(tablet, 4)
    invented = SigningKey.generate().signed({**without_proof(like["envelope"]), "device_seq": 5, "prev": like["hash"],
                                             "id": like["id"][:-4] + "0000"})
    administrator.insert_act(invented, like)
    assert of_device(record.verify())[0] == ("device.signature_invalid", tablet.id, 5)


def test_an_act_in_the_middle_chained_again_by_a_thief_fails_the_devices_signature(record, tablet, thief):
    other = SigningKey.generate()
    thief.rechain(tablet, 3, other)
    for seq in (3, 4):
        thief.receipt_again(thief.act(tablet, seq)["id"])
    report = record.verify()
    assert of_device(report)[0] == ("device.signature_invalid", tablet.id, 3)


def test_a_thief_who_also_replaced_the_devices_key_is_named_by_the_tablets_receipt(record, tablet, thief):
    other = SigningKey.generate()
    thief.rechain(tablet, 1, other)
    for seq in range(1, 5):
        thief.receipt_again(thief.act(tablet, seq)["id"])
    thief.receipts_follow_heads()
    kept = list(tablet.receipts)
    tablet.key = other
    assert record.verify().ok
    report = record.verify({"receipts": kept})
    assert of_device(report)[0] == ("device.forked", tablet.id, 1)
    assert (report.first.code, report.first.index) == ("log.entry_altered", 0)


def test_a_chain_cut_off_at_the_end_is_named_by_the_log(record, tablet, administrator):
    last = administrator.act(tablet, 4)
    administrator.delete_act(last["id"])
    administrator.set_chain_head(tablet, 3)
    found = record.verify().first
    assert (found.code, found.index, found.device) == ("log.act_unknown", 12, tablet.id)


def test_a_chain_shorter_than_its_own_head_is_named(record, tablet, administrator):
    administrator.delete_act(administrator.act(tablet, 4)["id"])
    assert ("device.truncated", tablet.id, 4) in of_device(record.verify())


def test_a_chain_cut_off_everywhere_by_a_thief_is_named_by_the_tablets_receipt(record, tablet, thief):
    forge_out_of_everything(record, thief, tablet, keep=2)
    thief.receipts_follow_heads()
    assert {found.code for found in record.verify().wrong} == {"log.entry_moved"}  # receipts now carry later heads
    report = record.verify(tablet)
    assert of_device(report)[0] == ("device.truncated", tablet.id, 3)
    assert report.first.entry == tablet.receipts[2]["entry"]["id"]


def test_an_act_removed_everywhere_and_the_rest_receipted_anew_is_named(record, tablet, thief):
    act = thief.act(tablet, 2)
    thief.delete_act(act["id"])
    thief.replace_log([entry for entry in thief.entries() if entry["envelope_hash"] != act["hash"]])
    found = {one.code: one for one in record.verify(tablet).wrong}
    assert (found["device.gap"].seq, found["device.act_missing"].seq) == (2, 2)


def test_a_fork_the_server_refused_at_once_is_noted_and_no_fault_of_the_record(record, tablet):
    seq, prev = tablet.seq, tablet.prev
    tablet.back_to(seq - 1, prev)
    record.refuse(tablet.sign(record.envelope("capture.record")), "chain.sequence_reused")
    report = record.verify(tablet)
    assert report.ok, report.wire()
    assert [(found.code, found.seq) for found in report.noted] == [("device.forked", seq)]


def test_a_fork_that_was_let_in_is_named(record, tablet):
    seq, prev = tablet.seq, tablet.prev
    tablet.back_to(seq - 1, prev)
    record.accept(tablet.sign(record.envelope("capture.record")))
    assert of_device(record.verify()) == [("device.forked", tablet.id, seq)]


def test_an_act_exchanged_for_another_of_the_same_device_and_number_is_a_fork(record, tablet, thief):
    """The tablet was rewound and signed twice; the thief keeps the second act and drops the receipted first."""
    act = thief.act(tablet, 4)
    tablet.back_to(3, act["prev"])
    second = tablet.sign({**record.envelope("capture.record"), "id": act["id"], "blobs": act["envelope"]["blobs"],
                          "body": {"caption": "空仓库"}})
    thief.set_envelope(act["id"], second, rehash=True)
    thief.receipt_again(act["id"])
    thief.receipts_follow_heads()
    assert record.verify().ok
    assert of_device(record.verify({"receipts": tablet.receipts})) == [("device.forked", tablet.id, 4)]


def test_a_rewound_chain_that_has_grown_again_is_a_fork(record, tablet, thief):
    prev = thief.act(tablet, 3)["prev"]
    forge_out_of_everything(record, thief, tablet, keep=2)
    kept = list(tablet.receipts)
    tablet.back_to(2, prev)
    record.photograph(tablet, b"\xff\xd8 another")
    report = record.verify({"receipts": kept})
    assert ("device.forked", tablet.id, 3) in of_device(report)
    assert ("device.truncated", tablet.id, 4) in of_device(report)


def test_a_break_the_server_refused_at_once_is_noted(record, tablet):
    tablet.prev = "ab" * 32
    record.refuse(tablet.sign(record.envelope("capture.record")), "chain.broken")
    record.photograph(tablet, b"\xff\xd8 the next one")
    report = record.verify(tablet)
    assert report.ok, report.wire()
    assert [(found.code, found.seq) for found in report.noted] == [("device.broken", 5)]


def test_an_act_that_does_not_follow_the_one_before_is_named(record, tablet):
    tablet.prev = "ab" * 32
    record.photograph(tablet, b"\xff\xd8 out of line")
    assert of_device(record.verify()) == [("device.broken", tablet.id, 5)]


def test_a_device_that_remembers_another_end_of_its_chain_proves_a_fork(record, tablet):
    told = {"device_id": tablet.id, "head_seq": 4, "head_hash": "ab" * 32}
    assert of_device(record.verify({"state": told})) == [("device.forked", tablet.id, 4)]
    ahead = {"device_id": tablet.id, "head_seq": 9, "head_hash": "ab" * 32}
    assert record.verify(ahead).ok


def test_a_device_without_a_known_key_is_said(record, tablet):
    record.tablets.remove(tablet)
    assert ("device.key_unknown", tablet.id, 1) in of_device(record.verify())


def test_an_act_refused_for_a_bad_signature_is_no_fault_of_the_record(record, tablet):
    forged = SigningKey.generate().signed({**record.envelope("capture.record"), "device_id": tablet.id,
                                           "device_seq": 5, "prev": tablet.prev})
    record.refuse(forged, "envelope.signature_invalid")
    assert record.verify(tablet).ok


def test_an_outcome_turned_into_a_refusal_is_named(record, tablet, administrator):
    act = administrator.act(tablet, 4)
    administrator.sql("UPDATE ledger SET outcome='refused', receipt=NULL, problem='{\"code\":\"policy.denied\"}'"
                      " WHERE id=:id", id=act["id"])
    found = only(record.verify())
    assert (found.code, found.seq) == ("ledger.outcome_altered", 4)


def test_a_refusal_turned_into_an_acceptance_has_no_receipt(record, tablet, administrator):
    record.refuse(tablet.sign(record.envelope("capture.record")), "policy.denied")
    administrator.sql("UPDATE ledger SET outcome='accepted', problem=NULL WHERE outcome='refused'")
    assert of_device(record.verify()) == [("receipt.missing", tablet.id, 5)]


def test_a_refusal_with_another_reason_than_the_log_says_is_named(record, tablet, administrator):
    record.refuse(tablet.sign(record.envelope("capture.record")), "policy.denied")
    administrator.sql("UPDATE ledger SET problem='{\"code\":\"device.revoked\"}' WHERE outcome='refused'")
    assert only(record.verify()).code == "ledger.outcome_altered"


def test_an_altered_receipt_does_not_verify(record, tablet, administrator):
    act = administrator.act(tablet, 1)


    administrator.sql("UPDATE ledger SET receipt=:receipt WHERE id=:id", id=act["id"],
                      receipt=json.dumps({**act["receipt"], "received_at": "2026-11-20T00:00:00.000Z"}))
    assert of_device(record.verify()) == [("receipt.invalid", tablet.id, 1)]


def test_receipts_put_beside_the_wrong_acts_are_named(record, tablet, administrator):
    one, two = administrator.act(tablet, 1), administrator.act(tablet, 2)


    administrator.sql("UPDATE ledger SET receipt=:receipt WHERE id=:id", id=one["id"],
                      receipt=json.dumps(two["receipt"]))
    assert of_device(record.verify()) == [("receipt.differs", tablet.id, 1)]


def test_an_edited_act_of_a_desk_is_named_by_its_receipt(record, administrator):
    (row,) = administrator.sql("SELECT id, envelope FROM ledger WHERE device_id IS NULL LIMIT 1")


    envelope = {**json.loads(row["envelope"]), "actor": "officer-2"}
    administrator.sql("UPDATE ledger SET envelope=:envelope, hash=:hash, actor='officer-2' WHERE id=:id", id=row["id"],
                      envelope=json.dumps(envelope), hash=envelope_hash(envelope))
    codes = {(found.code, found.envelope) for found in record.verify().wrong}
    assert ("ledger.act_altered", row["id"]) in codes


def test_a_missing_original_is_named_with_its_act(record, tablet):
    sha256 = next(iter(record.originals))
    del record.originals[sha256]
    found = only(record.verify())
    assert (found.code, found.device, found.seq, found.detail["sha256"]) == ("store.missing", tablet.id, 1, sha256)


@pytest.mark.parametrize("other", [b"", b"\xff\xd8 original 0-1", b"\xff\xd8 original 0-0\x00",
                                   b"\xff\xd9 original 0-0"])
def test_an_altered_original_is_named_with_its_act(record, tablet, other):
    record.originals[digest(b"\xff\xd8 original 0-0")] = other
    found = only(record.verify())
    assert (found.code, found.device, found.seq) == ("store.altered", tablet.id, 1)


def test_the_report_is_plain_data_in_both_languages(record, tablet, administrator):
    administrator.delete_act(administrator.act(tablet, 2)["id"])
    told = record.verify().wire()
    assert told["ok"] is False
    assert "审计条目" in told["first"]["zh"]
    assert told["first"]["en"].startswith("The act the audit entry names is not in the ledger: entry #4")
