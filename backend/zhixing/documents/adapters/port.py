"""The port: what setting the court's seal takes and gives."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class SealOrder:
    """What to seal. `place` is the middle of the date line: page (from 1), x and y in points from the upper left
    corner; None for a document without a visible seal. `name` is the field's name inside the PDF."""

    pdf: bytes
    place: dict[str, Any] | None
    name: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Sealed:
    """`pdf` begins with exactly the bytes of the order. `record` is what a row says of the seal."""

    pdf: bytes
    record: dict[str, Any]


class Sealer(Protocol):
    """Appends the court's signature to approved bytes, and never changes one of them."""

    algorithm: str

    def seal(self, order: SealOrder) -> Sealed:
        """Raises: SealerMissing where no key is set up for this algorithm; TimestampMissing where a time-stamp server
        is set up and gives no stamp that holds: without it nothing is issued."""
        ...


class Converter(Protocol):
    """Makes a PDF of a file that a word processor wrote."""

    reason: str | None
    """Why it converts nothing; None when it does."""

    def to_pdf(self, data: bytes, suffix: str) -> bytes | None:
        """The PDF, or None when the file could not be read. Raises: ConverterMissing."""
        ...
