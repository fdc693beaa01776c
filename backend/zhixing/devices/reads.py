"""Looking things up; nothing here changes anything, except that a wipe order is written down when it is given."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.devices.account import read_account
from zhixing.devices.models import Device, DeviceUser, HandedIn
from zhixing.devices.sync import announce
from zhixing.kernel.errors import NotFound
from zhixing.platform.ports import KnownDevice
from zhixing.platform.unit_of_work import UnitOfWork


def device_or_not_found(session: Session, device_id: str) -> Device:
    """Raises: NotFound."""
    device = session.get(Device, device_id)
    if device is None:
        raise NotFound()
    return device


def users_of(session: Session, device_id: str) -> list[DeviceUser]:
    """Who works on the device, in the order they came."""
    return list(session.scalars(select(DeviceUser).where(DeviceUser.device_id == device_id)
                                .order_by(DeviceUser.added_at, DeviceUser.person_id)))


class DevicesPort:
    """Fills the platform's port `devices`."""

    def find(self, session: Session, device_id: str) -> KnownDevice | None:
        rows = session.execute(select(Device.public_key, Device.revoked_at, DeviceUser.person_id).outerjoin(
            DeviceUser, DeviceUser.device_id == Device.id).where(Device.id == device_id)).all()
        if not rows:
            return None
        users = frozenset(row.person_id for row in rows if row.person_id is not None)
        return KnownDevice(device_id, rows[0].public_key, users, rows[0].revoked_at is not None)

    def keys(self, session: Session) -> dict[str, str]:
        """device id → public key, revoked ones included: their old acts stay verifiable."""
        return {row.id: row.public_key for row in session.execute(select(Device.id, Device.public_key))}

    def handed_in(self, session: Session, owners: list[str], digest: str) -> bool:
        return session.scalar(select(HandedIn.sha256).where(
            HandedIn.owner.in_(owners), HandedIn.sha256 == digest).limit(1)) is not None

    def told_to_wipe(self, system: Any, device_id: str, last_words: Any = None) -> None:
        """The device proved itself and is being answered `wipe`; the first time counts. What it says of itself with
        its last breath is kept: nobody else knows what was made on it since it was heard before."""
        account = read_account(last_words)

        def write(unit: UnitOfWork) -> None:
            device = unit.session.get(Device, device_id, with_for_update=True)
            if device is not None and account is not None:
                device.state, device.state_at = account, unit.now
                announce(unit, device)
            if device is not None and device.wipe_ordered_at is None:
                device.wipe_ordered_at = device.last_seen_at = unit.now
                unit.audit("devices.wipe_ordered", device_id)
                announce(unit, device)

        system.transact("devices", write)
