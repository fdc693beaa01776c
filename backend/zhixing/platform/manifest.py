"""What a slice says about itself. Registration is data; `app.py` and the bus only loop over it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from zhixing.kernel.errors import Conflict
from zhixing.kernel.messages import Command, ConflictMode
from zhixing.platform.lookup import Source as LookupSource
from zhixing.platform.pull import RowSource

Body = type[Command]

Policy = Callable[[Any, Any], None]
"""(actor, subject) → nothing, or raises Denied with the reason."""


@dataclass(frozen=True)
class CommandSpec:
    """How one type of act is handled.

    `subject(session, body)` loads what the policy and the service need to know and raises NotFound;
    `guards(body)` names the rows, as `collection/id`, whose versions a guarded act must have seen.
    `clash(session, body, versions)` makes the Conflict of a guarded act, with params that tell the person in legal
    words what happened meanwhile; without it a plain Conflict names the versions.
    `makes` is the field of the body that names what this act brings into being: while it waits for its bytes, later
    acts of the same device about that thing wait with it.
    `conceal(act id, body)` runs before the transaction and gives the body as it may be kept: a password becomes its
    slow hash there, because the ledger is for ever. Such acts are made at a desk, never signed into a chain.
    `reveal(system, envelope)` adds to the answer what must not be kept either: a one-time code.
    """

    type: str
    body: Body
    handle: Callable[[Any], dict[str, Any] | None]
    policy: Policy
    subject: Callable[..., Any] | None = None
    conflict: ConflictMode = ConflictMode.APPEND
    guards: Callable[[Any], list[str]] | None = None
    clash: Callable[[Any, Any, dict[str, Any]], Conflict] | None = None
    makes: str | None = None
    signed: bool = False
    system_only: bool = False
    conceal: Callable[[str, dict[str, Any]], dict[str, Any]] | None = None
    reveal: Callable[[Any, Any], dict[str, Any]] | None = None


def on(type: str, body: Body, handle: Callable[[Any], dict[str, Any] | None], policy: Policy,
       **options: Any) -> CommandSpec:
    """A line of a manifest: on this type of act, check this policy, call this function."""
    return CommandSpec(type, body, handle, policy, **options)


@dataclass(frozen=True)
class RouteSpec:
    """One door for reading or for bytes. `access` is 'public', 'session' or 'session_or_device'."""

    method: str
    path: str
    view: Callable[[Any], Any]
    policy: Policy
    access: str = "session"
    summary: str = ""
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    media_type: str = "application/json"
    body_type: str = "application/json"
    csrf: bool = True


def route(method: str, path: str, view: Callable[[Any], Any], policy: Policy, **options: Any) -> RouteSpec:
    return RouteSpec(method, path, view, policy, **options)


@dataclass(frozen=True)
class Subscription:
    """`react(reaction)` runs once per event in the worker, maybe in one transaction with other reactions."""

    event: str
    react: Callable[[Any], None]
    name: str


def when(event: str, react: Callable[[Any], None]) -> Subscription:
    return Subscription(event, react, f"{event} → {react.__module__}.{react.__name__}")


@dataclass(frozen=True)
class CollectionSpec:
    """Rows a device may hold: their shape and how to read them now."""

    name: str
    row: type[BaseModel]
    rows: RowSource


@dataclass(frozen=True)
class JobSpec:
    """`run(system, payload)` does slow or outside work in the worker, in no transaction of its own."""

    name: str
    run: Callable[[Any, dict[str, Any]], None]


@dataclass(frozen=True)
class ScheduleSpec:
    """`run(system)` every so many seconds, by one worker at a time."""

    name: str
    every_s: float
    run: Callable[[Any], None]


@dataclass(frozen=True)
class Slice:
    """The manifest. `provides` fills the ports of `platform.ports` that lower code needs from a slice."""

    name: str
    commands: tuple[CommandSpec, ...] = ()
    routes: tuple[RouteSpec, ...] = ()
    subscribers: tuple[Subscription, ...] = ()
    collections: tuple[CollectionSpec, ...] = ()
    jobs: tuple[JobSpec, ...] = ()
    schedules: tuple[ScheduleSpec, ...] = ()
    events: tuple[type[BaseModel], ...] = ()
    lookups: tuple[LookupSource, ...] = ()
    """Where `GET /api/lookup` looks (platform/lookup.py)."""
    device_rules: dict[str, Any] = field(default_factory=dict)
    """Law figures and checklists the tablet needs offline: exported to `contract/rules.json`."""
    court_rules: Callable[[Any], dict[str, Any]] | None = None
    """`court_rules(system)`: the same as this court has configured them, for its devices (platform/device_rules.py)."""
    provides: dict[str, Any] = field(default_factory=dict)
    at_start: tuple[Callable[[Any], None], ...] = ()
    """What must hold before the house opens: `check(system)` raises a DomainError with what is wrong."""
