"""Every reason to refuse, one class each, with a code that never changes."""

from zhixing.kernel.errors import DomainError


class UsernameTaken(DomainError):
    """Two people cannot share a login name, also not one in other letters that look the same (NFKC, case)."""

    code = "identity.username_taken"
    status = 409
    title = "Login name taken"


class PasswordTooShort(DomainError):
    """`params.least` characters at least. Length is what counts (NIST SP 800-63B, 3.1.1.2)."""

    code = "identity.password_too_short"
    title = "Password too short"


class PasswordTooLong(DomainError):
    """Hashing anything longer would only cost time."""

    code = "identity.password_too_long"
    title = "Password too long"


class LastAdministrator(DomainError):
    """Without an administrator nobody could let anybody in any more."""

    code = "identity.last_administrator"
    status = 409
    title = "The last administrator stays"


class AlreadyDisabled(DomainError):
    """The person has left already."""

    code = "identity.already_disabled"
    status = 409
    title = "Already disabled"


class CredentialsWrong(DomainError):
    """Unknown name, wrong password, wrong one-time code or a disabled person: from outside all the same."""

    code = "session.credentials_wrong"
    status = 401
    title = "Name or password is wrong"


class OtpRequired(DomainError):
    """The password was right; this person also uses one-time codes."""

    code = "session.otp_required"
    status = 401
    title = "One-time code required"


class TooManyTries(DomainError):
    """Wait `params.retry_after_s` seconds. Only whoever failed waits: see `tries.py`."""

    code = "session.too_many_tries"
    status = 429
    title = "Too many failed logins"


class OriginForeign(DomainError):
    """Another web site tried to log this browser in."""

    code = "session.origin_foreign"
    status = 403
    title = "Request from another site"


class PasskeyRefused(DomainError):
    """The answer of the authenticator does not verify, is too old, was used before, or nobody knows the key."""

    code = "session.passkey_refused"
    status = 401
    title = "Passkey does not verify"


class PasskeyKnown(DomainError):
    """This authenticator is registered already."""

    code = "session.passkey_known"
    status = 409
    title = "Passkey registered already"


class OtpWrong(DomainError):
    """The code does not fit; probably the phone's clock is wrong, or the picture was scanned twice."""

    code = "session.otp_wrong"
    title = "One-time code is wrong"


class OtpAlreadyOn(DomainError):
    """One-time codes are in use; switch them off first, with a code."""

    code = "session.otp_already_on"
    status = 409
    title = "One-time codes are in use"


class PasskeyUnknown(DomainError):
    """No such passkey is registered here, or it was removed since."""

    code = "passkey.unknown"
    title = "Unknown passkey"


class PasskeyOfAnother(DomainError):
    """The passkey belongs to somebody else than the person who acts."""

    code = "passkey.of_another"
    title = "Another person's passkey"


class AssertionMalformed(DomainError):
    """What came is not an answer of an authenticator."""

    code = "passkey.malformed"
    title = "Not an answer of a passkey"


class AssertionOriginForeign(DomainError):
    """The passkey was used on another web site."""

    code = "passkey.origin_foreign"
    title = "Used on another site"


class AssertionChallengeDiffers(DomainError):
    """The passkey answered another challenge."""

    code = "passkey.challenge_differs"
    title = "Another challenge was answered"


class AssertionUnverified(DomainError):
    """The authenticator did not ask for finger, face or PIN."""

    code = "passkey.not_verified"
    title = "The person was not verified"


class AssertionSignatureInvalid(DomainError):
    """The signature does not verify under the registered key."""

    code = "passkey.signature_invalid"
    title = "The signature does not verify"


class OtpNotSetUp(DomainError):
    """A decision without a passkey needs a one-time code, and this person has none set up."""

    code = "session.otp_not_set_up"
    title = "Set up one-time codes or a passkey first"
