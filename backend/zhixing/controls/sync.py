"""Rows a device may hold: controls, their steps and the ledger, in the scope of the case."""

from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.controls.commands import Action, Ahead, Asset, Kind, Printed, Source, Stage
from zhixing.controls.models import Control, ControlStep, LedgerAsset
from zhixing.controls.rules import is_partial
from zhixing.controls.terms import days_apart
from zhixing.kernel.clock import to_text
from zhixing.kernel.messages import Actor, DateText, Id, TimeText

State = Literal["draft", "sent", "served", "queued", "live", "failed", "withdrawn", "released", "transferred", "lapsed"]
StepState = Literal["draft", "sent", "served", "done", "failed", "withdrawn"]


class Term(BaseModel):
    """From when until when. `ends_on` is the day that counts, the last one with effect; `difference_days` is printed
    end minus computed end. `flags`: longer_than_law, printed_differs, starts_before_effect."""

    printed: Printed | None
    computed_start: DateText | None
    computed_end: DateText | None
    ends_on: DateText | None
    difference_days: int | None
    flags: list[str]


class LapseAnswer(BaseModel):
    reason: str
    by: str
    at: TimeText


class Lapse(BaseModel):
    """The effect ended by law on `ended_on`; `acknowledged` is null while nobody has answered for it."""

    ended_on: DateText
    acknowledged: LapseAnswer | None


class ControlRow(BaseModel):
    """A control as its steps have made it. `actual_amount_yuan` is what was controlled at first (`is_partial`: less
    than asked); what is still held is that less what was transferred and released. `rank` 1 is in effect, more is
    queued (轮候), null before there is one."""

    id: Id
    case_id: Id
    party_id: Id
    asset_id: Id
    kind: Kind
    asset: Asset
    state: State
    rank: int | None
    ahead: list[Ahead]
    requested_amount_yuan: str | None
    actual_amount_yuan: str | None
    transferred_amount_yuan: str | None
    released_amount_yuan: str | None
    is_partial: bool
    served_at: TimeText | None
    effective_at: TimeText | None
    ended_at: TimeText | None
    term: Term
    lapse: Lapse | None
    place: str | None
    custodian: str | None
    item_ids: list[Id]
    evidence_ids: list[Id]
    exemptions_found: list[str]
    by: str
    at: TimeText
    updated_by: str
    updated_at: TimeText


class EarlyRank(BaseModel):
    """A rank (顺位) the institution told before the effect: applied with it. Still here afterwards: it contradicts."""

    rank: int
    since: TimeText
    ahead: list[Ahead]


class ControlStepRow(BaseModel):
    """A step on paper. Its id is its serial (查控流水号) at the institution."""

    id: Id
    control_id: Id
    case_id: Id
    action: Action
    state: StepState
    ruling_id: Id | None
    notice_id: Id | None
    amount_yuan: str | None
    to_account: str
    printed: Printed | None
    reason: str
    sent_at: TimeText | None
    served_at: TimeText | None
    effective_at: TimeText | None
    actual_amount_yuan: str | None
    receipt: str
    failure_code: str | None
    failure_text: str
    early_rank: EarlyRank | None
    by: str
    at: TimeText


class AssetRow(BaseModel):
    """A line of the ledger. `merged_into` names the line that took it over; such a line is kept and shown no more."""

    id: Id
    case_id: Id
    party_id: Id
    asset: Asset
    source: Source
    stage: Stage
    value_yuan: str | None
    evidence_ids: list[Id]
    note: str
    merged_into: Id | None
    by: str
    at: TimeText


def control_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    return {row.id: _control(row) for row in session.scalars(select(Control).where(Control.id.in_(ids)))}


def _control(row: Control) -> dict[str, Any]:
    plain = ("id", "case_id", "party_id", "asset_id", "kind", "asset", "state", "rank", "ahead",
             "requested_amount_yuan", "actual_amount_yuan", "transferred_amount_yuan", "released_amount_yuan", "lapse",
             "place", "custodian", "item_ids", "evidence_ids", "by", "updated_by")
    return {**{name: getattr(row, name) for name in plain}, **_moments(row, "served_at", "effective_at", "ended_at"),
            **_moments(row, "at", "updated_at"), "term": _term(row),
            "exemptions_found": row.exemptions["found"],
            "is_partial": is_partial(row.requested_amount_yuan, row.actual_amount_yuan)}


def _term(row: Control) -> dict[str, Any]:
    return {"printed": _printed(row), "computed_start": row.computed_start, "computed_end": row.computed_end,
            "ends_on": row.ends_on, "difference_days": days_apart(row.printed_end, row.computed_end),
            "flags": row.term_flags}


def _printed(row: Control | ControlStep) -> dict[str, str] | None:
    return {"start": row.printed_start, "end": row.printed_end} if row.printed_start and row.printed_end else None


def _moments(row: Any, *names: str) -> dict[str, str | None]:
    return {name: to_text(value) if (value := getattr(row, name)) else None for name in names}


def step_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    return {row.id: _step(row) for row in session.scalars(select(ControlStep).where(ControlStep.id.in_(ids)))}


def _step(row: ControlStep) -> dict[str, Any]:
    plain = ("id", "control_id", "case_id", "action", "state", "ruling_id", "notice_id", "amount_yuan", "to_account",
             "reason", "actual_amount_yuan", "receipt", "failure_code", "failure_text", "early_rank", "by")
    return {**{name: getattr(row, name) for name in plain}, "printed": _printed(row),
            **_moments(row, "sent_at", "served_at", "effective_at", "at")}


def asset_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    plain = ("id", "case_id", "party_id", "asset", "source", "stage", "value_yuan", "evidence_ids", "note",
             "merged_into", "by")
    found = session.scalars(select(LedgerAsset).where(LedgerAsset.id.in_(ids)))
    return {row.id: {**{name: getattr(row, name) for name in plain}, "at": to_text(row.at)} for row in found}
