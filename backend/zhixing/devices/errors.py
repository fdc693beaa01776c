"""Every reason to refuse, one class each, with a code that never changes."""

from zhixing.kernel.errors import DomainError


class CodeWrong(DomainError):
    """No such code for this person. Somebody else's code is wrong too."""

    code = "devices.code_wrong"
    title = "Enrolment code is wrong"


class CodeExpired(DomainError):
    """A code lasts ten minutes."""

    code = "devices.code_expired"
    title = "Enrolment code has run out"


class CodeUsed(DomainError):
    """A code enrols one device."""

    code = "devices.code_used"
    title = "Enrolment code was used"


class TooManyGuesses(DomainError):
    """`params.retry_after_s`: too many wrong codes by this person."""

    code = "devices.too_many_guesses"
    status = 429
    title = "Too many wrong codes"


class PersonUnknown(DomainError):
    """A code is for an active person of the court."""

    code = "devices.person_unknown"
    title = "Nobody to give the code to"


class KeyInvalid(DomainError):
    """The public key is not an SPKI of a P-256 key, as a browser exports it."""

    code = "devices.key_invalid"
    title = "Not a usable public key"


class AlreadyEnrolled(DomainError):
    """The device or its key is enrolled. A wiped app makes a new id and a new key."""

    code = "devices.already_enrolled"
    status = 409
    title = "Enrolled already"


class AlreadyRevoked(DomainError):
    """A revoked device stays revoked; enrol it again as a new one."""

    code = "devices.already_revoked"
    status = 409
    title = "Revoked already"


class DeviceDiffers(DomainError):
    """The request speaks for another device than the one that proved itself."""

    code = "device.differs"
    status = 403
    title = "Another device's acts"


class TooManyQuestions(DomainError):
    """`params.retry_after_s`: the time is free, but not by the thousand."""

    code = "time.too_many_questions"
    status = 429
    title = "Asked too often"
