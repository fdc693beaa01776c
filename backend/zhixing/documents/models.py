"""Tables of this slice. A version, once submitted, keeps its fields, its template and its bytes for ever."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from zhixing.platform.db import Base


class CaseDocument(Base):
    """A finished document: exactly these bytes. `state`: checking → ready, or blocked for `reason`.

    What was issued here has its draft's id, a number, a code to check it by, and the digest of the bytes that were
    approved; `seal` says how they were signed. `source_sha256` is what an imported PDF was converted from.
    """

    __tablename__ = "case_document"
    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    title: Mapped[str]
    kind: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    pages: Mapped[int | None]
    issued_on: Mapped[str | None]
    state: Mapped[str]
    reason: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]
    number: Mapped[str | None]
    version: Mapped[int | None]
    code: Mapped[str | None] = mapped_column(index=True)
    approved_sha256: Mapped[str | None] = mapped_column(index=True)
    source_sha256: Mapped[str | None]
    seal: Mapped[dict[str, Any] | None]
    printed: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    handed_over: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    revoked: Mapped[dict[str, Any] | None]
    has_text: Mapped[bool] = mapped_column(default=False, server_default=false())


class DocumentDraft(Base):
    """A document on its way. `state`: draft → rendering → in_approval → returned or approved → issued; discarded.
    `errors` is what the fields lack; `problem` why the last attempt came back."""

    __tablename__ = "document_draft"
    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), index=True)
    kind: Mapped[str]
    title: Mapped[str]
    template_version: Mapped[int]
    fields: Mapped[dict[str, Any]]
    errors: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(index=True)
    number: Mapped[str | None]
    version: Mapped[int]
    problem: Mapped[dict[str, Any] | None]
    party_id: Mapped[str | None]
    visit_id: Mapped[str | None]
    pack_id: Mapped[str | None]
    act: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]
    updated_at: Mapped[datetime]


class DocumentVersion(Base):
    """What was frozen by one submission. `code` is printed as a QR code; `place` is where the seal goes, in points."""

    __tablename__ = "document_version"
    id: Mapped[str] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document_draft.id"), index=True)
    version: Mapped[int]
    state: Mapped[str]
    fields: Mapped[dict[str, Any]]
    template_version: Mapped[int]
    template_sha256: Mapped[str] = mapped_column(ForeignKey("document_template.sha256"), index=True)
    number: Mapped[str]
    dated: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    asked: Mapped[dict[str, Any]]
    approval_id: Mapped[str | None]
    sha256: Mapped[str | None] = mapped_column(index=True)
    size: Mapped[int | None]
    pages: Mapped[int | None]
    place: Mapped[dict[str, Any] | None]
    end_reason: Mapped[str | None]
    ended_by: Mapped[str | None]
    by: Mapped[str]
    submitted_at: Mapped[datetime]
    rendered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (Index("uq_document_version_document_id_version", "document_id", "version", unique=True),)


class DocumentNumber(Base):
    """Numbers given within a case and series; one given is never given again. `ordinal` 0 is the bare case number."""

    __tablename__ = "document_number"
    case_id: Mapped[str] = mapped_column(ForeignKey("court_case.id"), primary_key=True)
    series: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(unique=True)


class DocumentTemplate(Base):
    """Every template ever used, by its digest, whole; `current` is what new drafts use, one per kind."""

    __tablename__ = "document_template"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    content: Mapped[dict[str, Any]]
    current: Mapped[bool]
    since: Mapped[datetime]
