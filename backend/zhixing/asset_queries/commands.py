"""What can be asked of this slice, and what a gateway says line by line."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from zhixing.kernel.messages import Command, DateText, Id, Strict

AssetClass = Literal["deposit", "wealth_product", "payment_account", "securities", "vehicle", "real_property",
                     "equity", "provident_fund", "insurance", "dividend", "other"]
Outcome = Literal["found", "nothing", "failed"]
Executable = Literal["yes", "no", "unclear"]
# 首次查控, 再次查控, 保全, 终本后查询, 核实线索
QueryPurpose = Literal["first_search", "repeat_search", "preservation", "after_closing", "verify_lead"]
# Why one looks is part of looking: 甄别, 采取控制措施, 现场执行, 审查, 监督.
LookPurpose = Literal["screening", "control", "on_site", "review", "supervision"]
# Control characters have no business in a name, and PostgreSQL stores no NUL.
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200,
                                        pattern=r"^[^\x00-\x1f\x7f]*$")]
Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000,
                                        pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]
Amount = Annotated[str, StringConstraints(pattern=r"^-?\d{1,16}(\.\d{1,4})?$")]
Moment = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$")]
Serial = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{4,64}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
FailCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,40}$")]


class RequestQueries(Command):
    """Ask institutions about respondents of a case (提起查询). `scope` names institutions; with a `preset` it adds to
    the preset's. One question per respondent and institution that knows such persons."""

    request_id: Id
    case_id: Id
    respondents: Annotated[list[Id], Field(min_length=1, max_length=50)]
    scope: Annotated[list[Code], Field(max_length=500)] = []
    preset: Code | None = None
    purpose: QueryPurpose


class RegisterQueryOfficer(Command):
    """Put a named person on the register of those who may query (NQ 1-2). `certificate`: number of the work card."""

    person_id: Id
    certificate: Line


class RemoveQueryOfficer(Command):
    """Take a person off the register."""

    person_id: Id
    reason: Line


class AssessAsset(Command):
    """甄别: whether what was found can be executed. The newest one counts; the older ones stay."""

    assessment_id: Id
    feedback_id: Id
    executable: Executable
    reason: Code | None = None  # 不可执行原因, needed unless executable
    note: Text = ""


class NoteLook(Command):
    """A person looked at query results on a device: with what purpose. Reaches the court's audit later, too."""

    case_id: Id
    purpose: LookPurpose
    feedback_ids: Annotated[list[Id], Field(max_length=200)] = []


class HandleQuarantined(Command):
    """Say what became of a line that was set aside: the sender was told, it was entered by hand, it is void."""

    quarantine_id: Id
    note: Line


class PriorFreeze(Strict):
    """An earlier freeze (在先冻结): who stands before this court, for how much, until when."""

    court: Line
    rank: Annotated[int, Field(ge=1, le=1000)]
    amount_yuan: Amount | None = None
    ends_on: DateText | None = None


class GatewayRow(Strict):
    """One institution's answer about one person (domain.md 5, 查询 record and hit row)."""

    serial: Serial                      # 查控流水号
    query: Serial | None = None         # 查控流水号 of the question this answers, where this court asked it
    case_number: Line                   # 案号
    respondent: Line                    # 被执行人
    respondent_id_number: Word | None = None  # 证件号码, compared where it is given
    institution: Line                   # 协执单位
    institution_code: Code | None = None
    asset_class: AssetClass             # 财产类型
    outcome: Outcome                    # 是否有结果
    fail_code: FailCode | None = None   # why the institution could not answer
    summary: Text = ""                  # 财产名称 and what else the institution says
    quantity: Word | None = None        # 财产数量
    amount_yuan: Amount | None = None   # 金额
    available_yuan: Amount | None = None  # 可用余额
    prior_freezes: Annotated[list[PriorFreeze], Field(max_length=50, default_factory=list)]  # a [] is copied deeply
    detail: dict[str, Any] | None = None  # by asset class: details.py
    asked_at: Moment                    # 发送协助单位时间
    answered_at: Moment                 # 协执单位反馈时间
