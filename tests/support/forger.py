"""An attacker's toolkit: an administrator with the database open, and perhaps with the server's key.

Everything is written past the application: triggers are dropped first, rows are read and written as they are.
"""

import json
from typing import Any

from sqlalchemy import text

from tests.support.record import CourtRecord, Tablet
from zhixing.kernel.messages import NO_PREDECESSOR
from zhixing.platform import audit, merkle
from zhixing.platform.audit import head_digest
from zhixing.platform.crypto import SigningKey, canonical, envelope_hash, without_proof

Row = dict[str, Any]
ENTRY = ("id", "at", "kind", "actor", "device_id", "subject", "facts", "envelope_hash")


class Forger:
    """`stolen_key` is the server's key when the attacker has it."""

    def __init__(self, record: CourtRecord, stolen_key: SigningKey | None = None) -> None:
        self.record, self.key = record, stolen_key
        with record.database.engine.begin() as connection:
            audit.unprotect(connection)

    def sql(self, statement: str, **values: Any) -> list[Any]:
        with self.record.database.engine.begin() as connection:
            result = connection.execute(text(statement), values)
            return list(result.mappings()) if result.returns_rows else []

    # -- the audit log

    def entries(self) -> list[Row]:
        """The sealed entries in order, each as the object that is hashed."""
        rows = self.sql('SELECT body FROM audit_entry WHERE "index" IS NOT NULL ORDER BY "index"')
        return [json.loads(row["body"]) for row in rows]

    def set_entry(self, index: int, entry: Row, *, at: int | None = None) -> None:
        """Give a row another content, with a fitting body and leaf, and perhaps another place."""
        body = canonical(entry)
        moment = entry["at"].replace("T", " ").replace("Z", "000")
        self.sql('UPDATE audit_entry SET id=:id, at=:at, kind=:kind, actor=:actor, device_id=:device_id,'
                 ' subject=:subject, facts=:facts, envelope_hash=:envelope_hash, body=:body, leaf=:leaf, "index"=:new'
                 ' WHERE "index"=:index',
                 **{**entry, "at": moment, "facts": json.dumps(entry["facts"])}, body=body.decode(),
                 leaf=audit.leaf_of(body), index=index, new=index if at is None else at)

    def replace_log(self, entries: list[Row]) -> None:
        """Put these entries in the place of the sealed ones: rows, indexes and the whole tree fit each other."""
        self.sql('DELETE FROM audit_entry WHERE "index" IS NOT NULL')
        self.sql("DELETE FROM audit_node")
        frontier = merkle.Frontier()
        for index, entry in enumerate(entries):
            self._insert_entry(index, entry)
            for level, position, node in frontier.append(merkle.leaf_hash(canonical(entry))):
                self.sql("INSERT INTO audit_node (level, position, digest) VALUES (:level, :position, :digest)",
                         level=level, position=position, digest=node.hex())
        if self.key is not None:
            self.sign_heads_again(entries)

    def _insert_entry(self, index: int, entry: Row) -> None:
        body = canonical(entry)
        moment = entry["at"].replace("T", " ").replace("Z", "000")
        self.sql("INSERT INTO audit_entry VALUES (:id, :at, :kind, :actor, :device_id, :subject, :facts,"
                 " :envelope_hash, :body, :leaf, :index)",
                 **{**entry, "at": moment, "facts": json.dumps(entry["facts"])}, body=body.decode(),
                 leaf=audit.leaf_of(body), index=index)

    def heads(self) -> list[Row]:
        rows = self.sql("SELECT * FROM audit_head ORDER BY size")
        return [{**row, "peaks": json.loads(row["peaks"]), "proof": json.loads(row["proof"]),
                 "sealed_at": row["sealed_at"].replace(" ", "T")[:23] + "Z"} for row in rows]

    def sign_heads_again(self, entries: list[Row]) -> None:
        """New heads for a new past, at the same times, linked and signed: the log looks untouched from inside."""
        tree = merkle.Tree(merkle.leaf_hash(canonical(entry)) for entry in entries)
        old = self.heads()
        for head in old:
            head["size"] = min(head["size"], tree.size)
        old[-1]["size"] = tree.size
        by_size = {head["size"]: head for head in old}
        for head in by_size.values():
            peaks = tree.peaks(head["size"])
            head.update(root=merkle.fold(peaks).hex(), peaks=[peak.hex() for peak in peaks])
        self.write_heads(list(by_size.values()))

    def write_heads(self, heads: list[Row]) -> None:
        """Link and sign these heads and put them in the place of the old ones."""
        assert self.key is not None
        self.sql("DELETE FROM audit_head")
        prev = NO_PREDECESSOR
        for head in heads:
            signed = self.key.signed({**without_proof(head), "prev": prev})
            prev = head_digest(signed)
            values = {**signed, "peaks": json.dumps(signed["peaks"]), "proof": json.dumps(signed["proof"]),
                      "sealed_at": signed["sealed_at"].replace("T", " ").replace("Z", "000")}
            self.sql("INSERT INTO audit_head (size, log, root, peaks, sealed_at, prev, proof)"
                     " VALUES (:size, :log, :root, :peaks, :sealed_at, :prev, :proof)", **values)

    def a_lie(self, like: Row) -> Row:
        """An invented entry, dated like another one and with an id that sorts right behind it."""
        return {**like, "id": like["id"][:-12] + "f" * 12, "kind": "evidence.viewed", "actor": "judge-1",
                "device_id": None, "envelope_hash": None}

    # -- the ledger

    def act(self, tablet: Tablet, seq: int) -> Row:
        (row,) = self.sql("SELECT * FROM ledger WHERE device_id=:device AND device_seq=:seq", device=tablet.id, seq=seq)
        return {**row, "envelope": json.loads(row["envelope"]), "receipt": json.loads(row["receipt"] or "null")}

    def set_envelope(self, id: str, envelope: Row, *, rehash: bool) -> None:
        self.sql("UPDATE ledger SET envelope=:envelope WHERE id=:id", envelope=json.dumps(envelope), id=id)
        if rehash:
            self.sql("UPDATE ledger SET hash=:hash, prev=:prev WHERE id=:id", hash=envelope_hash(envelope),
                     prev=envelope["prev"], id=id)

    def receipt_again(self, id: str) -> Row:
        """A new receipt that fits the row as it is now, signed with the stolen key, and the audit entry with it."""
        assert self.key is not None
        (row,) = self.sql("SELECT envelope, receipt, hash FROM ledger WHERE id=:id", id=id)
        receipt, entries = json.loads(row["receipt"]), self.entries()
        for entry in entries:
            if entry["id"] == receipt["entry"]["id"]:
                entry["envelope_hash"] = row["hash"]
                receipt["entry"]["leaf"] = audit.leaf_of(canonical(entry))
        receipt["envelope_hash"] = row["hash"]
        signed = self.key.signed(without_proof(receipt))
        self.sql("UPDATE ledger SET receipt=:receipt WHERE id=:id", receipt=json.dumps(signed), id=id)
        self.replace_log(entries)
        return signed

    def receipts_follow_heads(self) -> None:
        """Exchange the old heads in all receipts of the ledger for the new ones, and sign them again."""
        assert self.key is not None
        heads = {head["size"]: head for head in self.heads()}
        for row in self.sql("SELECT id, receipt FROM ledger WHERE receipt IS NOT NULL"):
            receipt = json.loads(row["receipt"])
            head = receipt["head"] and heads[receipt["head"]["size"]]
            signed = self.key.signed({**without_proof(receipt), "head": head})
            self.sql("UPDATE ledger SET receipt=:receipt WHERE id=:id", receipt=json.dumps(signed), id=row["id"])

    def delete_act(self, id: str) -> None:
        self.sql("DELETE FROM ledger WHERE id=:id", id=id)

    def insert_act(self, envelope: Row, like: Row) -> None:
        """A made-up act beside the real ones, with the answer of another."""
        values = {**like, "id": envelope["id"], "hash": envelope_hash(envelope), "prev": envelope["prev"],
                  "device_seq": envelope["device_seq"], "envelope": json.dumps(envelope),
                  "receipt": json.dumps(like["receipt"])}
        columns = ", ".join(values)
        self.sql(f"INSERT INTO ledger ({columns}) VALUES ({', '.join(':' + name for name in values)})", **values)

    def rechain(self, tablet: Tablet, start: int, key: SigningKey) -> None:
        """Alter the tablet's act `start`, link and sign again from there on, with whatever key the attacker has."""
        prev = envelope_hash(self.act(tablet, start - 1)["envelope"]) if start > 1 else NO_PREDECESSOR
        for seq in range(start, tablet.seq + 1):
            row = self.act(tablet, seq)
            body = {"caption": "空仓库"} if seq == start else row["envelope"]["body"]
            envelope = key.signed({**without_proof(row["envelope"]), "prev": prev, "body": body})
            prev = envelope_hash(envelope)
            self.set_envelope(row["id"], envelope, rehash=True)

    def set_chain_head(self, tablet: Tablet, seq: int) -> None:
        self.sql("UPDATE chain_head SET seq=:seq WHERE device_id=:device", seq=seq, device=tablet.id)
