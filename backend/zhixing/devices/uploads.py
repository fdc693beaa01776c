"""The upload door: tus over the blob store, for whoever proved a device or is logged in (docs/protocol.md 5)."""

import io
from typing import Any

from zhixing.devices.models import HandedIn
from zhixing.identity import login_device
from zhixing.platform.http import Call
from zhixing.platform.system import System
from zhixing.platform.tus import TusServer
from zhixing.platform.tus_view import tus_view
from zhixing.platform.unit_of_work import UnitOfWork

_EXTRA = "devices.uploads"


def server_of(system: System) -> TusServer:
    """The one upload server of this process."""
    if _EXTRA not in system.extras:
        system.extras[_EXTRA] = TusServer(
            system.store, clock=system.clock,
            on_complete=lambda digest, size, _fields, owner: _arrived(system, digest, size, owner),
            is_known=lambda owner, digest, size: _is_known(system, owner, digest, size))
    return system.extras[_EXTRA]


def _arrived(system: System, digest: str, size: int, owner: str) -> None:
    """Sealed: remember who brought it, then decide the acts that wait for it. Doing this twice is harmless."""

    def write(unit: UnitOfWork) -> None:
        if unit.session.get(HandedIn, (owner, digest)) is None:
            unit.session.add(HandedIn(owner=owner, sha256=digest, size=size, at=unit.now))

    system.transact("devices", write)
    system.bus.bytes_arrived(digest)


def hand_in(system: System, owner: str, data: bytes) -> str:
    """Bytes from inside this process, taken in like an upload; their digest.

    Raises: OSError when they cannot be kept.
    """
    stored = system.store.put(io.BytesIO(data))
    _arrived(system, stored.sha256, stored.size, owner)
    return stored.sha256


def _is_known(system: System, owner: str, digest: str, size: int) -> bool:
    with system.database.read() as session:
        row = session.get(HandedIn, (owner, digest))
        return row is not None and row.size == size


def owner_of(call: Call) -> str:
    """Whose upload it is. A tablet is the same owner by its proof and by a login that is known to be used on it."""
    if call.device is not None:
        return f"device:{call.device.id}"
    assert call.login is not None
    device_id = login_device(call.session, call.login.session_id)
    device = call.system.ports.devices.find(call.session, device_id) if device_id else None
    # A browser may claim any tablet when it logs in; only those who work on it are believed.
    is_theirs = device is not None and not device.revoked and call.actor.id in device.users
    return f"device:{device_id}" if is_theirs else f"person:{call.actor.id}"


def uploads(call: Call) -> Any:
    """Every method but OPTIONS."""
    owner = owner_of(call)
    call.release()  # a transfer takes minutes
    return tus_view(server_of(call.system), lambda _request: owner)(call.args.get("upload_id"))


def describe_uploads(call: Call) -> Any:
    """What this server can do; asked before any login."""
    return tus_view(server_of(call.system), lambda _request: "")(call.args.get("upload_id"))


def sweep(system: System) -> None:
    """Discard uploads nobody finished in time."""
    server_of(system).sweep()
