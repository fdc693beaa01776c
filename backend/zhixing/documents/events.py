"""What has happened in this slice."""

from pydantic import BaseModel

from zhixing.kernel.messages import Digest, Id


class DocumentImported(BaseModel):
    """`documents.imported`: the PDF is in the file; nobody can read it yet."""

    document_id: Id
    case_id: Id
    title: str
    kind: str
    sha256: Digest
    size: int
    by: str


class DocumentChecked(BaseModel):
    """`documents.checked`: `state` is `ready` (can be read, has `pages`) or `blocked` for `reason`."""

    document_id: Id
    case_id: Id
    title: str
    state: str
    reason: str | None
    pages: int | None


class DocumentDrafted(BaseModel):
    """`documents.drafted`: somebody began a document."""

    document_id: Id
    case_id: Id
    kind: str
    title: str
    act: str | None
    by: str


class DraftSubmitted(BaseModel):
    """`documents.submitted`: a version was frozen and has its number; the PDF follows."""

    document_id: Id
    case_id: Id
    kind: str
    title: str
    number: str
    version: int
    urgent: bool
    by: str


class DraftNotRendered(BaseModel):
    """`documents.not_rendered`: the PDF could not be made; the document is a draft again, with the reason."""

    document_id: Id
    case_id: Id
    title: str
    version: int
    reason: str
    by: str


class DraftReturned(BaseModel):
    """`documents.returned`: an approver sent it back with a reason."""

    document_id: Id
    case_id: Id
    kind: str
    title: str
    version: int
    reason: str
    returned_by: str
    drafted_by: str


class DraftWithdrawn(BaseModel):
    """`documents.withdrawn`: taken back by its drafter before it was decided."""

    document_id: Id
    case_id: Id
    title: str
    version: int
    reason: str
    by: str


class DraftDiscarded(BaseModel):
    """`documents.discarded`: given up."""

    document_id: Id
    case_id: Id
    title: str
    reason: str
    by: str


class DocumentIssued(BaseModel):
    """`documents.issued`: sealed and signed. `approved_sha256` are the bytes that were approved, `sha256` those bytes
    with the seal appended. `sealed` is false for forms that are signed by hand on site."""

    document_id: Id
    case_id: Id
    case_number: str
    kind: str
    title: str
    number: str
    version: int
    approved_sha256: Digest
    sha256: Digest
    sealed: bool
    algorithm: str | None
    issued_on: str
    drafted_by: str


class DocumentPrinted(BaseModel):
    """`documents.printed`: copies on paper."""

    document_id: Id
    case_id: Id
    title: str
    copies: int
    by: str


class DocumentShared(BaseModel):
    """`documents.shared`: these bytes left a device."""

    document_id: Id
    case_id: Id
    title: str
    sha256: Digest
    means: str
    by: str


class DocumentHandedOver(BaseModel):
    """`documents.handed_over`: given to somebody."""

    document_id: Id
    case_id: Id
    title: str
    recipient: str
    method: str
    by: str


class DocumentRevoked(BaseModel):
    """`documents.revoked`: no longer in force; the record stays."""

    document_id: Id
    case_id: Id
    kind: str
    title: str
    number: str | None
    reason: str
    by: str
