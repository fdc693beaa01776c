"""From the draft to the end: what officers do with property, and what is refused by name."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from alembic import command
from sqlalchemy import text

from tests.support.controls import Controls, a_car, an_account
from tests.support.docket import a_docket, a_filing, applicant, respondent
from tests.support.house import House
from tests.support.people import enlist
from tests.support.showcase import a_document
from zhixing.kernel.ids import new_id
from zhixing.platform.migrations import alembic_config, migrate

MORNING = "2026-11-20T02:00:00.000Z"


@pytest.fixture
def desk(house: House) -> Controls:
    return Controls(a_docket(house))


def code(outcome: Any) -> str:
    assert outcome.problem is not None, outcome.wire()
    return outcome.problem.code


def another_case(desk: Controls) -> Controls:
    """The same officer in a second case against the same person."""
    docket = a_docket(desk.house)
    body = {"case_id": docket.case_id, "person_id": desk.docket.officer.id, "duty": "officer"}
    desk.house.must("cases.assign", body, docket.clerk)
    docket.officer, docket.tablet = desk.docket.officer, desk.docket.tablet
    return Controls(docket)


def test_a_freeze_from_the_draft_to_its_effect(desk: Controls) -> None:
    body = desk.requested()
    assert desk.row(body["control_id"])["state"] == "draft"
    desk.must("record_service", {"step_id": body["step_id"], "served_at": "2026-11-19T02:00:00.000Z"})
    assert desk.row(body["control_id"])["state"] == "served"

    desk.effect(body["step_id"], MORNING, actual_amount_yuan="120000")

    row = desk.row(body["control_id"])
    assert (row["state"], row["rank"], row["is_partial"]) == ("live", 1, False)
    assert row["term"]["ends_on"] == "2027-11-19"
    assert desk.asset(body["asset_id"])["stage"] == "controlled"
    assert "control_effective" in {one["kind"] for one in desk.docket.tablet.pull()["timeline"].values()}


def test_less_than_asked_is_a_normal_outcome_that_is_seen(desk: Controls) -> None:
    body = desk.live(amount="35000.5")
    row = desk.row(body["control_id"])
    assert (row["state"], row["actual_amount_yuan"], row["is_partial"]) == ("live", "35000.50", True)


def test_an_empty_account_is_frozen_all_the_same(desk: Controls) -> None:
    assert desk.row(desk.live(amount="0")["control_id"])["state"] == "live"


def test_printed_dates_win_and_the_difference_is_shown(desk: Controls) -> None:
    body = desk.live(printed={"start": "2026-11-20", "end": "2027-05-19"})
    term = desk.row(body["control_id"])["term"]
    assert (term["ends_on"], term["computed_end"], term["difference_days"]) == ("2027-05-19", "2027-11-19", -184)
    assert term["flags"] == ["printed_differs"]


def test_behind_others_it_waits_without_a_term(desk: Controls) -> None:
    body = desk.live(rank=2, amount=None)
    row = desk.row(body["control_id"])
    assert (row["state"], row["rank"], row["term"]["ends_on"], row["effective_at"]) == ("queued", 2, None, None)


@pytest.mark.parametrize(("changes", "wanted"), [
    ({"kind": "seize"}, "controls.kind_does_not_fit"),
    ({"requested_amount_yuan": None}, "controls.amount_needed"),
    ({"requested_amount_yuan": "0"}, "controls.amount_not_positive"),
    ({"requested_amount_yuan": "9999999999999999"}, "controls.amount_absurd"),
    ({"requested_amount_yuan": "-5"}, "request.malformed"),
    ({"asset": an_account(institution="")}, "controls.institution_needed"),
    ({"asset": an_account(label="a\u0000b")}, "request.malformed"),
    ({"exemptions_found": ["medals"]}, "controls.exempt"),
    ({"printed": {"start": "2026-11-20", "end": "2026-11-19"}}, "controls.dates_impossible"),
    ({"ruling_id": new_id()}, "request.not_found"),
    ({"party_id": new_id()}, "controls.not_respondent"),
])
def test_a_request_that_cannot_stand_is_refused_by_name(desk: Controls, changes: dict[str, Any], wanted: str) -> None:
    assert code(desk.do("request", desk.a_request(**changes))) == wanted


def test_the_applicant_s_property_is_not_controlled(desk: Controls) -> None:
    rows = desk.docket.tablet.pull()["parties"].values()
    other = next(one["id"] for one in rows if one["side"] == "applicant")
    assert code(desk.do("request", desk.a_request(party_id=other))) == "controls.not_respondent"


def test_a_paper_of_another_case_is_no_basis(house: House, desk: Controls) -> None:
    foreign = a_document(a_docket(house))
    assert code(desk.do("request", desk.a_request(ruling_id=foreign))) == "controls.document_not_of_case"


def test_in_a_closed_case_nothing_new_is_controlled_and_what_there_is_may_be_released(desk: Controls) -> None:
    body = desk.live()
    desk.docket.tablet.pull()
    seen = desk.docket.tablet.look("cases", desk.docket.case_id)
    closed = {"case_id": desk.docket.case_id, "stage": "closed"}
    desk.house.must("cases.set_stage", closed, desk.docket.judge, based_on=seen)
    assert code(desk.do("request", desk.a_request())) == "controls.case_closed"
    desk.step("release", body["control_id"])


def test_the_only_home_may_be_seized(desk: Controls) -> None:
    flat = an_account(asset_class="real_property", label="住房一套", account_number="", title_number="粤房地证第1号")
    body = desk.live(kind="seize", asset=flat, requested_amount_yuan=None, amount=None, exemptions_found=["only_home"])
    row = desk.row(body["control_id"])
    assert (row["term"]["ends_on"], row["exemptions_found"]) == ("2029-11-19", ["only_home"])


@pytest.mark.parametrize(("changes", "wanted"), [
    ({"served_at": None}, "controls.not_served"),
    ({"effective_at": "2026-11-25T02:00:00.000Z"}, "controls.moment_in_future"),
    ({"served_at": "2026-11-21T02:00:00.000Z"}, "controls.effect_before_service"),
    ({"actual_amount_yuan": "120000.01"}, "controls.amount_above_request"),
    ({"actual_amount_yuan": None}, "controls.amount_needed"),
    ({"rank": 1, "ahead": [{"court": "示范市第二法院"}]}, "controls.rank_contradicted"),
    ({"printed": {"start": "2026-02-30", "end": "2027-01-01"}}, "controls.dates_impossible"),
])
def test_an_effect_that_cannot_be_is_refused_by_name(desk: Controls, changes: dict[str, Any], wanted: str) -> None:
    step_id = desk.requested()["step_id"]
    effect = {"step_id": step_id, "effective_at": MORNING, "served_at": MORNING, "actual_amount_yuan": "1"} | changes
    assert code(desk.do("record_effect", effect)) == wanted


def test_a_step_has_one_outcome(desk: Controls) -> None:
    body = desk.live()
    again = {"step_id": body["step_id"], "failure_code": "no_account"}
    assert code(desk.do("record_failure", again)) == "controls.step_finished"


def test_a_failed_control_is_over_and_may_be_tried_again(desk: Controls) -> None:
    body = desk.requested()
    desk.must("record_failure", {"step_id": body["step_id"], "failure_code": "no_account", "failure_text": "查无此户"})
    assert desk.row(body["control_id"])["state"] == "failed"
    desk.requested(asset=body["asset"], asset_id=body["asset_id"])


# --- two officers --------------------------------------------------------------------------------------------


def test_the_same_account_twice_in_one_case_is_a_conflict_that_explains_itself(desk: Controls) -> None:
    body = desk.live()
    again = desk.do("request", desk.a_request(asset=body["asset"]), desk.docket.second_officer)
    assert (again.outcome, code(again)) == ("conflict", "controls.already_controlled")
    assert again.problem is not None
    params = again.problem.params
    assert (params["state"], params["rank"], params["by"]) == ("live", 1, desk.docket.officer.id)
    assert (params["ends_on"], params["reason"]) == ("2027-11-19", "live")


def test_the_same_account_in_another_case_ranks_second_and_says_so(desk: Controls) -> None:
    first = desk.live()
    second = another_case(desk)
    answer = second.must("request", second.a_request(asset=first["asset"]))
    assert (answer["expected_rank"], answer["ahead"][0]["ends_on"]) == (2, "2027-11-19")


def test_a_guarded_act_on_what_somebody_else_changed_says_what_happened(desk: Controls) -> None:
    body = desk.live()
    seen = desk.seen(body["control_id"])
    desk.must("correct_dates", {"control_id": body["control_id"], "reason": "看错",
                                "printed": {"start": "2026-11-20", "end": "2027-11-20"}},
              desk.docket.second_officer, based_on=seen)
    late = desk.do("renew", {"step_id": new_id(), "control_id": body["control_id"], "reason": "续"}, based_on=seen)
    assert (late.outcome, code(late)) == ("conflict", "controls.changed_meanwhile")
    assert late.problem is not None
    assert late.problem.params["by"] == desk.docket.second_officer.id
    assert (late.problem.params["state"], late.problem.params["ends_on"]) == ("live", "2027-11-20")


# --- on the spot ---------------------------------------------------------------------------------------------


def test_a_thing_detained_on_the_spot_is_served_and_effective_by_the_act(desk: Controls) -> None:
    photo, item = new_id(), new_id()
    body = desk.a_seizure(evidence_ids=[photo], item_ids=[item])
    desk.docket.tablet.must("controls.seize_on_site", body)
    row = desk.row(body["control_id"])
    assert (row["state"], row["rank"], row["custodian"]) == ("live", 1, "王某某")
    assert row["served_at"] == row["effective_at"]
    assert row["term"]["ends_on"] == "2028-11-22"
    assert desk.asset(body["asset_id"])["evidence_ids"] == [photo]


def test_a_thing_another_team_has_seized_is_queued_and_the_answer_says_so(desk: Controls) -> None:
    desk.docket.tablet.must("controls.seize_on_site", desk.a_seizure())
    second = another_case(desk)
    outcome = second.docket.tablet.must("controls.seize_on_site", second.a_seizure(asset=a_car(plate="粤 e·12345")))
    assert outcome.answer is not None
    assert (outcome.answer["rank"], outcome.answer["ends_on"]) == (2, None)
    assert outcome.answer["ahead"][0]["ends_on"] == "2028-11-22"


def test_a_seizure_on_the_spot_is_signed_on_a_tablet(desk: Controls) -> None:
    assert code(desk.do("seize_on_site", desk.a_seizure())) == "envelope.signature_required"


def test_a_tablet_whose_clock_runs_fast_still_seizes(desk: Controls) -> None:
    desk.docket.tablet.clock_error = timedelta(days=3)
    body = desk.a_seizure()
    desk.docket.tablet.must("controls.seize_on_site", body)
    assert desk.row(body["control_id"])["term"]["ends_on"] == "2028-11-22"


def test_an_unregistered_vehicle_needs_its_engine_number(desk: Controls) -> None:
    body = desk.a_seizure(asset=a_car(plate=""))
    assert code(desk.docket.tablet.do("controls.seize_on_site", body)) == "controls.engine_number_needed"


def test_custody_moves_with_its_reason(desk: Controls) -> None:
    body = desk.a_seizure()
    desk.docket.tablet.must("controls.seize_on_site", body)
    moved = {"control_id": body["control_id"], "place": "二号仓库", "custodian": "李某", "reason": "移库"}
    desk.must("move_custody", moved)
    assert desk.row(body["control_id"])["place"] == "二号仓库"
    frozen = desk.live()
    move = {"control_id": frozen["control_id"], "place": "x", "custodian": "y", "reason": "z"}
    assert code(desk.do("move_custody", move)) == "controls.no_custody"


# --- renew, release, transfer --------------------------------------------------------------------------------


def test_a_renewal_moves_the_end_only_when_it_has_effect(desk: Controls) -> None:
    body = desk.live("2026-11-20T02:00:00.000Z")
    step_id = desk.step("renew", body["control_id"])
    assert desk.row(body["control_id"])["term"]["ends_on"] == "2027-11-19"
    desk.house.clock.forward(days=300)
    desk.effect(step_id, "2027-09-15T02:00:00.000Z", printed={"start": "2027-11-20", "end": "2028-11-19"})
    term = desk.row(body["control_id"])["term"]
    assert (term["ends_on"], term["printed"]) == ("2028-11-19", {"start": "2027-11-20", "end": "2028-11-19"})


def test_after_the_end_there_is_nothing_to_renew(desk: Controls) -> None:
    body = desk.live(printed={"start": "2026-11-01", "end": "2026-11-22"})
    step = {"step_id": new_id(), "control_id": body["control_id"], "reason": "续"}
    late = desk.do("renew", step, based_on=desk.seen(body["control_id"]))
    assert code(late) == "controls.renewal_after_lapse"


def test_one_renewal_at_a_time(desk: Controls) -> None:
    body = desk.live()
    desk.step("renew", body["control_id"])
    again = {"step_id": new_id(), "control_id": body["control_id"], "reason": "续"}
    assert code(desk.do("renew", again, based_on=desk.seen(body["control_id"]))) == "controls.step_open"


def test_a_release_ends_the_control_and_frees_the_asset(desk: Controls) -> None:
    body = desk.live()
    step_id = desk.step("release", body["control_id"])
    desk.effect(step_id, "2026-11-22T02:00:00.000Z")
    assert desk.row(body["control_id"])["state"] == "released"
    assert desk.asset(body["asset_id"])["stage"] == "found"


def test_the_excess_is_released_and_the_rest_stays_without_being_called_less_than_asked(desk: Controls) -> None:
    body = desk.live()
    desk.effect(desk.step("release", body["control_id"], amount_yuan="20000"), "2026-11-22T02:00:00.000Z")
    row = desk.row(body["control_id"])
    assert (row["state"], row["is_partial"]) == ("live", False)
    assert (row["actual_amount_yuan"], row["released_amount_yuan"]) == ("120000.00", "20000.00")
    too_much = {"step_id": new_id(), "control_id": body["control_id"], "reason": "扣", "amount_yuan": "100000.01"}
    refused = desk.do("transfer", too_much, based_on=desk.seen(body["control_id"]))
    assert code(refused) == "controls.amount_above_controlled"
    behind = another_case(desk)
    told = behind.must("request", behind.a_request(asset=body["asset"]))
    assert told["ahead"][0]["amount_yuan"] == "100000.00"
    desk.effect(desk.step("release", body["control_id"]), "2026-11-22T03:00:00.000Z")
    row = desk.row(body["control_id"])
    assert (row["state"], row["released_amount_yuan"]) == ("released", "120000.00")


def test_a_court_that_took_releases_off_the_amount_learns_on_its_upgrade_what_was_controlled(desk: Controls) -> None:
    part, whole = desk.live(), desk.live(asset=an_account(account_number="6222000099998888"))
    desk.effect(desk.step("release", part["control_id"], amount_yuan="20000"), "2026-11-22T02:00:00.000Z")
    desk.effect(desk.step("release", whole["control_id"]), "2026-11-22T02:00:00.000Z")
    command.stamp(alembic_config(desk.house.system.config), "head")
    now = amounts(desk, "actual_amount_yuan, released_amount_yuan")
    migrate(desk.house.system.config, "0007")
    assert amounts(desk, "actual_amount_yuan") == {(100000,), (120000,)}
    migrate(desk.house.system.config)
    assert amounts(desk, "actual_amount_yuan, released_amount_yuan") == now == {(120000, 20000), (120000, 120000)}


def amounts(desk: Controls, columns: str) -> set[tuple[Decimal, ...]]:
    with desk.house.system.database.read() as session:
        return {tuple(map(Decimal, row)) for row in session.execute(text(f"SELECT {columns} FROM control"))}


def test_a_queued_control_is_withdrawn_not_released(desk: Controls) -> None:
    body = desk.live(rank=2, amount=None)
    step = {"step_id": new_id(), "control_id": body["control_id"], "reason": "解"}
    assert code(desk.do("release", step, based_on=desk.seen(body["control_id"]))) == "controls.release_of_queued"
    desk.must("withdraw_step", {"step_id": body["step_id"], "reason": "和解"})
    assert desk.row(body["control_id"])["state"] == "withdrawn"


def test_money_is_transferred_in_parts_until_nothing_is_left(desk: Controls) -> None:
    body = desk.live()
    desk.effect(desk.step("transfer", body["control_id"], amount_yuan="50000"), "2026-11-22T02:00:00.000Z",
                actual_amount_yuan="50000")
    row = desk.row(body["control_id"])
    assert (row["state"], row["transferred_amount_yuan"]) == ("live", "50000.00")
    too_much = {"step_id": new_id(), "control_id": body["control_id"], "reason": "扣", "amount_yuan": "70000.01"}
    refused = desk.do("transfer", too_much, based_on=desk.seen(body["control_id"]))
    assert code(refused) == "controls.amount_above_controlled"
    desk.effect(desk.step("transfer", body["control_id"], amount_yuan="70000"), "2026-11-22T03:00:00.000Z",
                actual_amount_yuan="70000")
    assert desk.row(body["control_id"])["state"] == "transferred"


def test_a_car_cannot_be_transferred(desk: Controls) -> None:
    body = desk.a_seizure()
    desk.docket.tablet.must("controls.seize_on_site", body)
    step = {"step_id": new_id(), "control_id": body["control_id"], "reason": "扣", "amount_yuan": "1"}
    assert code(desk.do("transfer", step, based_on=desk.seen(body["control_id"]))) == "controls.transfer_of_thing"


# --- the queue -----------------------------------------------------------------------------------------------


def queued_behind(desk: Controls) -> tuple[dict[str, Any], Controls, dict[str, Any]]:
    first = desk.live()
    second = another_case(desk)
    behind = second.live(asset=first["asset"], rank=2, amount=None)
    return first, second, behind


def test_when_the_first_is_released_the_second_has_effect_from_that_day(desk: Controls) -> None:
    first, second, behind = queued_behind(desk)
    desk.effect(desk.step("release", first["control_id"]), "2026-11-22T02:00:00.000Z")
    row = second.row(behind["control_id"])
    assert (row["state"], row["rank"], row["effective_at"]) == ("live", 1, "2026-11-22T02:00:00.000Z")
    assert row["term"]["ends_on"] == "2027-11-21"
    assert second.asset(behind["asset_id"])["stage"] == "controlled"


def test_the_institution_s_word_on_the_rank_counts(desk: Controls) -> None:
    body = desk.live(rank=3, amount=None)
    rank = {"control_id": body["control_id"], "since": "2026-11-21T02:00:00.000Z"}
    assert desk.must("record_rank", {**rank, "rank": 2})["state"] == "queued"
    assert desk.must("record_rank", {**rank, "rank": 1})["state"] == "live"
    assert code(desk.do("record_rank", {**rank, "rank": 1})) == "controls.not_queued"


def test_nobody_queued_behind_another_court_has_effect_too_early(desk: Controls) -> None:
    first = desk.live(rank=2, amount=None)
    second = another_case(desk)
    behind = second.live(asset=first["asset"], rank=3, amount=None)
    desk.must("withdraw_step", {"step_id": first["step_id"], "reason": "撤回"})
    row = second.row(behind["control_id"])
    assert (row["state"], row["rank"]) == ("queued", 2)


# --- late people ---------------------------------------------------------------------------------------------


def test_somebody_who_left_the_case_no_longer_freezes(desk: Controls) -> None:
    body = {"case_id": desk.docket.case_id, "person_id": desk.docket.officer.id, "reason": "调离"}
    desk.party_id  # noqa: B018 - read while the case is still on the tablet
    desk.house.must("cases.unassign", body, desk.docket.clerk)
    desk.house.clock.forward(hours=1)
    assert code(desk.do("request", desk.a_request())) == "capture.duty_had_ended"


def test_an_officer_of_another_case_is_kept_out(desk: Controls) -> None:
    stranger = enlist(desk.house, "吴九", "officer")
    assert code(desk.do("request", desk.a_request(), stranger)) == "policy.denied"


def test_a_party_of_a_second_case_is_not_a_respondent_of_the_first(desk: Controls) -> None:
    filing = a_filing(parties=[applicant(), respondent(name="赵五", id_number=None)])
    desk.house.must("cases.open", filing, desk.docket.clerk)
    foreign = filing["parties"][1]["party_id"]
    assert code(desk.do("request", desk.a_request(party_id=foreign))) == "controls.not_respondent"
