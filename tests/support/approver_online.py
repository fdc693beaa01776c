"""Somebody who decides, with a passkey, over HTTP: what the other side of an officer's story does."""

import hashlib
import time
from dataclasses import dataclass, field
from typing import Any, Self

import rfc8785

from tests.backend.identity.authenticator import Authenticator, b64
from tests.support.field import FieldTablet
from tests.support.server import Server

PATIENCE_S = 60
Task = dict[str, Any]


@dataclass
class ApproverOnline:
    """A judge or a leader of the demo court on a device of her own."""

    server: Server
    username: str
    tablet: FieldTablet = field(init=False)
    key: Authenticator = field(init=False)

    def __post_init__(self) -> None:
        self.tablet = FieldTablet(self.server, self.username).enrol()
        self.key = Authenticator(origin=self.server.url)
        line = self.tablet.line
        options = line.ask("POST", "/api/session/passkey/register/options", {})["options"]
        line.ask("POST", "/api/session/passkey/register", {"name": "手机", "credential": self.key.make(options)})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.tablet.line.hang_up()

    def approves(self, document_id: str) -> Self:
        return self._decides(document_id, "approve", None)

    def sends_back(self, document_id: str, reason: str) -> Self:
        return self._decides(document_id, "return", reason)

    def _decides(self, document_id: str, decision: str, reason: str | None) -> Self:
        task = self._task(document_id)
        seen = {key: task[key] for key in ("approval_id", "step_id", "sha256")}
        self.tablet.desk("approvals.opened", seen)
        made = {"v": 1, "purpose": "approval", "decision": decision, "nonce": task["nonce"], **seen}
        said = self.key.use({"challenge": b64(hashlib.sha256(rfc8785.dumps(made)).digest())})["response"]
        assertion = {"credential_id": b64(self.key.id), "client_data": said["clientDataJSON"],
                     "authenticator_data": said["authenticatorData"], "signature": said["signature"]}
        self.tablet.desk("approvals.decide", {**seen, "decision": decision, "reason": reason, "method": "passkey",
                                              "assertion": assertion})
        return self

    def _task(self, document_id: str) -> Task:
        """The task for the newest version; it comes when the worker has set the PDF."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            self.tablet.pull()
            for task in self.tablet.rows.get("approval_tasks", {}).values():
                if task["subject_id"] == document_id and task["task_status"] == "open":
                    return task
            time.sleep(0.3)
        raise AssertionError(f"{self.username} was asked for nothing about {document_id}")
