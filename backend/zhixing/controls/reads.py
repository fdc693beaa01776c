"""Reading controls and the ledger; also what upper slices ask about them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.cases import CaseFacts, case_facts
from zhixing.controls.errors import ChangedMeanwhile
from zhixing.controls.models import CalendarAddress, Control, ControlStep, LedgerAsset
from zhixing.controls.rules import remaining
from zhixing.kernel.clock import to_text
from zhixing.kernel.errors import Conflict, NotFound

# States in which a control is, or may become, somebody's hold on the asset.
STANDING = ("draft", "sent", "served", "queued", "live")
IN_QUEUE = ("queued", "live")


@dataclass(frozen=True)
class ControlFacts:
    """What upper slices need to know of a control."""

    control_id: str
    case_id: str
    party_id: str
    kind: str
    asset_class: str
    state: str
    rank: int | None
    actual_amount_yuan: str | None
    effective_at: datetime | None
    ends_on: str | None


@dataclass(frozen=True)
class Subject:
    """For policies and services of this slice: the case and what is acted upon in it."""

    case: CaseFacts
    control: Control | None = None
    step: ControlStep | None = None
    asset: LedgerAsset | None = None


def controls_of_case(session: Session, case_id: str) -> list[ControlFacts]:
    """All controls of a case, ended ones included, oldest first."""
    found = session.scalars(select(Control).where(Control.case_id == case_id).order_by(Control.id))
    return [ControlFacts(one.id, one.case_id, one.party_id, one.kind, one.asset["asset_class"], one.state, one.rank,
                         one.actual_amount_yuan, one.effective_at, one.ends_on) for one in found]


def case_subject(session: Session, body: Any) -> Subject:
    """Raises: NotFound."""
    return Subject(case_facts(session, body.case_id))


def control_subject(session: Session, body: Any) -> Subject:
    """Raises: NotFound."""
    control = session.get(Control, body.control_id)
    if control is None:
        raise NotFound(what="control")
    return Subject(case_facts(session, control.case_id), control)


def step_subject(session: Session, body: Any) -> Subject:
    """Raises: NotFound."""
    step = session.get(ControlStep, body.step_id)
    if step is None:
        raise NotFound(what="step")
    return Subject(case_facts(session, step.case_id), session.get_one(Control, step.control_id), step)


def asset_subject(session: Session, body: Any) -> Subject:
    """Raises: NotFound."""
    asset = session.get(LedgerAsset, body.asset_id)
    if asset is None:
        raise NotFound(what="asset")
    return Subject(case_facts(session, asset.case_id), asset=asset)


def calendar_subject(session: Session, body: Any) -> CalendarAddress:
    """Raises: NotFound."""
    found = session.get(CalendarAddress, body.calendar_id)
    if found is None:
        raise NotFound(what="calendar")
    return found


def standing_on(session: Session, asset_key: str | None, besides: str) -> list[Control]:
    """Controls of this court on the same thing, whatever the case, oldest first."""
    if asset_key is None:
        return []
    query = select(Control).where(Control.asset_key == asset_key, Control.state.in_(STANDING), Control.id != besides)
    return list(session.scalars(query.order_by(Control.at, Control.id)))


def left(control: Control) -> Decimal:
    """What of the amount is still controlled, in yuan."""
    return remaining(control.actual_amount_yuan, control.transferred_amount_yuan, control.released_amount_yuan)


def steps_of(session: Session, control_id: str) -> list[ControlStep]:
    query = select(ControlStep).where(ControlStep.control_id == control_id)
    return list(session.scalars(query.order_by(ControlStep.at, ControlStep.id)))


def changed_meanwhile(session: Session, body: Any, versions: dict[str, Any]) -> Conflict:
    """What a person is told who acted on a control that somebody else has changed: what it is now, who did it, and
    who stands before this court."""
    control = session.get_one(Control, body.control_id)
    # `reason` lets the client choose its words by the state (`controls.changed_meanwhile.queued`).
    return ChangedMeanwhile(**versions, control_id=control.id, reason=control.state, **standing(control))


def standing(control: Control) -> dict[str, Any]:
    """A control in words a screen can use: "another officer has frozen this account …; yours ranks second"."""
    return {"state": control.state, "rank": control.rank, "by": control.updated_by, "ends_on": control.ends_on,
            "at": to_text(control.updated_at), "ahead": control.ahead, "kind": control.kind,
            "asset_class": control.asset["asset_class"]}
