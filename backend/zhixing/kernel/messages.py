"""What travels: envelopes in, outcomes out, events between slices (docs/protocol.md 2)."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from zhixing.kernel.errors import Denied, DomainError

_UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
Id = Annotated[str, StringConstraints(pattern=_UUID)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
TimeText = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
DateText = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$")]
NO_PREDECESSOR = "0" * 64


class Strict(BaseModel):
    """Base of everything that comes from outside: an unknown field is an error, not a shrug."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Command(Strict):
    """Body of an act. Subclasses name what can be asked, in the imperative."""


class Proof(Strict):
    alg: Annotated[str, StringConstraints(max_length=16)]
    key: Annotated[str, StringConstraints(max_length=64)]
    sig: Annotated[str, StringConstraints(max_length=256)]


class Blob(Strict):
    sha256: Digest
    size: Annotated[int, Field(ge=1, strict=True)]
    media_type: Annotated[str, StringConstraints(max_length=100)]


class TimeToken(Strict):
    id: Id
    server_time: TimeText
    session: Id | None = None
    mono_ms: Annotated[int, Field(ge=0)] | None = None


class DeviceClock(Strict):
    session: Id
    mono_ms: Annotated[int, Field(ge=0)]
    token: TimeToken | None = None


class Basis(Strict):
    """What the person was looking at: the feed number of the row, or the own act that came before."""

    seq: Annotated[int, Field(ge=0)]
    after: Id | None = None


class Envelope(Strict):
    """One act on its way. `hash` and `proof` are computed over it without `proof`."""

    id: Id
    type: Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z_]+$", max_length=80)]
    version: Annotated[int, Field(ge=1, strict=True)] = 1
    body: dict[str, Any]
    actor: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.:-]{1,64}$")]
    device_id: Id | None = None
    device_seq: Annotated[int, Field(ge=1, strict=True)] | None = None
    occurred_at: TimeText
    clock: DeviceClock | None = None
    based_on: dict[str, Basis] | None = None
    blobs: Annotated[list[Blob], Field(max_length=20)] = []
    prev: Digest | None = None
    proof: Proof | None = None

    @property
    def is_chained(self) -> bool:
        """Whether an enrolled device made this act, as a link of its chain."""
        return self.device_id is not None


class Result(StrEnum):
    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    HELD = "held"
    REFUSED = "refused"
    CONFLICT = "conflict"


class ConflictMode(StrEnum):
    """`append` cannot conflict; `guarded` compares `based_on`; `latest` is for drafts and preferences only."""

    APPEND = "append"
    GUARDED = "guarded"
    LATEST = "latest"


class Problem(BaseModel):
    """RFC 9457. `code` is stable for ever; the client translates it with `params`."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    params: dict[str, Any] = {}

    @classmethod
    def of(cls, error: DomainError) -> "Problem":
        return cls(title=error.title or error.code, status=error.status, code=error.code, params=error.params)


class Missing(BaseModel):
    predecessor: int | None = None
    blobs: list[str] | None = None


class Outcome(BaseModel):
    """The answer to one envelope (docs/protocol.md 2). Absent members are left out on the wire."""

    id: str
    outcome: Result
    of: Result | None = None
    problem: Problem | None = None
    missing: Missing | None = None
    receipt: dict[str, Any] | None = None
    answer: dict[str, Any] | None = None

    def wire(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_none=True)


@dataclass(frozen=True)
class Event:
    """Something that has happened. Self-contained and versioned, so that it can cross a one-way gate."""

    name: str
    facts: dict[str, Any] = field(default_factory=dict)
    version: int = 1


@dataclass(frozen=True)
class Actor:
    """Who acts: a person of the court, or a named part of the system (`gateway`, `worker`, `litigant`)."""

    id: str
    roles: frozenset[str] = frozenset()
    name: str = ""
    device_id: str | None = None

    @property
    def is_system(self) -> bool:
        return "system" in self.roles

    def has_role(self, *names: str) -> bool:
        return not self.roles.isdisjoint(names)


def system_actor(name: str) -> Actor:
    """The actor for work that no person did; every such act is still logged under its own name."""
    return Actor(id=name, roles=frozenset({"system"}), name=name)


NOBODY = Actor(id="nobody")


def allow_if(condition: bool, reason: str) -> None:
    """Deny with `reason` unless the condition holds.

    Raises: Denied with `params.reason`, a word the client translates.
    """
    if not condition:
        raise Denied(reason=reason)
