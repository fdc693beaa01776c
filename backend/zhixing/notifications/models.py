"""Tables of notifications."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from zhixing.platform.db import Base


class Notice(Base):
    """One line in a person's list. The words are the app's; `params` holds counts and ids, no names."""

    __tablename__ = "notice"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str]
    kind: Mapped[str]
    params: Mapped[dict[str, Any]]
    case_id: Mapped[str | None]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_notice_person_kind", "person_id", "kind", "case_id"),)


class PushSubscription(Base):
    """One browser that may be rung. `endpoint` is a capability: whoever knows it can knock."""

    __tablename__ = "push_subscription"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(index=True)
    device_id: Mapped[str | None] = mapped_column(index=True)
    endpoint: Mapped[str] = mapped_column(unique=True)
    p256dh: Mapped[str]
    auth: Mapped[str]
    created_at: Mapped[datetime]
