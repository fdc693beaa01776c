"""Two at the same time: on PostgreSQL transactions really overlap; nothing is counted twice or lost."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.support.approving import Approver, Chambers, code_of, proof
from zhixing.approvals.errors import AlreadyApproved
from zhixing.kernel.ids import new_id
from zhixing.platform.bus import Door

KEYS = ("notice_and_order", "investigation_exhausted", "panel_record")
WORDS = ("restriction_and_dishonesty", "three_months", "searched_and_punished")
PROOFS = [*(proof(key, "document") for key in KEYS), *(proof(key) for key in WORDS)]


def ready(who: Approver, approval_id: str) -> dict[str, Any]:
    """The signed act of approving, not yet handed in."""
    task = who.task(approval_id)
    who.open(task)
    envelope = who.phone.act("approvals.decide", who.word(task))
    who.phone.pending.clear()
    return envelope


def all_at_once(chambers: Chambers, *acts: dict[str, Any]) -> list[Any]:
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(lambda act: chambers.house.system.bus.handle(act, Door()), acts))


def test_two_votes_of_a_panel_at_the_same_time_are_both_counted(chambers: Chambers) -> None:
    others = [chambers.approver(f"审判员{n}", "judge") for n in "甲乙"]
    chambers.judge.phone.must("approvals.form_panel", {
        "panel_id": new_id(), "case_id": chambers.docket.case_id, "presiding": chambers.judge.id,
        "members": [chambers.judge.id, *(one.id for one in others)]})
    for number in range(4):
        approval_id = chambers.submit("termination_of_round_ruling", by=chambers.docket.judge, evidence=PROOFS,
                                      text=f"终本裁定{number}")
        outcomes = all_at_once(chambers, *(ready(one, approval_id) for one in others))
        assert [one.outcome for one in outcomes] == ["accepted", "accepted"]
        assert [one["status"] for one in chambers.approval(approval_id)["steps"]] == ["approved", "waiting"]


def test_of_two_chiefs_at_the_same_time_one_decides_and_one_is_told(chambers: Chambers) -> None:
    second = chambers.approver("孙副局长", "bureau_chief")
    for number in range(4):
        approval_id = chambers.submit(by=chambers.docket.judge, text=f"裁定{number}")
        outcomes = all_at_once(chambers, ready(chambers.chief, approval_id), ready(second, approval_id))
        assert sorted(one.outcome for one in outcomes) == ["accepted", "conflict"]
        assert {code_of(one) for one in outcomes} == {None, "approvals.decided_by_another"}
        assert len(chambers.approval(approval_id)["steps"][1]["decisions"]) == 1


def test_a_decision_and_a_change_of_the_document_exclude_each_other(chambers: Chambers) -> None:
    for number in range(4):
        subject_id = new_id()
        approval_id = chambers.submit(by=chambers.docket.judge, subject_id=subject_id, text=f"裁定{number}")
        act = ready(chambers.chief, approval_id)

        def change(subject_id: str = subject_id) -> bool:
            try:
                return chambers.void(subject_id)
            except AlreadyApproved:
                return False

        with ThreadPoolExecutor(2) as pool:
            voided = pool.submit(change)
            outcome = chambers.house.system.bus.handle(act, Door())
        was_voided = voided.result()
        assert (str(outcome.outcome), was_voided) in [("accepted", False), ("refused", True)]
        assert chambers.approval(approval_id)["status"] == ("voided" if was_voided else "approved")
