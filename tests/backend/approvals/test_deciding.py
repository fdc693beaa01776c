"""Deciding a step: what was shown, what was confirmed and by whom must be one and the same (docs/protocol.md 9)."""

from typing import Any

import pytest
from sqlalchemy import select

from tests.backend.identity.authenticator import Authenticator
from tests.support.approving import Chambers, challenge, code_of, flip, proof, sha256_of
from zhixing.approvals import approval_evidence, latest_approval, may_read_for_approval
from zhixing.approvals.errors import AlreadyApproved, AlreadyWaiting, EvidenceMissing
from zhixing.approvals.models import ApprovalTask
from zhixing.kernel.ids import new_id


def refused(outcome: Any) -> tuple[str, str | None]:
    return str(outcome.outcome), code_of(outcome)


def test_a_ruling_goes_from_the_judge_to_the_chief_and_is_finished_with_exactly_these_bytes(chambers: Chambers) -> None:
    approval_id = chambers.submit(text="冻结裁定")
    assert chambers.chief.inbox() == []
    assert chambers.judge.approve(approval_id).answer == {"status": "waiting"}
    assert chambers.chief.approve(approval_id).answer == {"status": "approved"}
    row = chambers.approval(approval_id)
    assert (row["status"], [one["status"] for one in row["steps"]]) == ("approved", ["approved", "approved"])
    assert [one["decisions"][0]["person_id"] for one in row["steps"]] == [chambers.judge.id, chambers.chief.id]
    finished = chambers.events("approvals.finished")
    assert [(one["approval_id"], one["sha256"]) for one in finished] == [(approval_id, sha256_of("冻结裁定"))]


def test_a_judges_own_draft_counts_as_her_step(chambers: Chambers) -> None:
    approval_id = chambers.submit(by=chambers.docket.judge)
    row = chambers.approval(approval_id)
    assert [one["status"] for one in row["steps"]] == ["skipped", "waiting"]
    assert chambers.judge.inbox() == []
    assert chambers.chief.task(approval_id)["steps"][0]["status"] == "skipped"


def test_what_the_handler_signs_alone_she_may_have_drafted_herself(chambers: Chambers) -> None:
    approval_id = chambers.submit("execution_notice", by=chambers.docket.judge)
    assert chambers.judge.approve(approval_id).answer == {"status": "approved"}


def test_a_record_made_on_site_needs_no_approval_and_is_finished_at_once(chambers: Chambers) -> None:
    approval_id = chambers.submit("seizure_inventory")
    assert chambers.approval(approval_id)["status"] == "approved"
    assert len(chambers.events("approvals.finished")) == 1


def test_a_president_who_is_no_member_of_the_case_sees_exactly_what_he_decides(chambers: Chambers) -> None:
    subject_id, other = new_id(), new_id()
    approval_id = chambers.submit("search_warrant", by=chambers.docket.judge, subject_id=subject_id,
                                  evidence=[proof("concealment", text="邻居称其转移设备")])
    chambers.submit(subject_id=other)
    (task,) = chambers.president.inbox()
    assert (task["approval_id"], task["respondents"]) == (approval_id, ["王三槐"])
    assert task["case_number"].startswith("（2026）粤0605执")
    (line,) = task["evidence"]
    assert (line["key"], line["links"][0]["text"], line["source"]) == ("concealment", "邻居称其转移设备", "CPL 259")
    assert chambers.president.phone.rows.get("approvals", {}) == {}
    with chambers.house.read() as session:
        may = [may_read_for_approval(session, chambers.president.id, "document", one) for one in (subject_id, other)]
    assert may == [True, False]


def test_nobody_holds_anybody_elses_nonce(chambers: Chambers) -> None:
    second = chambers.approver("孙副局长", "bureau_chief")
    approval_id = chambers.submit(by=chambers.docket.judge)
    mine, theirs = chambers.chief.task(approval_id), second.task(approval_id)
    assert mine["step_id"] == theirs["step_id"]
    assert mine["nonce"] != theirs["nonce"]
    assert mine["nonce"] not in str(chambers.approval(approval_id))
    assert mine["nonce"] not in str(second.phone.rows)


def test_approved_offline_and_verified_when_the_network_is_back(chambers: Chambers) -> None:
    approval_id = chambers.submit(by=chambers.docket.judge)
    chief = chambers.chief
    task = chief.task(approval_id)
    chief.phone.act("approvals.opened", {key: task[key] for key in ("approval_id", "step_id", "sha256")})
    chief.phone.act("approvals.decide", chief.word(task))
    chambers.house.clock.forward(hours=30)
    assert [one.outcome for one in chief.phone.push()] == ["accepted", "accepted"]
    assert chambers.approval(approval_id)["status"] == "approved"


def test_what_was_decided_offline_is_taken_after_a_login_with_the_same_passkey(chambers: Chambers) -> None:
    """The authenticator's counter lies behind then; that is no copied key."""
    first, second = (chambers.submit(by=chambers.docket.judge) for _ in range(2))
    chief = chambers.chief
    for approval_id in (first, second):
        task = chief.task(approval_id)
        chief.phone.act("approvals.opened", {key: task[key] for key in ("approval_id", "step_id", "sha256")})
        chief.phone.act("approvals.decide", chief.word(task))
    client = chambers.house.client()
    options = client.post("/api/session/passkey/login/options").json["options"]
    assert client.post("/api/session/passkey/login", json={"credential": chief.key.use(options)}).status_code == 200
    assert {one.outcome for one in chief.phone.push()} == {"accepted"}
    with chambers.house.read() as session:
        subject_id = chambers.approval(first)["subject_id"]
        (kept,) = approval_evidence(session, "document", subject_id)
    assert kept["proof"]["counter_behind"] is True


def test_a_copied_key_whose_counter_repeats_is_refused(chambers: Chambers) -> None:
    first, second = (chambers.submit(by=chambers.docket.judge) for _ in range(2))
    chambers.chief.approve(first)
    chambers.chief.key.count -= 1
    task = chambers.chief.task(second)
    chambers.chief.open(task)
    assert refused(chambers.chief.decide(task)) == ("refused", "approvals.counter_repeated")


def test_a_synced_passkey_that_counts_nothing_decides_many(chambers: Chambers) -> None:
    president = chambers.president
    for _ in range(2):
        approval_id = chambers.submit("eviction_notice", by=chambers.docket.judge)
        president.key.count = -1
        president.approve(approval_id)


def test_returned_with_a_reason_corrected_and_approved_as_the_next_version(chambers: Chambers) -> None:
    subject_id = new_id()
    first = chambers.submit(by=chambers.docket.judge, subject_id=subject_id, text="第一版")
    assert chambers.chief.send_back(first, "金额写错了").answer == {"status": "returned"}
    assert [one["reason"] for one in chambers.events("approvals.returned")] == ["金额写错了"]
    second = chambers.submit(by=chambers.docket.judge, subject_id=subject_id, text="第二版", version=2)
    task = chambers.chief.task(second)
    (earlier,) = task["earlier"]
    assert (earlier["version"], earlier["sha256"], earlier["reason"]) == (1, sha256_of("第一版"), "金额写错了")
    chambers.chief.approve(second)
    with chambers.house.read() as session:
        latest = latest_approval(session, "document", subject_id)
        kept = approval_evidence(session, "document", subject_id)
    assert latest is not None
    assert (latest.approval_id, latest.status, latest.version) == (second, "approved", 2)
    assert [one["decision"] for one in kept] == ["return", "approve"]


def test_nothing_is_returned_without_saying_why(chambers: Chambers) -> None:
    approval_id = chambers.submit(by=chambers.docket.judge)
    task = chambers.chief.task(approval_id)
    chambers.chief.open(task)
    assert refused(chambers.chief.decide(task, "return")) == ("refused", "approvals.reason_needed")


def test_a_version_that_was_never_opened_is_not_decided(chambers: Chambers) -> None:
    """Also in a batch: each of the like documents is opened."""
    first, second = (chambers.submit(by=chambers.docket.judge) for _ in range(2))
    chambers.chief.open(chambers.chief.task(first))
    assert chambers.chief.decide(chambers.chief.task(first)).outcome == "accepted"
    task = chambers.chief.task(second)
    assert refused(chambers.chief.decide(task)) == ("refused", "approvals.not_opened")
    chambers.chief.open(task)
    assert chambers.chief.decide(task).outcome == "accepted"


def test_opening_other_bytes_than_those_that_wait_is_refused(chambers: Chambers) -> None:
    approval_id = chambers.submit(by=chambers.docket.judge)
    task = chambers.chief.task(approval_id) | {"sha256": sha256_of("别的")}
    outcome = chambers.chief.phone.do("approvals.opened",
                                      {key: task[key] for key in ("approval_id", "step_id", "sha256")})
    assert refused(outcome) == ("refused", "approvals.document_changed")


def test_a_document_changed_after_it_was_shown_voids_what_waits(chambers: Chambers) -> None:
    subject_id = new_id()
    approval_id = chambers.submit(by=chambers.docket.judge, subject_id=subject_id)
    task = chambers.chief.task(approval_id)
    chambers.chief.open(task)
    assert chambers.void(subject_id)
    assert chambers.chief.inbox() == []
    assert refused(chambers.chief.decide(task)) == ("refused", "approvals.document_changed")
    assert [one["why"] for one in chambers.events("approvals.voided")] == ["changed"]
    assert not chambers.void(subject_id)


def test_an_assertion_over_the_old_bytes_does_not_approve_the_new_ones(chambers: Chambers) -> None:
    subject_id = new_id()
    old = chambers.submit(by=chambers.docket.judge, subject_id=subject_id, text="旧")
    stale = chambers.chief.task(old)
    chambers.void(subject_id)
    new = chambers.submit(by=chambers.docket.judge, subject_id=subject_id, text="新", version=2)
    task = chambers.chief.task(new)
    chambers.chief.open(task)
    said = chambers.chief.assertion(challenge(stale, "approve"))
    assert refused(chambers.chief.decide(task, assertion=said)) == ("refused", "approvals.of_another_document")
    mixed = chambers.chief.assertion(challenge(task, "approve", sha256=sha256_of("旧")))
    assert refused(chambers.chief.decide(task, assertion=mixed)) == ("refused", "approvals.challenge_wrong")
    assert refused(chambers.chief.decide(task, sha256=sha256_of("旧"))) == ("refused", "approvals.document_changed")


def test_a_finished_approval_is_never_undone(chambers: Chambers) -> None:
    subject_id = new_id()
    approval_id = chambers.submit(by=chambers.docket.judge, subject_id=subject_id)
    task = chambers.chief.task(approval_id)
    chambers.chief.approve(approval_id)
    with pytest.raises(AlreadyApproved):
        chambers.void(subject_id)
    assert refused(chambers.chief.decide(task, "return", "反悔")) == ("refused", "approvals.nonce_used")
    withdrawn = chambers.docket.tablet.do("approvals.withdraw", {"approval_id": approval_id, "reason": "撤回"})
    assert code_of(withdrawn) == "policy.denied"  # the officer did not draft it
    judge = chambers.judge.phone.do("approvals.withdraw", {"approval_id": approval_id, "reason": "撤回"})
    assert refused(judge) == ("refused", "approvals.not_waiting")
    assert chambers.approval(approval_id)["status"] == "approved"


def test_the_same_decision_twice_counts_once(chambers: Chambers) -> None:
    approval_id = chambers.submit(by=chambers.docket.judge)
    task = chambers.chief.task(approval_id)
    chambers.chief.open(task)
    word = chambers.chief.word(task)
    envelope = chambers.chief.phone.act("approvals.decide", word)
    assert chambers.chief.phone.push()[0].outcome == "accepted"
    chambers.chief.phone.pending.append(envelope)
    assert chambers.chief.phone.push()[0].outcome == "duplicate"
    assert refused(chambers.chief.phone.do("approvals.decide", word)) == ("refused", "approvals.nonce_used")


class TestForeignAssertions:
    """One refusal each, and the task waits on."""

    @pytest.fixture
    def at(self, chambers: Chambers) -> tuple[Chambers, dict[str, Any]]:
        approval_id = chambers.submit(by=chambers.docket.judge)
        task = chambers.chief.task(approval_id)
        chambers.chief.open(task)
        return chambers, task

    def check(self, at: tuple[Chambers, dict[str, Any]], code: str, **changes: Any) -> None:
        chambers, task = at
        assert refused(chambers.chief.decide(task, **changes)) == ("refused", code)
        assert chambers.approval(task["approval_id"])["status"] == "waiting"
        assert chambers.chief.decide(task).outcome == "accepted"

    def said(self, at: tuple[Chambers, dict[str, Any]], decision: str = "approve", **other: str) -> dict[str, Any]:
        chambers, task = at
        return chambers.chief.assertion(challenge(task, decision, **other))

    def test_a_replayed_one(self, at: tuple[Chambers, dict[str, Any]]) -> None:
        chambers, _ = at
        other = chambers.submit(by=chambers.docket.judge)
        task = chambers.chief.task(other)
        chambers.chief.open(task)
        used = chambers.chief.assertion(challenge(task, "approve"))
        assert chambers.chief.decide(task, assertion=used).outcome == "accepted"
        self.check(at, "approvals.assertion_replayed", assertion=used)

    def test_one_for_another_document(self, at: tuple[Chambers, dict[str, Any]]) -> None:
        chambers, _ = at
        other = chambers.chief.task(chambers.submit(by=chambers.docket.judge))
        self.check(at, "approvals.of_another_document", assertion=chambers.chief.assertion(challenge(other, "approve")))

    def test_one_for_another_decision(self, at: tuple[Chambers, dict[str, Any]]) -> None:
        self.check(at, "approvals.of_another_decision", assertion=self.said(at, "return"))

    def test_one_for_another_step(self, at: tuple[Chambers, dict[str, Any]]) -> None:
        chambers, task = at
        second = chambers.approver("孙副局长", "bureau_chief")
        chambers.house.work()
        theirs = second.task(task["approval_id"])
        self.check(at, "approvals.of_another_step", assertion=chambers.chief.assertion(challenge(theirs, "approve")))

    def test_one_over_a_nonce_nobody_handed_out(self, at: tuple[Chambers, dict[str, Any]]) -> None:
        self.check(at, "approvals.challenge_wrong", assertion=self.said(at, nonce="A" * 43))

    def test_one_of_another_persons_passkey(self, at: tuple[Chambers, dict[str, Any]]) -> None:
        chambers, task = at
        self.check(at, "passkey.of_another", assertion=chambers.president.assertion(challenge(task, "approve")))

    def test_one_of_an_unregistered_passkey(self, at: tuple[Chambers, dict[str, Any]]) -> None:
        chambers, _ = at
        mine, chambers.chief.key = chambers.chief.key, Authenticator()
        said = self.said(at)
        chambers.chief.key = mine
        self.check(at, "passkey.unknown", assertion=said)

    def test_one_made_with_another_key_under_the_same_name(self, at: tuple[Chambers, dict[str, Any]]) -> None:
        chambers, _ = at
        mine = chambers.chief.key
        chambers.chief.key = Authenticator(id=mine.id)
        said = self.said(at)
        chambers.chief.key = mine
        self.check(at, "passkey.signature_invalid", assertion=said)

    def test_one_without_the_finger(self, at: tuple[Chambers, dict[str, Any]]) -> None:
        chambers, _ = at
        chambers.chief.key.verifies = False
        said = self.said(at)
        chambers.chief.key.verifies = True
        self.check(at, "passkey.not_verified", assertion=said)

    @pytest.mark.parametrize("wrong", [{"origin": "https://evil.invalid"}, {"rp_id": "evil.invalid"}])
    def test_one_from_another_site(self, at: tuple[Chambers, dict[str, Any]], wrong: dict[str, str]) -> None:
        chambers, _ = at
        right = {name: getattr(chambers.chief.key, name) for name in wrong}
        for name, value in wrong.items():
            setattr(chambers.chief.key, name, value)
        said = self.said(at)
        for name, value in right.items():
            setattr(chambers.chief.key, name, value)
        self.check(at, "passkey.origin_foreign", assertion=said)

    @pytest.mark.parametrize("part", ["signature", "authenticator_data"])
    def test_one_with_a_bit_changed(self, at: tuple[Chambers, dict[str, Any]], part: str) -> None:
        said = self.said(at)
        at_byte = 34 if part == "authenticator_data" else 20
        self.check(at, "passkey.signature_invalid", assertion=said | {part: flip(said[part], at_byte)})

    @pytest.mark.parametrize("part", ["client_data", "authenticator_data"])
    def test_rubbish(self, at: tuple[Chambers, dict[str, Any]], part: str) -> None:
        self.check(at, "passkey.malformed", assertion=self.said(at) | {part: "AAAA"})

    def test_none_at_all(self, at: tuple[Chambers, dict[str, Any]]) -> None:
        self.check(at, "approvals.proof_needed", assertion=None)


def test_somebody_else_does_not_decide(chambers: Chambers) -> None:
    approval_id = chambers.submit(by=chambers.docket.judge)
    task = chambers.chief.task(approval_id)
    outcome = chambers.president.phone.do("approvals.decide", chambers.president.word(task))
    assert refused(outcome) == ("refused", "approvals.not_your_step")


def test_nobody_approves_the_own_draft_where_the_matrix_forbids_it(chambers: Chambers) -> None:
    """The chief drafted it himself: it goes to nobody below, and he has no task."""
    approval_id = chambers.submit(by=chambers.chief.person)
    chambers.judge.approve(approval_id)
    assert chambers.chief.inbox() == []
    row = chambers.approval(approval_id)
    assert (row["status"], row["steps"][1]["stuck"]) == ("waiting", True)
    assert [one["role"] for one in chambers.events("approvals.step_stuck")] == ["bureau_chief"]


def test_two_chiefs_the_second_hears_that_the_first_was_faster(chambers: Chambers) -> None:
    second = chambers.approver("孙副局长", "bureau_chief")
    approval_id = chambers.submit(by=chambers.docket.judge)
    theirs = second.task(approval_id)
    second.open(theirs)
    second.phone.act("approvals.decide", second.word(theirs, "return", "慢了一步"))
    chambers.chief.approve(approval_id)
    (outcome,) = second.phone.push()
    assert refused(outcome) == ("conflict", "approvals.decided_by_another")
    assert outcome.problem is not None
    assert outcome.problem.params == {"by": chambers.chief.id, "decision": "approve"}
    assert second.inbox() == []


@pytest.mark.parametrize("meanwhile", ["another chief approves", "another chief sends it back", "it is changed"])
def test_having_read_offline_what_is_over_meanwhile_is_taken_in_and_leaves_nothing_to_deal_with(
        chambers: Chambers, meanwhile: str) -> None:
    second, subject_id = chambers.approver("孙副局长", "bureau_chief"), new_id()
    approval_id = chambers.submit(by=chambers.docket.judge, subject_id=subject_id)
    theirs = second.task(approval_id)
    opened = {key: theirs[key] for key in ("approval_id", "step_id", "sha256")}
    second.phone.act("approvals.opened", opened)
    {"another chief approves": lambda: chambers.chief.approve(approval_id),
     "another chief sends it back": lambda: chambers.chief.send_back(approval_id),
     "it is changed": lambda: chambers.void(subject_id)}[meanwhile]()
    (outcome,) = second.phone.push()
    assert refused(outcome) == ("accepted", None)
    assert second.inbox() == []
    assert second.decide(theirs).outcome != "accepted"
    with chambers.house.read() as session:
        query = select(ApprovalTask.opened_sha256).where(ApprovalTask.id == theirs["id"])
        assert session.scalar(query) == theirs["sha256"]


def test_a_later_step_cannot_be_decided_before_its_turn(chambers: Chambers) -> None:
    approval_id = chambers.submit()
    step = chambers.approval(approval_id)["steps"][1]
    body = {"approval_id": approval_id, "step_id": step["step_id"], "sha256": sha256_of("裁定书第一版"),
            "nonce": "A" * 43}
    outcome = chambers.chief.phone.do("approvals.decide", chambers.chief.word(body))
    assert refused(outcome) == ("refused", "approvals.not_your_step")


def test_a_step_of_another_approval_is_not_found(chambers: Chambers) -> None:
    first, second = (chambers.submit(by=chambers.docket.judge) for _ in range(2))
    task, other = chambers.chief.task(first), chambers.chief.task(second)
    mixed = {"approval_id": first, "step_id": other["step_id"], "sha256": task["sha256"], "nonce": task["nonce"]}
    outcome = chambers.chief.phone.do("approvals.decide", chambers.chief.word(mixed))
    assert refused(outcome) == ("refused", "request.not_found")


def test_proof_that_the_rule_asks_for_is_named_when_it_lacks(chambers: Chambers) -> None:


    with pytest.raises(EvidenceMissing) as caught:
        chambers.submit("consumption_restriction")
    assert [one["name"] for one in caught.value.params["missing"]] == ["未履行的依据"]


def test_one_document_waits_for_one_approval(chambers: Chambers) -> None:


    subject_id = new_id()
    approval_id = chambers.submit(by=chambers.docket.judge, subject_id=subject_id)
    with pytest.raises(AlreadyWaiting):
        chambers.submit(by=chambers.docket.judge, subject_id=subject_id, text="又一版")
    chambers.chief.approve(approval_id)
    with pytest.raises(AlreadyApproved):
        chambers.submit(by=chambers.docket.judge, subject_id=subject_id, text="又一版")


def test_withdrawn_by_its_drafter_it_leaves_the_inbox(chambers: Chambers) -> None:
    approval_id = chambers.submit()
    assert len(chambers.judge.inbox()) == 1
    chambers.docket.tablet.must("approvals.withdraw", {"approval_id": approval_id, "reason": "还要补充"})
    assert chambers.judge.inbox() == []
    row = chambers.approval(approval_id)
    assert (row["status"], row["end_reason"]) == ("withdrawn", "还要补充")
    assert [one["why"] for one in chambers.events("approvals.voided")] == ["withdrawn"]
