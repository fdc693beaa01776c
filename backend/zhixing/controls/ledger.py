"""The property ledger (财产台账): one line per asset, 发现 → 控制 → 评估 → 处置."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from zhixing.cases import party_facts
from zhixing.controls import commands, errors, events, rules, tell
from zhixing.controls.models import Control, LedgerAsset
from zhixing.controls.reads import IN_QUEUE, STANDING, Subject
from zhixing.kernel.clock import legal_date
from zhixing.kernel.errors import NotFound
from zhixing.kernel.lookup import SEPARATOR
from zhixing.platform.unit_of_work import Act, UnitOfWork


def check_respondent(session: Session, case_id: str, party_id: str) -> None:
    """Raises: NotRespondent, also for somebody who is no party at all."""
    try:
        party = party_facts(session, party_id)
    except NotFound as cause:
        raise errors.NotRespondent() from cause
    if party.case_id != case_id or party.side != "respondent":
        raise errors.NotRespondent()


def new_asset(act: Act[Any]) -> LedgerAsset:
    """A line for the asset of the act's body, which has case, party, asset and source."""
    body = act.body
    asset = body.asset.model_dump()
    row = LedgerAsset(id=body.asset_id, case_id=body.case_id, party_id=body.party_id, asset=asset,
                      asset_key=rules.asset_key(asset), stage="found",
                      search_key=_search_key(body.asset_id, asset, body),
                      source=body.source.model_dump(), value_yuan=None, evidence_ids=[], note="", merged_into=None,
                      history=[], by=act.actor.id, at=act.now)
    act.session.add(row)
    act.session.flush()
    tell.changed(act, row)
    return row


def _search_key(asset_id: str, asset: dict[str, Any], body: Any) -> str:
    """Marks, and what a seal on the thing may carry: this line's id, the list's line, the control."""
    return rules.asset_search_key(asset, asset_id, body.source.id, getattr(body, "control_id", None),
                                  *getattr(body, "item_ids", ()))


def _joined(*keys: str) -> str:
    return SEPARATOR.join(dict.fromkeys(line for key in keys for line in key.split(SEPARATOR)))


def asset_for(act: Act[Any]) -> LedgerAsset:
    """The line a control is about; a new one when there is none yet. Raises: AssetNotOfCase."""
    row = act.session.get(LedgerAsset, act.body.asset_id)
    if row is None:
        return new_asset(act)
    if row.case_id != act.body.case_id or row.party_id != act.body.party_id or row.merged_into is not None:
        raise errors.AssetNotOfCase()
    row.search_key = _joined(row.search_key, _search_key(row.id, act.body.asset.model_dump(), act.body))
    return row


def add_asset(act: Act[commands.AddAsset]) -> None:
    """Put an asset into the ledger."""
    body, today = act.body, legal_date(act.now)
    check_respondent(act.session, body.case_id, body.party_id)
    row = new_asset(act)
    row.value_yuan = rules.check_amount(body.value_yuan, today)
    row.evidence_ids, row.note = list(body.evidence_ids), body.note


def move_asset(act: Act[commands.MoveAsset]) -> None:
    """Move an asset on its way, with the reason. Raises: AssetNotOfCase, AssetStageUnfit."""
    body = act.body
    row = _standing_asset(act)
    rules.check_stage(row.stage, body.stage, is_controlled=_live(act.session, row.id))
    if body.value_yuan is not None:
        row.value_yuan = rules.check_amount(body.value_yuan, legal_date(act.now))
    _move(act, row, body.stage, body.reason)


def _standing_asset(act: Act[Any]) -> LedgerAsset:
    row = act.session.get_one(LedgerAsset, act.body.asset_id, with_for_update=True)
    if row.merged_into is not None:
        raise errors.AssetNotOfCase()
    return row


def _move(unit: UnitOfWork, row: LedgerAsset, stage: str, reason: str) -> None:
    tell.remember(unit, row, "moved", reason=reason, stages=[row.stage, stage])
    row.stage = stage
    tell.changed(unit, row)
    unit.happened("controls.asset_moved", **events.AssetMoved(
        asset_id=row.id, case_id=row.case_id, stage=stage, by=unit.actor.id).model_dump())


def merge_assets(act: Act[commands.MergeAssets]) -> None:
    """Two lines are one thing: the duplicate keeps its history and points to the other.

    Raises: MergeWithItself, AssetNotOfCase, MergeOfTwoLive.
    """
    body = act.body
    subject: Subject = act.subject
    row = _standing_asset(act)
    if body.duplicate_id == row.id:
        raise errors.MergeWithItself()
    other = act.session.get(LedgerAsset, body.duplicate_id, with_for_update=True)
    if other is None or other.case_id != subject.case.case_id or other.merged_into is not None:
        raise errors.AssetNotOfCase()
    if _standing(act.session, row.id) and _standing(act.session, other.id):
        raise errors.MergeOfTwoLive()
    _take_over(act, row, other)
    tell.remember(act, other, "merged", into=row.id, reason=body.reason)
    other.merged_into = row.id
    tell.changed(act, row, other)


def _take_over(act: Act[Any], row: LedgerAsset, other: LedgerAsset) -> None:
    for control in act.session.scalars(select(Control).where(Control.asset_id == other.id)):
        control.asset_id = row.id
        tell.changed(act, control)
    row.evidence_ids = list(dict.fromkeys([*row.evidence_ids, *other.evidence_ids]))
    row.value_yuan = row.value_yuan or other.value_yuan
    row.asset = {**other.asset, **{name: value for name, value in row.asset.items() if value}}
    row.asset_key = rules.asset_key(row.asset)
    row.search_key = _joined(row.search_key, other.search_key)
    row.stage = max(row.stage, other.stage, key=rules.STAGES.index)


def follow_controls(unit: UnitOfWork, control: Control) -> None:
    """The stages 发现 and 控制 follow from the controls; later ones are a person's word."""
    row = unit.session.get_one(LedgerAsset, control.asset_id)
    is_controlled = control.state in IN_QUEUE or _live(unit.session, control.asset_id)
    wanted = "controlled" if is_controlled else "found"
    if row.stage in ("found", "controlled") and row.stage != wanted:
        _move(unit, row, wanted, "")


def _live(session: Session, asset_id: str) -> bool:
    return _count(session, asset_id, IN_QUEUE) > 0


def _standing(session: Session, asset_id: str) -> bool:
    return _count(session, asset_id, STANDING) > 0


def _count(session: Session, asset_id: str, states: tuple[str, ...]) -> int:
    session.flush()
    query = select(func.count()).select_from(Control).where(Control.asset_id == asset_id, Control.state.in_(states))
    return session.scalar(query) or 0
