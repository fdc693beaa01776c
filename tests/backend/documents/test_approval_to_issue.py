"""From the draft to the sealed paper across both slices: what was shown, decided and issued is one and the same."""

import hashlib
from typing import Any

from tests.support.approving import Approver, code_of
from tests.support.drafting import Office
from tests.support.people import browser_of
from tests.support.showcase import a_photo
from zhixing.approvals import check
from zhixing.kernel.clock import to_text

PROOF = [{"key": "concealment", "kind": "text", "text": "邻居称其夜间转移设备"}]


def offline(who: Approver, task: dict[str, Any], decision: str = "approve") -> None:
    """Opened and decided in a courtroom without a network: two acts that wait on the phone."""
    who.phone.act("approvals.opened", {key: task[key] for key in ("approval_id", "step_id", "sha256")})
    who.phone.act("approvals.decide", who.word(task, decision))


def evidence_of(office: Office, document_id: str) -> list[dict[str, Any]]:
    browser = browser_of(office.house, office.docket.judge)
    return browser.get(f"/api/approvals/{office.approval_id(document_id)}/evidence").json["decisions"]


def test_the_bytes_the_task_names_are_the_bytes_the_server_shows_and_the_evidence_proves(office: Office) -> None:
    document_id = office.submitted("ruling_seizure")
    task = office.chambers.judge.task(office.approval_id(document_id))
    shown = office.pdf(document_id, 1)
    assert task["sha256"] == hashlib.sha256(shown).hexdigest()

    office.approve(document_id)

    decisions = evidence_of(office, document_id)
    assert [one["person_id"] for one in decisions] == [office.chambers.judge.id, office.chambers.chief.id]
    assert [check.judge(one, "http://localhost:8000", hashlib.sha256(shown).hexdigest()) for one in decisions] == [
        None, None]
    altered = hashlib.sha256(shown[:-1] + bytes([shown[-1] ^ 1])).hexdigest()
    assert check.judge(decisions[0], None, altered) == "digest"


def test_drafted_offline_approved_offline_on_two_phones_and_issued_when_all_are_back(office: Office) -> None:
    tablet, judge, chief = office.docket.tablet, office.chambers.judge, office.chambers.chief
    body = office.body("ruling_freeze")
    tablet.act("documents.draft", body)
    office.house.clock.forward(hours=3)
    tablet.push()
    document_id = body["document_id"]
    office.submit(document_id)
    office.house.work()
    for approver in (judge, chief):
        offline(approver, approver.task(office.approval_id(document_id)))
        office.house.clock.forward(hours=5)
        assert {one.outcome for one in approver.phone.push()} == {"accepted"}
        office.house.work()
    assert office.row(document_id)["state"] == "issued"


def test_a_decision_made_offline_over_a_version_that_was_changed_meanwhile_is_refused(office: Office) -> None:
    document_id = office.submitted("execution_notice")
    judge = office.chambers.judge
    offline(judge, judge.task(office.approval_id(document_id)))
    fields = office.row(document_id)["fields"]
    office.docket.tablet.must("documents.revise", {"document_id": document_id, "fields": {**fields, "days": 15}})

    outcomes = judge.phone.push()

    read, decided = outcomes
    assert (read.outcome, code_of(decided)) == ("accepted", "approvals.document_changed")
    assert office.row(document_id)["state"] == "draft"
    office.submit(document_id)
    office.house.work()
    task = judge.task(office.approval_id(document_id))
    assert (task["version"], [one["status"] for one in task["earlier"]]) == (2, ["voided"])


def test_between_the_last_approval_and_the_seal_nobody_changes_or_withdraws_it(office: Office) -> None:
    """The worker has not heard of the approval yet; a finished approval is not undone by being quick."""
    document_id = office.submitted("execution_notice")
    fields = office.row(document_id)["fields"]
    office.chambers.judge.approve(office.approval_id(document_id))

    revised = office.docket.tablet.do("documents.revise", {"document_id": document_id,
                                                           "fields": {**fields, "days": 15}})
    withdrawn = office.docket.tablet.do("documents.withdraw", {"document_id": document_id, "reason": "想想再说"})

    assert [code_of(one) for one in (revised, withdrawn)] == ["approvals.already_approved"] * 2
    office.house.work()
    assert office.row(document_id)["state"] == "issued"
    assert office.document(document_id)["approved_sha256"] == hashlib.sha256(office.pdf(document_id, 1)).hexdigest()


def test_a_refused_submission_leaves_nothing_behind(office: Office) -> None:
    document_id = office.draft("search_warrant")
    outcome = office.submit(document_id)
    assert code_of(outcome) == "approvals.evidence_missing"
    office.house.work()
    assert office.chambers.events("approvals.opened") == []
    assert office.chambers.judge.inbox() == []
    assert office.row(document_id)["versions"] == []
    assert office.submit(document_id, evidence=PROOF).outcome == "accepted"


def test_withdrawn_in_the_inbox_the_draft_can_be_worked_on_and_submitted_again(office: Office) -> None:
    document_id = office.submitted("ruling_seizure")
    office.chambers.judge.phone.must("approvals.withdraw", {
        "approval_id": office.approval_id(document_id), "reason": "与另一裁定合并"})
    office.house.work()
    row = office.row(document_id)
    assert (row["state"], row["problem"]["reason"]) == ("draft", "与另一裁定合并")
    office.submit(document_id)
    office.house.work()
    office.approve(document_id)
    assert office.row(document_id)["state"] == "issued"


def test_an_urgent_detention_is_issued_after_the_president_approved_it_after_the_fact(office: Office) -> None:
    torn_seal = {"key": "obstruction", "kind": "evidence", "ref": a_photo(office.docket), "text": "当场撕毁封条"}
    document_id = office.submitted("detention_decision", urgent=True, acted_at=to_text(office.house.clock()),
                                   evidence=[torn_seal])
    task = office.chambers.president.task(office.approval_id(document_id))
    assert (task["retroactive"], len(task["steps"])) == (True, 1)
    office.approve(document_id)
    assert office.row(document_id)["state"] == "issued"


def test_a_batch_of_like_documents_is_decided_with_each_one_opened(office: Office) -> None:
    judge, documents = office.chambers.judge, [office.submitted("execution_notice") for _ in range(3)]
    tasks = [judge.task(office.approval_id(one)) for one in documents]
    for task in tasks[:2]:
        judge.open(task)
    for task in tasks:
        judge.phone.act("approvals.decide", judge.word(task))
    assert [code_of(one) for one in judge.phone.push()] == [None, None, "approvals.not_opened"]
    office.house.work()
    assert [office.row(one)["state"] for one in documents] == ["issued", "issued", "in_approval"]
