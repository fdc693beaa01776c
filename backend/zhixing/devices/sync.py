"""Which rows of this slice a device may hold, for whom.

A row lives in one scope, so a device has two: in `devices` for administrators, in `my_devices` for its owner.
"""

from typing import Any

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.devices.models import Device, DeviceUser
from zhixing.identity import DEVICES_SCOPE, person_scope
from zhixing.kernel.clock import to_text
from zhixing.kernel.messages import Actor, Id
from zhixing.platform.unit_of_work import UnitOfWork


class DeviceRow(BaseModel):
    """A tablet. `wipe_ordered_at`: when it was told to wipe itself; afterwards it is silent, so nobody can say more."""

    id: Id
    name: str
    platform: str
    owner_id: Id
    users: list[str]
    enrolled_at: str
    last_seen_at: str | None
    revoked_at: str | None
    wipe_ordered_at: str | None
    state: dict[str, Any] | None


def announce(unit: UnitOfWork, device: Device) -> None:
    """Send the row out to those who watch it."""
    device.announced_at = unit.now
    unit.changed("devices", device.id, DEVICES_SCOPE)
    unit.changed("my_devices", device.id, person_scope(device.owner_id))


def device_rows(session: Session, ids: list[str], actor: Actor) -> dict[str, dict[str, Any]]:
    """For both collections: the scope has decided already who sees which."""
    users: dict[str, list[str]] = {}
    for one in session.scalars(select(DeviceUser).where(DeviceUser.device_id.in_(ids)).order_by(DeviceUser.added_at)):
        users.setdefault(one.device_id, []).append(one.person_id)
    devices = session.scalars(select(Device).where(Device.id.in_(ids)))
    return {one.id: _row(one, users.get(one.id, [])) for one in devices}


def _row(device: Device, users: list[str]) -> dict[str, Any]:
    def text(moment: Any) -> str | None:
        return to_text(moment) if moment else None

    return {"id": device.id, "name": device.name, "platform": device.platform, "owner_id": device.owner_id,
            "users": users, "enrolled_at": to_text(device.enrolled_at), "last_seen_at": text(device.last_seen_at),
            "revoked_at": text(device.revoked_at), "wipe_ordered_at": text(device.wipe_ordered_at),
            "state": device.state}
