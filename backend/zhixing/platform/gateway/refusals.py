"""Reasons to refuse a batch as a whole, or a line of it before any slice has looked at it. Codes are stable for ever.

Params never repeat what a line says: lines may be secret.
"""

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
