"""What can be asked of this slice."""

from typing import Annotated

from pydantic import StringConstraints

from zhixing.kernel.messages import Command, DateText, Id


class ImportDocument(Command):
    """Put a finished document into the case's file. The envelope's first blob is the PDF."""

    document_id: Id
    case_id: Id
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    kind: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]
    issued_on: DateText | None = None
