"""One function per command: load, decide, change, record."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.devices import codes, commands
from zhixing.devices.clockwork import time_token
from zhixing.devices.errors import AlreadyEnrolled, AlreadyRevoked, KeyInvalid, PersonUnknown
from zhixing.devices.models import Device, DeviceUser
from zhixing.devices.reads import device_or_not_found, users_of
from zhixing.devices.sync import announce
from zhixing.identity import end_logins_on_device, remove_passkeys_made_on
from zhixing.kernel.clock import to_text
from zhixing.kernel.messages import Envelope
from zhixing.platform.crypto import PublicKey
from zhixing.platform.system import System
from zhixing.platform.unit_of_work import Act


def whose_code(_session: Session, body: commands.IssueEnrolmentCode) -> str | None:
    """The subject of issuing a code: for whom, None for oneself."""
    return body.for_person_id


def load_device(session: Session, body: Any) -> Device:
    """The subject of every command about a device. Raises: NotFound."""
    return device_or_not_found(session, body.device_id)


def issue_enrolment_code(act: Act[commands.IssueEnrolmentCode]) -> dict[str, Any]:
    """The code itself is added to the answer by `reveal_code`. Raises: PersonUnknown."""
    person_id = act.body.for_person_id or act.actor.id
    if act.system.ports.people.actor(act.session, person_id) is None:
        raise PersonUnknown()
    return {"expires_at": to_text(codes.issue(act, act.envelope.id, person_id))}


def reveal_code(system: System, envelope: Envelope) -> dict[str, Any]:
    """Said in the answer, written nowhere."""
    return {"code": codes.code_of(system.key, envelope.id)}


def enrol(act: Act[commands.EnrolDevice]) -> dict[str, Any]:
    """Raises: TooManyGuesses, CodeWrong, CodeUsed, CodeExpired, KeyInvalid, AlreadyEnrolled."""
    body, system = act.body, act.system
    codes.use(act, body.code)
    try:
        key = PublicKey.from_spki(body.public_key)
    except ValueError as cause:
        raise KeyInvalid() from cause
    same = (Device.id == body.device_id) | (Device.key_id == key.id)
    if act.session.scalar(select(Device.id).where(same)):
        raise AlreadyEnrolled()
    device = Device(
        id=body.device_id, name=body.name, platform=body.platform, store_id=body.store_id, owner_id=act.actor.id,
        public_key=key.spki, key_id=key.id, enrolled_at=act.now, last_seen_at=act.now)
    announce(act, device)
    act.session.add(device)
    act.session.flush()
    act.session.add(DeviceUser(device_id=device.id, person_id=act.actor.id, added_at=act.now))
    act.happened("devices.enrolled", device_id=device.id, person_id=act.actor.id, name=device.name)
    return {"device_id": device.id, "server_key": {"id": system.key.public.id, "spki": system.key.public.spki},
            "time_token": time_token(system), "court": system.config.court_name}


def add_user(act: Act[commands.AddDeviceUser]) -> None:
    """Adding somebody twice changes nothing. Raises: AlreadyRevoked."""
    device: Device = act.subject
    if device.is_revoked:
        raise AlreadyRevoked()
    if act.session.get(DeviceUser, (device.id, act.actor.id)) is not None:
        return
    act.session.add(DeviceUser(device_id=device.id, person_id=act.actor.id, added_at=act.now))
    announce(act, device)
    act.happened("devices.user_added", device_id=device.id, person_id=act.actor.id)


def revoke(act: Act[commands.RevokeDevice]) -> None:
    """Raises: AlreadyRevoked."""
    device: Device = act.subject
    if device.is_revoked:
        raise AlreadyRevoked()
    device.revoked_at, device.revoked_by, device.revoke_reason = act.now, act.actor.id, act.body.reason
    device.ended = {"sessions": end_logins_on_device(act, device.id, "device_revoked"),
                    "passkeys": remove_passkeys_made_on(act, device.id)}
    announce(act, device)
    people = [one.person_id for one in users_of(act.session, device.id)]
    act.happened("devices.revoked", device_id=device.id, name=device.name, owner_id=device.owner_id, people=people,
                 reason=act.body.reason, by=act.actor.id)
