"""Who stands where: panels, delegation, recusal, a named person."""

from typing import Any

import pytest

from tests.support.approving import Approver, Chambers, code_of, proof
from tests.support.docket import a_docket
from zhixing.approvals.errors import PanelMissing
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Outcome, system_actor
from zhixing.platform import feed

TERMINATION = "termination_of_round_ruling"
PROOFS = [proof("notice_and_order", "document"), proof("restriction_and_dishonesty"),
          proof("investigation_exhausted", "document"), proof("three_months"), proof("searched_and_punished"),
          proof("panel_record", "document")]


def refused(outcome: Outcome) -> tuple[str, str | None]:
    return str(outcome.outcome), code_of(outcome)


def form_panel(chambers: Chambers, *others: Approver, **changes: Any) -> Outcome:
    body = {"panel_id": new_id(), "case_id": chambers.docket.case_id, "presiding": chambers.judge.id,
            "members": [chambers.judge.id, *(one.id for one in others)]}
    return chambers.judge.phone.do("approvals.form_panel", body | changes)


@pytest.fixture
def panel(chambers: Chambers) -> tuple[Approver, Approver]:
    """The two judges who sit beside the handler."""
    others = chambers.approver("孙审判员", "judge"), chambers.approver("吴审判员", "judge")
    assert form_panel(chambers, *others).outcome == "accepted"
    return others


def delegate(chambers: Chambers, to: Approver, **changes: Any) -> Outcome:
    body = {"delegation_id": new_id(), "from_person": chambers.president.id, "to_person": to.id,
            "since": "2026-11-23", "until": "2026-11-25", "kinds": [], "reason": "外出开会"}
    return chambers.president.phone.do("approvals.delegate", body | changes)


def recuse(by: Approver, person: Approver, chambers: Chambers, **changes: Any) -> Outcome:
    body = {"recusal_id": new_id(), "case_id": chambers.docket.case_id, "person_id": person.id,
            "ground": "party_or_relative", "reason": "与被执行人系近亲属", "replaced_by": None}
    return by.phone.do("approvals.recuse", body | changes)


# --- the panel ---------------------------------------------------------------------------------------------


def test_the_panel_votes_side_by_side_and_two_of_three_carry_it_to_the_president(
        chambers: Chambers, panel: tuple[Approver, Approver]) -> None:
    approval_id = chambers.submit(TERMINATION, by=chambers.docket.judge, evidence=PROOFS)
    assert chambers.judge.approve(approval_id).answer == {"status": "waiting"}
    assert chambers.president.inbox() == []
    panel[0].approve(approval_id)
    assert panel[1].inbox() == []
    task = chambers.president.task(approval_id)
    assert [one["decision"] for one in task["steps"][0]["decisions"]] == ["approve", "approve"]
    assert chambers.president.approve(approval_id).answer == {"status": "approved"}


def test_two_of_three_against_return_it(chambers: Chambers, panel: tuple[Approver, Approver]) -> None:
    approval_id = chambers.submit(TERMINATION, by=chambers.docket.judge, evidence=PROOFS)
    assert panel[0].send_back(approval_id, "仍有财产线索未核实").answer == {"status": "waiting"}
    assert panel[1].send_back(approval_id, "同意前一位意见").answer == {"status": "returned"}
    assert chambers.approval(approval_id)["status"] == "returned"


def test_a_panel_member_does_not_vote_by_delegate(chambers: Chambers, panel: tuple[Approver, Approver]) -> None:
    approval_id = chambers.submit(TERMINATION, by=chambers.docket.judge, evidence=PROOFS)
    body = {"delegation_id": new_id(), "from_person": panel[0].id, "to_person": chambers.chief.id,
            "since": "2026-11-23", "until": "2026-11-25", "kinds": [], "reason": "出差"}
    panel[0].phone.must("approvals.delegate", body)
    assert len(panel[0].inbox()) == 1
    assert approval_id not in {one["approval_id"] for one in chambers.chief.inbox()}


def test_without_a_panel_it_is_not_submitted(chambers: Chambers) -> None:
    with pytest.raises(PanelMissing):
        chambers.submit(TERMINATION, by=chambers.docket.judge, evidence=PROOFS)


def test_a_panel_is_odd_made_of_judges_and_led_by_one_of_them(chambers: Chambers) -> None:
    a, b, c = (chambers.approver(f"审判员{n}", "judge") for n in "甲乙丙")
    assert code_of(form_panel(chambers, a, b, c)) == "approvals.panel_not_odd"
    assert code_of(form_panel(chambers, a, b, presiding=c.id)) == "approvals.presiding_not_member"
    clerk = chambers.docket.clerk
    assert code_of(form_panel(chambers, a, members=[chambers.judge.id, a.id, clerk.id])) == "approvals.panel_unfit"
    assert code_of(form_panel(chambers, a, members=[chambers.judge.id, a.id, a.id])) == "approvals.panel_unfit"
    assert code_of(form_panel(chambers, a)) == "request.malformed"


def test_a_new_panel_replaces_the_old_one_on_the_tablets(chambers: Chambers, panel: tuple[Approver, Approver]) -> None:
    third = chambers.approver("郑审判员", "judge")
    form_panel(chambers, panel[0], third)
    (row,) = chambers.docket.tablet.pull()["approval_panels"].values()
    assert row["members"] == [chambers.judge.id, panel[0].id, third.id]


# --- delegation --------------------------------------------------------------------------------------------


def test_a_delegate_gets_what_waits_and_what_comes_and_decides_on_behalf(chambers: Chambers) -> None:
    vice = chambers.approver("冯副院长", "president")
    chambers.house.work()
    waiting = chambers.submit("eviction_notice", by=chambers.docket.judge)
    assert delegate(chambers, chambers.chief).outcome == "accepted"
    task = chambers.chief.task(waiting)
    assert task["on_behalf_of"] == chambers.president.id
    chambers.chief.approve(waiting)
    (line,) = chambers.approval(waiting)["steps"][1]["decisions"]
    assert (line["person_id"], line["on_behalf_of"]) == (chambers.chief.id, chambers.president.id)
    assert vice.inbox() == []
    assert chambers.chief.task(chambers.submit("eviction_notice", by=chambers.docket.judge))


def test_a_search_warrant_stays_with_the_president_whatever_was_delegated(chambers: Chambers) -> None:
    delegate(chambers, chambers.chief)
    chambers.submit("search_warrant", by=chambers.docket.judge, evidence=[proof("concealment")])
    assert len(chambers.president.inbox()) == 1
    assert chambers.chief.inbox() == []


def test_a_delegation_for_some_kinds_is_for_those_only(chambers: Chambers) -> None:
    delegate(chambers, chambers.chief, kinds=["eviction_notice"])
    chambers.submit("consumption_restriction", by=chambers.docket.judge, evidence=[proof("non_performance")])
    assert chambers.chief.inbox() == []
    chambers.submit("eviction_notice", by=chambers.docket.judge)
    assert len(chambers.chief.inbox()) == 1


def test_a_delegation_that_begins_later_begins_on_its_day(chambers: Chambers) -> None:
    chambers.submit("eviction_notice", by=chambers.docket.judge)
    delegate(chambers, chambers.chief, since="2026-11-24")
    assert chambers.chief.inbox() == []
    chambers.house.clock.forward(days=1)
    chambers.house.work()
    assert len(chambers.chief.inbox()) == 1


def test_decided_offline_on_the_last_day_it_counts_although_it_arrives_later(chambers: Chambers) -> None:
    approval_id = chambers.submit("eviction_notice", by=chambers.docket.judge)
    delegate(chambers, chambers.chief, until="2026-11-23")
    chief, task = chambers.chief, chambers.chief.task(approval_id)
    chief.phone.act("approvals.opened", {key: task[key] for key in ("approval_id", "step_id", "sha256")})
    chief.phone.act("approvals.decide", chief.word(task))
    chambers.house.clock.forward(hours=40)
    chambers.house.work()
    assert [one.outcome for one in chief.phone.push()] == ["accepted", "accepted"]


def test_decided_after_the_last_day_it_does_not_count(chambers: Chambers) -> None:
    approval_id = chambers.submit("eviction_notice", by=chambers.docket.judge)
    delegate(chambers, chambers.chief, until="2026-11-23")
    task = chambers.chief.task(approval_id)
    chambers.chief.open(task)
    chambers.house.clock.forward(hours=40)
    assert refused(chambers.chief.decide(task)) == ("refused", "approvals.not_your_step")


def test_long_after_its_end_a_delegation_leaves_no_task_behind(chambers: Chambers) -> None:
    chambers.submit("eviction_notice", by=chambers.docket.judge)
    delegate(chambers, chambers.chief, until="2026-11-23")
    assert len(chambers.chief.inbox()) == 1
    chambers.house.clock.forward(days=6)
    chambers.house.work()
    assert chambers.chief.inbox() == []
    assert len(chambers.president.inbox()) == 1


def test_back_earlier_the_president_ends_it(chambers: Chambers) -> None:
    approval_id = chambers.submit("eviction_notice", by=chambers.docket.judge)
    delegation_id = new_id()
    delegate(chambers, chambers.chief, delegation_id=delegation_id)
    task = chambers.chief.task(approval_id)
    chambers.chief.open(task)
    end = {"delegation_id": delegation_id, "reason": "提前返回"}
    chambers.president.phone.must("approvals.end_delegation", end)
    assert refused(chambers.chief.decide(task)) == ("refused", "approvals.not_your_step")
    assert code_of(chambers.president.phone.do("approvals.end_delegation", end)) == "approvals.delegation_over"


def delegated_by_the_chief(chambers: Chambers) -> str:
    delegation_id = new_id()
    chambers.chief.phone.must("approvals.delegate", {
        "delegation_id": delegation_id, "from_person": chambers.chief.id, "to_person": chambers.president.id,
        "since": "2026-11-23", "until": "2026-11-25", "kinds": [], "reason": "外出开会"})
    return delegation_id


def test_an_ended_delegation_hands_out_nothing_more_on_the_day_it_ended(chambers: Chambers) -> None:
    delegation_id = delegated_by_the_chief(chambers)
    chambers.chief.phone.must("approvals.end_delegation", {"delegation_id": delegation_id, "reason": "返岗"})
    approval_id = chambers.submit()
    chambers.judge.approve(approval_id)
    assert chambers.president.inbox() == []
    assert chambers.chief.approve(approval_id).answer == {"status": "approved"}


def test_a_delegate_who_is_named_for_the_step_decides_in_the_own_right(chambers: Chambers) -> None:
    delegation_id = delegated_by_the_chief(chambers)
    approval_id = chambers.submit()
    chambers.judge.approve(approval_id)
    task = chambers.president.task(approval_id)
    assert task["on_behalf_of"] == chambers.chief.id
    chambers.chief.phone.must("approvals.end_delegation", {"delegation_id": delegation_id, "reason": "返岗"})
    recuse(chambers.chief, chambers.chief, chambers)
    chambers.president.phone.must("approvals.assign_step", {
        "approval_id": approval_id, "step_id": task["step_id"], "person_id": chambers.president.id,
        "reason": "局长回避"})
    assert chambers.president.task(approval_id)["on_behalf_of"] is None
    assert chambers.president.approve(approval_id).answer == {"status": "approved"}


@pytest.mark.parametrize(("changes", "code"), [
    ({"since": "2026-11-25", "until": "2026-11-24"}, "approvals.delegation_backwards"),
    ({"since": "2026-11-20", "until": "2026-11-22"}, "approvals.delegation_backwards"),
    ({"since": "2026-02-30"}, "approvals.delegation_backwards"),
    ({"to_person": "0193a000-0000-7000-8000-000000000000"}, "approvals.person_unfit")])
def test_a_delegation_that_makes_no_sense_is_refused(chambers: Chambers, changes: dict[str, Any], code: str) -> None:
    assert code_of(delegate(chambers, chambers.chief, **changes)) == code


def test_nobody_delegates_to_himself_or_for_somebody_else(chambers: Chambers) -> None:
    assert code_of(delegate(chambers, chambers.president)) == "approvals.delegation_to_self"
    body = {"delegation_id": new_id(), "from_person": chambers.president.id, "to_person": chambers.chief.id,
            "since": "2026-11-23", "until": "2026-11-25", "kinds": [], "reason": "自封"}
    assert code_of(chambers.chief.phone.do("approvals.delegate", body)) == "policy.denied"


def test_everybody_of_the_court_sees_who_stands_in_for_whom(chambers: Chambers) -> None:
    delegate(chambers, chambers.chief)
    (row,) = chambers.docket.tablet.pull()["delegations"].values()
    assert (row["from_person"], row["to_person"]) == (chambers.president.id, chambers.chief.id)
    assert (row["since"], row["until"]) == ("2026-11-23", "2026-11-25")


# --- recusal -----------------------------------------------------------------------------------------------


def test_a_recused_president_loses_the_task_to_the_other_one(chambers: Chambers) -> None:
    vice = chambers.approver("冯副院长", "president")
    approval_id = chambers.submit("eviction_notice", by=chambers.docket.judge)
    task = chambers.president.task(approval_id)
    chambers.president.open(task)
    assert recuse(chambers.president, chambers.president, chambers).outcome == "accepted"
    assert chambers.president.inbox() == []
    assert refused(chambers.president.decide(task)) == ("refused", "approvals.not_your_step")
    assert vice.approve(approval_id).answer == {"status": "approved"}
    (row,) = chambers.docket.tablet.pull()["recusals"].values()
    assert (row["person_id"], row["ground"]) == (chambers.president.id, "party_or_relative")


def test_recused_in_one_case_she_decides_in_another(chambers: Chambers) -> None:
    recuse(chambers.president, chambers.president, chambers)
    other = a_docket(chambers.house)
    chambers.submit("eviction_notice", by=other.judge, case_id=other.case_id)
    assert len(chambers.president.inbox()) == 1


def test_whoever_was_named_replaces_the_recused(chambers: Chambers) -> None:
    deputy = chambers.approver("孙副局长", "bureau_chief")
    chambers.house.work()
    third = chambers.approver("冯副院长", "president")
    approval_id = chambers.submit(by=chambers.docket.judge)
    assert recuse(third, chambers.chief, chambers, replaced_by=third.id).outcome == "accepted"
    assert chambers.chief.inbox() == []
    assert {len(deputy.inbox()), len(third.inbox())} == {1}
    third.approve(approval_id)


def test_when_nobody_is_left_the_step_is_stuck_until_somebody_is_named(chambers: Chambers) -> None:
    approval_id = chambers.submit(by=chambers.docket.judge)
    recuse(chambers.chief, chambers.chief, chambers)
    step = chambers.approval(approval_id)["steps"][1]
    assert (step["status"], step["stuck"], step["people"]) == ("waiting", True, [])
    assert len(chambers.events("approvals.step_stuck")) == 1
    name = {"approval_id": approval_id, "step_id": step["step_id"], "reason": "局长回避"}
    outcome = chambers.president.phone.do("approvals.assign_step", name | {"person_id": chambers.docket.clerk.id})
    assert code_of(outcome) == "approvals.person_unfit"
    chambers.president.phone.must("approvals.assign_step", name | {"person_id": chambers.president.id})
    assert chambers.approval(approval_id)["steps"][1]["stuck"] is False
    assert chambers.president.approve(approval_id).answer == {"status": "approved"}


def test_a_recused_member_of_the_panel_is_replaced_in_it(chambers: Chambers, panel: tuple[Approver, Approver]) -> None:
    fourth = chambers.approver("郑审判员", "judge")
    approval_id = chambers.submit(TERMINATION, by=chambers.docket.judge, evidence=PROOFS)
    outcome = recuse(chambers.president, panel[0], chambers, replaced_by=fourth.id)
    assert outcome.outcome == "accepted", outcome.wire()
    assert panel[0].inbox() == []
    fourth.approve(approval_id)
    panel[1].approve(approval_id)
    assert len(chambers.president.inbox()) == 1


def test_recusal_is_decided_once_by_oneself_or_those_who_lead(chambers: Chambers) -> None:
    clerk = chambers.docket.clerk
    assert code_of(recuse(chambers.judge, chambers.chief, chambers)) == "policy.denied"
    assert code_of(recuse(chambers.chief, chambers.chief, chambers, replaced_by=clerk.id)) == "approvals.person_unfit"
    assert recuse(chambers.chief, chambers.chief, chambers).outcome == "accepted"
    assert code_of(recuse(chambers.chief, chambers.chief, chambers)) == "approvals.already_recused"


# --- offices and duties change -----------------------------------------------------------------------------


def test_a_new_president_gets_what_waits_and_one_who_left_loses_it(chambers: Chambers) -> None:
    approval_id = chambers.submit("eviction_notice", by=chambers.docket.judge)
    new = chambers.approver("许院长", "president")
    chambers.house.work()
    assert new.task(approval_id)
    with chambers.house.read() as session:
        seen = feed.version_of(session, "people", chambers.president.id)
    assert seen is not None
    chambers.house.must("identity.disable_person", {"person_id": chambers.president.id, "reason": "退休"},
                        system_actor("world"),
                        based_on={f"people/{chambers.president.id}": {"seq": seen.seq, "after": None}})
    chambers.house.work()
    assert chambers.approval(approval_id)["steps"][1]["people"] == [new.id]


def test_a_new_judge_of_the_case_gets_the_handlers_step(chambers: Chambers) -> None:
    approval_id = chambers.submit()
    new = chambers.approver("韩法官", "judge")
    case_id = chambers.docket.case_id
    chambers.house.must("cases.unassign", {"case_id": case_id, "person_id": chambers.judge.id, "reason": "调离"},
                        chambers.docket.clerk)
    chambers.house.must("cases.assign", {"case_id": case_id, "person_id": new.id, "duty": "judge"},
                        chambers.docket.clerk)
    chambers.house.work()
    assert chambers.judge.inbox() == []
    new.approve(approval_id)
