"""One-time codes (RFC 6238) beside the password, for whoever wants them. The secret is derived, not stored."""

import base64
import secrets
from datetime import datetime

from pyotp.totp import TOTP

from zhixing.identity.errors import OtpAlreadyOn, OtpWrong
from zhixing.identity.models import Person
from zhixing.identity.reads import person_or_not_found
from zhixing.platform.crypto import SigningKey, b64
from zhixing.platform.unit_of_work import UnitOfWork

STEP_S = 30
# A phone may be half a minute wrong either way.
TOLERATED_STEPS = (0, -1, 1)


def is_on(person: Person) -> bool:
    return person.otp_confirmed_at is not None


def secret_of(key: SigningKey, person: Person) -> str:
    """The shared secret, base32, 160 bits as RFC 4226 recommends."""
    return base64.b32encode(key.mac("one-time codes", f"{person.id}/{person.otp_nonce}".encode())[:20]).decode()


def step_of_code(key: SigningKey, person: Person, code: str, now: datetime) -> int | None:
    """The time step whose code this is, if it is newer than the last one used: a code opens one door once."""
    totp, current = TOTP(secret_of(key, person), interval=STEP_S), int(now.timestamp()) // STEP_S
    for step in (current + offset for offset in TOLERATED_STEPS):
        if step > person.otp_last_step and secrets.compare_digest(totp.generate_otp(step), code):
            return step
    return None


def begin(unit: UnitOfWork) -> dict[str, str]:
    """A new secret for the one who asks; it does not count before `confirm`. Raises: OtpAlreadyOn."""
    person = person_or_not_found(unit.session, unit.actor.id)
    if is_on(person):
        raise OtpAlreadyOn()
    person.otp_nonce = b64(secrets.token_bytes(16))
    secret = secret_of(unit.system.key, person)
    totp = TOTP(secret, interval=STEP_S, name=person.username, issuer=unit.system.config.court_name)
    return {"secret": secret, "uri": totp.provisioning_uri()}


def confirm(unit: UnitOfWork, code: str) -> None:
    """The phone has it: from now on a login asks for a code. Raises: OtpWrong, OtpAlreadyOn."""
    person = person_or_not_found(unit.session, unit.actor.id)
    if is_on(person):
        raise OtpAlreadyOn()
    _use(unit, person, code)
    person.otp_confirmed_at = unit.now
    unit.audit("identity.otp_on", person.id)


def switch_off(unit: UnitOfWork, code: str) -> None:
    """No more codes; asks for one, so that a forgotten open browser is not enough. Raises: OtpWrong."""
    person = person_or_not_found(unit.session, unit.actor.id)
    _use(unit, person, code)
    person.otp_nonce, person.otp_confirmed_at = None, None
    unit.audit("identity.otp_off", person.id)


def _use(unit: UnitOfWork, person: Person, code: str) -> None:
    step = step_of_code(unit.system.key, person, code, unit.now) if person.otp_nonce else None
    if step is None:
        raise OtpWrong()
    person.otp_last_step = step
