"""How changes of this slice are announced: the feed, the timeline of the case, events."""

from typing import Any

from pydantic import BaseModel

from zhixing.cases import NewEntry, add_timeline, case_facts, case_scope
from zhixing.controls.models import Control, ControlStep, LedgerAsset
from zhixing.kernel.clock import to_text
from zhixing.platform.unit_of_work import UnitOfWork


def changed(unit: UnitOfWork, *rows: Control | ControlStep | LedgerAsset) -> None:
    """Everybody who holds the case gets the rows; a control notes who changed it last."""
    collections = {Control: "controls", ControlStep: "control_steps", LedgerAsset: "assets"}
    for row in rows:
        if isinstance(row, Control):
            row.updated_by, row.updated_at = unit.actor.id, unit.now
        unit.changed(collections[type(row)], row.id, case_scope(row.case_id))


def happened(unit: UnitOfWork, name: str, event: type[BaseModel], control: Control, **facts: Any) -> None:
    """Announce an event about a control. What is common to all of them is added here."""
    unit.happened(name, **event(
        control_id=control.id, case_id=control.case_id, case_number=case_number(unit, control), kind=control.kind,
        asset_class=control.asset["asset_class"], by=unit.actor.id, **facts).model_dump())


def case_number(unit: UnitOfWork, control: Control) -> str:
    """案号 of the control's case: a batch of an institution asks for it with every line."""
    return unit.recall(f"case_number:{control.case_id}", lambda: case_facts(unit.session, control.case_id).case_number)


def on_timeline(unit: UnitOfWork, control: Control, kind: str, happened_on: str, **params: Any) -> None:
    """A line in the case's timeline; the client has the words."""
    add_timeline(unit, NewEntry(control.case_id, kind, happened_on=happened_on, params={
        "control_id": control.id, "kind": control.kind, "asset_class": control.asset["asset_class"], **params}))


def remember(unit: UnitOfWork, row: Control | LedgerAsset, what: str, **facts: Any) -> None:
    """Add to the row's history."""
    row.history = [*row.history, {"what": what, "by": unit.actor.id, "at": to_text(unit.now), **facts}]
