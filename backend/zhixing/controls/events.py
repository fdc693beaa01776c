"""What has happened in this slice. Each fact stands alone; none of them names a person of the other side."""

from pydantic import BaseModel

from zhixing.controls.commands import Action, AssetClass, Kind
from zhixing.kernel.messages import DateText, Id, TimeText


class AboutControl(BaseModel):
    """What every event about a control says."""

    control_id: Id
    case_id: Id
    case_number: str
    kind: Kind
    asset_class: AssetClass
    by: str


class StepDrafted(AboutControl):
    """`controls.step_drafted`: a control, a renewal, a release or a transfer was asked for."""

    step_id: Id
    action: Action


class StepSent(AboutControl):
    """`controls.step_sent`: a step went to the gateway."""

    step_id: Id
    action: Action
    institution: str


class ControlEffective(AboutControl):
    """`controls.effective`: in effect, first in rank; `is_partial` when less than asked was found."""

    effective_at: TimeText
    actual_amount_yuan: str | None
    is_partial: bool
    ends_on: DateText | None


class ControlQueued(AboutControl):
    """`controls.queued`: accepted, but others stand before this court (轮候)."""

    rank: int
    since: TimeText


class ControlMovedUp(AboutControl):
    """`controls.moved_up`: an earlier one went; `rank` 1 means in effect from `since` (SEZ 26)."""

    rank: int
    since: TimeText
    ends_on: DateText | None


class StepFailed(AboutControl):
    """`controls.step_failed`: the institution did not do it; `failure_code` says why."""

    step_id: Id
    action: Action
    failure_code: str


class ControlRenewed(AboutControl):
    """`controls.renewed`: the new end counts."""

    ends_on: DateText


class ControlReleased(AboutControl):
    """`controls.released`: all of it, or the excess."""

    released_at: TimeText
    amount_yuan: str | None
    is_whole: bool


class ControlTransferred(AboutControl):
    """`controls.transferred`: money left for the court's account (扣划)."""

    amount_yuan: str
    transferred_at: TimeText
    is_whole: bool


class TermNearing(AboutControl):
    """`controls.term_nearing`: the control came into a band of the radar; `must_act` are duties of the case or offices
    of the court, `may_mute` says whether a person may silence it."""

    ends_on: DateText
    days_left: int
    band: str
    must_act: list[str]
    may_mute: bool


class ControlLapsed(AboutControl):
    """`controls.lapsed`: not renewed, so its effect has ended by law (SEZ 27). Must be answered for."""

    ended_on: DateText
    must_act: list[str]


class LapseAnswered(AboutControl):
    """`controls.lapse_acknowledged`: somebody said why."""

    ended_on: DateText
    reason: str


class DatesCorrected(AboutControl):
    """`controls.dates_corrected`: the printed dates were read again."""

    ends_on: DateText


class AssetMoved(BaseModel):
    """`controls.asset_moved`: an asset took a step on its way through the ledger."""

    asset_id: Id
    case_id: Id
    stage: str
    by: str
