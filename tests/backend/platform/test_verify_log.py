"""Attacks on the audit log. The log has 16 entries in 4 batches; the 4th of each batch (3, 7, 11, 15) is a look at
an original, for which no tablet holds a receipt."""

from pathlib import Path

import pytest

from tests.support.forger import Forger
from tests.support.record import CourtRecord, a_working_day
from zhixing.platform.crypto import SigningKey
from zhixing.platform.db import Database
from zhixing.platform.findings import Finding, Report

LOOK = 7


@pytest.fixture
def record(tmp_path: Path) -> CourtRecord:
    database = Database(f"sqlite:///{tmp_path}/record.db")
    yield a_working_day(database)
    database.close()


@pytest.fixture
def administrator(record: CourtRecord) -> Forger:
    """Holds the database."""
    return Forger(record)


@pytest.fixture
def thief(record: CourtRecord) -> Forger:
    """Holds the database and the server's key."""
    return Forger(record, record.key)


def first(report: Report) -> Finding:
    assert not report.ok
    assert report.first is not None
    assert report.first.zh
    assert report.first.en
    return report.first


def test_an_untouched_record_holds_and_says_how_much_was_looked_at(record):
    record.look()
    report = record.verify(*record.tablets)
    assert report.ok, report.wire()
    assert report.checked["entries"] == 17
    assert report.checked["unsealed"] == 1
    assert report.checked["heads"] == 4
    assert report.checked["witnessed receipts"] == 8
    assert report.checked["blobs"] == 8


# -- with the database alone


def test_a_changed_column_names_its_entry(record, administrator):
    administrator.sql("UPDATE audit_entry SET actor='somebody-else' WHERE \"index\"=5")
    found = first(record.verify())
    assert (found.code, found.index) == ("log.columns_altered", 5)


@pytest.mark.parametrize(("column", "value"), [("at", "yesterday"), ("facts", "{not json"), ("body", "{}"),
                                               ("leaf", "00"), ("facts", "[]"), ("actor", b"\xff"), ("subject", None)])
def test_a_column_full_of_nonsense_is_named_and_does_not_stop_the_check(record, administrator, column, value):
    administrator.sql(f'UPDATE audit_entry SET "{column}"=:value WHERE "index"=6', value=value)
    found = first(record.verify())
    assert found.code in {"log.columns_altered", "log.entry_altered"}
    assert found.index == 6


def test_an_edited_entry_is_named_even_when_body_and_leaf_were_made_to_fit(record, administrator):
    administrator.set_entry(LOOK, {**administrator.entries()[LOOK], "actor": "nobody"})
    found = first(record.verify())
    assert (found.code, found.index) == ("log.entry_altered", LOOK)
    assert len(record.verify().wrong) == 1


def test_an_edited_entry_with_a_rebuilt_tree_is_named_by_its_receipt(record, administrator):
    entries = administrator.entries()
    entries[5] = {**entries[5], "actor": "nobody"}
    administrator.replace_log(entries)
    found = first(record.verify())
    assert (found.code, found.index, found.entry) == ("log.entry_altered", 5, entries[5]["id"])


def test_an_edited_look_with_a_rebuilt_tree_is_found_in_its_batch(record, administrator):
    entries = administrator.entries()
    entries[LOOK] = {**entries[LOOK], "actor": "nobody"}
    administrator.replace_log(entries)
    found = first(record.verify())
    assert (found.code, found.index, found.upto) == ("log.rewritten", 4, 8)


def test_a_deleted_entry_is_named_by_its_place(record, administrator):
    administrator.sql('DELETE FROM audit_entry WHERE "index"=:index', index=LOOK)
    found = first(record.verify())
    assert (found.code, found.index) == ("log.entry_missing", LOOK)


def test_a_deleted_entry_is_found_when_the_rest_moved_up(record, administrator):
    entries = administrator.entries()
    gone = entries.pop(6)
    administrator.replace_log(entries)
    found = first(record.verify())
    assert (found.code, found.index, found.entry) == ("log.entry_missing", 6, gone["id"])


def test_two_entries_that_changed_places_are_named(record, administrator):
    one, other = administrator.entries()[3], administrator.entries()[LOOK]
    administrator.set_entry(3, one, at=-1)
    administrator.set_entry(LOOK, other, at=3)
    administrator.set_entry(-1, one, at=LOOK)
    assert {3, LOOK} <= {finding.index for finding in record.verify().wrong}
    assert first(record.verify()).index == 3


def test_swapped_entries_with_a_rebuilt_tree_are_named(record, administrator):
    entries = administrator.entries()
    entries[4], entries[LOOK] = entries[LOOK], entries[4]
    administrator.replace_log(entries)
    report = record.verify()
    assert any(found.code == "log.entries_swapped" and (found.index, found.detail["other"]) == (4, LOOK)
               for found in report.wrong)
    assert first(report).index == 4


def test_an_invented_entry_at_the_end_has_no_head(record, administrator):
    entries = administrator.entries()
    administrator.replace_log([*entries, administrator.a_lie(entries[-1])])
    found = first(record.verify())
    assert (found.code, found.index) == ("head.missing", 16)


def test_an_invented_entry_in_the_middle_is_named(record, administrator):
    entries = administrator.entries()
    lie = administrator.a_lie(entries[5])
    administrator.replace_log([*entries[:6], lie, *entries[6:]])
    found = first(record.verify())
    assert (found.code, found.index, found.entry) == ("log.entry_inserted", 6, lie["id"])


def test_an_entry_given_a_place_that_sealing_never_gave_is_named(record, administrator):
    last = administrator.entries()[-1]
    administrator.set_entry(15, last, at=1_000_000_000)
    codes = {finding.code: finding for finding in record.verify().wrong}
    assert codes["log.entry_inserted"].entry == last["id"]
    assert codes["log.entry_missing"].index == 15


def test_a_log_cut_off_at_the_end_names_the_first_entry_that_is_gone(record, administrator):
    administrator.replace_log(administrator.entries()[:13])
    report = record.verify()
    assert any(found.code == "log.entry_missing" and found.index == 13 for found in report.wrong), report.wire()
    assert first(report).index == 13


def test_a_removed_head_breaks_the_chain_of_heads(record, administrator):
    administrator.sql("DELETE FROM audit_head WHERE size=8")
    found = first(record.verify())
    assert (found.code, found.detail["size"]) == ("head.chain_broken", 12)


def test_an_edited_head_does_not_verify(record, administrator):
    administrator.sql("UPDATE audit_head SET sealed_at='2026-11-20 00:00:00.000000' WHERE size=8")
    found = first(record.verify())
    assert (found.code, found.detail["size"]) == ("head.signature_invalid", 8)


def test_a_head_full_of_nonsense_is_named_and_does_not_stop_the_check(record, administrator):
    administrator.sql("UPDATE audit_head SET peaks='{', proof='7' WHERE size=8")
    assert first(record.verify()).code == "head.signature_invalid"


def test_an_edited_node_of_the_tree_is_named(record, administrator):
    administrator.sql("UPDATE audit_node SET digest=:digest WHERE level=1 AND position=2", digest="ab" * 32)
    found = first(record.verify())
    assert (found.code, found.index, found.upto) == ("tree.node_altered", 4, 6)


def test_heads_signed_with_another_key_are_not_believed(record, administrator):
    administrator.key = SigningKey.generate()
    entries = administrator.entries()
    entries[LOOK] = {**entries[LOOK], "actor": "nobody"}
    administrator.replace_log(entries)
    codes = {found.code for found in record.verify().wrong}
    assert "head.signature_invalid" in codes


# -- with the database and the stolen key


def test_whoever_holds_database_and_key_is_not_seen_without_a_witness(record, thief):
    """The limit of any log that one house keeps alone, and the reason why heads leave the building."""
    entries = thief.entries()
    entries[15] = {**entries[15], "actor": "nobody"}
    thief.replace_log(entries)
    assert record.verify().ok


def test_an_edited_and_signed_entry_is_named_by_the_tablets_receipt(record, thief):
    photo = record.tablets[0].receipts[1]
    act = thief.act(record.tablets[0], 2)
    thief.set_envelope(act["id"], {**act["envelope"], "body": {"caption": "空"}}, rehash=True)
    thief.receipt_again(act["id"])
    report = record.verify(record.tablets[0])
    assert any(found.code == "log.entry_altered" and found.entry == photo["entry"]["id"] and found.index == 4
               for found in report.wrong)
    assert first(report).index == 4


def test_an_edited_and_signed_look_is_narrowed_to_the_smallest_range_a_head_proves(record, thief):
    entries = thief.entries()
    entries[LOOK] = {**entries[LOOK], "actor": "nobody"}
    thief.replace_log(entries)
    found = first(record.verify(*record.tablets))
    assert (found.code, found.index, found.upto) == ("log.rewritten", 4, 8)
    assert found.detail["size"] == 8


def test_a_deleted_entry_under_new_signatures_is_named_by_the_tablets_receipt(record, thief):
    entries = thief.entries()
    gone = next(entry for entry in entries if entry["id"] == record.tablets[0].receipts[1]["entry"]["id"])
    entries.remove(gone)
    thief.replace_log(entries)
    found = first(record.verify(*record.tablets))
    assert (found.code, found.entry, found.index) == ("log.entry_missing", gone["id"], 4)
    assert (found.device, found.seq) == (record.tablets[0].id, 2)


def test_a_deleted_look_under_new_signatures_is_narrowed_to_its_batch(record, thief):
    entries = thief.entries()
    del entries[LOOK]
    thief.replace_log(entries)
    found = first(record.verify(*record.tablets))
    assert (found.code, found.index, found.upto) == ("log.rewritten", 4, 8)


def test_swapped_entries_under_new_signatures_are_named(record, thief):
    entries = thief.entries()
    entries[6], entries[LOOK] = entries[LOOK], entries[6]
    thief.replace_log(entries)
    found = first(record.verify(*record.tablets))
    assert (found.code, found.index, found.detail["other"]) == ("log.entries_swapped", 6, LOOK)


def test_an_entry_invented_afterwards_is_named_though_all_heads_were_signed_again(record, thief):
    entries = thief.entries()
    lie = thief.a_lie(entries[9])
    thief.replace_log([*entries[:10], lie, *entries[10:]])
    found = first(record.verify(*record.tablets))
    assert (found.code, found.index, found.entry) == ("log.entry_inserted", 10, lie["id"])


def test_an_entry_moved_to_an_earlier_day_is_named(record, thief):
    entries = thief.entries()
    late = entries.pop(12)
    thief.replace_log([*entries[:2], late, *entries[2:]])
    found = first(record.verify())
    assert (found.code, found.index, found.entry) == ("log.entry_inserted", 2, late["id"])


def test_an_entry_that_sits_before_the_head_its_own_receipt_carries_is_named(record, thief):
    receipt = {**record.tablets[0].receipts[0], "head": record.tablets[1].heads[0]}
    found = first(record.verify(record.key.signed(receipt)))
    assert (found.code, found.index) == ("log.entry_moved", 0)


def test_heads_that_were_linked_and_signed_again_are_not_the_ones_the_tablets_saw(record, thief):
    heads = thief.heads()
    heads[1]["sealed_at"] = "2026-11-20T00:00:00.000Z"
    thief.write_heads(heads)
    codes = {(found.code, found.detail.get("size")) for found in record.verify(*record.tablets).wrong}
    assert ("head.replaced", 8) in codes


def test_a_truncated_log_under_new_signatures_names_the_first_entry_that_is_gone(record, thief):
    entries = thief.entries()
    thief.replace_log(entries[:14])
    thief.sql("DELETE FROM ledger WHERE hash=:hash", hash=entries[14]["envelope_hash"])
    found = first(record.verify({"heads": record.tablets[1].heads}))
    assert (found.code, found.index, found.upto) == ("log.truncated", 8, 16)
    found = first(record.verify(*record.tablets))
    assert (found.code, found.index, found.upto) == ("log.truncated", 12, 16)


def test_a_rewind_to_an_older_copy_names_the_first_entry_that_is_gone(record, thief):
    thief.replace_log(thief.entries()[:8])
    thief.sql('DELETE FROM audit_head WHERE size > 8')
    thief.sql("DELETE FROM ledger WHERE device_seq > 2")
    found = first(record.verify({"heads": record.tablets[1].heads}))
    assert (found.code, found.index, found.upto) == ("log.truncated", 8, 16)


def test_a_rewound_log_that_has_grown_again_is_found_where_it_departs(record, thief):
    thief.replace_log(thief.entries()[:8])
    for _ in range(9):
        record.look()
    record.seal()
    found = first(record.verify({"heads": record.tablets[1].heads}))
    assert (found.code, found.index) == ("log.rewritten", 8)


def test_two_tablets_that_were_shown_different_logs_prove_the_fork(record, thief):
    true_log = thief.entries()
    record.look()
    shown_to_one = record.seal()
    thief.replace_log(true_log)
    thief.sql("DELETE FROM audit_head WHERE size > 16")
    record.look("evidence.exported")
    shown_to_other = record.seal()
    report = record.verify(shown_to_one, shown_to_other)
    fork = next(found for found in report.wrong if found.code == "log.forked")
    assert (fork.index, fork.upto) == (16, 17)
    assert {fork.detail["one"], fork.detail["other"]} == {"witness 1", "witness 2"}


def test_a_forged_witness_is_set_aside_and_does_not_accuse_the_record(record):
    forged = {**record.tablets[0].heads[0], "root": "ab" * 32}
    other = SigningKey.generate().signed({**record.tablets[1].heads[0], "size": 99})
    report = record.verify(forged, other)
    assert {found.code for found in report.findings} == {"witness.invalid"}
    assert not any(found.where in {"log", "head"} for found in report.findings)


def test_an_act_the_log_names_but_the_ledger_does_not_hold_is_named(record, administrator):
    administrator.sql("DELETE FROM ledger WHERE device_id IS NULL AND rowid = (SELECT max(rowid) FROM ledger)")
    found = first(record.verify())
    assert (found.code, found.index) == ("log.act_unknown", 14)


def test_an_entry_that_names_another_author_than_the_signed_act_is_named(record, thief):
    entries = thief.entries()
    entries[12] = {**entries[12], "actor": "officer-2"}
    thief.replace_log(entries)
    act = thief.act(record.tablets[0], 4)
    thief.receipt_again(act["id"])
    found = first(record.verify())
    assert (found.code, found.index) == ("log.author_altered", 12)
