"""`zhixing verify`: recompute the whole record and name the first thing in it that cannot be (design.md 5).

Three sides hold each other: the audit log with its signed heads, the ledger of acts signed by devices, and what left
the building (`witness`). Whoever changes one contradicts another; whoever holds the database and the server's key
still contradicts the devices' signatures and every receipt or head a tablet kept.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from sqlalchemy.orm import Session

from zhixing.platform.crypto import PublicKey
from zhixing.platform.files import BlobStore, NoSuchBlob
from zhixing.platform.findings import Finding, Report
from zhixing.platform.verify_chain import ActRow, Known, Ledger, LedgerCheck
from zhixing.platform.verify_log import Log, LogCheck, Place, signed_by
from zhixing.platform.witness import Witnesses, read_files

if TYPE_CHECKING:
    from zhixing.platform.system import System

ReadBlob = Callable[[str], Iterable[bytes] | None]
_PIECE = 1 << 20
_AUDITED = {"refused": "act.refused", "conflict": "act.conflict"}


def verify(session: Session, known: Known, *, witnesses: Witnesses | None = None,
           read_blob: ReadBlob | None = None) -> Report:
    """Verify the record as this session sees it.

    `read_blob`: digest → the stored bytes in pieces, None when there are none; without it originals are not read.
    """
    report, keys, witnesses = Report(), list(known.server_keys), witnesses or Witnesses()
    ledger_check = LedgerCheck(session, report, known)
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


def verify_system(system: "System", witness_files: Iterable[Path], say: Callable[[str], None]) -> int:
    """`zhixing verify`: everything this house holds, told in both languages. Returns the exit status, 1 if anything
    cannot be.

    Raises: OSError, ValueError when a witness file cannot be read.
    """
    witnesses = read_files(witness_files)
    secret = {name for name, spec in system.commands.items() if spec.conceal is not None}
    with system.database.read() as session:
        known = Known([system.key.public], system.ports.devices.keys(session), secret)
        report = verify(session, known, witnesses=witnesses, read_blob=reader(system.store))
    _tell(report, say)
    return 0 if report.ok else 1


def reader(store: BlobStore) -> ReadBlob:
    """`read_blob` over an evidence store."""

    def read(digest: str) -> Iterator[bytes] | None:
        try:
            return _pieces(store.open(digest))
        except NoSuchBlob:
            return None

    return read


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _tell(report: Report, say: Callable[[str], None]) -> None:
    say("已核验 checked: " + ", ".join(f"{name} {number}" for name, number in sorted(report.checked.items())))
    for finding in report.noted:
        say(f"注意 note   {_line(finding)}")
    for finding in report.wrong:
        say(f"不成立 WRONG {_line(finding)}")
    if report.first is None:
        say("全部成立 everything holds")
    else:
        say(f"第一处 the first: {_line(report.first)}")


def _line(finding: Finding) -> str:
    return f"{finding.zh} | {finding.en} [{finding.code}]"
