"""Reasons to refuse a batch as a whole, and reasons to set one row aside. Params never repeat what a row says."""

from zhixing.kernel.errors import Denied, DomainError


class PeerSignatureInvalid(Denied):
    """No such peer, or the batch was not signed by it as it is. One answer for both: names are not for guessing."""

    code = "gateway.signature_invalid"
    status = 401
    title = "The batch is not signed by a registered peer"


class BatchHeadersMissing(DomainError):
    """`Zhixing-Peer`, `Zhixing-Batch` and `Zhixing-Signature` are needed (docs/protocol.md 8)."""

    code = "gateway.headers_missing"
    status = 400
    title = "Batch headers are missing or malformed"


class BatchTypeUnsupported(DomainError):
    """Only NDJSON, as it is or with gzip."""

    code = "gateway.type_unsupported"
    status = 415
    title = "Send application/x-ndjson, as it is or with gzip"


class BatchTooLarge(DomainError):
    """Larger than a batch may be, as sent or after unpacking. Nothing of it was taken: send smaller ones."""

    code = "gateway.batch_too_large"
    status = 413
    title = "The batch is too large"


class BatchNotGzip(DomainError):
    """The body says gzip and is not, or ends too early. Nothing of it was taken."""

    code = "gateway.not_gzip"
    status = 400
    title = "The body cannot be unpacked"


class BatchIdReused(DomainError):
    """This batch id came before with other content. The first one stands."""

    code = "gateway.batch_reused"
    status = 409
    title = "Batch id used before for other content"


class RowNotJson(DomainError):
    """The line is not one JSON object in UTF-8."""

    code = "feedback.not_json"
    title = "Not a JSON object"


class RowTooLong(DomainError):
    """No honest row is this long."""

    code = "feedback.too_long"
    title = "The line is too long"


class RowMalformed(DomainError):
    """Fields are missing, unknown or of the wrong form; `params.errors` names the places."""

    code = "feedback.malformed"
    title = "The row does not have the agreed form"


class CaseUnknown(DomainError):
    """No case of this court has this number. It may still arrive: the row waits."""

    code = "feedback.case_unknown"
    title = "Unknown case number"


class NotRespondent(DomainError):
    """The person is no respondent of the case: nobody else may be queried (domain.md 5, NQ 7)."""

    code = "feedback.not_respondent"
    title = "Not a respondent of this case"


class AmountNegative(DomainError):
    """An amount below zero."""

    code = "feedback.amount_negative"
    title = "Negative amount"


class AmountAbsurd(DomainError):
    """More than all deposits of a large bank, or more available than there is."""

    code = "feedback.amount_absurd"
    title = "Absurd amount"


class OutcomeContradicted(DomainError):
    """It says that nothing was found, and names an amount."""

    code = "feedback.outcome_contradicted"
    title = "Outcome and amounts contradict each other"


class MomentImpossible(DomainError):
    """Not a time, in the future, or answered before it was asked."""

    code = "feedback.moment_impossible"
    title = "Impossible time"


class SerialReused(DomainError):
    """The serial came before with another answer. The first one stands until a person decides."""

    code = "feedback.serial_reused"
    status = 409
    title = "Serial used before for another answer"
