"""Tables of this slice. Rows are never deleted; what changes keeps its history.

Amounts are decimals as text, legal days are `YYYY-MM-DD` in Asia/Shanghai (they sort as text).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from zhixing.platform.db import Base


class Control(Base):
    """A control of one asset. `ends_on` is the day that counts: printed when known, computed otherwise, none while it
    waits. `actual_amount_yuan` is what was controlled at first; what was transferred or released since stands beside
    it. `announced` is the band of the radar that was told last; `ranked_at`: since when it has its rank."""

    __tablename__ = "control"
    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("case_party.id"), index=True)
    asset_id: Mapped[str] = mapped_column(ForeignKey("ledger_asset.id"), index=True)
    asset_key: Mapped[str | None] = mapped_column(index=True)
    kind: Mapped[str]
    asset: Mapped[dict[str, Any]]
    state: Mapped[str]
    rank: Mapped[int | None]
    ranked_at: Mapped[datetime | None]
    ahead: Mapped[list[Any]]
    requested_amount_yuan: Mapped[str | None]
    actual_amount_yuan: Mapped[str | None]
    transferred_amount_yuan: Mapped[str | None]
    released_amount_yuan: Mapped[str | None]
    served_at: Mapped[datetime | None]
    effective_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    printed_start: Mapped[str | None]
    printed_end: Mapped[str | None]
    computed_start: Mapped[str | None]
    computed_end: Mapped[str | None]
    ends_on: Mapped[str | None]
    term_flags: Mapped[list[Any]]
    announced: Mapped[str | None]
    lapse: Mapped[dict[str, Any] | None]
    moved_up_by: Mapped[str | None]
    place: Mapped[str | None]
    custodian: Mapped[str | None]
    item_ids: Mapped[list[Any]]
    evidence_ids: Mapped[list[Any]]
    exemptions: Mapped[dict[str, Any]]
    history: Mapped[list[Any]]
    by: Mapped[str]
    at: Mapped[datetime]
    updated_by: Mapped[str]
    updated_at: Mapped[datetime]
    __table_args__ = (Index("ix_control_state_ends_on", "state", "ends_on"),)


class ControlStep(Base):
    """A step on paper: place, renew, release or transfer, from its draft to its effect. Its id is its 查控流水号.
    `early_rank`: a rank told before the effect (`ranks.py`)."""

    __tablename__ = "control_step"
    id: Mapped[str] = mapped_column(primary_key=True)
    control_id: Mapped[str] = mapped_column(ForeignKey("control.id"), index=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    action: Mapped[str]
    state: Mapped[str]
    ruling_id: Mapped[str | None]
    notice_id: Mapped[str | None]
    amount_yuan: Mapped[str | None]
    to_account: Mapped[str]
    printed_start: Mapped[str | None]
    printed_end: Mapped[str | None]
    reason: Mapped[str]
    sent_at: Mapped[datetime | None]
    served_at: Mapped[datetime | None]
    effective_at: Mapped[datetime | None]
    actual_amount_yuan: Mapped[str | None]
    receipt: Mapped[str]
    failure_code: Mapped[str | None]
    failure_text: Mapped[str]
    early_rank: Mapped[dict[str, Any] | None]
    by: Mapped[str]
    at: Mapped[datetime]


class ControlAnswer(Base):
    """A line of a gateway batch that was taken, so that the same serial does nothing twice."""

    __tablename__ = "control_answer"
    serial: Mapped[str] = mapped_column(primary_key=True)
    step_id: Mapped[str] = mapped_column(ForeignKey("control_step.id"), index=True)
    fingerprint: Mapped[str]
    at: Mapped[datetime]


class LedgerAsset(Base):
    """A line of the property ledger (财产台账)."""

    __tablename__ = "ledger_asset"
    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("case_party.id"), index=True)
    asset: Mapped[dict[str, Any]]
    asset_key: Mapped[str | None] = mapped_column(index=True)
    search_key: Mapped[str]
    source: Mapped[dict[str, Any]]
    stage: Mapped[str]
    value_yuan: Mapped[str | None]
    evidence_ids: Mapped[list[Any]]
    note: Mapped[str]
    merged_into: Mapped[str | None]
    history: Mapped[list[Any]]
    by: Mapped[str]
    at: Mapped[datetime]


class CalendarAddress(Base):
    """A calendar somebody's phone asks for. Only the hash of its token is kept."""

    __tablename__ = "control_calendar"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
