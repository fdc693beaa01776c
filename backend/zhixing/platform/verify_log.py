"""Verifying the audit log: every entry, the tree, every head, against itself and against what left the building."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.kernel.messages import NO_PREDECESSOR
from zhixing.platform import forensics, merkle, raw_rows
from zhixing.platform.audit import AuditEntry, AuditHead, AuditNode, head_digest
from zhixing.platform.crypto import PublicKey, canonical
from zhixing.platform.findings import Report
from zhixing.platform.forensics import Claim

Signed = tuple[str, dict[str, Any]]
_HEAD = ("log", "size", "root", "peaks", "sealed_at", "prev", "proof")
_ENTRY = ("id", "at", "kind", "actor", "device_id", "subject", "facts", "envelope_hash")
_LOST = b"\x00" * 32


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of today's log. `leaf` is what its body gives now."""

    id: str
    index: int | None
    leaf: bytes
    kind: str
    actor: str
    device_id: str | None
    code: str | None


@dataclass
class Log:
    """Today's log as the rows tell it."""

    tree: merkle.Tree = field(default_factory=merkle.Tree)
    places: dict[str, Place] = field(default_factory=dict)
    ids: list[str | None] = field(default_factory=list)
    acts: dict[str, list[Place]] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)

    def id_at(self, index: int) -> str | None:
        return self.ids[index] if 0 <= index < len(self.ids) else None


def signed_by(keys: Iterable[PublicKey], record: Any) -> bool:
    """Whether one of these keys signed the record. Never raises."""
    return isinstance(record, dict) and any(key.verify_signed(record) for key in keys)


class LogCheck:
    """Reads the log once and fills the report. `run` returns the log for the checks of the device chains."""

    def __init__(self, session: Session, report: Report, server_keys: Iterable[PublicKey]) -> None:
        self.session, self.report, self.keys = session, report, list(server_keys)
        self.log = Log()
        self.claims: list[Claim] = []
        self._highest = 0
        self._moved: list[Place] = []
        self._seen: set[str] = set()

    def run(self, heads: list[Signed], inside: list[dict[str, Any]], outside: list[Signed]) -> Log:
        """`heads` and `outside` (receipts) left the building; `inside` are the ledger's receipts.

        All receipts have been verified before; the heads have not.
        """
        self._read_entries()
        self._check_nodes()
        own = self._check_heads()
        for receipt in inside:
            self._claim_once(receipt.get("head"))
        self._add_witness_claims(heads, own)
        missing, altered = self._check_receipts([*inside, *(receipt for _, receipt in outside)])
        self._judge(missing, altered)
        return self.log

    # -- entries

    def _read_entries(self) -> None:
        stored = self._stored_leaves()
        self._highest = max(stored, default=0)
        for row in raw_rows.read(self.session, AuditEntry, AuditEntry.index.is_not(None), order=(AuditEntry.index,)):
            self._take(row, stored)
        for row in raw_rows.read(self.session, AuditEntry, AuditEntry.index.is_(None), order=(AuditEntry.id,)):
            self._check_row(row, None)
            self.report.checked["unsealed"] += 1
        self._missing_until(max(stored, default=-1) + 1, stored)

    def _stored_leaves(self) -> dict[int, bytes]:
        query = select(AuditNode.position, AuditNode.digest).where(AuditNode.level == 0)
        return {position: _bytes(value) or _LOST for position, value in self.session.execute(query)}

    def _missing_until(self, index: int, stored: dict[int, bytes]) -> None:
        for gap in range(len(self.log.ids), index):
            self.report.add("log.entry_missing", index=gap, upto=gap + 1)
            self.log.named.add(gap)
            self.log.ids.append(None)
            self.log.tree.append(stored.get(gap, _LOST))

    def _take(self, row: SimpleNamespace, stored: dict[int, bytes]) -> None:
        index, have = row.index, len(self.log.ids)
        possible = isinstance(index, int) and have <= index <= max(have, self._highest)
        if not possible:  # a place that sealing cannot have given it
            self.report.add("log.entry_inserted", entry=row.id, index=index if isinstance(index, int) else None)
            return
        self._missing_until(index, stored)
        leaf = self._check_row(row, stored.get(index))
        self.log.ids.append(row.id)
        self.log.tree.append(stored.get(index, leaf))

    def _check_row(self, row: SimpleNamespace, stored: bytes | None) -> bytes:
        self.report.checked["entries"] += 1
        body = str(row.body).encode("utf-8", "replace")
        leaf = merkle.leaf_hash(body)
        if leaf != _bytes(row.leaf) or (stored is not None and leaf != stored):
            self._name("log.entry_altered", row.id, row.index)
        elif _columns(row) != body:
            self._name("log.columns_altered", row.id, row.index)
        place = Place(row.id, row.index, leaf, row.kind, row.actor, row.device_id, _code(body))
        self.log.places[row.id] = place
        if row.envelope_hash is not None:
            self.log.acts.setdefault(row.envelope_hash, []).append(place)
        return leaf

    def _name(self, code: str, entry: str, index: int | None, **more: Any) -> None:
        """Report an entry, once for each place in the tree."""
        if index is None or index not in self.log.named:
            self.report.add(code, entry=entry, index=index, **more)
        if index is not None:
            self.log.named.add(index)

    # -- tree and heads

    def _check_nodes(self) -> None:
        order = (AuditNode.level, AuditNode.position)
        for node in raw_rows.read(self.session, AuditNode, AuditNode.level > 0, order=order):
            start, end = merkle.span((node.level, node.position))
            if end > self.log.tree.size or self.log.tree.node(node.level, node.position) != _bytes(node.digest):
                self.report.add("tree.node_altered", index=start, upto=end, detail={"level": node.level})
                return

    def _check_heads(self) -> list[dict[str, Any]]:
        rows = raw_rows.read(self.session, AuditHead, order=(AuditHead.size,))
        heads = [{name: getattr(row, name) for name in _HEAD} for row in rows]
        prev, start = NO_PREDECESSOR, 0
        for head in heads:
            if not isinstance(head["size"], int):
                self.report.add("head.altered", detail={"size": str(head["size"])})
                continue
            self._check_head(head, prev, start)
            prev, start = head_digest(head), head["size"]
        if self.log.tree.size > start:
            self.report.add("head.missing", index=start, upto=self.log.tree.size, entry=self.log.id_at(start))
        self.report.checked["heads"] = len(heads)
        return heads

    def _check_head(self, head: dict[str, Any], prev: str, start: int) -> None:
        place = {"index": start, "upto": head["size"], "detail": {"size": head["size"]}}
        if not signed_by(self.keys, head):
            self.report.add("head.signature_invalid", **place)
        elif not self._claim("the log itself", head, forensics.OWN):
            self.report.add("head.altered", **place)
        if head["prev"] != prev:
            self.report.add("head.chain_broken", **place)
        self._check_order(start, head["size"])

    def _check_order(self, start: int, end: int) -> None:
        """`seal` takes a batch in the order of the ids."""
        ids = self.log.ids[start:end]
        for offset, (one, following) in enumerate(pairwise(ids)):
            if one is not None and following is not None and one >= following:
                self.report.add("log.order", entry=following, index=start + offset, upto=start + offset + 2)
                return

    def _claim(self, source: str, head: dict[str, Any], rank: int) -> bool:
        """Keep what a signed head says. False when its parts do not fit one another."""
        try:
            peaks = tuple(_bytes(peak) for peak in head["peaks"])
            if merkle.Frontier(head["size"], peaks).root != _bytes(head["root"]):
                return False
        except (ValueError, TypeError, AttributeError):
            return False
        self.claims.append(Claim(source, head["size"], peaks, str(head["sealed_at"]), rank))
        return True

    # -- what left the building

    def _claim_once(self, head: Any) -> None:
        """The heads in the ledger's receipts: many receipts carry the same one."""
        sig = str((head or {}).get("proof"))
        if sig not in self._seen and signed_by(self.keys, head):
            self._claim("a receipt in the ledger", head, forensics.RECEIPT)
        self._seen.add(sig)

    def _add_witness_claims(self, heads: list[Signed], own: list[dict[str, Any]]) -> None:
        known = {head["size"]: head_digest(head) for head in own}
        outside = []
        for source, head in heads:
            if not signed_by(self.keys, head) or not self._claim(source, head, forensics.OUTSIDE):
                self.report.add("witness.invalid", detail={"source": source})
                continue
            outside.append(self.claims[-1])
            self.report.checked["witnessed heads"] += 1
            if head["size"] <= self.log.tree.size and known.get(head["size"]) != head_digest(head):
                self.report.add("head.replaced" if head["size"] in known else "head.missing",
                                detail={"size": head["size"], "source": source})
        split = forensics.contradiction(outside)
        if split is not None:
            (start, end), one, other = split
            self.report.add("log.forked", index=start, upto=end, entry=self.log.id_at(start),
                            detail={"one": one, "other": other})

    def _check_receipts(self, receipts: list[dict[str, Any]]) -> tuple[dict[str, dict[str, Any]], dict[int, bytes]]:
        missing: dict[str, dict[str, Any]] = {}
        altered: dict[int, bytes] = {}
        for receipt in receipts:
            entry, place = receipt["entry"], self.log.places.get(receipt["entry"]["id"])
            if place is None:
                missing[entry["id"]] = receipt
            elif place.leaf != _bytes(entry["leaf"]):
                self._name("log.entry_altered", index=place.index, **_receipted(receipt))
                if place.index is not None:
                    altered[place.index] = _bytes(entry["leaf"])
            elif place.index is not None and place.index < ((receipt.get("head") or {}).get("size") or 0):
                self._moved.append(place)
        return missing, altered

    def _judge(self, missing: dict[str, dict[str, Any]], altered: dict[int, bytes]) -> None:
        """Find where signed heads and today's entries part, and what happened there if it can be proven."""
        suspect = forensics.first_suspect(self.log.tree, self.claims)
        placed: str | None = None
        if suspect is None:  # otherwise entries moved because something before them came or went
            for place in self._moved:
                self.report.add("log.entry_moved", entry=place.id, index=place.index)
        else:
            leaves = {id: _bytes(receipt["entry"]["leaf"]) for id, receipt in missing.items()}
            story = forensics.explain(self.log.tree, suspect, leaves, altered)
            placed = self._tell(suspect, story, missing)
            if self._longest() > self.log.tree.size >= suspect.end:
                self.report.add("log.truncated", index=self.log.tree.size, upto=self._longest())
        for id, receipt in missing.items():
            if id != placed:
                self.report.add("log.entry_missing", **_receipted(receipt), **self._where_it_belongs(id, suspect))

    def _longest(self) -> int:
        return max(claim.size for claim in self.claims)

    def _where_it_belongs(self, id: str, suspect: forensics.Suspect | None) -> dict[str, Any]:
        """Its place by the order of the ids, which sealing keeps within a batch; nothing when that is no help."""
        if suspect is None:
            return {}
        low, high = suspect.low, min(suspect.high, self.log.tree.size)
        index = low + sum(one is not None and one < id for one in self.log.ids[low:high])
        return {"index": index, "detail": {"by": "order of ids"}} if low < index < suspect.high else {}

    def _tell(self, suspect: forensics.Suspect, story: forensics.Story | None,
              missing: dict[str, dict[str, Any]]) -> str | None:
        detail = {"against": suspect.claim.source, "size": suspect.claim.size}
        if story is None:
            cut = suspect.end > self.log.tree.size
            only = self.log.id_at(suspect.low) if suspect.high == suspect.low + 1 else None
            self.report.add("log.truncated" if cut else "log.rewritten", index=suspect.low, entry=only, detail=detail,
                            upto=self._longest() if cut else suspect.high)
        elif story.kind == "missing":
            assert story.entry is not None
            place = {**_receipted(missing[story.entry]), "index": story.index, "upto": story.index + 1}
            self.report.add("log.entry_missing", **place)
            return story.entry
        elif story.kind != "explained":
            code = "log.entry_inserted" if story.kind == "inserted" else "log.entries_swapped"
            self.report.add(code, index=story.index, entry=self.log.id_at(story.index),
                            detail=detail if story.other is None else {**detail, "other": story.other})
        return None


def _receipted(receipt: dict[str, Any]) -> dict[str, Any]:
    return {"entry": receipt["entry"]["id"], "device": receipt["device_id"], "seq": receipt["device_seq"],
            "envelope": receipt["envelope_id"]}


def _columns(row: SimpleNamespace) -> bytes:
    """The entry as its columns tell it, in the form that is hashed."""
    try:
        return canonical({name: getattr(row, name) for name in _ENTRY})
    except (ValueError, TypeError):
        return b""


def _code(body: bytes) -> str | None:
    """The problem code an entry about a refusal names."""
    try:
        return json.loads(body)["facts"].get("code")
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _bytes(value: Any) -> bytes:
    """A digest from its hex; what is not one equals no digest."""
    try:
        digest = bytes.fromhex(value)
    except (ValueError, TypeError):
        return b""
    return digest if len(digest) == len(_LOST) else b""
