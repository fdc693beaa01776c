"""Fields of each asset class (domain.md 5), and rows that cannot be true."""

from typing import Any

import pytest

from tests.backend.asset_queries.conftest import QueryDesk
from tests.support.docket import WANG_ID

THINGS: dict[str, dict[str, Any]] = {
    "deposit": {"account": "6222**********6688", "account_kind": "个人活期", "branch": "南海支行", "currency": "CNY"},
    "wealth_product": {"product": "示范稳利一号", "shares": "1000", "redeemable_on": "2027-01-31"},
    "payment_account": {"account": "示范账户001", "status": "正常"},
    "securities": {"security_code": "600000", "security_name": "示例股份", "shares": "1000", "pledged_shares": "200"},
    "vehicle": {"plate": "粤E12345", "vin": "LDEM0TEST26000127", "engine_number": "D0260417", "brand": "示范牌"},
    "real_property": {"certificate": "粤（2019）示范市不动产权第123456号", "location": "示范路1号", "area_m2": "89.50",
                      "co_owners": ["李某样例"], "mortgaged_to": "示范银行", "mortgage_yuan": "500000"},
    "equity": {"company": "演示贸易有限公司", "share_percent": "40", "subscribed_yuan": "2000000"},
    "provident_fund": {"account": "GJJ001", "monthly": "1200"},
    "insurance": {"policy": "BX001", "cash_value": "35000"},
    "dividend": {"policy": "BX002"},
    "other": {"kind": "船舶", "number": "粤佛1234"},
}


def sent(desk: QueryDesk, **changes: Any) -> list[str]:
    """Codes of what was set aside."""
    return [one["code"] for one in desk.bank.send(desk.bank.row(desk.number, **changes)).json["quarantined"]]


@pytest.mark.parametrize("asset_class", THINGS)
def test_the_fields_of_a_thing_reach_the_tablet(desk: QueryDesk, asset_class: str) -> None:
    detail = THINGS[asset_class]
    assert sent(desk, asset_class=asset_class, detail=detail, quantity="1", institution_code="registry",
                amount_yuan=None, available_yuan=None) == []
    [row] = desk.docket.tablet.pull()["feedback"].values()
    assert {**row["detail"], **detail} == row["detail"]


@pytest.mark.parametrize(("asset_class", "detail"), [
    ("vehicle", {"vin": "LDEM0TEST26000127"}),                # no plate
    ("vehicle", {"plate": "粤E12345", "wings": "2"}),
    ("vehicle", {"plate": 12345}),
    ("real_property", {"certificate": "x", "area_m2": "-3"}),
    ("real_property", {"certificate": "x", "co_owners": "李某"}),
    ("securities", {"security_code": "600000"}),
    ("equity", {"company": "x", "share_percent": "a lot"}),
    ("deposit", {"currency": "人民币"}),
    ("deposit", {"opened_on": "last year"}),
    ("insurance", {"Policy Number": "x"}),
    ("insurance", {f"f{n}": "x" for n in range(31)}),
    ("other", {"nested": {"a": "b"}}),
    ("deposit", ["a", "list"]),
])
def test_fields_of_the_wrong_form_are_set_aside(desk: QueryDesk, asset_class: str, detail: Any) -> None:
    assert sent(desk, asset_class=asset_class, detail=detail) == ["feedback.malformed"]


@pytest.mark.parametrize(("changes", "code"), [
    ({"institution": "无名银行"}, "feedback.institution_unknown"),
    ({"institution_code": "nobody"}, "feedback.institution_unknown"),
    ({"respondent_id_number": "440605198803051230"}, "feedback.not_respondent"),
    ({"outcome": "nothing", "amount_yuan": None, "available_yuan": None, "detail": {"account": "1"}},
     "feedback.outcome_contradicted"),
    ({"prior_freezes": [{"court": "甲", "rank": 0}]}, "feedback.malformed"),
    ({"prior_freezes": [{"court": "甲", "rank": 1, "amount_yuan": "-1"}]}, "feedback.amount_negative"),
    ({"fail_code": "so sorry"}, "feedback.malformed"),
])
def test_rows_that_cannot_be_true_are_set_aside(desk: QueryDesk, changes: dict[str, Any], code: str) -> None:
    assert sent(desk, **changes) == [code]
    assert desk.docket.tablet.pull().get("feedback", {}) == {}


def test_a_row_with_the_respondents_own_number_is_taken(desk: QueryDesk) -> None:
    assert sent(desk, respondent_id_number=WANG_ID.lower()) == []


def test_an_institution_given_by_name_is_recognised_with_its_code(desk: QueryDesk) -> None:
    assert sent(desk, institution="示范银行样板支行") == []
    [row] = desk.docket.tablet.pull()["feedback"].values()
    assert (row["institution"], row["institution_code"]) == ("示范银行样板支行", "bank-a")
