"""Tables of this slice."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from zhixing.platform.db import Base


class Device(Base):
    """An enrolled tablet or phone. Never deleted: its signatures must stay verifiable.

    `state` is its own account of itself (docs/protocol.md 3), as of `state_at`. `announced_at` is when its row last
    went out to those who watch it. `ended` keeps what a revocation took away.
    """

    __tablename__ = "devices_device"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    platform: Mapped[str]
    store_id: Mapped[str]
    public_key: Mapped[str]
    key_id: Mapped[str] = mapped_column(unique=True)
    owner_id: Mapped[str] = mapped_column(index=True)
    enrolled_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    announced_at: Mapped[datetime]
    state: Mapped[dict[str, Any] | None]
    state_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None]
    revoke_reason: Mapped[str | None]
    wipe_ordered_at: Mapped[datetime | None]
    ended: Mapped[dict[str, Any] | None]

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None


class DeviceUser(Base):
    """A person who works on a device, and how far she pulled there. Written once a minute at most (`contact.py`)."""

    __tablename__ = "devices_user"
    device_id: Mapped[str] = mapped_column(ForeignKey("devices_device.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    added_at: Mapped[datetime]
    cursor: Mapped[str] = mapped_column(default="")
    pulled_at: Mapped[datetime | None]
    catching_up: Mapped[bool] = mapped_column(default=False)


class EnrolmentCode(Base):
    """A code that was given out. `mark` is a keyed digest: from the table alone no code can be found."""

    __tablename__ = "devices_code"
    mark: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(index=True)
    issued_by: Mapped[str]
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class HandedIn(Base):
    """Bytes that this owner handed in: only to him may an upload be answered "here already" (protocol 5)."""

    __tablename__ = "devices_handed_in"
    owner: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
