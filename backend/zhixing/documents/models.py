"""Table of this slice."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from zhixing.platform.db import Base


class CaseDocument(Base):
    """A finished document: exactly these bytes. `state`: checking → ready, or blocked for `reason`."""

    __tablename__ = "case_document"
    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    title: Mapped[str]
    kind: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    pages: Mapped[int | None]
    issued_on: Mapped[str | None]
    state: Mapped[str]
    reason: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]
