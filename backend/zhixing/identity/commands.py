"""What can be asked of this slice. Passwords never reach the ledger: `passwords.conceal` replaces them first."""

from typing import Annotated

from pydantic import Field, StringConstraints

from zhixing.identity.rules import LONGEST_PASSWORD, Role
from zhixing.kernel.messages import Command, Id

# No control characters: a name is printed on documents.
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60,
                                        pattern=r"^[^\x00-\x1f\x7f]+$")]
Username = Annotated[str, StringConstraints(min_length=2, max_length=60, pattern=r"^[\w.@-]+$")]
# What is sent is the password; what arrives at the service is its Argon2id hash, which is shorter than the limit.
Password = Annotated[str, StringConstraints(max_length=LONGEST_PASSWORD)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00]+$")]
Roles = Annotated[list[Role], Field(min_length=1, max_length=10)]


class CreatePerson(Command):
    """Let somebody in. The roles say what for (domain.md 1.1)."""

    person_id: Id
    username: Username
    name: Name
    roles: Roles
    password: Password


class ChangeRoles(Command):
    """Give a person other roles; the list is the whole of them."""

    person_id: Id
    roles: Roles


class SetPassword(Command):
    """A new password. All logins of the person end; one set by an administrator also forgets the one-time codes."""

    person_id: Id
    new_password: Password


class DisablePerson(Command):
    """Somebody leaves. What she captured before can still be handed in and is judged by a person."""

    person_id: Id
    reason: Reason
