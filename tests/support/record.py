"""A small court record with everything that holds it: acts signed by two tablets, an audit log, receipts, originals.

Written as the bus writes it, without the slices, so that the verifier's tests depend on the platform alone.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from zhixing.kernel.clock import from_text, to_text
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import NO_PREDECESSOR
from zhixing.platform import audit
from zhixing.platform.crypto import SigningKey, digest, envelope_hash
from zhixing.platform.db import Base, Database
from zhixing.platform.findings import Report
from zhixing.platform.ledger import ChainHead, LedgerEntry
from zhixing.platform.verify import verify
from zhixing.platform.verify_chain import Known
from zhixing.platform.witness import collect

TABLES = [model.__table__ for model in (audit.AuditEntry, audit.AuditNode, audit.AuditHead, LedgerEntry, ChainHead)]


@dataclass
class Tablet:
    """A device with its key and its chain. Keeps the receipts and heads it was given: it is a witness."""

    id: str = field(default_factory=new_id)
    key: SigningKey = field(default_factory=SigningKey.generate)
    seq: int = 0
    prev: str = NO_PREDECESSOR
    receipts: list[dict[str, Any]] = field(default_factory=list)
    heads: list[dict[str, Any]] = field(default_factory=list)

    def sign(self, envelope: dict[str, Any]) -> dict[str, Any]:
        """The envelope as the next link of this tablet's chain."""
        self.seq += 1
        signed = self.key.signed({**envelope, "device_id": self.id, "device_seq": self.seq, "prev": self.prev})
        self.prev = envelope_hash(signed)
        return signed

    def back_to(self, seq: int, prev: str) -> None:
        """An old copy of the tablet's database was put back."""
        self.seq, self.prev = seq, prev


@dataclass
class CourtRecord:
    """The record in a database, the keys, the tablets and the originals."""

    database: Database
    key: SigningKey = field(default_factory=SigningKey.generate)
    tablets: list[Tablet] = field(default_factory=lambda: [Tablet(), Tablet()])
    originals: dict[str, bytes] = field(default_factory=dict)
    now: datetime = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)

    @classmethod
    def start(cls, database: Database) -> "CourtRecord":
        with database.engine.begin() as connection:
            Base.metadata.create_all(connection, tables=TABLES)
            audit.protect(connection)
        return cls(database)

    def clock(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def write(self) -> Session:
        return Session(self.database.engine.execution_options(zhixing_write=True), expire_on_commit=False)

    def photograph(self, tablet: Tablet, data: bytes) -> dict[str, Any]:
        """A photo is taken, signed, handed in and receipted. Returns the envelope."""
        self.originals[digest(data)] = data
        blob = {"sha256": digest(data), "size": len(data), "media_type": "image/jpeg"}
        envelope = tablet.sign(self.envelope("capture.record", blobs=[blob]))
        tablet.receipts.append(self.accept(envelope))
        return envelope

    def envelope(self, type: str, **more: Any) -> dict[str, Any]:
        return {"id": new_id(), "type": type, "version": 1, "body": {"caption": "仓库东侧", "quantity": 12.5},
                "actor": "officer-1", "occurred_at": to_text(self.clock()), "blobs": [], **more}

    def accept(self, envelope: dict[str, Any]) -> dict[str, Any]:
        """Write the act, its audit entry and its receipt in one transaction. Returns the receipt."""
        with self.write() as session, session.begin():
            at, hashed = to_text(self.clock()), envelope_hash(envelope)
            entry = audit.Entry(kind=envelope["type"], actor=envelope["actor"], at=at, subject=envelope["id"],
                                device_id=envelope.get("device_id"), envelope_hash=hashed)
            leaf = audit.append(session, entry)
            receipt = self.key.signed({
                "envelope_id": envelope["id"], "envelope_hash": hashed, "device_id": envelope.get("device_id"),
                "device_seq": envelope.get("device_seq"), "received_at": at, "entry": {"id": entry.id, "leaf": leaf},
                "blobs": [{"sha256": one["sha256"], "size": one["size"]} for one in envelope["blobs"]],
                "head": audit.newest_head(session)})
            self._record(session, envelope, at, outcome="accepted", receipt=receipt)
        return receipt

    def refuse(self, envelope: dict[str, Any], code: str) -> None:
        """The server says no: the act is kept and the refusal is audited."""
        with self.write() as session, session.begin():
            at = to_text(self.clock())
            audit.append(session, audit.Entry(
                kind="act.refused", actor=envelope["actor"], at=at, subject=envelope["id"], facts={"code": code},
                device_id=envelope.get("device_id"), envelope_hash=envelope_hash(envelope)))
            self._record(session, envelope, at, outcome="refused", problem={"code": code, "params": {}})

    def look(self, kind: str = "evidence.viewed") -> str:
        """Somebody looked at an original: an entry without an act. Returns its id."""
        entry = audit.Entry(kind=kind, actor="judge-1", at=to_text(self.clock()), subject=new_id())
        with self.write() as session, session.begin():
            audit.append(session, entry)
        return entry.id

    def _record(self, session: Session, envelope: dict[str, Any], at: str, **answer: Any) -> None:
        names = ("id", "type", "version", "actor", "device_id", "device_seq", "prev")
        session.add(LedgerEntry(**{name: envelope.get(name) for name in names}, hash=envelope_hash(envelope),
                                envelope=envelope, received_at=from_text(at), decided_at=from_text(at), **answer))
        if envelope.get("device_id") and answer["outcome"] == "accepted":
            session.merge(ChainHead(device_id=envelope["device_id"], seq=envelope["device_seq"],
                                    hash=envelope_hash(envelope)))

    def seal(self, *witnesses: Tablet) -> dict[str, Any] | None:
        """Seal, and show the new head to these tablets."""
        with self.write() as session, session.begin():
            head = audit.seal(session, self.key, self.clock)
        for tablet in witnesses:
            if head is not None:
                tablet.heads.append(head)
        return head

    def verify(self, *witnesses: Any) -> Report:
        """What `zhixing verify` finds, given tablets with all they hold, or single receipts and heads."""
        held = collect(*({"receipts": one.receipts, "heads": one.heads} if isinstance(one, Tablet) else one
                         for one in witnesses))
        with self.database.read() as session:
            known = Known([self.key.public], {tablet.id: tablet.key.public.spki for tablet in self.tablets})
            return verify(session, known, witnesses=held, read_blob=self._read)

    def _read(self, sha256: str) -> list[bytes] | None:
        data = self.originals.get(sha256)
        return None if data is None else [data]


def a_working_day(database: Database, batches: int = 4) -> CourtRecord:
    """Two tablets take photos, a judge looks at some, and the log is sealed after each round: four entries a batch."""
    record = CourtRecord.start(database)
    for batch in range(batches):
        for number, tablet in enumerate(record.tablets):
            record.photograph(tablet, b"\xff\xd8 original %d-%d" % (batch, number))
        record.accept(record.envelope("cases.record_progress"))
        record.look()
        record.seal(record.tablets[batch % 2])
    return record
