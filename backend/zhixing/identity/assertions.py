"""Checking a passkey's answer to a challenge somebody else made: a decision about exact bytes, made offline perhaps.

Unlike a login the challenge is not ours to give out and to take back: whoever asks made it of what is decided, with a
nonce of its own, and counts it once. And the authenticator's counter may lie behind what we have seen: what was
decided offline arrives after a login that was made later. Such an answer is taken and marked; one with a counter that
was used for another decision is a copied key.
"""

import hmac
import json
from dataclasses import dataclass
from typing import Any

import webauthn
from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException

from zhixing.identity.errors import (
    AssertionChallengeDiffers,
    AssertionMalformed,
    AssertionOriginForeign,
    AssertionSignatureInvalid,
    AssertionUnverified,
    PasskeyOfAnother,
    PasskeyUnknown,
)
from zhixing.identity.models import Passkey
from zhixing.identity.passkeys import relying_party
from zhixing.platform.config import Config
from zhixing.platform.crypto import b64, sha256, unb64
from zhixing.platform.unit_of_work import UnitOfWork

_USER_VERIFIED = 0x04
_LEAST_DATA = 37


@dataclass(frozen=True)
class Answer:
    """What `navigator.credentials.get` gave, each as base64url."""

    credential_id: str
    client_data: str
    authenticator_data: str
    signature: str


@dataclass(frozen=True)
class Verified:
    """An answer that holds, with all that proves it later: the public key (COSE, base64url), RP id and origin as they
    were. `counter_behind`: a later use of the same passkey was seen before this one arrived."""

    passkey_id: str
    public_key: str
    rp_id: str
    origin: str
    sign_count: int
    counter_behind: bool


def has_passkey(session: Session, person_id: str) -> bool:
    """Whether the person can be asked for one."""
    return session.scalar(select(Passkey.id).where(Passkey.person_id == person_id).limit(1)) is not None


def challenge_of_answer(answer: Answer) -> str:
    """The challenge the browser says it answered, as base64url. Raises: AssertionMalformed."""
    return str(_client_data(answer)["challenge"])


def verify_assertion(unit: UnitOfWork, person_id: str, answer: Answer, challenge: bytes) -> Verified:
    """Whether this person's passkey, with the finger or PIN asked for, answered exactly this challenge on our site.

    Raises: PasskeyUnknown, PasskeyOfAnother, AssertionMalformed, AssertionOriginForeign, AssertionChallengeDiffers,
    AssertionUnverified, AssertionSignatureInvalid.
    """
    passkey = _passkey(unit.session, person_id, answer.credential_id)
    rp_id, origin = relying_party(unit.system.config)
    _check_words(answer, challenge, rp_id, origin)
    count = _check_signature(unit.system.config, passkey, answer, challenge)
    behind = count != 0 and count <= passkey.sign_count
    passkey.sign_count, passkey.last_used_at = max(passkey.sign_count, count), unit.now
    return Verified(passkey.id, passkey.public_key, rp_id, origin, count, behind)


def _passkey(session: Session, person_id: str, credential_id: str) -> Passkey:
    passkey = session.scalar(select(Passkey).where(Passkey.credential_id == credential_id).with_for_update())
    if passkey is None:
        raise PasskeyUnknown()
    if passkey.person_id != person_id:
        raise PasskeyOfAnother()
    return passkey


def _client_data(answer: Answer) -> dict[str, Any]:
    try:
        data = json.loads(unb64(answer.client_data))
        if isinstance(data, dict) and isinstance(data.get("challenge"), str):
            return data
    except (ValueError, RecursionError) as cause:
        raise AssertionMalformed() from cause
    raise AssertionMalformed()


def _check_words(answer: Answer, challenge: bytes, rp_id: str, origin: str) -> None:
    """What is said in the open, each with its own reason, before the signature is looked at."""
    said = _client_data(answer)
    try:
        data = unb64(answer.authenticator_data)
    except ValueError as cause:
        raise AssertionMalformed() from cause
    if len(data) < _LEAST_DATA or said.get("type") != "webauthn.get":
        raise AssertionMalformed()
    is_our_site = said.get("origin") == origin and not said.get("crossOrigin")
    if not is_our_site or not hmac.compare_digest(data[:32], sha256(rp_id.encode())):
        raise AssertionOriginForeign()
    if said["challenge"] != b64(challenge):
        raise AssertionChallengeDiffers()
    if not data[32] & _USER_VERIFIED:
        raise AssertionUnverified()


def _check_signature(config: Config, passkey: Passkey, answer: Answer, challenge: bytes) -> int:
    """The authenticator's counter. Zero is given as the known one, so that being behind is no error here."""
    rp_id, origin = relying_party(config)
    credential = {"id": answer.credential_id, "rawId": answer.credential_id, "type": "public-key",
                  "response": {"clientDataJSON": answer.client_data, "authenticatorData": answer.authenticator_data,
                               "signature": answer.signature}, "clientExtensionResults": {}}
    try:
        return webauthn.verify_authentication_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=rp_id, expected_origin=origin,
            credential_public_key=base64url_to_bytes(passkey.public_key), credential_current_sign_count=0,
            require_user_verification=True).new_sign_count
    except (WebAuthnException, ValueError, KeyError, TypeError) as cause:
        raise AssertionSignatureInvalid() from cause
