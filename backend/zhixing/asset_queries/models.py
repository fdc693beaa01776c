"""Tables of asset_queries."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from zhixing.platform.db import Base


class GatewayPeer(Base):
    """A system on the other side of a one-way gate, known by its public key (SPKI, base64url)."""

    __tablename__ = "gateway_peer"
    name: Mapped[str] = mapped_column(primary_key=True)
    public_key: Mapped[str]
    active: Mapped[bool]
    registered_at: Mapped[datetime]


class GatewayBatch(Base):
    """A batch that came. Its first arrival dates all its parts, so that coming again changes nothing."""

    __tablename__ = "gateway_batch"
    peer: Mapped[str] = mapped_column(ForeignKey("gateway_peer.name"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    body_sha256: Mapped[str]
    received_at: Mapped[datetime]


class GatewayQuarantine(Base):
    """A line that was set aside, as it came. `raw` is secret like the answers themselves and leaves by no door."""

    __tablename__ = "gateway_quarantine"
    id: Mapped[str] = mapped_column(primary_key=True)
    peer: Mapped[str] = mapped_column(index=True)
    batch: Mapped[str]
    line: Mapped[int]
    serial: Mapped[str | None]
    code: Mapped[str]
    params: Mapped[dict[str, Any]]
    raw: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class Feedback(Base):
    """One answer of an institution. Amounts are decimals as text."""

    __tablename__ = "query_feedback"
    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    serial: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str]
    peer: Mapped[str]
    institution: Mapped[str]
    asset_class: Mapped[str]
    respondent: Mapped[str]
    outcome: Mapped[str]
    summary: Mapped[str] = mapped_column(Text)
    amount_yuan: Mapped[str | None]
    available_yuan: Mapped[str | None]
    prior_freezes: Mapped[list[Any]]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime]
    received_at: Mapped[datetime]
