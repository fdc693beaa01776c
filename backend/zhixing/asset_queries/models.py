"""Tables of asset_queries. Amounts are decimals as text."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from zhixing.platform.db import Base


class QueryOfficer(Base):
    """One stretch of a person's place on the register (NQ 1-2). Ended ones stay."""

    __tablename__ = "query_officer"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(index=True)
    certificate: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    reason: Mapped[str | None]
    by: Mapped[str]


class QueryRequest(Base):
    """What an officer asked in one tap. `at_desk`: the service centre's desk asked, who may not see the answers."""

    __tablename__ = "query_request"
    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    respondents: Mapped[list[Any]]
    scope: Mapped[list[Any]]
    preset: Mapped[str | None]
    purpose: Mapped[str]
    at_desk: Mapped[bool]
    by: Mapped[str]
    at: Mapped[datetime]


class QueryItem(Base):
    """One question to one institution about one respondent. `state`: asked, waiting, nothing, found, failed."""

    __tablename__ = "query_item"
    serial: Mapped[str] = mapped_column(primary_key=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("query_request.id"), index=True)
    case_id: Mapped[str]
    party_id: Mapped[str]
    respondent: Mapped[str]
    institution: Mapped[str]
    asset_class: Mapped[str]
    usual_minutes: Mapped[int]
    state: Mapped[str]
    since: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    fail_code: Mapped[str | None]
    hits: Mapped[int]


class Feedback(Base):
    """One answer of an institution. `expires_at`: until when devices may keep it; the court's file keeps it longer."""

    __tablename__ = "query_feedback"
    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    serial: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str]
    peer: Mapped[str]
    request_id: Mapped[str | None]
    institution: Mapped[str]
    institution_code: Mapped[str | None]
    asset_class: Mapped[str]
    respondent: Mapped[str]
    outcome: Mapped[str]
    fail_code: Mapped[str | None]
    summary: Mapped[str] = mapped_column(Text)
    quantity: Mapped[str | None]
    amount_yuan: Mapped[str | None]
    available_yuan: Mapped[str | None]
    prior_freezes: Mapped[list[Any]]
    detail: Mapped[dict[str, Any] | None]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime]
    received_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    aged_out_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_query_feedback_hits", "case_id", sqlite_where=text("outcome = 'found'"),
              postgresql_where=text("outcome = 'found'")),
        Index("ix_query_feedback_on_devices", "expires_at", sqlite_where=text("aged_out_at IS NULL"),
              postgresql_where=text("aged_out_at IS NULL")))


class AssetAssessment(Base):
    """甄别 of one hit. The newest counts, all stay."""

    __tablename__ = "asset_assessment"
    id: Mapped[str] = mapped_column(primary_key=True)
    feedback_id: Mapped[str] = mapped_column(ForeignKey("query_feedback.id"), index=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    executable: Mapped[str]
    reason: Mapped[str | None]
    note: Mapped[str] = mapped_column(Text)
    by: Mapped[str]
    at: Mapped[datetime]
