"""Tables of the gateway: who is believed, what came, what was set aside, what goes out."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, text
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
    """A line that was set aside, as it came. `raw` is secret like the answers themselves and leaves by no door.

    `handled`: by whom, when, with what note, once a person has dealt with it.
    """

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
    handled: Mapped[dict[str, Any] | None]


class GatewayParcel(Base):
    """An outgoing batch, closed and signed. Delivering it again is the same bytes under the same id."""

    __tablename__ = "gateway_parcel"
    id: Mapped[str] = mapped_column(primary_key=True)
    lines: Mapped[int]
    body_sha256: Mapped[str]
    signature: Mapped[str]
    made_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    try_at: Mapped[datetime]
    error: Mapped[str | None]
    receipt: Mapped[dict[str, Any] | None]
    __table_args__ = (Index("ix_gateway_parcel_waiting", "try_at", sqlite_where=text("delivered_at IS NULL"),
                            postgresql_where=text("delivered_at IS NULL")),)


class GatewayLine(Base):
    """One message on its way out, written in the transaction that decided it. `body` is the line as it travels."""

    __tablename__ = "gateway_line"
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    serial: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    parcel_id: Mapped[str | None] = mapped_column(ForeignKey("gateway_parcel.id"), index=True)
    __table_args__ = (Index("ix_gateway_line_waiting", "id", sqlite_where=text("parcel_id IS NULL"),
                            postgresql_where=text("parcel_id IS NULL")),)
