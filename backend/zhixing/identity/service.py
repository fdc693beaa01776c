"""One function per command: load, decide, change, record."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from zhixing.identity import commands, sessions
from zhixing.identity.errors import AlreadyDisabled, LastAdministrator, UsernameTaken
from zhixing.identity.models import Passkey, Person
from zhixing.identity.passwords import hash_password
from zhixing.identity.reads import active_with_role, person_or_not_found
from zhixing.identity.rules import check_password, comparable
from zhixing.identity.sync import DEVICES, person_scope
from zhixing.kernel.ids import new_id
from zhixing.platform.feed import COURT
from zhixing.platform.system import System
from zhixing.platform.unit_of_work import Act, UnitOfWork


def load_person(session: Session, body: Any) -> Person:
    """The subject of every command about a person. Raises: NotFound."""
    return person_or_not_found(session, body.person_id)


def create_person(act: Act[commands.CreatePerson]) -> dict[str, Any] | None:
    """Let somebody in. `body.password` is the hash by now (`passwords.conceal`)."""
    body = act.body
    let_in(act, Person(id=body.person_id, username=body.username, name=body.name, roles=list(body.roles),
                       password_hash=body.password))
    return None


def let_in(unit: UnitOfWork, person: Person) -> None:
    """Write a new person with what everybody of the court may see. Raises: UsernameTaken."""
    person.username, person.roles = comparable(person.username), sorted(set(person.roles))
    if unit.session.scalar(select(Person.id).where(Person.username == person.username)):
        raise UsernameTaken()
    person.created_at = unit.now
    unit.session.add(person)
    unit.session.flush()
    unit.grant(person.id, COURT)
    unit.grant(person.id, person_scope(person.id))
    if "administrator" in person.roles:
        unit.grant(person.id, DEVICES)
    _announce(unit, person)
    unit.happened("identity.person_created", person_id=person.id, name=person.name, roles=person.roles)


def change_roles(act: Act[commands.ChangeRoles]) -> None:
    """Raises: AlreadyDisabled, LastAdministrator."""
    person: Person = act.subject
    before, after = list(person.roles), sorted(set(act.body.roles))
    if not person.is_active:
        raise AlreadyDisabled()
    if "administrator" in before and "administrator" not in after:
        _keep_an_administrator(act, person)
        act.revoke(person.id, DEVICES)
    elif "administrator" in after and "administrator" not in before:
        act.grant(person.id, DEVICES)
    person.roles = after
    _announce(act, person)
    act.happened("identity.roles_changed", person_id=person.id, roles_before=before, roles=after)


def set_password(act: Act[commands.SetPassword]) -> None:
    """`body.new_password` is the hash by now. Everybody logged in as this person must log in again."""
    person: Person = act.subject
    person.password_hash = act.body.new_password
    if act.actor.id != person.id:
        person.otp_nonce, person.otp_confirmed_at = None, None
    sessions.end_all_of(act, person.id, "password_set")


def disable_person(act: Act[commands.DisablePerson]) -> None:
    """Raises: AlreadyDisabled, LastAdministrator."""
    person: Person = act.subject
    if not person.is_active:
        raise AlreadyDisabled()
    if "administrator" in person.roles:
        _keep_an_administrator(act, person)
        act.revoke(person.id, DEVICES)
    person.disabled_at, person.disabled_reason = act.now, act.body.reason
    sessions.end_all_of(act, person.id, "disabled")
    act.session.execute(delete(Passkey).where(Passkey.person_id == person.id))
    act.revoke(person.id, COURT)
    act.revoke(person.id, person_scope(person.id))
    _announce(act, person)
    act.happened("identity.person_disabled", person_id=person.id, reason=act.body.reason)


def _keep_an_administrator(act: UnitOfWork, leaving: Person) -> None:
    if active_with_role(act.session, "administrator") == [leaving.id]:
        raise LastAdministrator()


def _announce(unit: UnitOfWork, person: Person) -> None:
    unit.changed("people", person.id, COURT)
    unit.changed("me", person.id, person_scope(person.id))


def create_person_from_console(system: System, *, username: str, name: str, roles: list[str], password: str) -> str:
    """A person made at the server's own console, where no administrator need exist yet. Returns the id.

    Raises: PasswordTooShort, PasswordTooLong, UsernameTaken; ValidationError for a name or role that is none.
    """
    check_password(password)
    body = commands.CreatePerson.model_validate({"person_id": new_id(), "username": username, "name": name,
                                                 "roles": roles, "password": hash_password(password)})
    person = Person(id=body.person_id, username=body.username, name=body.name, roles=list(body.roles),
                    password_hash=body.password)

    def write(unit: UnitOfWork) -> None:
        let_in(unit, person)
        unit.audit("identity.created_at_console", person.id, roles=person.roles)

    system.transact("console", write)
    return body.person_id


def create_first_admin(system: System, username: str, name: str, password: str) -> str:
    """The administrator with whom a new house begins. Returns the id. Raises: as `create_person_from_console`."""
    return create_person_from_console(system, username=username, name=name, roles=["administrator"], password=password)
