"""Who may do what with controls, and something to try it on each time: part of the policy walk."""

from collections.abc import Callable
from typing import Any

from tests.support.controls import Controls, a_car
from tests.support.policy_stage import NOBODY, Stage
from zhixing.controls.watch import watch
from zhixing.kernel.ids import new_id

Body = dict[str, Any]
CONTROLLERS = "@judge @officer @assistant"
RECORDERS = CONTROLLERS + " @clerk"

WHO_MAY = {
    "controls.request": CONTROLLERS,
    "controls.seize_on_site": CONTROLLERS + " @marshal",
    "controls.link_documents": RECORDERS,
    "controls.send": CONTROLLERS,
    "controls.record_service": RECORDERS,
    "controls.record_effect": RECORDERS,
    "controls.record_failure": RECORDERS,
    "controls.withdraw_step": CONTROLLERS,
    "controls.renew": CONTROLLERS,
    "controls.release": "@judge @officer",
    "controls.transfer": "@judge @officer",
    "controls.correct_dates": RECORDERS,
    "controls.record_rank": RECORDERS,
    "controls.move_custody": CONTROLLERS + " @marshal",
    "controls.acknowledge_lapse": CONTROLLERS + " bureau_chief",
    "controls.add_asset": CONTROLLERS,
    "controls.move_asset": CONTROLLERS,
    "controls.merge_assets": CONTROLLERS,
    "controls.open_calendar": "judge officer assistant clerk bureau_chief " + RECORDERS,
    "controls.close_calendar": "judge officer assistant clerk bureau_chief " + RECORDERS,
    "controls.record_feedback": "",
}
_NOW = "2026-11-22T02:00:00.000Z"


def desk(stage: Stage) -> Controls:
    return Controls(stage.docket)


def _car() -> Body:
    return a_car(plate=f"粤E{new_id()[-5:]}")


def _step(stage: Stage) -> str:
    return desk(stage).requested()["step_id"]


def _sendable(stage: Stage, _who: str) -> Body:
    paper = stage.document_id
    return {"step_id": desk(stage).requested(ruling_id=paper, notice_id=paper)["step_id"]}


def _about(stage: Stage, **more: Any) -> Body:
    return {"step_id": new_id(), "control_id": desk(stage).live()["control_id"], "reason": "试"} | more


def _custody(stage: Stage, _who: str) -> Body:
    body = desk(stage).a_seizure(asset=_car())
    stage.docket.tablet.must("controls.seize_on_site", body)
    return {"control_id": body["control_id"], "place": "二号库", "custodian": "李某", "reason": "移库"}


def _lapsed(stage: Stage, _who: str) -> Body:
    body = desk(stage).live(printed={"start": "2026-11-01", "end": "2026-11-20"})
    watch(stage.house.system)
    return {"control_id": body["control_id"], "reason": "无续冻必要"}


def _listed(stage: Stage) -> str:
    asset_id = new_id()
    desk(stage).must("add_asset", _line(stage, asset_id))
    return asset_id


def _line(stage: Stage, asset_id: str) -> Body:
    return {"asset_id": asset_id, "case_id": stage.case_id, "party_id": desk(stage).party_id, "asset": _car(),
            "source": {"kind": "manual", "id": None}}


def _own_calendar(stage: Stage, who: str) -> Body:
    calendar_id = new_id()
    if who != NOBODY:
        stage.house.send("controls.open_calendar", {"calendar_id": calendar_id}, stage.people[who])
    return {"calendar_id": calendar_id}


MAKE: dict[str, Callable[[Stage, str], Body]] = {
    "controls.request": lambda s, w: desk(s).a_request(),
    "controls.seize_on_site": lambda s, w: desk(s).a_seizure(asset=_car()),
    "controls.link_documents": lambda s, w: {"step_id": _step(s), "ruling_id": s.document_id},
    "controls.send": _sendable,
    "controls.record_service": lambda s, w: {"step_id": _step(s), "served_at": _NOW},
    "controls.record_effect": lambda s, w: {"step_id": _step(s), "effective_at": _NOW, "served_at": _NOW,
                                            "actual_amount_yuan": "1"},
    "controls.record_failure": lambda s, w: {"step_id": _step(s), "failure_code": "no_account"},
    "controls.withdraw_step": lambda s, w: {"step_id": _step(s), "reason": "误"},
    "controls.renew": lambda s, w: _about(s),
    "controls.release": lambda s, w: _about(s),
    "controls.transfer": lambda s, w: _about(s, amount_yuan="1"),
    "controls.correct_dates": lambda s, w: {
        "control_id": desk(s).live()["control_id"], "reason": "误",
        "printed": {"start": "2026-11-20", "end": "2027-11-10"}},
    "controls.record_rank": lambda s, w: {"control_id": desk(s).live(rank=3, amount=None)["control_id"], "rank": 2,
                                          "since": _NOW},
    "controls.move_custody": _custody,
    "controls.acknowledge_lapse": _lapsed,
    "controls.add_asset": lambda s, w: _line(s, new_id()),
    "controls.move_asset": lambda s, w: {"asset_id": _listed(s), "stage": "appraised", "reason": "评估"},
    "controls.merge_assets": lambda s, w: {"asset_id": _listed(s), "duplicate_id": _listed(s), "reason": "同一"},
    "controls.open_calendar": lambda s, w: {"calendar_id": new_id()},
    "controls.close_calendar": _own_calendar,
    "controls.record_feedback": lambda s, w: {"peer": "p", "batch": "b", "lines": []},
}
GUARDS = {f"controls.{name}": ("controls", "control_id")
          for name in ("renew", "release", "transfer", "correct_dates")}
