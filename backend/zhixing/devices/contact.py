"""What is written down when a device was heard: when, how far it pulled, and what it says about itself.

Bookkeeping for the lost-tablet report, not facts about the court's work: not audited, and cheap. It is written in its
own transaction after the answer was put together, never inside the read.
"""

from typing import Any

from zhixing.devices.models import Device, DeviceUser
from zhixing.devices.rules import is_worth_announcing, is_worth_writing
from zhixing.devices.sync import announce
from zhixing.identity import note_login_use
from zhixing.platform.http import Call
from zhixing.platform.pull import Page
from zhixing.platform.system import System
from zhixing.platform.unit_of_work import UnitOfWork


def note_login(call: Call, device_id: str | None) -> None:
    """This login is alive and used on this device. Call it after the read session was given back."""
    if call.login is not None:
        note_login_use(call.system, call.login, device_id)


def note_pull(system: System, device_id: str, person_id: str, page: Page) -> None:
    """The person pulled up to the page's cursor on this device."""
    now = system.clock()
    with system.database.read() as session:
        row = session.get(DeviceUser, (device_id, person_id))
        if row is None or not is_worth_writing(row.pulled_at, now, was_catching_up=row.catching_up, more=page.more):
            return

    def write(unit: UnitOfWork) -> None:
        row = unit.session.get_one(DeviceUser, (device_id, person_id))
        row.cursor, row.pulled_at, row.catching_up = page.cursor.text(), unit.now, page.more
        _seen(unit, unit.session.get_one(Device, device_id))

    system.transact("devices", write)


def note_push(system: System, device_id: str, state: dict[str, Any] | None) -> None:
    """The device handed in and told how it is."""

    def write(unit: UnitOfWork) -> None:
        device = unit.session.get_one(Device, device_id)
        if device.is_revoked:  # while this push was being decided
            return
        was_empty = not (device.state or {}).get("pending_acts")
        if state is not None:
            device.state, device.state_at = state, unit.now
            if was_empty != (not state.get("pending_acts")):
                announce(unit, device)
        _seen(unit, device)

    system.transact("devices", write)


def _seen(unit: UnitOfWork, device: Device) -> None:
    device.last_seen_at = unit.now
    if is_worth_announcing(device.announced_at, unit.now):
        announce(unit, device)
