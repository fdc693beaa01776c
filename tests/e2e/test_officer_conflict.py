"""Two tablets, one line of the list, no network."""

from playwright.sync_api import expect

from tests.e2e.conftest import OpenTablet
from tests.support.registry_desk import CourtRecord
from tests.support.server import Server


def test_two_corrections_of_the_same_line_end_in_one_acceptance_and_one_question_with_both_versions(
        house: Server, open_tablet: OpenTablet) -> None:
    first = open_tablet(house, "一号", "officer1").is_ready_to_leave().opens_case().starts_visit()
    visit_id = first.visit_id
    first.lists_item("数控车床", "2", 保管人="李二河").waits_until_all_is_confirmed()
    second = open_tablet(house, "二号", "officer2").is_ready_to_leave().opens_visit()
    expect(second.items().filter(has_text="数控车床")).to_be_visible()

    first.goes_offline().opens_visit().chooses_item("数控车床").corrects_item("数控车床", "数量", "3")
    second.goes_offline().chooses_item("数控车床").corrects_item("数控车床", "数量", "5")
    first.comes_back_online().waits_until_all_is_confirmed()
    second.comes_back_online()

    expect(second.page.get_by_text("1 项待处理")).to_be_visible()
    assert second.needs_attention() == ["更正清单物品"]
    versions = second.page.get_by_role("row", name="数量")
    expect(versions.get_by_role("cell")).to_have_text(["5", "3"])
    second.looks_at("23-conflict")
    [item] = CourtRecord(house).look().of_visit("items", visit_id)
    assert item["quantity"] == "3"
    assert first.needs_attention() == []
    CourtRecord(house).assert_verifies()
