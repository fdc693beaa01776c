"""The litigants' own tables: nothing is read for a page that was not put here for it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from zhixing.platform.db import Base


class LitigantPage(Base):
    """One party's page. The address is derived from the id and a secret; here is only its digest, to find it by.

    `card` is what the party may see of itself, masked. `check_digest` is keyed by the same secret.
    """

    __tablename__ = "litigant_page"
    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("case_party.id"))
    token_sha256: Mapped[str] = mapped_column(unique=True)
    card: Mapped[dict[str, Any]]
    check_kind: Mapped[str]
    check_digest: Mapped[str]
    contact_phone: Mapped[str]
    opened_at: Mapped[datetime]
    opened_by: Mapped[str]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    close_reason: Mapped[str | None]
    views: Mapped[int] = mapped_column(default=0)
    last_seen_at: Mapped[datetime | None]
    __table_args__ = (Index("uq_litigant_page_open", "party_id", unique=True,
                            sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL")),)


class LitigantCase(Base):
    """What every page of a case says at its head."""

    __tablename__ = "litigant_case"
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), primary_key=True)
    case_number: Mapped[str]
    stage: Mapped[str]
    parties: Mapped[list[Any]]
    judge: Mapped[str | None]
    updated_at: Mapped[datetime]


class Publication(Base):
    """Something shown to the parties: words that were scrubbed, and where the bytes are, if any.

    `blob` is the original's digest and `file_name` the copy's name below it (photo), or the document's digest alone.
    """

    __tablename__ = "publication"
    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    kind: Mapped[str]
    subject_id: Mapped[str] = mapped_column(index=True)
    derivative_id: Mapped[str | None]
    caption: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    happened_on: Mapped[str | None]
    blob: Mapped[str | None]
    file_name: Mapped[str | None]
    size: Mapped[int | None]
    pages: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    published_at: Mapped[datetime]
    by: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    reason: Mapped[str | None]
    __table_args__ = (Index("uq_publication_standing", "kind", "subject_id", unique=True,
                            sqlite_where=text("withdrawn_at IS NULL"),
                            postgresql_where=text("withdrawn_at IS NULL")),)


class PhotoMask(Base):
    """An order to cover places of a photo. `state`: `rendering`, `ready` or `failed`."""

    __tablename__ = "photo_mask"
    id: Mapped[str] = mapped_column(primary_key=True)
    evidence_id: Mapped[str] = mapped_column(index=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"))
    parent_sha256: Mapped[str]
    boxes: Mapped[list[Any]]
    by: Mapped[str]
    at: Mapped[datetime]
    state: Mapped[str]
    width: Mapped[int | None]
    height: Mapped[int | None]
    size: Mapped[int | None]


class LitigantMessage(Base):
    """What a litigant wrote, and by when an answer is due."""

    __tablename__ = "litigant_message"
    id: Mapped[str] = mapped_column(primary_key=True)
    page_id: Mapped[str] = mapped_column(ForeignKey("litigant_page.id"), index=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"))
    party_id: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    answer_due_on: Mapped[str | None]


class LitigantAnswer(Base):
    """What the court answered."""

    __tablename__ = "litigant_answer"
    id: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("litigant_message.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[str]
    at: Mapped[datetime]


class WrongAnswers(Base):
    """How often a page's question was answered wrongly, per page and per client network.

    A network is kept as a keyed digest that changes every day: enough to count, too little to know who.
    """

    __tablename__ = "litigant_wrong_answers"
    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]
