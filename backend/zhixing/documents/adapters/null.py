"""For a house without a seal or without a word processor: each refuses, with the reason."""

from zhixing.documents.adapters.port import Sealed, SealOrder
from zhixing.documents.errors import ConverterMissing, SealerMissing


class NullSealer:
    """Seals nothing. Approved documents wait until a seal is set up."""

    def __init__(self, algorithm: str = "none") -> None:
        self.algorithm = algorithm

    def seal(self, order: SealOrder) -> Sealed:
        raise SealerMissing(algorithm=self.algorithm)


class NullConverter:
    """Converts nothing."""

    reason = "soffice_not_installed"

    def to_pdf(self, data: bytes, suffix: str) -> bytes | None:
        raise ConverterMissing(reason=self.reason)
