"""The local copy of secret answers ages out (domain.md 9.1, PIPL 19): devices forget, the court's file keeps."""

from typing import Any

from sqlalchemy import select, update

from zhixing.asset_queries.models import Feedback
from zhixing.cases import queries_scope
from zhixing.platform.unit_of_work import UnitOfWork

ROWS_AT_ONCE = 500
PER_RUN = 40


def age_out(system: Any) -> int:
    """Tell devices to forget what has expired, a few hundred rows per transaction. Returns how many."""
    total = 0
    for _ in range(PER_RUN):
        done = system.transact("gateway", _forget_some)
        total += done
        if done < ROWS_AT_ONCE:
            break
    return total


def _forget_some(unit: UnitOfWork) -> int:
    old = unit.session.execute(
        select(Feedback.id, Feedback.case_id).where(Feedback.aged_out_at.is_(None), Feedback.expires_at <= unit.now)
        .order_by(Feedback.expires_at).limit(ROWS_AT_ONCE).with_for_update(skip_locked=True)).all()
    if old:
        unit.session.execute(update(Feedback).where(Feedback.id.in_([one.id for one in old]))
                             .values(aged_out_at=unit.now).execution_options(synchronize_session=False))
        unit.audit("asset_queries.aged_out", "feedback", rows=len(old))
    for one in old:
        unit.gone("feedback", one.id, queries_scope(one.case_id))
    return len(old)
