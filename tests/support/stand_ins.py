"""The smallest thing that fills a port the platform needs, for tests of slices that do not use the real one."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from zhixing.kernel.messages import Actor
from zhixing.platform.manifest import Slice
from zhixing.platform.ports import KnownDevice, Login


class StandInPeople:
    """People by id; logged in by a cookie that is simply their id."""

    def __init__(self) -> None:
        self.people: dict[str, Actor] = {}

    def actor(self, session: Session, person_id: str) -> Actor | None:
        return self.people.get(person_id)

    def login(self, session: Session, cookie: str, now: datetime) -> Login | None:
        person = self.people.get(cookie)
        return Login(person, "csrf", cookie, now) if person else None

    def with_role(self, session: Session, *roles: str) -> list[str]:
        return [one.id for one in self.people.values() if one.has_role(*roles)]


class StandInDevices:
    """Devices by id, never revoked unless a test says so."""

    def __init__(self) -> None:
        self.devices: dict[str, KnownDevice] = {}

    def add(self, device_id: str, public_key: str, person_id: str) -> None:
        known = self.devices.get(device_id)
        users = (known.users if known else frozenset()) | {person_id}
        self.devices[device_id] = KnownDevice(device_id, public_key, users, revoked=False)

    def find(self, session: Session, device_id: str) -> KnownDevice | None:
        return self.devices.get(device_id)

    def keys(self, session: Session) -> dict[str, str]:
        return {one.id: one.public_key for one in self.devices.values()}


def fill_ports(slices: tuple[Slice, ...]) -> tuple[Slice, ...]:
    """The slices, with stand-ins for the ports that none of them fills."""
    filled = {name for one in slices for name in one.provides}
    stand_ins: dict[str, Any] = {"people": StandInPeople(), "devices": StandInDevices()}
    missing = {name: value for name, value in stand_ins.items() if name not in filled}
    return (*slices, Slice(name="stand_ins", provides=missing)) if missing else slices
