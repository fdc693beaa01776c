"""Whether a paper is what this court issued: by its bytes, by the code on it, and by both together.

Nothing here says what a document says. Title, number and day are told to whoever holds the code or the very bytes: who
has the paper can compare them, so that a code copied onto another paper is noticed.
"""

import hashlib
import re
from dataclasses import asdict, dataclass
from typing import IO, Any, Literal

from sqlalchemy.orm import Session

from zhixing.documents.errors import CheckTooLarge
from zhixing.documents.models import CaseDocument
from zhixing.documents.reads import document_by_code, documents_by_digest

Verdict = Literal["genuine", "altered", "revoked", "registered", "unknown"]
LARGEST_CHECK = 40 << 20
PIECE = 1 << 20
_CODE = re.compile(r"^[2-9A-HJ-KM-NP-Z]{20}$")
# The layout writes the code into the PDF's keywords, and the metadata of PDF/A stand uncompressed.
_INSIDE = re.compile(rb"zhixing:([2-9A-HJ-KM-NP-Z]{20})")
_OVERLAP = 64


@dataclass(frozen=True)
class Looked:
    """What a stream of bytes says about itself: its digest, and the code inside it if it carries one."""

    sha256: str
    code: str | None


@dataclass(frozen=True)
class Result:
    """`genuine`: exactly these bytes were issued and are in force. `altered`: made from one of ours and changed since.
    `revoked`: ours, no longer in force. `registered`: the code is ours; nobody has compared the bytes. `unknown`: not
    ours, or not issued yet."""

    verdict: Verdict
    sha256: str | None = None
    checked_sha256: str | None = None
    title: str | None = None
    number: str | None = None
    issued_on: str | None = None
    algorithm: str | None = None
    revoked_at: str | None = None

    def wire(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if value is not None}


def look(stream: IO[bytes]) -> Looked:
    """Read once, keep nothing. No parser sees these bytes.

    Raises: CheckTooLarge.
    """
    sha, size, tail, code = hashlib.sha256(), 0, b"", None
    while piece := stream.read(PIECE):
        size += len(piece)
        if size > LARGEST_CHECK:
            raise CheckTooLarge(limit=LARGEST_CHECK)
        sha.update(piece)
        if code is None and (found := _INSIDE.search(tail + piece)):
            code = found[1].decode()
        tail = piece[-_OVERLAP:]
    return Looked(sha.hexdigest(), code)


def normal_code(text: str) -> str | None:
    """The code as people type it: spaces, hyphens and small letters do not matter. None when it is none."""
    code = re.sub(r"[\s\-]", "", text).upper()
    return code if _CODE.match(code) else None


def judge(session: Session, looked: Looked | None, code: str | None) -> Result:
    """Bytes decide; the code says what they should have been."""
    if looked is None:
        return _by_code(session, code)
    same = documents_by_digest(session, looked.sha256)
    sealed = [one for one in same if one.sha256 == looked.sha256]
    if sealed:
        return _of(sealed[0], "revoked" if sealed[0].revoked else "genuine", looked.sha256)
    meant = document_by_code(session, looked.code) if looked.code else None
    meant = meant or (document_by_code(session, code) if code else None) or (same[0] if same else None)
    return _of(meant, "altered", looked.sha256) if meant else Result("unknown", checked_sha256=looked.sha256)


def _by_code(session: Session, code: str | None) -> Result:
    row = document_by_code(session, code) if code else None
    if row is None:
        return Result("unknown")
    return _of(row, "revoked" if row.revoked else "registered", None)


def _of(row: CaseDocument, verdict: Verdict, checked: str | None) -> Result:
    return Result(verdict, row.sha256, checked, row.title, row.number, row.issued_on,
                  row.seal["algorithm"] if row.seal else None, row.revoked["at"] if row.revoked else None)
