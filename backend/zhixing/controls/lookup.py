"""Assets of the ledger found by plate, number, name or the code of a seal, in the cases a person holds."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from zhixing.cases import case_facts
from zhixing.controls.models import Control, LedgerAsset
from zhixing.platform.lookup import Asked, Found, is_held


def find_assets(session: Session, asked: Asked) -> list[Found]:
    """Newest first, each with what controls it now."""
    wanted = [LedgerAsset.search_key.contains(key, autoescape=True) for key in asked.needle.keys]
    query = (select(LedgerAsset).where(or_(*wanted), LedgerAsset.merged_into.is_(None),
                                       is_held(asked.person_id, "case:" + LedgerAsset.case_id))
             .order_by(LedgerAsset.id.desc()).limit(asked.limit))
    return [_found(session, row) for row in session.scalars(query)]


def _found(session: Session, row: LedgerAsset) -> Found:
    controls = session.scalars(select(Control).where(Control.asset_id == row.id).order_by(Control.at))
    return Found("assets", row.id, row.case_id, row.asset["label"], {
        "asset_class": row.asset["asset_class"], "stage": row.stage,
        "case_number": case_facts(session, row.case_id).case_number,
        "controls": [{"id": one.id, "kind": one.kind, "state": one.state, "rank": one.rank, "ends_on": one.ends_on}
                     for one in controls]})
