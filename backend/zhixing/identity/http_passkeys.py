"""Doors for passkeys. Options and answers are the JSON forms of WebAuthn level 3 (`parse…FromJSON`, `toJSON`)."""

import secrets
from typing import Annotated, Any

from pydantic import BaseModel, StringConstraints

from zhixing.identity import passkeys
from zhixing.identity.http import facts_of, require_own_origin, welcome
from zhixing.identity.passkeys import NewPasskey
from zhixing.kernel.messages import Id, Strict
from zhixing.platform.http import Call


class PasskeyRegistration(Strict):
    """`credential`: what `navigator.credentials.create` gave, `toJSON()`."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60,
                                           pattern=r"^[^\x00-\x1f\x7f]+$")]
    credential: dict[str, Any]


class PasskeyLogin(Strict):
    """`credential`: what `navigator.credentials.get` gave, `toJSON()`."""

    credential: dict[str, Any]
    device_id: Id | None = None


class PasskeyOptions(BaseModel):
    """For `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`."""

    options: dict[str, Any]


class PasskeyMade(BaseModel):
    passkey_id: str


class OwnPasskey(BaseModel):
    id: str
    name: str
    created_at: str
    last_used_at: str | None


class OwnPasskeys(BaseModel):
    passkeys: list[OwnPasskey]


def register_options(call: Call) -> Any:
    """What the authenticator needs to make a passkey for this person."""
    person_id = call.actor.id
    call.release()
    return PasskeyOptions(options=passkeys.registration_options(call.system, person_id))


def register(call: Call) -> Any:
    """Take in the passkey the authenticator made."""
    assert call.login is not None
    body: PasskeyRegistration = call.body
    new = NewPasskey(call.actor.id, call.login.session_id, body.name, body.credential)
    call.release()
    return PasskeyMade(passkey_id=passkeys.register(call.system, new)), 201


def login_options(call: Call) -> Any:
    """What the authenticator needs to log somebody in; the same for everybody."""
    require_own_origin(call)
    return PasskeyOptions(options=passkeys.login_options(call.system))


def log_in(call: Call) -> Any:
    """Log in with a passkey: no password, no waiting whatever others tried."""
    require_own_origin(call)
    body: PasskeyLogin = call.body
    call.release()
    person, cookie = passkeys.log_in(call.system, body.credential, facts_of(call, "passkey", body.device_id),
                                     call.request.cookies.get(call.system.cookie_name))
    return welcome(call, person, cookie, secrets.token_bytes(16))


def mine(call: Call) -> Any:
    """One's own passkeys."""
    person_id = call.actor.id
    call.release()
    return {"passkeys": passkeys.mine(call.system, person_id)}


def remove(call: Call) -> Any:
    """Forget one of one's own passkeys."""
    person_id = call.actor.id
    call.release()
    passkeys.remove(call.system, person_id, call.args["passkey_id"])
