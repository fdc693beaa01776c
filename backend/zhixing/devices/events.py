"""What has happened in this slice. Each fact stands alone: it may cross a one-way gate as a signed file."""

from pydantic import BaseModel

from zhixing.kernel.messages import Id


class DeviceEnrolled(BaseModel):
    """`devices.enrolled`: the device's acts are taken from now on."""

    device_id: Id
    person_id: Id
    name: str


class DeviceUserAdded(BaseModel):
    """`devices.user_added`: this person works on the device too."""

    device_id: Id
    person_id: Id


class DeviceRevoked(BaseModel):
    """`devices.revoked`: reported lost; `people` worked on it."""

    device_id: Id
    name: str
    owner_id: Id
    people: list[str]
    reason: str
    by: str
