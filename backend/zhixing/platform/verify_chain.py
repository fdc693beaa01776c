"""Verifying the ledger: every act against its hash and its device's signature, every device's chain, every receipt."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from zhixing.kernel.messages import NO_PREDECESSOR
from zhixing.platform import raw_rows
from zhixing.platform.crypto import PublicKey, envelope_hash
from zhixing.platform.findings import Report, Weight
from zhixing.platform.ledger import ChainHead, LedgerEntry

# Refused before the act could become a link of its device's chain (bus.py decides in this order).
_OUTSIDE_CHAIN = {"device.unknown", "device.revoked", "envelope.signature_invalid"}
_FORK, _BREAK = "chain.sequence_reused", "chain.broken"
_COLUMNS = ("id", "type", "version", "actor", "device_id", "device_seq", "prev")


@dataclass(frozen=True)
class Known:
    """What verification must be told, if possible from a place the attacker does not control.

    `server_keys`: all keys this server ever signed with. `device_keys`: device id → SPKI of its enrolment.
    `secret_types`: types of acts whose body is not kept when a device signs them by mistake (bus.py).
    """

    server_keys: Iterable[PublicKey]
    device_keys: Mapping[str, str]
    secret_types: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act of the ledger. `hash` is computed from the envelope when that is sound, else the stored one."""

    id: str
    type: str
    actor: str
    device: str | None
    seq: int | None
    hash: str
    prev: str | None
    outcome: str
    code: str | None
    sound: bool
    signed: bool
    missing: Any
    blobs: tuple[tuple[str, int], ...]
    received_at: str
    decided_at: str | None

    @property
    def place(self) -> dict[str, Any]:
        return {"device": self.device, "seq": self.seq, "envelope": self.id}

    @property
    def is_link(self) -> bool:
        """Whether the act is part of its device's chain: arrived without a gap, and not turned away before."""
        waiting = self.outcome == "held" and isinstance(self.missing, dict) and bool(self.missing.get("predecessor"))
        turned_away = self.code in _OUTSIDE_CHAIN or self.code == _FORK
        return self.device is not None and self.seq is not None and not turned_away and not waiting


@dataclass
class Ledger:
    """Today's ledger as the rows tell it, and the receipts in it that the server did sign."""

    acts: dict[str, ActRow] = field(default_factory=dict)
    hashes: dict[str, ActRow] = field(default_factory=dict)
    links: dict[str, list[ActRow]] = field(default_factory=dict)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    named: set[str] = field(default_factory=set)


class LedgerCheck:
    """One pass over the ledger. `run` returns what the cross-checks need."""

    def __init__(self, session: Session, report: Report, known: "Known") -> None:
        self.session, self.report, self.server_keys = session, report, list(known.server_keys)
        self.secret_types, device_keys = known.secret_types, known.device_keys
        self.ledger = Ledger()
        self._key_of = cache(lambda device: _key(device_keys.get(device)))

    def run(self) -> Ledger:
        order = (LedgerEntry.device_id, LedgerEntry.device_seq, LedgerEntry.received_at)
        for row in raw_rows.read(self.session, LedgerEntry, order=order):
            self.report.checked["acts"] += 1
            self._take(row)
        heads = {row.device_id: row.seq for row in raw_rows.read(self.session, ChainHead, order=(ChainHead.device_id,))}
        for device in sorted({*self.ledger.links, *heads}):
            self._walk(device, self.ledger.links.get(device, []), heads.get(device))
            self.report.checked["device chains"] += 1
        return self.ledger

    def name(self, code: str, act: ActRow, **more: Any) -> None:
        """Report once per act: what follows from the first fault is not another one."""
        if act.id not in self.ledger.named:
            self.report.add(code, **act.place, **more)
            self.ledger.named.add(act.id)

    # -- one act

    def _take(self, row: SimpleNamespace) -> None:
        envelope = row.envelope if isinstance(row.envelope, dict) else {}
        computed = _hash_of(envelope)
        signed = self._is_signed(envelope)
        act = _act(row, envelope, computed, signed=signed)
        self.ledger.acts[act.id] = act
        self.ledger.hashes[act.hash] = act
        self._check_act(row, envelope, act, computed)
        if act.is_link:
            self.ledger.links.setdefault(str(act.device), []).append(act)
        self._check_receipt(row, act)

    def _is_signed(self, envelope: dict[str, Any]) -> bool:
        key = self._key_of(envelope.get("device_id"))
        return key is not None and key.verify_signed(envelope)

    def _check_act(self, row: SimpleNamespace, envelope: dict[str, Any], act: ActRow, computed: str | None) -> None:
        device = act.device is not None
        if self._is_withheld(envelope, act):
            self.report.add("device.body_withheld", **act.place, weight=Weight.NOTED)
        elif computed is None or (computed != row.hash and not act.signed):
            self.name("device.act_altered" if device else "ledger.act_altered", act)
        elif computed != row.hash or any(_member(envelope, name) != getattr(row, name) for name in _COLUMNS):
            self.name("device.columns_altered", act)
        elif device and act.code not in _OUTSIDE_CHAIN and not act.signed:
            known = self._key_of(act.device) is not None
            self.name("device.signature_invalid" if known else "device.key_unknown", act)

    def _is_withheld(self, envelope: dict[str, Any], act: ActRow) -> bool:
        secret = act.type in self.secret_types and act.outcome in ("refused", "held")
        return secret and act.device is not None and envelope.get("body") == {} and not act.sound

    # -- chains

    def _walk(self, device: str, links: list[ActRow], head_seq: Any) -> None:
        expected, prev, sound = 1, NO_PREDECESSOR, True
        for act in sorted(links, key=lambda one: (one.seq or 0, one.received_at)):
            assert act.seq is not None
            if act.seq < expected:
                self.name("device.forked", act)
                continue
            if act.seq > expected:
                self.report.add("device.gap", device=device, seq=expected, detail={"next": act.seq, "hash": act.prev})
            elif act.prev != prev and sound:
                self._broken(act)
            expected, prev, sound = act.seq + 1, act.hash, act.sound
        if isinstance(head_seq, int) and head_seq >= expected:
            self.report.add("device.truncated", device=device, seq=expected, detail={"head_seq": head_seq})

    def _broken(self, act: ActRow) -> None:
        if act.code == _BREAK:  # the server saw it when it happened, and refused the act
            self.report.add("device.broken", **act.place, weight=Weight.NOTED)
        else:
            self.name("device.broken", act)

    # -- receipts

    def _check_receipt(self, row: SimpleNamespace, act: ActRow) -> None:
        if act.code == _FORK:
            self.report.add("device.forked", **act.place, weight=Weight.NOTED)
        if row.receipt is None:
            if act.outcome == "accepted":
                self.name("receipt.missing", act)
        elif not any(key.verify_signed(row.receipt) for key in self.server_keys if isinstance(row.receipt, dict)):
            self.name("receipt.invalid", act)
        else:
            self.ledger.receipts.append(row.receipt)
            if act.outcome != "accepted":
                self.name("ledger.outcome_altered", act)
            elif row.receipt["envelope_hash"] != act.hash and act.device is None:
                self.name("ledger.act_altered", act)
            elif not _fits(row.receipt, act):
                self.name("receipt.differs", act)

    # -- what tablets hold

    def compare_receipts(self, receipts: Iterable[tuple[str, dict[str, Any]]]) -> None:
        """Receipts from outside, already verified: their acts must be here, unchanged and accepted."""
        for source, receipt in receipts:
            act = self.ledger.acts.get(receipt["envelope_id"])
            if act is None:
                self._receipted_act_missing(source, receipt)
            elif act.hash != receipt["envelope_hash"]:
                altered = "device.act_altered" if receipt["device_id"] else "ledger.act_altered"
                self.name("device.forked" if act.signed else altered, act, detail={"source": source})
            elif act.outcome != "accepted":
                self.name("ledger.outcome_altered", act, detail={"source": source})

    def _receipted_act_missing(self, source: str, receipt: dict[str, Any]) -> None:
        if receipt["envelope_id"] in self.ledger.named:
            return
        self.ledger.named.add(receipt["envelope_id"])
        device, seq = receipt["device_id"], receipt["device_seq"]
        same = [act for act in self.ledger.links.get(device, []) if act.seq == seq]
        last = max((act.seq or 0 for act in self.ledger.links.get(device, [])), default=0)
        code = "device.forked" if same else "device.truncated" if device and seq > last else "device.act_missing"
        self.report.add(code, device=device, seq=seq, envelope=receipt["envelope_id"], detail={"source": source})

    def compare_chains(self, chains: Iterable[tuple[str, dict[str, Any]]]) -> None:
        """A device's own account of where its chain stood. What has not arrived yet is no fault of the record."""
        for source, chain in chains:
            for act in self.ledger.links.get(chain["device_id"], []):
                if act.seq == chain["head_seq"] and act.hash != chain["head_hash"]:
                    self.name("device.forked", act, detail={"source": source})


def _key(spki: str | None) -> PublicKey | None:
    try:
        return PublicKey.from_spki(spki) if spki else None
    except ValueError:
        return None


def _hash_of(envelope: dict[str, Any]) -> str | None:
    try:
        return envelope_hash(envelope) if envelope else None
    except ValueError:
        return None


def _member(envelope: dict[str, Any], name: str) -> Any:
    return envelope.get(name, 1 if name == "version" else None)


def _act(row: SimpleNamespace, envelope: dict[str, Any], computed: str | None, *, signed: bool) -> ActRow:
    """A signed envelope is believed over the columns beside it; otherwise the columns must do."""
    believed = envelope.get if signed else lambda name: getattr(row, name)
    problem = row.problem if isinstance(row.problem, dict) else {}
    seq = believed("device_seq")
    return ActRow(
        id=str(row.id), type=str(row.type), actor=str(row.actor), device=believed("device_id"),
        seq=seq if isinstance(seq, int) else None, hash=str(computed if signed else row.hash), prev=believed("prev"),
        outcome=str(row.outcome), code=problem.get("code"), sound=computed == row.hash, signed=signed,
        missing=row.missing, blobs=_blobs(envelope), received_at=str(row.received_at),
        decided_at=row.decided_at)


def _blobs(envelope: dict[str, Any]) -> tuple[tuple[str, int], ...]:
    try:
        return tuple((one["sha256"], one["size"]) for one in envelope.get("blobs") or ())
    except (TypeError, KeyError):
        return ()


def _fits(receipt: dict[str, Any], act: ActRow) -> bool:
    told = (receipt.get("envelope_id"), receipt.get("envelope_hash"), receipt.get("device_id"),
            receipt.get("device_seq"), receipt.get("received_at"))
    return told == (act.id, act.hash, act.device, act.seq, act.decided_at) and _blobs(receipt) == act.blobs
