"""`zhixing verify`: recompute the whole record and name the first thing in it that cannot be (design.md 5).

Three sides hold each other: the audit log with its signed heads, the ledger of acts signed by devices, and what left
the building (`witness`). Whoever changes one contradicts another; whoever holds the database and the server's key
still contradicts the devices' signatures and every receipt or head a tablet kept.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from zhixing.platform.crypto import PublicKey
from zhixing.platform.findings import Report
from zhixing.platform.verify_chain import ActRow, Ledger, LedgerCheck
from zhixing.platform.verify_log import Log, LogCheck, Place, signed_by
from zhixing.platform.witness import Witnesses

ReadBlob = Callable[[str], Iterable[bytes] | None]
_AUDITED = {"refused": "act.refused", "conflict": "act.conflict"}


def verify(session: Session, *, server_keys: Iterable[PublicKey], device_keys: Mapping[str, str],
           witnesses: Witnesses | None = None, read_blob: ReadBlob | None = None) -> Report:
    """Verify the record as this session sees it.

    `server_keys`: all keys this server ever signed with, from a place the attacker does not control if possible.
    `device_keys`: device id → SPKI of its enrolment. `read_blob`: digest → the stored bytes in pieces, None when there
    are none; without it originals are not read.
    """
    report, keys, witnesses = Report(), list(server_keys), witnesses or Witnesses()
    ledger_check = LedgerCheck(session, report, keys, device_keys)
    ledger = ledger_check.run()
    held = _believable(witnesses, keys, report)
    log = LogCheck(session, report, keys).run(witnesses.heads, ledger.receipts, held)
    ledger_check.compare_receipts(held)
    ledger_check.compare_chains(witnesses.chains)
    _compare_log(log, ledger, ledger_check)
    if read_blob is not None:
        _check_blobs(ledger, report, read_blob)
    return report


def _believable(witnesses: Witnesses, keys: list[PublicKey], report: Report) -> list[tuple[str, dict[str, Any]]]:
    """The receipts the server really signed. A forged witness must not discredit a sound record."""
    held = []
    for source, receipt in witnesses.receipts:
        if signed_by(keys, receipt):
            held.append((source, receipt))
        else:
            report.add("witness.invalid", envelope=str(receipt.get("envelope_id")), detail={"source": source})
    report.checked["witnessed receipts"] = len(held)
    return held


def _compare_log(log: Log, ledger: Ledger, check: LedgerCheck) -> None:
    """Every decided act has its entry, and every entry about an act has its act."""
    for act in ledger.acts.values():
        if act.outcome in ("accepted", *_AUDITED) and not _is_audited(log, act):
            check.name("ledger.outcome_altered", act)
    for digest, places in log.acts.items():
        act = ledger.hashes.get(digest)
        for place in places:
            where = {"entry": place.id, "index": place.index}
            if act is None:
                check.report.add("log.act_unknown", **where, device=place.device_id)
            elif place.kind == act.type and not _same_author(place, act):
                check.report.add("log.author_altered", **where, **act.place)


def _same_author(place: Place, act: ActRow) -> bool:
    return place.actor == act.actor and (act.device is None or place.device_id == act.device)


def _is_audited(log: Log, act: ActRow) -> bool:
    kind = _AUDITED.get(act.outcome, act.type)
    return any(place.kind == kind and (act.outcome == "accepted" or place.code == act.code)
               for place in log.acts.get(act.hash, ()))


def _check_blobs(ledger: Ledger, report: Report, read_blob: ReadBlob) -> None:
    wanted = {blob: act for act in ledger.acts.values() if act.outcome == "accepted" for blob in act.blobs}
    for (digest, size), act in wanted.items():
        report.checked["blobs"] += 1
        code = _judge_blob(read_blob(digest), digest, size)
        if code is not None:
            report.add(code, **act.place, detail={"sha256": digest})


def _judge_blob(pieces: Iterable[bytes] | None, digest: str, size: int) -> str | None:
    if pieces is None:
        return "store.missing"
    hasher, length = hashlib.sha256(), 0
    for piece in pieces:
        hasher.update(piece)
        length += len(piece)
    return None if hasher.hexdigest() == digest and length == size else "store.altered"
