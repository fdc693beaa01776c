"""Why the one write path may refuse an act before any slice has looked at it. Codes are stable for ever."""

from zhixing.kernel.errors import DomainError, Malformed


class EnvelopeMalformed(Malformed):
    """The envelope does not have the form of docs/protocol.md 2."""

    code = "envelope.malformed"


class TypeUnknown(DomainError):
    """No slice handles this type of act, or not in this version."""

    code = "envelope.type_unknown"
    title = "Unknown type of act"


class IdReused(DomainError):
    """The id was used before for other content. The first answer stands."""

    code = "envelope.id_reused"
    status = 409
    title = "Id used before for something else"


class SignatureRequired(DomainError):
    """This kind of act must be made and signed on an enrolled device."""

    code = "envelope.signature_required"
    title = "Must be signed by an enrolled device"


class SecretInChain(DomainError):
    """An act that carries a password or the like must come unsigned from a desk: signed bytes are kept for ever."""

    code = "envelope.secret_in_chain"
    title = "An act with a secret is not made on a device"


class SignatureInvalid(DomainError):
    """The signature does not fit the device's key: altered on the way, or not made by this device."""

    code = "envelope.signature_invalid"
    title = "Signature does not verify"


class DeviceUnknown(DomainError):
    """The device is not enrolled here."""

    code = "device.unknown"
    status = 403
    title = "Unknown device"


class DeviceRevoked(DomainError):
    """The device was reported lost. The app wipes itself when it reads `wipe`."""

    code = "device.revoked"
    status = 403
    title = "This device was revoked"


class AuthorNotOnDevice(DomainError):
    """The author of the act never logged in on this device."""

    code = "device.author_unknown"
    status = 403
    title = "Author is not enrolled on this device"


class ChainBroken(DomainError):
    """The act does not continue the device's chain: something before it was altered, or there are two of it."""

    code = "chain.broken"
    status = 409
    title = "Does not continue the device's chain"


class SequenceReused(DomainError):
    """The device already sent another act with this number: a fork of its chain."""

    code = "chain.sequence_reused"
    status = 409
    title = "Sequence number used twice"


class BlobSizeDiffers(DomainError):
    """The bytes that arrived have another size than the act says."""

    code = "envelope.blob_size_differs"
    title = "Size of the bytes differs"


class AlreadyThere(DomainError):
    """The thing this act would make exists, or something it refers to does not: the database says no."""

    code = "act.already_there"
    status = 409
    title = "Exists already, or refers to something that does not"
