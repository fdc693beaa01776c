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
