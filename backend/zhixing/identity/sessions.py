"""Logins as rows: opened, looked up by the hash of the cookie, ended. A cookie that was stolen can be ended here."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from zhixing.identity.models import LoginSession, Person
from zhixing.identity.rules import LONGEST_STRETCH, NOTE_USE_EVERY
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor
from zhixing.platform.crypto import b64, digest, sha256
from zhixing.platform.ports import Login
from zhixing.platform.system import System
from zhixing.platform.unit_of_work import UnitOfWork

COOKIE_BYTES = 32
KEEP_ENDED = timedelta(days=90)


@dataclass(frozen=True)
class LoginFacts:
    """What is written down about a login: how ('password' or 'passkey'), from which network, on which tablet."""

    method: str
    network: str
    device_id: str | None = None


def csrf_of(cookie: str) -> str:
    """The token unsafe requests repeat in a header. Follows from the cookie, so it need not be stored."""
    return b64(sha256(b"csrf/" + cookie.encode()))


def actor_of(person: Person) -> Actor:
    return Actor(person.id, frozenset(person.roles), person.name)


def open_session(unit: UnitOfWork, person: Person, facts: LoginFacts) -> str:
    """A new login; the cookie's value, which exists nowhere else."""
    cookie = b64(secrets.token_bytes(COOKIE_BYTES))
    lasts = timedelta(hours=unit.system.config.session_hours)
    row = LoginSession(
        id=new_id(), token_hash=digest(cookie.encode()), person_id=person.id, method=facts.method,
        network=facts.network, device_id=facts.device_id, opened_at=unit.now, used_at=unit.now,
        lasts_s=int(lasts.total_seconds()), expires_at=unit.now + LONGEST_STRETCH * lasts)
    unit.session.add(row)
    unit.audit("identity.logged_in", person.id, method=facts.method, network=facts.network, session_id=row.id,
               device_id=facts.device_id)
    return cookie


@dataclass(frozen=True)
class Found:
    """A live login with its person, as the tables have them."""

    row: LoginSession
    person: Person

    def login(self, cookie: str) -> Login:
        row = self.row
        return Login(actor_of(self.person), csrf_of(cookie), row.id, ends_at(row), row.used_at, row.device_id)


def ends_at(row: LoginSession) -> datetime:
    """When it ends if nobody uses it any more."""
    return min(row.used_at + timedelta(seconds=row.lasts_s), row.expires_at)


def find(session: Session, cookie: str, now: datetime) -> Found | None:
    """The live login behind a cookie, or None: unknown, ended, expired, or the person has left."""
    found = session.execute(select(LoginSession, Person).join(Person, Person.id == LoginSession.person_id)
                            .where(LoginSession.token_hash == digest(cookie.encode()))).first()
    if found is None:
        return None
    row, person = found
    is_live = row.ended_at is None and now < ends_at(row) and person.is_active
    return Found(row, person) if is_live else None


def end(unit: UnitOfWork, rows: list[LoginSession], why: str) -> list[str]:
    """End these logins. Returns the ids of those that were still open."""
    ended = [row for row in rows if row.ended_at is None]
    for row in ended:
        row.ended_at, row.ended_why = unit.now, why
        unit.audit("identity.login_ended", row.person_id, session_id=row.id, why=why)
    return [row.id for row in ended]


def end_old(unit: UnitOfWork, cookie: str | None) -> None:
    """The login this browser had before ends: a cookie somebody planted is worth nothing afterwards."""
    found = find(unit.session, cookie, unit.now) if cookie else None
    if found is not None:
        end(unit, [found.row], "replaced")


def end_all_of(unit: UnitOfWork, person_id: str, why: str) -> list[str]:
    """End every login of a person."""
    return end(unit, list(unit.session.scalars(_open().where(LoginSession.person_id == person_id))), why)


def end_on_device(unit: UnitOfWork, device_id: str, why: str) -> list[dict[str, str]]:
    """End every login that was opened or used on a tablet: [{session_id, person_id}]."""
    rows = list(unit.session.scalars(_open().where(LoginSession.device_id == device_id)))
    end(unit, rows, why)
    return [{"session_id": row.id, "person_id": row.person_id} for row in rows]


def note_use(system: System, login: Login, device_id: str | None = None) -> None:
    """Let the login last from now on, and remember the tablet it is used on; a write every few minutes at most.

    Nothing of this is a fact about the court's work, so it is not audited.
    """
    now = system.clock()
    if now - login.used_at < NOTE_USE_EVERY and device_id in (None, login.device_id):
        return

    def write(unit: UnitOfWork) -> None:
        row = unit.session.get(LoginSession, login.session_id)
        if row is not None and row.ended_at is None:
            row.used_at, row.device_id = max(row.used_at, now), device_id or row.device_id

    system.transact("identity", write)


def device_of(session: Session, session_id: str) -> str | None:
    """The tablet this login is used on, as far as it is known."""
    row = session.get(LoginSession, session_id)
    return row.device_id if row else None


def sweep(session: Session, now: datetime) -> None:
    """Drop logins that ended long ago; the audit keeps that there were any."""
    session.execute(delete(LoginSession).where(LoginSession.expires_at < now - KEEP_ENDED))


def _open():  # type: ignore[no-untyped-def]  # a select; its type has no short name
    return select(LoginSession).where(LoginSession.ended_at.is_(None))
