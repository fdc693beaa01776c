"""A court with everybody who approves, each with a phone that holds tasks and a passkey, and drafts to decide on."""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any

import rfc8785
from flask.testing import FlaskClient

from tests.backend.identity.authenticator import Authenticator, b64
from tests.support.docket import Docket, a_docket
from tests.support.house import House
from tests.support.people import PASSWORD, enlist
from tests.support.tablet import Tablet
from zhixing.approvals import LinkedProof, NewApproval, open_approval, void_approval
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor, Outcome

BASE = "/api/session/passkey"
Body = dict[str, Any]


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def challenge(task: Body, decision: str, **other: str) -> str:
    """As docs/protocol.md 9 says, without the backend's code."""
    made = {"v": 1, "purpose": "approval", "approval_id": task["approval_id"], "step_id": task["step_id"],
            "sha256": task["sha256"], "decision": decision, "nonce": task["nonce"], **other}
    return b64(hashlib.sha256(rfc8785.dumps(made)).digest())


@dataclass
class Approver:
    """Somebody with a phone and a passkey. `phone.rows["approval_tasks"]` is the inbox."""

    house: House
    person: Actor
    key: Authenticator = field(default_factory=Authenticator)
    phone: Tablet = field(init=False)

    def __post_init__(self) -> None:
        self.phone = Tablet(self.house.system, self.person, name="手机").enrol()

    @property
    def id(self) -> str:
        return self.person.id

    def browser(self) -> tuple[FlaskClient, dict[str, str]]:
        client = self.house.client()
        answer = client.post("/api/session", json={"username": f"u{self.id[-12:]}", "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return client, {"X-CSRF-Token": answer.json["csrf"]}

    def with_passkey(self) -> "Approver":
        client, headers = self.browser()
        options = client.post(f"{BASE}/register/options", headers=headers).json["options"]
        answer = client.post(f"{BASE}/register", headers=headers,
                             json={"name": "手机", "credential": self.key.make(options)})
        assert answer.status_code == 201, answer.text
        return self

    def inbox(self) -> list[Body]:
        """Tasks that wait, as the phone holds them after a pull."""
        rows = self.phone.pull().get("approval_tasks", {})
        return [row for row in rows.values() if row["task_status"] == "open"]

    def task(self, approval_id: str) -> Body:
        return next(one for one in self.inbox() if one["approval_id"] == approval_id)

    def open(self, task: Body) -> None:
        self.phone.must("approvals.opened", {key: task[key] for key in ("approval_id", "step_id", "sha256")})

    def assertion(self, said: str) -> Body:
        """The passkey's answer to a challenge, as the command carries it."""
        used = self.key.use({"challenge": said})["response"]
        return {"credential_id": b64(self.key.id), "client_data": used["clientDataJSON"],
                "authenticator_data": used["authenticatorData"], "signature": used["signature"]}

    def word(self, task: Body, decision: str = "approve", reason: str | None = None, **changes: Any) -> Body:
        """The body of `approvals.decide`, confirmed with the passkey."""
        body = {"approval_id": task["approval_id"], "step_id": task["step_id"], "sha256": task["sha256"],
                "decision": decision, "reason": reason, "method": "passkey",
                "assertion": self.assertion(challenge(task, decision))}
        return body | changes

    def decide(self, task: Body, decision: str = "approve", reason: str | None = None, **changes: Any) -> Outcome:
        return self.phone.do("approvals.decide", self.word(task, decision, reason, **changes))

    def approve(self, approval_id: str) -> Outcome:
        """Open and approve, as a step a test takes for granted."""
        return self._decide(approval_id, "approve", None)

    def send_back(self, approval_id: str, reason: str = "事实不清，请补充。") -> Outcome:
        return self._decide(approval_id, "return", reason)

    def _decide(self, approval_id: str, decision: str, reason: str | None) -> Outcome:
        task = self.task(approval_id)
        self.open(task)
        outcome = self.decide(task, decision, reason)
        assert outcome.outcome == "accepted", outcome.wire()
        return outcome


@dataclass
class Chambers:
    """`docket` is the case; its judge is the handler."""

    house: House
    docket: Docket = field(init=False)
    president: Approver = field(init=False)
    chief: Approver = field(init=False)
    judge: Approver = field(init=False)

    def __post_init__(self) -> None:
        self.docket = a_docket(self.house)
        self.president = self.approver("高院长", "president")
        self.chief = self.approver("钱局长", "bureau_chief")
        self.judge = Approver(self.house, self.docket.judge).with_passkey()

    def approver(self, name: str, *roles: str) -> Approver:
        return Approver(self.house, enlist(self.house, name, *roles)).with_passkey()

    def submit(self, doc_kind: str = "ruling_seizure", *, by: Actor | None = None, text: str = "裁定书第一版",
               subject_id: str | None = None, version: int = 1, evidence: list[LinkedProof] | None = None,
               **more: Any) -> str:
        """What `documents` does when a draft is submitted; the approval's id."""
        new = NewApproval(
            approval_id=new_id(), subject_kind="document", subject_id=subject_id or new_id(),
            case_id=more.pop("case_id", self.docket.case_id), doc_kind=doc_kind, title="执行裁定书",
            sha256=sha256_of(text), version=version, drafted_by=(by or self.docket.officer).id,
            required_evidence=evidence or [], **more)
        self.house.system.transact(by or self.docket.officer, lambda unit: open_approval(unit, new))
        return new.approval_id

    def void(self, subject_id: str, reason: str = "起草人改动了内容") -> bool:
        return self.house.system.transact(
            self.docket.officer, lambda unit: void_approval(unit, "document", subject_id, reason))

    def approval(self, approval_id: str) -> Body:
        """The row as the officer of the case sees it."""
        return self.docket.tablet.pull()["approvals"][approval_id]

    def events(self, name: str) -> list[Body]:
        """Facts of every event of this name, oldest first."""
        from sqlalchemy import select

        from zhixing.platform.outbox import OutboxEvent
        with self.house.read() as session:
            query = select(OutboxEvent).where(OutboxEvent.name == name).order_by(OutboxEvent.id)
            return [one.facts for one in session.scalars(query)]


def proof(key: str, kind: str = "text", text: str = "见卷") -> LinkedProof:
    return LinkedProof(key, kind, None if kind == "text" else new_id(), text)  # type: ignore[arg-type]


def code_of(outcome: Outcome) -> str | None:
    return outcome.problem.code if outcome.problem else None


def flip(text: str, at: int = 20) -> str:
    """base64url with one bit of one byte changed."""
    data = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    data[at] ^= 1
    return b64(bytes(data))


