"""A passkey without a finger, for the demo world: its people decide as real ones do, and the key is gone afterwards."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import encode_cbor

from zhixing.identity import NewPasskey, passkey_options, register_passkey, remove_passkey
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor
from zhixing.platform.crypto import b64, canonical, sha256
from zhixing.platform.pull import Cursor, Puller
from zhixing.platform.system import System

_PRESENT_AND_VERIFIED, _ATTESTED = 0x05, 0x40


@dataclass
class DemoApprover:
    """Somebody of the demo court with a passkey. It lives only while the world is being made."""

    system: System
    person: Actor
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    passkey_id: str = ""
    count: int = 0

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._origin = self.system.config.public_url

    def register(self) -> "DemoApprover":
        options = passkey_options(self.system, self.person.id)
        point = self._key.public_key().public_numbers()
        cose = encode_cbor({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
        made = encode_cbor({"fmt": "none", "attStmt": {},
                            "authData": self._data(options["rp"]["id"], _ATTESTED) + attested})
        response = {"attestationObject": b64(made),
                    "clientDataJSON": b64(self._client_data("webauthn.create", options["challenge"]))}
        credential = {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": response,
                      "clientExtensionResults": {}}
        self._rp_id = options["rp"]["id"]
        self.passkey_id = register_passkey(self.system, NewPasskey(self.person.id, new_id(), "演示", credential))
        return self

    def leave(self) -> None:
        """The passkey goes; what was decided with it stays provable."""
        remove_passkey(self.system, self.person.id, self.passkey_id)

    def _data(self, rp_id: str, flags: int) -> bytes:
        self.count += 1
        return sha256(rp_id.encode()) + bytes([flags | _PRESENT_AND_VERIFIED]) + self.count.to_bytes(4, "big")

    def _client_data(self, type: str, challenge: str) -> bytes:
        return json.dumps({"type": type, "challenge": challenge, "origin": self._origin, "crossOrigin": False}).encode()

    def tasks(self) -> list[dict[str, Any]]:
        """What waits for this person, as a phone would pull it."""
        with self.system.database.read() as session:
            sources = {name: spec.rows for name, spec in self.system.collections.items()}
            changes, cursor, more = [], Cursor(), True
            while more:
                page = Puller(session, self.person, sources).page(cursor, 500)
                changes, cursor, more = [*changes, *page.changes], page.cursor, page.more
        rows = [one["row"] for one in changes if one["op"] == "put" and one["collection"] == "approval_tasks"]
        return [row for row in rows if row["task_status"] == "open"]

    def word(self, task: dict[str, Any], decision: str, reason: str | None) -> dict[str, Any]:
        """The body of `approvals.decide`, bound to the bytes (docs/protocol.md 9)."""
        bound = {"v": 1, "purpose": "approval", "approval_id": task["approval_id"], "step_id": task["step_id"],
                 "sha256": task["sha256"], "decision": decision, "nonce": task["nonce"]}
        client_data = self._client_data("webauthn.get", b64(sha256(canonical(bound))))
        data = self._data(self._rp_id, 0)
        signature = self._key.sign(data + sha256(client_data), ec.ECDSA(hashes.SHA256()))
        return {"approval_id": task["approval_id"], "step_id": task["step_id"], "sha256": task["sha256"],
                "decision": decision, "reason": reason, "method": "passkey",
                "assertion": {"credential_id": b64(self.id), "client_data": b64(client_data),
                              "authenticator_data": b64(data), "signature": b64(signature)}}
