"""Where a person has no passkey: password and one-time code, marked as weaker (docs/protocol.md 9)."""

from typing import Any

import pyotp
import pytest
from flask.testing import FlaskClient

from tests.support.approving import BASE, Approver, Chambers, challenge, code_of, flip
from tests.support.people import PASSWORD, enlist
from zhixing.approvals import approval_evidence, check
from zhixing.kernel.messages import Outcome
from zhixing.platform.ledger import LedgerEntry


class Person(Approver):
    """A bureau chief without a passkey, whose phone shows codes."""

    totp: pyotp.TOTP
    client: FlaskClient
    headers: dict[str, str]

    def set_up(self) -> "Person":
        self.client, self.headers = self.browser()
        self.totp = pyotp.TOTP(self.client.post("/api/session/otp", headers=self.headers).json["secret"])
        answer = self.client.post("/api/session/otp/confirm", json={"otp": self.code()}, headers=self.headers)
        assert answer.status_code == 204
        return self

    def code(self) -> str:
        self.house.clock.forward(seconds=31)
        return self.totp.at(self.house.clock())

    def confirm(self, said: str, **changes: Any) -> Any:
        body = {"password": PASSWORD, "otp": changes.pop("otp", None) or self.code(), "challenge": said} | changes
        return self.client.post("/api/session/confirmation", json=body, headers=self.headers)

    def decide_by_code(self, task: dict[str, Any], confirmation: Any, decision: str = "approve") -> Outcome:
        return self.phone.do("approvals.decide", {
            "approval_id": task["approval_id"], "step_id": task["step_id"], "sha256": task["sha256"],
            "decision": decision, "reason": None, "method": "password_otp", "confirmation": confirmation})


@pytest.fixture
def deputy(chambers: Chambers) -> Person:
    return Person(chambers.house, enlist(chambers.house, "孙副局长", "bureau_chief")).set_up()


def opened_task(chambers: Chambers, who: Person) -> dict[str, Any]:
    task = who.task(chambers.submit(by=chambers.docket.judge))
    who.open(task)
    return task


def test_password_and_code_decide_and_are_marked_weaker(chambers: Chambers, deputy: Person) -> None:
    task = opened_task(chambers, deputy)
    answer = deputy.confirm(challenge(task, "approve"))
    assert answer.status_code == 200, answer.text
    assert deputy.decide_by_code(task, answer.json).outcome == "accepted"
    (line,) = chambers.approval(task["approval_id"])["steps"][1]["decisions"]
    assert line["method"] == "password_otp"
    with chambers.house.read() as session:
        (record,) = approval_evidence(session, "document", task["subject_id"])
    assert check.judge(record, None, None) is None
    other = record["proof"]["confirmation"] | {"at": "2026-11-23T01:00:00.000Z"}
    assert check.judge(record | {"proof": record["proof"] | {"confirmation": other}}, None, None) == "signature"


def test_no_secret_ever_enters_an_act(chambers: Chambers, deputy: Person) -> None:
    task = opened_task(chambers, deputy)
    deputy.decide_by_code(task, deputy.confirm(challenge(task, "approve")).json)
    with chambers.house.read() as session:
        kept = str([one.envelope for one in session.query(LedgerEntry).filter_by(type="approvals.decide")])
    assert "password_otp" in kept
    assert PASSWORD not in kept
    assert "'otp'" not in kept


@pytest.mark.parametrize(("changes", "code"), [
    ({"password": "falsch falsch"}, "session.credentials_wrong"), ({"otp": "000000"}, "session.credentials_wrong"),
    ({"challenge": "kurz"}, "request.malformed")])
def test_wrong_secrets_confirm_nothing(deputy: Person, changes: dict[str, str], code: str) -> None:
    assert deputy.confirm("A" * 43, **changes).json["code"] == code


def test_guessing_is_slowed_down_here_too(deputy: Person) -> None:
    codes = [deputy.confirm("A" * 43, otp="000000").json["code"] for _ in range(3)]
    assert codes == ["session.credentials_wrong"] * 3
    body = {"password": "wrong wrong", "otp": "000000", "challenge": "A" * 43}
    codes = [deputy.client.post("/api/session/confirmation", json=body, headers=deputy.headers).json["code"]
             for _ in range(10)]
    assert codes[-1] == "session.too_many_tries"


def test_a_code_opens_one_confirmation(deputy: Person) -> None:
    code = deputy.code()
    assert deputy.confirm("A" * 43, otp=code).status_code == 200
    assert deputy.confirm("B" * 43, otp=code).json["code"] == "session.credentials_wrong"


def test_without_one_time_codes_there_is_no_weaker_way(chambers: Chambers) -> None:
    person = Person(chambers.house, enlist(chambers.house, "孙副局长", "bureau_chief"))
    person.client, person.headers = person.browser()
    body = {"password": PASSWORD, "otp": "123456", "challenge": "A" * 43}
    answer = person.client.post("/api/session/confirmation", json=body, headers=person.headers)
    assert answer.json["code"] == "session.otp_not_set_up"


def test_whoever_has_a_passkey_uses_it(chambers: Chambers, deputy: Person) -> None:
    task = opened_task(chambers, deputy)
    confirmation = deputy.confirm(challenge(task, "approve")).json
    options = deputy.client.post(f"{BASE}/register/options", headers=deputy.headers).json["options"]
    made = {"name": "手机", "credential": deputy.key.make(options)}
    assert deputy.client.post(f"{BASE}/register", json=made, headers=deputy.headers).status_code == 201
    assert code_of(deputy.decide_by_code(task, confirmation)) == "approvals.passkey_expected"


def test_a_confirmation_for_something_else_or_by_somebody_else_or_forged_is_refused(
        chambers: Chambers, deputy: Person) -> None:
    task, other = opened_task(chambers, deputy), opened_task(chambers, deputy)
    said = deputy.confirm(challenge(other, "approve")).json
    assert code_of(deputy.decide_by_code(task, said)) == "approvals.of_another_document"
    right = deputy.confirm(challenge(task, "approve")).json
    assert code_of(deputy.decide_by_code(task, right, "return")) == "approvals.reason_needed"
    theirs = right | {"person_id": chambers.president.id}
    assert code_of(deputy.decide_by_code(task, theirs)) == "approvals.confirmation_forged"
    broken = right | {"proof": right["proof"] | {"sig": flip(right["proof"]["sig"])}}
    assert code_of(deputy.decide_by_code(task, broken)) == "approvals.confirmation_forged"
    assert code_of(deputy.decide_by_code(task, None)) == "approvals.proof_needed"
    assert deputy.decide_by_code(task, right).outcome == "accepted"
