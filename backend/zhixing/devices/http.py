"""Doors for handing in and for pulling (docs/protocol.md 3 and 4)."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints, ValidationError, ValidatorFunctionWrapHandler
from pydantic.functional_validators import field_validator

from zhixing import __version__
from zhixing.devices.account import DeviceState, Lenient
from zhixing.devices.contact import note_login, note_pull, note_push
from zhixing.devices.errors import DeviceDiffers
from zhixing.kernel.clock import to_text
from zhixing.kernel.errors import DomainError
from zhixing.kernel.messages import Id, Outcome, Problem, Result
from zhixing.platform.bus import Door
from zhixing.platform.http import Call
from zhixing.platform.pull import LARGEST_PAGE, Puller, read_cursor
from zhixing.platform.refusals import DeviceRevoked, DeviceUnknown, EnvelopeMalformed
from zhixing.platform.system import System

MOST_ENVELOPES = 100


class PushBody(Lenient):
    """`device_id` is null for a browser that is not enrolled; then every act is one made at a desk."""

    device_id: Id | None = None
    envelopes: Annotated[list[Any], Field(max_length=MOST_ENVELOPES)]
    state: DeviceState | None = None

    @field_validator("state", mode="wrap")
    @classmethod
    def _whatever_it_is(cls, value: Any, check: ValidatorFunctionWrapHandler) -> Any:
        """An account we cannot read must not keep evidence from arriving."""
        try:
            return check(value)
        except ValidationError:
            return None


class PushAnswer(BaseModel):
    """One outcome per envelope, in the same order."""

    outcomes: list[Outcome]
    head: dict[str, Any] | None
    server_time: str


class PullQuery(BaseModel):
    cursor: Annotated[str, StringConstraints(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 500
    device_id: Id | None = None


class FeedChange(BaseModel):
    seq: int
    collection: str
    id: str
    op: str
    act: str | None
    row: dict[str, Any] | None


class AppVersions(BaseModel):
    """Below `minimum` an app may only hand in."""

    minimum: str
    latest: str


class PullAnswer(BaseModel):
    changes: list[FeedChange]
    cursor: str
    more: bool
    server_time: str
    head: dict[str, Any] | None
    app: AppVersions


def push(call: Call) -> Any:
    """Decide a batch, in order; each act by itself."""
    body: PushBody = call.body
    device_id = own_device(call, body.device_id, proven=call.device.id if call.device else None)
    door = Door(call.actor if call.login else None)
    call.release()
    waiting = [_hand_in(call.system, raw, device_id, door) for raw in body.envelopes]
    if device_id is not None:  # after the acts and in their commit: what the device says of itself includes them
        note_push(call.system, device_id, body.state.model_dump() if body.state else None)
    outcomes = [one().wire() for one in waiting]
    note_login(call, device_id)
    return {"outcomes": outcomes, "head": call.system.newest_head(), "server_time": to_text(call.system.clock())}


def own_device(call: Call, claimed: str | None, *, proven: str | None) -> str | None:
    """The device this request speaks for: the one that proved itself, else one the logged-in person works on.

    Raises: DeviceDiffers, DeviceUnknown, DeviceRevoked (and the wipe order counts as given).
    """
    if proven is not None:
        if claimed not in (None, proven):
            raise DeviceDiffers()
        return proven
    if claimed is None:
        return None
    device = call.system.ports.devices.find(call.session, claimed)
    if device is None or call.actor.id not in device.users:
        raise DeviceUnknown()
    if device.revoked:
        call.release()
        call.system.ports.devices.told_to_wipe(call.system, device.id)
        raise DeviceRevoked(wipe=True)
    return device.id


def _hand_in(system: System, raw: Any, device_id: str | None, door: Door) -> Callable[[], Outcome]:
    try:
        if not isinstance(raw, dict):
            raise EnvelopeMalformed(errors=[{"at": "", "why": "not_an_object"}])
        if raw.get("device_id") not in (None, device_id):
            raise DeviceDiffers()
        return system.bus.submit(raw, door)
    except DomainError as error:  # nothing could be recorded under its id; the device keeps it and shows it
        claimed = raw.get("id") if isinstance(raw, dict) else None
        refused = Outcome(id=claimed[:64] if isinstance(claimed, str) else "", outcome=Result.REFUSED,
                          problem=Problem.of(error))
        return lambda: refused


def pull(call: Call) -> Any:
    """What changed for this person since the cursor."""
    query: PullQuery = call.query
    device_id = own_device(call, query.device_id, proven=None)
    system, person = call.system, call.actor
    call.session.info["court_name"] = system.config.court_name  # rows of `me` show it
    sources = {name: spec.rows for name, spec in system.collections.items()}
    page = Puller(call.session, person, sources).page(read_cursor(query.cursor), query.limit)
    head = system.newest_head(call.session)
    call.release()
    if device_id is not None:
        note_pull(system, device_id, person.id, page)
    note_login(call, device_id)
    return {"changes": page.changes, "cursor": page.cursor.text(), "more": page.more, "head": head,
            "server_time": to_text(system.clock()), "app": app_versions(system)}


def app_versions(system: System) -> dict[str, str]:
    """Which apps may work (`ZHIXING_APP_MINIMUM`) and which is the newest (this server's own)."""
    return {"minimum": system.config.extra.get("APP_MINIMUM", __version__), "latest": __version__}
