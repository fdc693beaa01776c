"""Passkeys (WebAuthn level 3): registering, logging in, looking at and removing one's own.

Challenges are not stored when they are given out: each carries its purpose, its end and the server's mark, so that
asking for a million of them costs nothing. An answered one is remembered until its end and never accepted again.
"""

import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from zhixing.identity import sessions
from zhixing.identity.errors import PasskeyKnown, PasskeyRefused
from zhixing.identity.models import Passkey, Person, UsedChallenge
from zhixing.identity.sessions import LoginFacts
from zhixing.kernel.clock import to_text
from zhixing.kernel.errors import NotFound
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import NOBODY
from zhixing.platform.config import Config
from zhixing.platform.crypto import SigningKey, digest
from zhixing.platform.system import System
from zhixing.platform.unit_of_work import UnitOfWork

CHALLENGE_LASTS = timedelta(minutes=5)
_NONCE, _TIME, _MARK = 16, 8, 16
LOGIN = "login"


def relying_party(config: Config) -> tuple[str, str]:
    """(RP id, origin) as browsers see this house."""
    parts = urlsplit(config.public_url)
    return parts.hostname or "localhost", f"{parts.scheme}://{parts.netloc}"


def make_challenge(key: SigningKey, purpose: str, now: datetime) -> bytes:
    """`purpose` is 'login' or the id of the person who registers."""
    head = secrets.token_bytes(_NONCE) + int((now + CHALLENGE_LASTS).timestamp()).to_bytes(_TIME, "big")
    return head + _mark(key, purpose, head)


def _mark(key: SigningKey, purpose: str, head: bytes) -> bytes:
    return key.mac("passkey challenge", purpose.encode() + b"/" + head)[:_MARK]


def challenge_in(credential: dict[str, Any]) -> bytes:
    """The challenge a browser says it answered. Raises: PasskeyRefused."""
    try:
        client_data = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))
        return base64url_to_bytes(client_data["challenge"])
    except (KeyError, TypeError, ValueError, AttributeError) as cause:
        raise PasskeyRefused() from cause


def is_ours(key: SigningKey, purpose: str, challenge: bytes, now: datetime) -> bool:
    """Whether this server gave out the challenge for this purpose and it has not run out."""
    head, mark = challenge[:-_MARK], challenge[-_MARK:]
    if len(head) != _NONCE + _TIME or not hmac.compare_digest(mark, _mark(key, purpose, head)):
        return False
    return int.from_bytes(head[_NONCE:], "big") >= now.timestamp()


def _use_up(unit: UnitOfWork, challenge: bytes) -> None:
    """Raises: PasskeyRefused when it was used before."""
    used = digest(challenge)
    if unit.session.get(UsedChallenge, used) is not None:
        raise PasskeyRefused()
    unit.session.add(UsedChallenge(digest=used, expires_at=unit.now + CHALLENGE_LASTS))
    unit.session.flush()


def registration_options(system: System, person_id: str) -> dict[str, Any]:
    """PublicKeyCredentialCreationOptionsJSON for `navigator.credentials.create`."""
    rp_id, _ = relying_party(system.config)
    with system.database.read() as session:
        person = session.get_one(Person, person_id)
        mine = session.scalars(select(Passkey.credential_id).where(Passkey.person_id == person_id)).all()
    return options_to_json_dict(webauthn.generate_registration_options(
        rp_id=rp_id, rp_name=system.config.court_name, user_name=person.username, user_display_name=person.name,
        user_id=person.id.encode(), challenge=make_challenge(system.key, person_id, system.clock()),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in mine],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED)))


@dataclass(frozen=True)
class NewPasskey:
    """What the browser answered to `registration_options`, and under which login."""

    person_id: str
    session_id: str
    name: str
    credential: dict[str, Any]


def register(system: System, new: NewPasskey) -> str:
    """Take a passkey in. Returns its id. Raises: PasskeyRefused, PasskeyKnown."""
    rp_id, origin = relying_party(system.config)
    challenge = challenge_in(new.credential)
    if not is_ours(system.key, new.person_id, challenge, system.clock()):
        raise PasskeyRefused()
    try:
        made = webauthn.verify_registration_response(
            credential=new.credential, expected_challenge=challenge, expected_rp_id=rp_id, expected_origin=origin,
            require_user_verification=True)
    except (WebAuthnException, ValueError, KeyError, TypeError) as cause:
        raise PasskeyRefused() from cause

    def write(unit: UnitOfWork) -> str:
        _use_up(unit, challenge)
        credential_id = bytes_to_base64url(made.credential_id)
        if unit.session.scalar(select(Passkey.id).where(Passkey.credential_id == credential_id)):
            raise PasskeyKnown()
        passkey = Passkey(
            id=new_id(), person_id=new.person_id, credential_id=credential_id, sign_count=made.sign_count,
            public_key=bytes_to_base64url(made.credential_public_key), name=new.name, created_at=unit.now,
            device_id=sessions.device_of(unit.session, new.session_id))
        unit.session.add(passkey)
        unit.audit("identity.passkey_added", new.person_id, passkey_id=passkey.id, device_id=passkey.device_id,
                   public_key_sha256=digest(made.credential_public_key))
        return passkey.id

    return system.transact("identity", write)


def login_options(system: System) -> dict[str, Any]:
    """PublicKeyCredentialRequestOptionsJSON for `navigator.credentials.get`; says nothing about who exists."""
    rp_id, _ = relying_party(system.config)
    return options_to_json_dict(webauthn.generate_authentication_options(
        rp_id=rp_id, challenge=make_challenge(system.key, LOGIN, system.clock()),
        user_verification=UserVerificationRequirement.REQUIRED))


def log_in(system: System, credential: dict[str, Any], facts: LoginFacts,
           old_cookie: str | None) -> tuple[Person, str]:
    """Open a login with a passkey: (person, session cookie). Raises: PasskeyRefused."""
    try:
        return _log_in(system, credential, facts, old_cookie)
    except PasskeyRefused:
        system.audit(NOBODY, "identity.login_failed", "unknown", why="passkey", method="passkey",
                     network=facts.network)
        raise


def _log_in(system: System, credential: dict[str, Any], facts: LoginFacts,
            old_cookie: str | None) -> tuple[Person, str]:
    challenge = challenge_in(credential)
    if not is_ours(system.key, LOGIN, challenge, system.clock()):
        raise PasskeyRefused()

    def write(unit: UnitOfWork) -> tuple[Person, str]:
        _use_up(unit, challenge)
        passkey = unit.session.scalar(select(Passkey).where(Passkey.credential_id == str(credential.get("id")))
                                      .with_for_update())
        person = unit.session.get(Person, passkey.person_id) if passkey else None
        if passkey is None or person is None or not person.is_active:
            raise PasskeyRefused()
        passkey.sign_count = _verified_count(unit.system.config, passkey, credential, challenge)
        passkey.last_used_at = unit.now
        sessions.end_old(unit, old_cookie)
        return person, sessions.open_session(unit, person, facts)

    return system.transact("identity", write)


def _verified_count(config: Config, passkey: Passkey, credential: dict[str, Any], challenge: bytes) -> int:
    """The authenticator's new counter. One that did not grow means a copied key (WebAuthn 6.1.1): refused.

    A fifth of a millisecond, so it may happen inside the transaction that keeps the counter.
    """
    rp_id, origin = relying_party(config)
    try:
        return webauthn.verify_authentication_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=rp_id, expected_origin=origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count, require_user_verification=True).new_sign_count
    except (WebAuthnException, ValueError, KeyError, TypeError) as cause:
        raise PasskeyRefused() from cause


def mine(system: System, person_id: str) -> list[dict[str, Any]]:
    """One's own passkeys, oldest first."""
    with system.database.read() as session:
        found = session.scalars(select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)).all()
    return [{"id": one.id, "name": one.name, "created_at": to_text(one.created_at),
             "last_used_at": to_text(one.last_used_at) if one.last_used_at else None} for one in found]


def remove(system: System, person_id: str, passkey_id: str) -> None:
    """Forget one of one's own. Raises: NotFound."""

    def write(unit: UnitOfWork) -> None:
        passkey = unit.session.get(Passkey, passkey_id)
        if passkey is None or passkey.person_id != person_id:
            raise NotFound()
        unit.session.delete(passkey)
        unit.audit("identity.passkey_removed", person_id, passkey_id=passkey_id)

    system.transact("identity", write)


def remove_made_on(unit: UnitOfWork, device_id: str) -> list[dict[str, str]]:
    """A tablet is lost: the passkeys made on it open nothing any more. [{passkey_id, person_id}]."""
    found = list(unit.session.scalars(select(Passkey).where(Passkey.device_id == device_id)))
    for one in found:
        unit.session.delete(one)
        unit.audit("identity.passkey_removed", one.person_id, passkey_id=one.id, why="device_revoked")
    return [{"passkey_id": one.id, "person_id": one.person_id} for one in found]
