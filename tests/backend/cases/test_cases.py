"""Cases at work: entering, assigning, telling what happened."""

import json
from typing import Any

import pytest

from tests.support.docket import a_docket, a_filing, applicant, respondent
from tests.support.house import House
from tests.support.people import browser_of, enlist
from tests.support.tablet import Tablet
from zhixing.cases import case_facts
from zhixing.kernel.ids import new_id
from zhixing.platform import feed
from zhixing.platform.audit import AuditEntry


def case_scopes(session: Any, person_id: str) -> set[str]:
    """Everybody also holds the scopes of the court and of oneself."""
    return {one for one in feed.scopes_of(session, person_id) if one.startswith("case:")}


def test_a_clerk_enters_a_case_and_holds_it(house: House) -> None:
    clerk = enlist(house, "周文书", "clerk")
    filing = a_filing(case_number="(2026)粤0605执7号", related_cases=["(2012)东执字第253号"])

    house.must("cases.open", filing, clerk)

    rows = Tablet(house.system, clerk).pull()
    case = rows["cases"][filing["case_id"]]
    assert case["case_number"] == "（2026）粤0605执7号"
    assert case["claim_amount_yuan"] == "120000.00"
    assert case["assigned"] == [{"person_id": clerk.id, "duty": "clerk"}]
    assert case["related_cases"] == ["(2012)东执字第253号"]
    assert {one["name"] for one in rows["parties"].values()} == {"示范市万象建材有限公司", "王三槐"}
    assert [one["kind"] for one in rows["timeline"].values()] == ["case_opened"]


@pytest.mark.parametrize(("changes", "code"), [
    ({"case_number": "（2031）粤0605执7号"}, "cases.number_year_in_future"),
    ({"case_number": "某案七号"}, "cases.number_malformed"),
    ({"filed_on": "2026-11-24"}, "cases.filed_in_future"),
    ({"filed_on": "2026-02-30"}, "cases.date_impossible"),
    ({"parties": [applicant()]}, "cases.respondent_missing"),
    ({"parties": [respondent(id_number="440605198803051236")]}, "cases.id_number_check_wrong"),
    ({"parties": [applicant(id_number="91350100M000100Y44"), respondent()]}, "cases.credit_code_check_wrong"),
])
def test_a_wrong_filing_is_refused_with_its_reason(house: House, changes: dict, code: str) -> None:
    outcome = house.send("cases.open", a_filing(**changes), enlist(house, "周文书", "clerk"))

    assert outcome.outcome == "refused"
    assert outcome.problem is not None
    assert outcome.problem.code == code
    assert "440605" not in json.dumps(outcome.problem.params)


def test_a_number_is_given_once_whatever_its_brackets(house: House) -> None:
    clerk = enlist(house, "周文书", "clerk")
    house.must("cases.open", a_filing(case_number="（2026）粤0605执8号"), clerk)

    outcome = house.send("cases.open", a_filing(case_number="(2026) 粤0605执8号"), clerk)

    assert outcome.problem is not None
    assert outcome.problem.code == "cases.number_taken"


def test_an_officer_does_not_enter_cases(house: House) -> None:
    outcome = house.send("cases.open", a_filing(), enlist(house, "李二河", "officer"))

    assert outcome.problem is not None
    assert outcome.problem.code == "policy.denied"


def test_only_a_judge_can_be_the_judge_of_a_case(house: House) -> None:
    docket = a_docket(house)

    outcome = house.send("cases.assign", {"case_id": docket.case_id, "person_id": docket.officer.id, "duty": "judge"},
                         docket.clerk)

    assert outcome.problem is not None
    assert outcome.problem.code == "cases.duty_needs_role"


def test_the_judge_chooses_her_own_team_but_not_that_of_others(house: House) -> None:
    docket = a_docket(house)
    helper = enlist(house, "孙五岳", "assistant")
    body = {"case_id": docket.case_id, "person_id": helper.id, "duty": "assistant"}

    assert house.send("cases.assign", body, docket.judge).outcome == "accepted"
    assert house.send("cases.assign", body, enlist(house, "钱六合", "judge")).outcome == "refused"


def test_whoever_is_assigned_gets_the_case_and_whoever_leaves_forgets_it(house: House) -> None:
    docket = a_docket(house)
    assert docket.case_id in docket.tablet.pull()["cases"]

    house.must("cases.unassign", {"case_id": docket.case_id, "person_id": docket.officer.id, "reason": "工作调整"},
               docket.clerk)

    rows = docket.tablet.pull()
    assert [len(rows[name]) for name in ("cases", "parties", "timeline")] == [0, 0, 0]
    with house.read() as session:
        facts = case_facts(session, docket.case_id)
    assert docket.officer.id not in facts.members
    assert facts.was_member(docket.officer.id)
    assert facts.left_at(docket.officer.id) is not None


def test_a_marshal_holds_the_case_but_not_its_query_results(house: House) -> None:
    docket = a_docket(house)
    marshal = enlist(house, "吴七星", "marshal")
    house.must("cases.assign", {"case_id": docket.case_id, "person_id": marshal.id, "duty": "marshal"}, docket.clerk)

    file, secret = f"case:{docket.case_id}", f"case:{docket.case_id}:queries"
    with house.read() as session:
        assert case_scopes(session, marshal.id) == {file}
        assert case_scopes(session, docket.officer.id) == {file, secret}


def test_a_changed_duty_takes_the_secret_results_away(house: House) -> None:
    docket = a_docket(house)
    both = enlist(house, "郑八方", "officer", "marshal")
    for duty in ("officer", "marshal"):
        house.must("cases.assign", {"case_id": docket.case_id, "person_id": both.id, "duty": duty}, docket.clerk)

    with house.read() as session:
        assert case_scopes(session, both.id) == {f"case:{docket.case_id}"}
        assert case_facts(session, docket.case_id).members[both.id] == "marshal"


def test_the_bureau_chief_reads_every_case_without_being_assigned(house: House) -> None:
    chief = enlist(house, "冯九章", "bureau_chief")
    docket = a_docket(house)

    rows = Tablet(house.system, chief).pull()

    assert docket.case_id in rows["cases"]
    assert chief.id not in {one["person_id"] for one in rows["cases"][docket.case_id]["assigned"]}


def test_who_becomes_bureau_chief_gets_the_old_cases_and_loses_them_with_the_office(house: House) -> None:
    admin, judge = enlist(house, "何十全", "administrator"), enlist(house, "钱六合", "judge")
    docket = a_docket(house)
    held = []
    for roles in (["bureau_chief"], ["judge"]):
        change = {"person_id": judge.id, "roles": roles}
        house.must("identity.change_roles", change, admin, based_on=seen(house, judge.id))
        house.work()
        with house.read() as session:
            held.append(case_scopes(session, judge.id))

    assert held == [{f"case:{docket.case_id}"}, set()]


def seen(house: House, person_id: str) -> dict[str, dict[str, int]]:
    with house.read() as session:
        version = feed.version_of(session, "people", person_id)
    assert version is not None
    return {f"people/{person_id}": {"seq": version.seq}}


def test_progress_is_told_in_the_timeline_on_the_day_it_happened(house: House) -> None:
    docket = a_docket(house)
    entry = {"entry_id": new_id(), "case_id": docket.case_id, "kind": "contact", "text": "电话联系被执行人",
             "happened_on": "2026-11-22"}

    assert docket.tablet.do("cases.record_progress", entry).outcome == "accepted"
    ahead = entry | {"entry_id": new_id(), "happened_on": "2026-11-24"}
    assert docket.tablet.do("cases.record_progress", ahead).outcome == "refused"
    stranger = enlist(house, "钱六合", "officer")
    assert house.send("cases.record_progress", entry | {"entry_id": new_id()}, stranger).outcome == "refused"

    told = docket.tablet.pull()["timeline"][entry["entry_id"]]
    assert (told["text"], told["happened_on"], told["by"]) == ("电话联系被执行人", "2026-11-22", docket.officer.id)


def test_two_people_cannot_move_a_case_from_the_same_page(house: House) -> None:
    docket = a_docket(house)
    docket.tablet.pull()
    seen = docket.tablet.look("cases", docket.case_id)
    body = {"case_id": docket.case_id, "stage": "appraisal"}
    assert docket.tablet.do("cases.set_stage", body, based_on=seen).outcome == "accepted"

    late = docket.tablet_of(docket.second_officer).do("cases.set_stage", body | {"stage": "auction"}, based_on=seen)

    assert late.outcome == "conflict"
    assert docket.tablet.pull()["cases"][docket.case_id]["stage"] == "appraisal"


def test_a_clerk_finds_a_case_by_the_name_of_a_party_and_the_look_is_audited(house: House) -> None:
    docket = a_docket(house)
    browser = browser_of(house, docket.clerk)

    found = browser.get("/api/cases?query=王三").get_json()

    assert [one["id"] for one in found["cases"]] == [docket.case_id]
    assert "id_number" not in found["cases"][0]["parties"][0]
    with house.read() as session:
        kinds = [one.kind for one in session.query(AuditEntry)]
    assert "cases.searched" in kinds


def test_search_goes_on_page_by_page(house: House) -> None:
    clerk = enlist(house, "周文书", "clerk")
    opened = [a_filing() for _ in range(5)]
    for filing in opened:
        house.must("cases.open", filing, clerk)
    browser = browser_of(house, clerk)

    seen, cursor = [], ""
    while cursor is not None:
        page = browser.get("/api/cases?limit=2" + (f"&cursor={cursor}" if cursor else "")).get_json()
        seen += [one["id"] for one in page["cases"]]
        cursor = page.get("cursor")

    assert sorted(seen) == sorted(one["case_id"] for one in opened)


def test_an_officer_finds_only_cases_he_holds_and_an_administrator_none(house: House) -> None:
    docket = a_docket(house)
    stranger, admin = enlist(house, "钱六合", "officer"), enlist(house, "何十全", "administrator")

    assert browser_of(house, stranger).get("/api/cases").get_json()["cases"] == []
    assert len(browser_of(house, docket.officer).get("/api/cases").get_json()["cases"]) == 1
    assert browser_of(house, admin).get("/api/cases").status_code == 403
    assert browser_of(house, docket.clerk).get("/api/cases?limit=0").status_code == 422
