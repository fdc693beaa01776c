"""What can be asked of this slice. Ids are made by whoever acts; amounts are yuan as decimal text.

A control lives through steps (手续): `place`, `renew`, `release`, `transfer`. Each step has its own papers, is sent or
served, and has an effect or fails; the control is what those steps have made of it.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from zhixing.kernel.messages import Command, DateText, Id, Strict, TimeText

AssetClass = Literal["deposit", "wealth_product", "payment_account", "securities", "vehicle", "real_property", "equity",
                     "provident_fund", "insurance", "dividend", "movable", "intellectual_property", "other"]
Kind = Literal["freeze", "seize", "detain"]           # 冻结, 查封, 扣押
Action = Literal["place", "renew", "release", "transfer"]  # 采取, 续, 解除, 扣划
Stage = Literal["found", "controlled", "appraised", "disposed"]  # 发现, 控制, 评估, 处置
ExportPurpose = Literal["filing", "panel", "disposal", "transfer", "supervision"]  # 归卷, 合议, 处置, 移送, 监督
# Control characters have no business in a name, and PostgreSQL stores no NUL.
_CLEAN = r"^[^\x00-\x1f\x7f]*$"
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_CLEAN)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=_CLEAN)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500,
                                          pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]
Amount = Annotated[str, StringConstraints(pattern=r"^\d{1,16}(\.\d{1,4})?$")]
FailureCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]
Moment = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$")]
Rank = Annotated[int, Field(ge=1, le=1000)]
Ids = Annotated[list[Id], Field(max_length=200)]
Keys = Annotated[list[Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]], Field(max_length=30)]


class Asset(Strict):
    """What is controlled, by the marks that institutions and people know it by. Unknown marks are empty."""

    asset_class: AssetClass
    label: Line
    institution: Word = ""          # 协执单位; empty when it is controlled on the spot
    account_number: Word = ""
    plate: Word = ""
    vin: Word = ""
    engine_number: Word = ""
    title_number: Word = ""         # 不动产权证号
    registration_number: Word = ""  # 证券账户, 股权所在公司的信用代码, 专利号 …


class Source(Strict):
    """Where the knowledge of an asset comes from: an answer of the query network, a line of a list, or a person."""

    kind: Literal["feedback", "item", "manual"]
    id: Id | None = None


class Ahead(Strict):
    """Who stands before this court in the queue (轮候)."""

    court: Line
    case_number: Word = ""
    amount_yuan: Amount | None = None
    ends_on: DateText | None = None


class Printed(Strict):
    """The dates as printed on the ruling or the notice (自…起至…止). They win over computed ones."""

    start: DateText
    end: DateText


Aheads = Annotated[list[Ahead], Field(max_length=50)]


class RequestControl(Command):
    """Draft a control of one asset of a respondent. `asset_id` names a line of the ledger, or makes one."""

    control_id: Id
    step_id: Id
    case_id: Id
    party_id: Id
    asset_id: Id
    kind: Kind
    asset: Asset
    source: Source
    requested_amount_yuan: Amount | None = None   # None: the thing itself (real property, a machine)
    ruling_id: Id | None = None
    notice_id: Id | None = None
    printed: Printed | None = None
    exemptions_checked: Keys = []                 # keys of `exempt_items` somebody looked at
    exemptions_found: Keys = []                   # those that apply


class SeizeOnSite(Command):
    """Seize or detain a thing on the spot: served and effective by the act itself, no institution takes part."""

    control_id: Id
    step_id: Id
    case_id: Id
    party_id: Id
    asset_id: Id
    kind: Literal["seize", "detain"]
    asset: Asset
    source: Source
    place: Line
    custodian: Line
    ruling_id: Id | None = None
    printed: Printed | None = None
    item_ids: Ids = []
    evidence_ids: Ids = []
    exemptions_checked: Keys = []
    exemptions_found: Keys = []


class LinkDocuments(Command):
    """Say which ruling and which 协助执行通知书 a step rests on."""

    step_id: Id
    ruling_id: Id | None = None
    notice_id: Id | None = None


class SendStep(Command):
    """Hand a step to the gateway, for the institution. It waits there until the network takes it."""

    step_id: Id


class RecordService(Command):
    """The institution has received ruling and notice (送达)."""

    step_id: Id
    served_at: TimeText


class RecordEffect(Command):
    """What the institution did. Fewer yuan than asked and a rank behind others are normal outcomes.

    `served_at` may be given here when service was not recorded before. `rank` 1 is the first; only for `place`.
    """

    step_id: Id
    effective_at: TimeText
    served_at: TimeText | None = None
    actual_amount_yuan: Amount | None = None
    rank: Rank = 1
    ahead: Aheads = []
    printed: Printed | None = None
    receipt: Word = ""


class RecordFailure(Command):
    """The institution could not or would not do it."""

    step_id: Id
    failure_code: FailureCode
    failure_text: Word = ""
    served_at: TimeText | None = None


class RenewControl(Command):
    """Draft a renewal (续行). It has effect only when the institution has done it, before the end."""

    step_id: Id
    control_id: Id
    ruling_id: Id | None = None
    notice_id: Id | None = None
    printed: Printed | None = None
    reason: Reason


class ReleaseControl(Command):
    """Draft a release (解除). `amount_yuan` releases only that much: the excess (SEZ 19)."""

    step_id: Id
    control_id: Id
    amount_yuan: Amount | None = None
    ruling_id: Id | None = None
    notice_id: Id | None = None
    reason: Reason


class TransferControlled(Command):
    """Draft a transfer (扣划) of frozen money to the court's account."""

    step_id: Id
    control_id: Id
    amount_yuan: Amount
    to_account: Word = ""
    ruling_id: Id | None = None
    notice_id: Id | None = None
    reason: Reason


class WithdrawStep(Command):
    """Take back a step that has had no effect; of a queued control it ends the waiting (撤回轮候)."""

    step_id: Id
    reason: Reason


class RecordRank(Command):
    """The institution says where the control stands now. Rank 1 makes it effective, from that moment (SEZ 26)."""

    control_id: Id
    rank: Rank
    since: TimeText
    ahead: Aheads = []


class CorrectDates(Command):
    """Correct the printed dates after reading the paper again; the old ones stay in the history."""

    control_id: Id
    printed: Printed
    reason: Reason


class AcknowledgeLapse(Command):
    """Say why a control was allowed to lapse. Asked of everybody who answers for it; nobody can mute it."""

    control_id: Id
    reason: Reason


class MoveCustody(Command):
    """Another custodian or another place for a thing that was seized on site."""

    control_id: Id
    place: Line
    custodian: Line
    reason: Reason


class AddAsset(Command):
    """Put an asset into the ledger (财产台账): from an answer, from a line of a list, or by hand."""

    asset_id: Id
    case_id: Id
    party_id: Id
    asset: Asset
    source: Source
    value_yuan: Amount | None = None
    evidence_ids: Ids = []
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000,
                                           pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")] = ""


class MoveAsset(Command):
    """Move an asset on its way 发现 → 控制 → 评估 → 处置. Backwards needs the same reason as forwards."""

    asset_id: Id
    stage: Stage
    value_yuan: Amount | None = None
    reason: Reason


class MergeAssets(Command):
    """Two lines are one thing: `duplicate_id` goes into `asset_id` with its controls and photos."""

    asset_id: Id
    duplicate_id: Id
    reason: Reason


class OpenCalendar(Command):
    """Make a calendar address (iCalendar) with the ends of one's own controls; an earlier address dies."""

    calendar_id: Id


class CloseCalendar(Command):
    """End one's calendar address. A phone that still asks hears nothing."""

    calendar_id: Id


class ControlFeedback(Strict):
    """One line of a control batch: what an institution did. `serial` names the line (twice is once), `request` is the
    serial of the line it answers: the id of our step. `at`: when it was done; for `rank`, since when."""

    serial: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{4,64}$")]
    request: Id
    outcome: Literal["served", "done", "failed", "rank"]
    at: Moment
    served_at: Moment | None = None
    actual_amount_yuan: Annotated[str, StringConstraints(pattern=r"^-?\d{1,16}(\.\d{1,4})?$")] | None = None
    rank: Rank = 1
    ahead: Aheads = []
    printed: Printed | None = None
    receipt: Word = ""
    failure_code: FailureCode | None = None
    failure_text: Word = ""
