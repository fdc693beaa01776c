"""Tables of this slice."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from zhixing.platform.db import Base


class CourtCase(Base):
    """A case. `claim_amount_yuan` is a decimal as text: money never passes through a float."""

    __tablename__ = "court_case"
    id: Mapped[str] = mapped_column(primary_key=True)
    case_number: Mapped[str] = mapped_column(unique=True)
    cause: Mapped[str]
    title_basis: Mapped[str]
    claim_amount_yuan: Mapped[str]
    filed_on: Mapped[str]
    stage: Mapped[str]
    related_cases: Mapped[list[Any]]
    opened_by: Mapped[str]
    opened_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class CaseParty(Base):
    """A party as filed."""

    __tablename__ = "case_party"
    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    position: Mapped[int]
    side: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(index=True)
    id_number: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str | None]
    address: Mapped[str | None]


class CaseAssignment(Base):
    """One stretch of a person's duty in a case. Ended ones stay: late acts are judged by them."""

    __tablename__ = "case_assignment"
    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    person_id: Mapped[str] = mapped_column(index=True)
    duty: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    reason: Mapped[str | None]
    by: Mapped[str]


class TimelineEntry(Base):
    """What happened, in order. `text` is empty where `kind` and `params` say it all: the client translates."""

    __tablename__ = "case_timeline"
    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    kind: Mapped[str]
    text: Mapped[str]
    params: Mapped[dict[str, Any]]
    happened_on: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
