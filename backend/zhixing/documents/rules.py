"""What a PDF must not be. Pure; the thorough look happens in a child process (`inspector.py`)."""

import re

from zhixing.documents.errors import NotPdf, PdfActive, PdfEncrypted, PdfTooLarge

# A tablet keeps documents for offline reading; beyond this it could not.
LARGEST_PDF = 100 << 20
EDGE = 64 * 1024

# Keys and action types by which a PDF acts by itself (ISO 32000-1, 12.6.4; the names as parsed).
ACTIVE_NAMES = frozenset({"/JS", "/JavaScript", "/Launch", "/RichMedia", "/SubmitForm", "/ImportData"})

_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_ENCRYPT = re.compile(rb"/Encrypt\b")
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia)\b")


def check_edges(head: bytes, tail: bytes, size: int) -> None:
    """The quick look while the sender waits: type by content, size, and what stands in the open at both ends.

    The trailer, which alone may say that a PDF is encrypted, is never compressed and mostly stands there.

    Raises: NotPdf, PdfTooLarge, PdfEncrypted, PdfActive.
    """
    if not head.startswith(b"%PDF-"):
        raise NotPdf()
    check_size(size)
    for part in (head, tail):
        names = _HEX.sub(lambda match: bytes([int(match[1], 16)]), part)  # /#4aS is another spelling of /JS
        if _ENCRYPT.search(names):
            raise PdfEncrypted()
        if _ACTIVE.search(names):
            raise PdfActive()


def check_size(size: int) -> None:
    """Raises: PdfTooLarge."""
    if size > LARGEST_PDF:
        raise PdfTooLarge(limit=LARGEST_PDF)


def is_docx(head: bytes) -> bool:
    """A zip that begins as Word, WPS and LibreOffice write it: the list of parts, or the document's folder, first."""
    return head.startswith(b"PK\x03\x04") and (b"[Content_Types].xml" in head or b"word/" in head)
