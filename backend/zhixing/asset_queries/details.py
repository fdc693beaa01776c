"""What an institution says about a thing, by asset class (domain.md 5). Unknown fields are errors, not shrugs.

Classes with fields that differ from place to place (公积金, 保险, others) take short texts by name.
"""

from typing import Annotated, Any

from pydantic import Field, RootModel, StringConstraints, ValidationError

from zhixing.asset_queries.commands import Amount, AssetClass, Line, Word
from zhixing.kernel.messages import DateText, Strict

Percent = Annotated[str, StringConstraints(pattern=r"^\d{1,3}(\.\d{1,4})?$")]
Area = Annotated[str, StringConstraints(pattern=r"^\d{1,9}(\.\d{1,4})?$")]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class DepositDetail(Strict):
    """An account at a bank: 开户行, 账号, 账户类别, 币种, 账户状态."""

    account: Word = ""
    account_kind: Word = ""
    branch: Word = ""
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "CNY"
    status: Word = ""
    opened_on: DateText | None = None


class WealthDetail(Strict):
    """理财: product, shares, when it can be redeemed."""

    product: Line
    product_code: Word = ""
    shares: Word = ""
    redeemable_on: DateText | None = None


class PaymentDetail(Strict):
    """An account at a payment firm."""

    account: Word = ""
    status: Word = ""
    bound_phone: Word = ""


class SecuritiesDetail(Strict):
    """A holding: 证券代码, 名称, 数量, 托管."""

    security_code: Word
    security_name: Word
    market: Word = ""
    custodian: Word = ""
    shares: Word = ""
    pledged_shares: Word = ""


class VehicleDetail(Strict):
    """A registered vehicle. Registered is not found: the physical seizure is separate."""

    plate: Line
    vin: Word = ""
    engine_number: Word = ""
    brand: Word = ""
    colour: Word = ""
    status: Word = ""
    registered_on: DateText | None = None
    mortgaged_to: Word = ""


class RealPropertyDetail(Strict):
    """A registered right: 权证号, 坐落, 面积, 用途, 共有情况, 抵押."""

    certificate: Line
    location: Word = ""
    area_m2: Area | None = None
    use: Word = ""
    co_owners: Annotated[list[Line], Field(max_length=50)] = []
    mortgaged_to: Word = ""
    mortgage_yuan: Amount | None = None


class EquityDetail(Strict):
    """工商: a share in a company."""

    company: Line
    credit_code: Word = ""
    share_percent: Percent | None = None
    subscribed_yuan: Amount | None = None
    paid_yuan: Amount | None = None
    company_status: Word = ""


class NamedTexts(RootModel[Annotated[dict[FieldName, Word], Field(max_length=30)]]):
    """Classes whose fields differ from place to place."""


DETAILS: dict[AssetClass, type[Any]] = {
    "deposit": DepositDetail, "wealth_product": WealthDetail, "payment_account": PaymentDetail,
    "securities": SecuritiesDetail, "vehicle": VehicleDetail, "real_property": RealPropertyDetail,
    "equity": EquityDetail, "provident_fund": NamedTexts, "insurance": NamedTexts, "dividend": NamedTexts,
    "other": NamedTexts,
}


def check_detail(asset_class: AssetClass, detail: dict[str, Any] | None) -> dict[str, Any] | None:
    """The detail in its one form. Raises: pydantic's ValidationError."""
    if detail is None:
        return None
    return DETAILS[asset_class].model_validate(detail).model_dump(mode="json", exclude_none=True)


__all__ = ["DETAILS", "ValidationError", "check_detail"]
