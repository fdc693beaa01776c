"""What has happened in this slice. Each fact stands alone: it may cross a one-way gate as a signed file."""

from pydantic import BaseModel

from zhixing.kernel.messages import Id


class PersonCreated(BaseModel):
    """`identity.person_created`: somebody belongs to the court now."""

    person_id: Id
    name: str
    roles: list[str]


class RolesChanged(BaseModel):
    """`identity.roles_changed`: these are the roles from now on."""

    person_id: Id
    roles_before: list[str]
    roles: list[str]


class PersonDisabled(BaseModel):
    """`identity.person_disabled`: the person left; logins and passkeys ended."""

    person_id: Id
    reason: str
