"""Logging in with a password. The order is: count the try, hash outside any transaction, then open the login."""

import secrets
from dataclasses import dataclass

from zhixing.identity import otp, sessions, tries
from zhixing.identity.errors import CredentialsWrong, OtpRequired
from zhixing.identity.models import LoginSession, Person
from zhixing.identity.passwords import matches
from zhixing.identity.reads import by_username
from zhixing.identity.rules import comparable
from zhixing.identity.sessions import LoginFacts
from zhixing.kernel.messages import NOBODY
from zhixing.platform.system import System
from zhixing.platform.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Credentials:
    """What a browser sent. `known` maps cookie names to values; `old_cookie` is the login it had before."""

    username: str
    password: str
    otp: str | None
    facts: LoginFacts
    known: dict[str, str]
    old_cookie: str | None


@dataclass(frozen=True)
class Opened:
    """A new login: the session cookie, and the number of this browser for its `known` cookie."""

    person: Person
    cookie: str
    browser: bytes


def log_in(system: System, given: Credentials) -> Opened:
    """Open a login.

    Raises: TooManyTries, CredentialsWrong, OtpRequired. Unknown names, wrong passwords and people who left take the
    same path, the same time and get the same answer.
    """
    username = comparable(given.username)
    with system.database.read() as session:
        person = by_username(session, username)
    browser = _known_browser(system, person, given.known)
    keys = tries.keys_of(username, given.facts.network, browser)
    system.transact("identity", lambda unit: tries.reserve(unit.session, keys, unit.now))
    is_right = matches(given.password, person.password_hash if person else None)
    if person is None or not is_right or not person.is_active:
        _record_failure(system, person, given.facts, "password" if not is_right else "disabled")
        raise CredentialsWrong()
    return _open(system, person.id, given, keys, browser or secrets.token_bytes(16))


def _known_browser(system: System, person: Person | None, cookies: dict[str, str]) -> bytes | None:
    person_id = person.id if person else "nobody"
    name = tries.known_cookie(person_id, is_secure=system.config.is_secure)
    return tries.read_known(system.key, person_id, cookies.get(name))


def _open(system: System, person_id: str, given: Credentials, keys: list[str], browser: bytes) -> Opened:
    outcome = system.transact("identity", lambda unit: _second_factor_and_open(unit, person_id, given, keys))
    if isinstance(outcome, str):
        with system.database.read() as session:
            person = session.get_one(Person, person_id)
        return Opened(person, outcome, browser)
    if isinstance(outcome, CredentialsWrong):
        with system.database.read() as session:
            _record_failure(system, session.get_one(Person, person_id), given.facts, "otp")
    raise outcome


def _second_factor_and_open(unit: UnitOfWork, person_id: str, given: Credentials,
                            keys: list[str]) -> str | CredentialsWrong | OtpRequired:
    """The cookie, or why not. Returned, not raised: a refused code must not undo what was counted."""
    person = unit.session.get_one(Person, person_id, with_for_update=True)
    if otp.is_on(person):
        if not given.otp:  # the try stays counted: who knows the password must not get fresh tries at the code
            return OtpRequired()
        step = otp.step_of_code(unit.system.key, person, given.otp, unit.now)
        if step is None:
            return CredentialsWrong()
        person.otp_last_step = step
    tries.succeeded(unit.session, keys)
    sessions.end_old(unit, given.old_cookie)
    return sessions.open_session(unit, person, given.facts)


def _record_failure(system: System, person: Person | None, facts: LoginFacts, why: str) -> None:
    """In the audit: whom it met and from where, never what was typed (people type passwords into the name field)."""
    system.audit(NOBODY, "identity.login_failed", person.id if person else "unknown", why=why, method=facts.method,
                 network=facts.network)


def log_out(system: System, session_id: str) -> None:
    """End one login, in the transaction that records it."""

    def write(unit: UnitOfWork) -> None:
        row = unit.session.get(LoginSession, session_id)
        if row is not None:
            sessions.end(unit, [row], "logged_out")

    system.transact("identity", write)
