"""Confirming a decision with password and one-time code, for who has no passkey. The answer is the server's signed
word; the secrets themselves never enter an act."""

from dataclasses import dataclass
from typing import Any

from zhixing.identity import otp, tries
from zhixing.identity.errors import CredentialsWrong, OtpNotSetUp
from zhixing.identity.models import Person
from zhixing.identity.passwords import matches
from zhixing.kernel.clock import to_text
from zhixing.kernel.messages import NOBODY
from zhixing.platform.crypto import SigningKey
from zhixing.platform.system import System
from zhixing.platform.unit_of_work import UnitOfWork

METHOD = "password_otp"


@dataclass(frozen=True)
class Secrets:
    """What was typed, for which challenge (base64url), from which network and known browser."""

    person_id: str
    password: str
    code: str
    challenge: str
    network: str
    cookies: dict[str, str]


def confirm(system: System, given: Secrets) -> dict[str, Any]:
    """`{v, purpose, person_id, challenge, method, at, proof}`, signed by the server key.

    Raises: TooManyTries, CredentialsWrong, OtpNotSetUp.
    """
    with system.database.read() as session:
        person = session.get_one(Person, given.person_id)
    name = tries.known_cookie(person.id, is_secure=system.config.is_secure)
    browser = tries.read_known(system.key, person.id, given.cookies.get(name))
    keys = tries.keys_of(person.username, given.network, browser)
    system.transact("identity", lambda unit: tries.reserve(unit.session, keys, unit.now))
    is_right = matches(given.password, person.password_hash)
    answer = system.transact("identity", lambda unit: _confirm(unit, given, keys) if is_right else CredentialsWrong())
    if isinstance(answer, Exception):
        system.audit(NOBODY, "identity.confirmation_failed", given.person_id, why=type(answer).__name__,
                     network=given.network)
        raise answer
    return answer


def _confirm(unit: UnitOfWork, given: Secrets, keys: list[str]) -> dict[str, Any] | Exception:
    """The signed word, or why not: returned, not raised, so that the try stays counted."""
    person = unit.session.get_one(Person, given.person_id, with_for_update=True)
    if not otp.is_on(person):
        return OtpNotSetUp()
    step = otp.step_of_code(unit.system.key, person, given.code, unit.now)
    if step is None:
        return CredentialsWrong()
    person.otp_last_step = step
    tries.succeeded(unit.session, keys)
    unit.audit("identity.decision_confirmed", person.id, method=METHOD, challenge=given.challenge,
               network=given.network)
    return unit.system.key.signed({
        "v": 1, "purpose": "confirmation", "person_id": person.id, "challenge": given.challenge, "method": METHOD,
        "at": to_text(unit.now)})


def confirms(key: SigningKey, confirmation: dict[str, Any], person_id: str, challenge: str) -> bool:
    """Whether this server confirmed this person for this challenge."""
    said = (confirmation.get("purpose"), confirmation.get("person_id"), confirmation.get("challenge"))
    return said == ("confirmation", person_id, challenge) and key.public.verify_signed(confirmation)
