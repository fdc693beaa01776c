"""Tables of this slice. No secret is stored in a form that can be used: see each column."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from zhixing.platform.db import Base


class Person(Base):
    """Somebody of the court. `username` is in its comparable form (`rules.comparable`).

    `password_hash` is an Argon2id PHC string. The second factor's secret is derived from `otp_nonce` with the server's
    key, so that a copied database opens nobody's authenticator; it counts once `otp_confirmed_at` is set.
    """

    __tablename__ = "identity_person"
    id: Mapped[str] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(index=True)
    roles: Mapped[list[Any]]
    password_hash: Mapped[str]
    otp_nonce: Mapped[str | None]
    otp_confirmed_at: Mapped[datetime | None]
    otp_last_step: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    disabled_reason: Mapped[str | None]

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None


class LoginSession(Base):
    """One login. `token_hash` is the SHA-256 of the cookie; the cookie itself is nowhere but in the browser.

    It ends `lasts_s` seconds after it was last used, and at `expires_at` in any case.
    """

    __tablename__ = "identity_session"
    id: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("identity_person.id"), index=True)
    device_id: Mapped[str | None] = mapped_column(index=True)
    method: Mapped[str]
    network: Mapped[str]
    opened_at: Mapped[datetime]
    used_at: Mapped[datetime]
    lasts_s: Mapped[int]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None]


class Passkey(Base):
    """A WebAuthn credential. `device_id`: the enrolled tablet it was made on, if it was; revoking that ends it."""

    __tablename__ = "identity_passkey"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("identity_person.id"), index=True)
    credential_id: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[str]
    sign_count: Mapped[int]
    name: Mapped[str]
    device_id: Mapped[str | None] = mapped_column(index=True)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class UsedChallenge(Base):
    """A passkey challenge that was answered: answering it again is a replay. Swept when it would have expired."""

    __tablename__ = "identity_used_challenge"
    digest: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Tries(Base):
    """Failed logins under one key (`tries.keys_of`). Keys are digests: a name somebody typed is not kept."""

    __tablename__ = "identity_tries"
    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
