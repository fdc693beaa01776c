"""People of the court: who they are, what for, and how they log in. The public face of the slice."""

from zhixing.identity.assertions import (
    Answer,
    Verified,
    challenge_of_answer,
    has_passkey,
    verify_assertion,
)
from zhixing.identity.confirming import confirms
from zhixing.identity.passkeys import NewPasskey
from zhixing.identity.passkeys import register as register_passkey
from zhixing.identity.passkeys import registration_options as passkey_options
from zhixing.identity.passkeys import remove as remove_passkey
from zhixing.identity.passkeys import remove_made_on as remove_passkeys_made_on
from zhixing.identity.reads import names_of, search_people
from zhixing.identity.rules import ROLES, network_of
from zhixing.identity.service import create_first_admin, create_person_from_console
from zhixing.identity.sessions import device_of as login_device
from zhixing.identity.sessions import end_on_device as end_logins_on_device
from zhixing.identity.sessions import note_use as note_login_use
from zhixing.identity.sync import DEVICES as DEVICES_SCOPE
from zhixing.identity.sync import person_scope
from zhixing.platform.feed import COURT

__all__ = [
    "COURT",
    "DEVICES_SCOPE",
    "ROLES",
    "Answer",
    "NewPasskey",
    "Verified",
    "challenge_of_answer",
    "confirms",
    "create_first_admin",
    "create_person_from_console",
    "end_logins_on_device",
    "has_passkey",
    "login_device",
    "names_of",
    "network_of",
    "note_login_use",
    "passkey_options",
    "person_scope",
    "register_passkey",
    "remove_passkey",
    "remove_passkeys_made_on",
    "search_people",
    "verify_assertion",
]
