"""Reasons this slice refuses."""

from zhixing.kernel.errors import DomainError


class OnePdfNeeded(DomainError):
    """An import is about exactly one file."""

    code = "documents.one_pdf_needed"
    title = "An import carries exactly one PDF"


class NotPdf(DomainError):
    """The bytes are no PDF, whatever the file is called."""

    code = "documents.not_pdf"
    title = "Not a PDF"


class PdfTooLarge(DomainError):
    """Larger than a tablet could hold for reading."""

    code = "documents.too_large"
    status = 413
    title = "The PDF is too large"


class PdfEncrypted(DomainError):
    """A protected PDF can be shown by nobody who lacks its password, and not be checked by us."""

    code = "documents.encrypted"
    title = "The PDF is encrypted"


class PdfActive(DomainError):
    """The PDF carries a program (JavaScript, a launch action). A court document does not act, it says."""

    code = "documents.active_content"
    title = "The PDF carries a program"


class DateImpossible(DomainError):
    """The calendar has no such day, or it lies ahead."""

    code = "documents.date_impossible"
    title = "Not a possible date of issue"


class BeingChecked(DomainError):
    """The worker has not yet looked inside; ask again in a moment."""

    code = "documents.being_checked"
    status = 409
    title = "The document is being checked"


class Blocked(DomainError):
    """The check found what must not be shown: `params.reason` is encrypted, active_content or unreadable."""

    code = "documents.blocked"
    status = 409
    title = "The document must not be shown"
