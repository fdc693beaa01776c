"""Evidence packages: acts with everything that proves them, in one zip that anybody can check without this server.

The layout is described in verifier/README.txt, the checks are in verifier/standalone.py, and both travel inside.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from zhixing.kernel.clock import Clock, system_clock, to_text
from zhixing.platform import audit
from zhixing.platform.crypto import PublicKey, SigningKey, canonical, digest
from zhixing.platform.ledger import LedgerEntry
from zhixing.platform.verifier.standalone import digest_before_comment

FORMAT = "zhixing.evidence-package"
_PIECE = 1 << 20
_COMMENT = b"0" * 64
_DAY_ONE = (1980, 1, 1, 0, 0, 0)  # a zip knows no time zone; the times that count are in the signed records


class NotPackable(ValueError):
    """This act cannot be proven by a package: unknown, not accepted, or its originals are not what they were."""


@dataclass(frozen=True)
class Source:
    """Where a package takes its contents from.

    `device_keys`: device id → SPKI. `open_blob`: digest → the original, as a readable stream. `earlier_keys`: what the
    server signed with before `key`, newest first.
    """

    key: SigningKey
    device_keys: Mapping[str, str]
    open_blob: Callable[[str], BinaryIO]
    clock: Clock = system_clock
    earlier_keys: Sequence[PublicKey] = ()


@dataclass(frozen=True)
class Contents:
    """What a package is about. `entries`: ids of further audit entries (views, exports); `about`: signed remarks."""

    acts: Iterable[str]
    entries: Iterable[str] = ()
    about: Mapping[str, Any] = field(default_factory=dict)


def build(session: Session, source: Source, contents: Contents, target: Path) -> dict[str, Any]:
    """Write the package to `target` and return its manifest. The audit log must have been sealed over all of it.

    Raises: NotPackable; audit.NotSealed; OSError. Nothing is left at `target` then.
    """
    draft = target.with_name(target.name + ".part")
    try:
        with zipfile.ZipFile(draft, "w") as container:
            container.comment = _COMMENT
            manifest = _Builder(session, source, container).write(contents)
        with draft.open("r+b") as file:  # the comment is the digest of all bytes before it
            told = digest_before_comment(draft).encode()
            file.seek(-len(_COMMENT), os.SEEK_END)
            file.write(told)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


class _Builder:
    def __init__(self, session: Session, source: Source, container: zipfile.ZipFile) -> None:
        self.session, self.source, self.container = session, source, container
        head = audit.newest_head(session)
        if head is None:
            raise audit.NotSealed("the log has no head yet")
        self.head = head
        self.files: dict[str, dict[str, Any]] = {}

    def write(self, contents: Contents) -> dict[str, Any]:
        rows = sorted((self._act(id) for id in contents.acts),
                      key=lambda row: (row.device_id or "", row.device_seq or 0, row.id))
        for name in ("README.txt", "verify.py"):
            self._put(name, _own_file(name))
        self._put("keys.json", canonical(self._keys(rows)))
        self._put("head.json", canonical(self.head))
        for row in rows:
            self._put_act(row)
        further = sorted(contents.entries)
        for id in further:
            self._put_entry(id)
        manifest = self.source.key.signed({
            "format": FORMAT, "version": 1, "made_at": to_text(self.source.clock()), "about": dict(contents.about),
            "acts": [{"envelope": row.id, "device": row.device_id, "seq": row.device_seq, "hash": row.hash}
                     for row in rows],
            "entries": further, "files": list(self.files.values())})
        self._put("manifest.json", canonical(manifest))
        return manifest

    def _act(self, id: str) -> LedgerEntry:
        row = self.session.get(LedgerEntry, id)
        if row is None or row.receipt is None:
            raise NotPackable(f"act {id} was not accepted here")
        if row.device_id is not None and row.device_id not in self.source.device_keys:
            raise NotPackable(f"the key of device {row.device_id} is not known")
        return row

    def _keys(self, rows: list[LedgerEntry]) -> dict[str, Any]:
        court = [self.source.key.public, *self.source.earlier_keys]
        devices = {row.device_id: PublicKey.from_spki(self.source.device_keys[row.device_id])
                   for row in rows if row.device_id is not None}
        return {"court": [_key(key) for key in court], "devices": {id: _key(key) for id, key in devices.items()}}

    def _put_act(self, row: LedgerEntry) -> None:
        assert row.receipt is not None
        self._put(f"envelopes/{row.id}.json", canonical(row.envelope))
        self._put(f"receipts/{row.id}.json", canonical(row.receipt))
        self._put_entry(row.receipt["entry"]["id"])
        past = row.receipt["head"]
        if past is not None and past["size"] != self.head["size"]:
            path = audit.consistency_proof(self.session, past["size"], self.head["size"])
            self._put(f"consistency/{past['size']}.json", canonical(path))
        for blob in row.envelope.get("blobs") or ():
            self._put_blob(blob["sha256"], blob["size"])

    def _put_entry(self, id: str) -> None:
        proof = audit.inclusion_proof(self.session, id, self.head["size"])
        body = self.session.get_one(audit.AuditEntry, id).body
        told = {"entry": json.loads(body), "index": proof["index"], "size": proof["size"], "path": proof["path"]}
        self._put(f"entries/{id}.json", canonical(told))

    def _put(self, name: str, data: bytes) -> None:
        if name not in self.files:
            self.container.writestr(_info(name), data)
            self.files[name] = {"path": name, "sha256": digest(data), "size": len(data)}

    def _put_blob(self, sha256: str, size: int) -> None:
        """Stream an original, hashing what goes in: an altered one must not leave the house under a good manifest."""
        name = f"blobs/{sha256}"
        if name in self.files:
            return
        hasher, info = hashlib.sha256(), _info(name)
        info.file_size = size
        with self.source.open_blob(sha256) as original, self.container.open(info, "w") as file:
            while piece := original.read(_PIECE):
                hasher.update(piece)
                file.write(piece)
        if hasher.hexdigest() != sha256:
            raise NotPackable(f"original {sha256} was altered in the store")
        self.files[name] = {"path": name, "sha256": sha256, "size": size}


def _key(key: PublicKey) -> dict[str, str]:
    return {"id": key.id, "spki": key.spki}


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DAY_ONE)
    info.external_attr = 0o100644 << 16
    return info


def _own_file(name: str) -> bytes:
    folder = resources.files("zhixing.platform.verifier")
    return (folder / {"verify.py": "standalone.py"}.get(name, name)).read_bytes()
