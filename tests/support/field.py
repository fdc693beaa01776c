"""A tablet without a screen that talks to a running server over HTTP, as the app does (docs/protocol.md)."""

import base64
import hashlib
import http.client
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import rfc8785
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tests.support.server import Server
from zhixing.kernel.clock import system_clock, to_text
from zhixing.kernel.ids import new_id

COOKIE = "zhixing_session"
QUIET_S = 60  # the server lets go of a line that is quiet for 75 s


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Refused(AssertionError):
    """The server did not answer with a success; carries what it said."""


@dataclass
class Line:
    """One keep-alive connection to the server, with a login."""

    port: int
    cookie: str = ""
    csrf: str = ""
    connection: http.client.HTTPConnection | None = None
    used_at: float = 0.0

    def ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
        """Raises: Refused, OSError when the line breaks."""
        data = json.dumps(body).encode() if body is not None else None
        status, answer, _ = self.raw(method, path, data, {"Content-Type": "application/json", **(headers or {})})
        if status >= 400:
            raise Refused(f"{method} {path} → {status} {answer[:500]!r}")
        return json.loads(answer) if answer else {}

    def raw(self, method: str, path: str, data: bytes | None = None,
            headers: dict[str, str] | None = None) -> tuple[int, bytes, http.client.HTTPMessage]:
        if time.monotonic() - self.used_at > QUIET_S:
            self.hang_up()
        self.used_at = time.monotonic()
        if self.connection is None:
            self.connection = http.client.HTTPConnection("localhost", self.port, timeout=60)
        sent = {"Cookie": f"{COOKIE}={self.cookie}", "X-CSRF-Token": self.csrf,
                "Origin": f"http://localhost:{self.port}", **(headers or {})}
        try:
            self.connection.request(method, path, data, sent)
            answer = self.connection.getresponse()
            return answer.status, answer.read(), answer.headers
        except (OSError, http.client.HTTPException):
            self.hang_up()
            raise

    def hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def log_in(self, username: str, password: str) -> dict[str, Any]:
        status, answer, headers = self.raw("POST", "/api/session", json.dumps(
            {"username": username, "password": password}).encode(), {"Content-Type": "application/json"})
        if status != 200:
            raise Refused(f"login → {status} {answer!r}")
        for one in headers.get_all("Set-Cookie") or []:
            name, _, value = one.split(";")[0].partition("=")
            if name.strip() == COOKIE:
                self.cookie = value
        data = json.loads(answer)
        self.csrf = data["csrf"]
        return data


@dataclass
class FieldTablet:
    """Signs and chains like the app; `pending` is what no final answer came for yet."""

    server: Server
    username: str = "officer1"
    line: Line = field(init=False)
    id: str = field(default_factory=new_id)
    seq: int = 0
    prev: str = "0" * 64
    person: str = ""
    pending: list[dict[str, Any]] = field(default_factory=list)
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)
    cursor: str = ""
    rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.line = Line(self.server.port)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._der = self._key.public_key().public_bytes(serialization.Encoding.DER,
                                                        serialization.PublicFormat.SubjectPublicKeyInfo)
        self._page = new_id()

    def enrol(self, admin: Line | None = None) -> "FieldTablet":
        me = self.line.log_in(self.username, self.server.demo["password"])
        self.person = me["person"]["id"]
        code = self.desk("devices.issue_enrolment_code", {})["code"]
        self.desk("devices.enrol", {"device_id": self.id, "code": code, "name": f"测试平板 {self.id[-4:]}",
                                    "platform": "test", "public_key": b64(self._der), "store_id": new_id()})
        return self

    def desk(self, type: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
        """An act at a desk: unsigned, with the session."""
        return self.line.ask("POST", "/api/commands", {
            "id": new_id(), "type": type, "version": 1, "body": body, "actor": self.person,
            "occurred_at": to_text(system_clock()), **more}).get("answer", {})

    def sign(self, data: bytes) -> str:
        r, s = decode_dss_signature(self._key.sign(data, ec.ECDSA(hashes.SHA256())))
        return b64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))

    def proof(self, method: str, path: str, body: bytes = b"") -> dict[str, str]:
        """The header that lets a device hand in without a login (docs/protocol.md 3)."""
        at = to_text(system_clock())
        claim = {"device_id": self.id, "method": method, "path": path, "time": at,
                 "body_sha256": hashlib.sha256(body).hexdigest()}
        return {"Authorization": f'Device id="{self.id}", time="{at}", sig="{self.sign(rfc8785.dumps(claim))}"'}

    def act(self, type: str, body: dict[str, Any], blobs: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        self.seq += 1
        envelope: dict[str, Any] = {
            "id": new_id(), "type": type, "version": 1, "body": body, "actor": self.person, "device_id": self.id,
            "device_seq": self.seq, "occurred_at": to_text(system_clock()), "based_on": None, "blobs": blobs or [],
            "prev": self.prev, "clock": {"session": self._page, "mono_ms": int(time.monotonic() * 1000), "token": None}}
        message = rfc8785.dumps(envelope)
        self.prev = hashlib.sha256(message).hexdigest()
        key = hashlib.sha256(self._der).hexdigest()[:16]
        envelope["proof"] = {"alg": "ES256", "key": key, "sig": self.sign(message)}
        self.pending.append(envelope)
        self.sent[envelope["id"]] = envelope
        return envelope

    def note(self, case_id: str | None = None) -> dict[str, Any]:
        """The smallest act with a row of its own: a line in the case's timeline."""
        return self.act("cases.record_progress", {
            "entry_id": new_id(), "case_id": case_id or self.a_case(), "kind": "note", "text": "现场情况记录",
            "happened_on": "2026-11-01"})

    def photograph(self, blob: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """A photo act whose bytes are uploaded separately; (evidence id, envelope)."""
        evidence_id = new_id()
        return evidence_id, self.act("capture.record", {
            "evidence_id": evidence_id, "case_id": self.a_case(), "kind": "photo", "visit_id": None, "item_id": None,
            "shot": None, "caption": "", "source": "camera", "file_name": None, "position": {"none": "地下车库无信号"},
            "camera": None, "duration_ms": None}, [blob])

    def ask_again(self, ids: set[str]) -> list[dict[str, Any]]:
        """Send answered acts once more, as a tablet does that never heard the answer."""
        found: list[dict[str, Any]] = []
        sent = [self.sent[one] for one in sorted(ids)]
        for start in range(0, len(sent), 100):
            part = {"device_id": self.id, "envelopes": sent[start:start + 100]}
            found += self.line.ask("POST", "/api/sync/push", part)["outcomes"]
        return found

    def a_case(self) -> str:
        if not self.rows.get("cases"):
            self.pull()
        return next(iter(self.rows["cases"]))

    def envelope_like(self) -> dict[str, Any]:
        """An envelope of ordinary size that is not sent."""
        return self.note() if not self.pending else self.pending[-1]

    def push(self) -> list[dict[str, Any]]:
        """Hand in everything pending. Raises: OSError when the line breaks; then nothing is known."""
        answer = self.line.ask("POST", "/api/sync/push", {"device_id": self.id, "envelopes": self.pending[:100]})
        for outcome in answer["outcomes"]:
            self.hear(outcome)
        return answer["outcomes"]

    def push_one(self, envelope: dict[str, Any]) -> str:
        self.pending = [envelope]
        return self.push()[0]["outcome"]

    def hear(self, outcome: dict[str, Any]) -> None:
        if outcome.get("of", outcome["outcome"]) in {"accepted", "refused", "conflict"}:
            self.pending = [one for one in self.pending if one["id"] != outcome["id"]]
        if "receipt" in outcome:
            self.receipts[outcome["id"]] = outcome["receipt"]

    def pull(self) -> int:
        """Pull until there is no more; how many changes came."""
        count, more = 0, True
        while more:
            query = urlencode({"cursor": self.cursor, "limit": 1000, "device_id": self.id})
            page = self.line.ask("GET", f"/api/sync/pull?{query}")
            for change in page["changes"]:
                rows = self.rows.setdefault(change["collection"], {})
                if change["op"] == "put":
                    rows[change["id"]] = change["row"]
                else:
                    rows.pop(change["id"], None)
            count += len(page["changes"])
            self.cursor, more = page["cursor"], page["more"]
        return count

    def upload(self, data: bytes, chunk: int = 5 << 20) -> None:
        """Hand in bytes by tus, resuming where the server says it is. Raises: OSError when the line breaks."""
        digest = hashlib.sha256(data).hexdigest()
        words = {"sha256": digest, "filetype": "image/jpeg"}
        metadata = ",".join(f"{name} {base64.b64encode(word.encode()).decode()}" for name, word in words.items())
        status, answer, headers = self.line.raw("POST", "/api/uploads", b"", {
            "Tus-Resumable": "1.0.0", "Upload-Length": str(len(data)), "Upload-Metadata": metadata})
        if status != 201:
            raise Refused(f"create → {status} {answer!r}")
        path = "/" + headers["Location"].split("/", 3)[3] if "://" in headers["Location"] else headers["Location"]
        offset = int(headers.get("Upload-Offset") or 0)
        while offset < len(data):
            status, answer, headers = self.line.raw("PATCH", path, data[offset:offset + chunk], {
                "Tus-Resumable": "1.0.0", "Upload-Offset": str(offset),
                "Content-Type": "application/offset+octet-stream"})
            if status != 204:
                raise Refused(f"patch → {status} {answer!r}")
            offset = int(headers["Upload-Offset"])


def enrolled_tablets(server: Server, count: int) -> list[FieldTablet]:
    """Tablets of officers of the demo court, ready to push."""
    return [FieldTablet(server, "officer1" if number % 2 else "officer2").enrol() for number in range(count)]
