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


class ConverterMissing(DomainError):
    """A DOCX can be shown only as PDF, and this house has no converter (LibreOffice)."""

    code = "documents.converter_missing"
    title = "No converter for this kind of file"


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


class TemplateUnknown(DomainError):
    """There is no template of this kind here (any more)."""

    code = "documents.template_unknown"
    title = "No such kind of document"


class TemplateBroken(DomainError):
    """A template folder does not hold together; `params.problems` names each place (`zhixing template check`)."""

    code = "documents.template_broken"
    title = "The template does not hold together"


class FieldsTooLarge(DomainError):
    """More than a document could carry: `params.limit` bytes of JSON."""

    code = "documents.fields_too_large"
    status = 413
    title = "The fields are too large"


class FieldsInvalid(DomainError):
    """What must be filled in or put right first: `params.errors` names every field, with its label, and why."""

    code = "documents.fields_invalid"
    title = "Fields are missing or malformed"


class PartyNotInCase(DomainError):
    """The party named is of another case."""

    code = "documents.party_not_in_case"
    title = "Not a party of this case"


class NumbersExhausted(DomainError):
    """No number could be given: too many at once, or more than 99 of one series in a case."""

    code = "documents.numbers_exhausted"
    status = 409
    title = "No number could be given"


class NotADraft(DomainError):
    """Only a draft can be changed or submitted; this one is `params.state`."""

    code = "documents.not_a_draft"
    status = 409
    title = "Not a draft any more"


class NotWaiting(DomainError):
    """There is nothing to withdraw: the document is `params.state`."""

    code = "documents.not_waiting"
    status = 409
    title = "The document is not waiting for approval"


class NotIssued(DomainError):
    """Only what is issued can be printed, handed over or revoked."""

    code = "documents.not_issued"
    status = 409
    title = "The document is not issued"


class AlreadyRevoked(DomainError):
    """It was revoked before; nothing more happens to it."""

    code = "documents.already_revoked"
    status = 409
    title = "The document is revoked"


class NotRendered(DomainError):
    """This version has no PDF yet; ask again in a moment."""

    code = "documents.not_rendered"
    status = 409
    title = "The PDF is being made"


class RenderFailed(DomainError):
    """The PDF could not be made: `params.reason` is missing_glyph, template_error, took_too_long or too_big."""

    code = "documents.render_failed"
    title = "The PDF could not be made"


class SealerMissing(DomainError):
    """No court seal is set up for this algorithm: `params.algorithm`."""

    code = "documents.sealer_missing"
    status = 409
    title = "No court seal is set up"


class TimestampMissing(DomainError):
    """The time-stamp server gave no stamp that holds: `params.reason` is unreachable, slow, refused or invalid."""

    code = "documents.timestamp_missing"
    status = 503
    title = "The time-stamp server gave no valid time stamp"


class TextMissing(DomainError):
    """The file has no text of its own (a scan), or it was not read yet."""

    code = "documents.no_text"
    status = 404
    title = "The document has no text layer"


class TooManyChecks(DomainError):
    """More checks from one network than a person makes."""

    code = "documents.too_many_checks"
    status = 429
    title = "Too many checks; try again later"


class NothingToCheck(DomainError):
    """Neither a file nor a code was given."""

    code = "documents.nothing_to_check"
    title = "Choose a file or enter the code"


class CheckTooLarge(DomainError):
    """The file is larger than any document of this court."""

    code = "documents.check_too_large"
    status = 413
    title = "The file is too large"
