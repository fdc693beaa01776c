"""Which query results a device may hold: those of the scope `case:<id>:queries`, and nothing else."""

from typing import Any

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.asset_queries.commands import AssetClass, Outcome
from zhixing.asset_queries.models import Feedback
from zhixing.asset_queries.reads import feedback_row
from zhixing.kernel.messages import Actor, DateText, Id, TimeText


class PriorFreezeRow(BaseModel):
    """在先冻结."""

    court: str
    rank: int
    amount_yuan: str | None = None
    ends_on: DateText | None = None


class FeedbackRow(BaseModel):
    """One institution's answer. No result may be shown before `answered_at` (domain.md 5)."""

    id: Id
    case_id: Id
    serial: str
    institution: str
    asset_class: AssetClass
    respondent: str
    outcome: Outcome
    summary: str
    amount_yuan: str | None = None
    available_yuan: str | None = None
    prior_freezes: list[PriorFreezeRow]
    asked_at: TimeText
    answered_at: TimeText
    received_at: TimeText


def feedback_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    """Rows by id. The feed hands out ids by scope, so whoever asks holds it."""
    return {one.id: feedback_row(one) for one in session.scalars(select(Feedback).where(Feedback.id.in_(ids)))}
