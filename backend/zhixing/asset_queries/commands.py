"""What a gateway says, line by line, and the one command that records it."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from zhixing.kernel.messages import Command, DateText, Strict

AssetClass = Literal["deposit", "wealth_product", "payment_account", "securities", "vehicle", "real_property",
                     "equity", "provident_fund", "insurance", "dividend", "other"]
Outcome = Literal["found", "nothing", "failed"]
# Control characters have no business in a name, and PostgreSQL stores no NUL.
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200,
                                        pattern=r"^[^\x00-\x1f\x7f]*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000,
                                        pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]
Amount = Annotated[str, StringConstraints(pattern=r"^-?\d{1,16}(\.\d{1,4})?$")]
Moment = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$")]
Serial = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{4,64}$")]


class PriorFreeze(Strict):
    """An earlier freeze (在先冻结): who stands before this court, for how much, until when."""

    court: Line
    rank: Annotated[int, Field(ge=1, le=1000)]
    amount_yuan: Amount | None = None
    ends_on: DateText | None = None


class GatewayRow(Strict):
    """One institution's answer about one person (domain.md 5, 查询 record and hit row)."""

    serial: Serial                      # 查控流水号
    case_number: Line                   # 案号
    respondent: Line                    # 被执行人
    institution: Line                   # 协执单位
    asset_class: AssetClass             # 财产类型
    outcome: Outcome                    # 是否有结果
    summary: Text = ""                  # 财产名称 and what else the institution says
    amount_yuan: Amount | None = None   # 金额
    available_yuan: Amount | None = None  # 可用余额
    prior_freezes: Annotated[list[PriorFreeze], Field(max_length=50)] = []
    asked_at: Moment                    # 发送协助单位时间
    answered_at: Moment                 # 协执单位反馈时间


class NumberedRow(Strict):
    """A row whose form is right, and its line in the batch."""

    line: Annotated[int, Field(ge=1)]
    row: GatewayRow


class RejectedLine(Strict):
    """A line that is not a row. Kept as it came, for the person who looks into it."""

    line: Annotated[int, Field(ge=1)]
    code: str
    params: dict[str, Any] = {}
    raw: str


class RecordFeedback(Command):
    """Part of a batch: what could be read, and what could not."""

    peer: str
    batch: str
    rows: Annotated[list[NumberedRow], Field(max_length=2000)]
    rejected: Annotated[list[RejectedLine], Field(max_length=2000)] = []
