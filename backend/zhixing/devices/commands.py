"""What can be asked of this slice."""

from typing import Annotated

from pydantic import StringConstraints

from zhixing.kernel.messages import Command, Id

Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100,
                                         pattern=r"^[^\x00-\x1f\x7f]+$")]


class IssueEnrolmentCode(Command):
    """A code to enrol one device with, for oneself or, by an administrator, for somebody else."""

    for_person_id: Id | None = None


class EnrolDevice(Command):
    """This browser becomes a device of the court: its key signs acts from now on. The actor owns it."""

    device_id: Id
    code: Annotated[str, StringConstraints(max_length=40)]
    name: Label
    platform: Label
    public_key: Annotated[str, StringConstraints(max_length=400)]
    store_id: Id


class AddDeviceUser(Command):
    """A second officer works on the tablet from now on; her acts may travel in its chain."""

    device_id: Id


class RevokeDevice(Command):
    """Lost or stolen: nothing of it is taken any more, its logins end, and it is told to wipe itself."""

    device_id: Id
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500,
                                             pattern=r"^[^\x00]+$")]
