"""Pure decisions: which line of the matrix holds, what proof is missing, when a panel has decided, who may sit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from zhixing.approvals.errors import EvidenceMissing, EvidenceUnknown
from zhixing.kernel.money import YuanText, yuan

Role = Literal["handler", "judge", "bureau_chief", "president", "panel"]
OwnDraft = Literal["forbid", "skip", "decide"]
Mark = Literal["[V]", "[V~]", "[GK]"]
LinkKind = Literal["document", "evidence", "entry", "text"]
Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,59}$")]

# Who may be named for a step of this role, besides its holders: whoever stands above it (domain.md 1.1, 1.3).
MAY_STAND_IN: dict[str, frozenset[str]] = {
    **dict.fromkeys(("handler", "judge", "panel"), frozenset({"judge", "bureau_chief", "president"})),
    "bureau_chief": frozenset({"bureau_chief", "president"}), "president": frozenset({"president"})}
# To whom escalation and a stuck step are told.
ABOVE: dict[str, tuple[str, ...]] = {"handler": ("bureau_chief",), "judge": ("bureau_chief",),
                                     "panel": ("bureau_chief",), "bureau_chief": ("president",),
                                     "president": ("president", "bureau_chief")}


class Data(BaseModel):
    """Base of what is read from a matrix file: an unknown key is a mistake that is named."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sourced(Data):
    """A figure with where it comes from. `mark`: read in the law, read second hand, or general knowledge."""

    source: str
    mark: Mark
    note: str = ""


class Hours(Sourced):
    value: Annotated[int, Field(ge=1, le=24 * 90)]


class Days(Sourced):
    value: Annotated[int, Field(ge=1, le=3650)]


class Weaker(Sourced):
    """When password and one-time code are enough: only for people without a passkey, or always."""

    value: Literal["without_passkey", "always"]


class Settings(Data):
    wait_hours: Hours
    urgent_wait_hours: Hours
    retroactive_hours: Hours
    history_days: Days
    delegation_grace_hours: Hours
    weaker_method: Weaker


class Condition(Data):
    """When a line holds; what is left out does not matter. `evidence`: a proof under this key is linked."""

    amount_from: YuanText | None = None
    amount_below: YuanText | None = None
    urgent: bool | None = None
    evidence: Key | None = None

    @property
    def is_open(self) -> bool:
        return self == Condition()


class StepRule(Sourced):
    """One step. `own_draft`: whoever drafted it is left out, or her submission counts as this step, or she decides.
    `person` names one holder instead of all."""

    role: Role
    quorum: Annotated[int, Field(ge=1, le=9)] = 1
    person: str | None = None
    own_draft: OwnDraft = "forbid"
    delegable: bool = True
    wait_hours: Annotated[int, Field(ge=1, le=24 * 90)] | None = None

    @model_validator(mode="after")
    def _panel_votes(self) -> Self:
        if (self.role == "panel") != (self.quorum > 1):
            raise ValueError("a panel needs a quorum above one, and nobody else has one")
        return self


class ProofRule(Sourced):
    """A proof the approver must see beside the draft. Of those with the same `one_of`, one is enough."""

    key: Key
    name: Name
    name_en: Name
    accepts: Annotated[list[LinkKind], Field(min_length=1)]
    required: bool = True
    one_of: Key | None = None


class Line(Data):
    """A line of the matrix. `retroactive`: the measure was taken already and is approved after the fact."""

    when: Condition = Condition()
    steps: Annotated[list[StepRule], Field(max_length=9)]
    retroactive: bool = False


class KindRules(Data):
    """All lines of one kind of document; the first that holds is taken, so the last one must hold always."""

    name: Name
    name_en: Name
    evidence: Annotated[list[ProofRule], Field(max_length=30)] = []
    lines: Annotated[list[Line], Field(min_length=1, max_length=20)]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        keys = [one.key for one in self.evidence]
        if len(keys) != len(set(keys)):
            raise ValueError("two proofs with the same key")
        if not self.lines[-1].when.is_open:
            raise ValueError("the last line must have no condition")
        if any(one.when.is_open for one in self.lines[:-1]):
            raise ValueError("a line without a condition hides those after it")
        asked = {one.when.evidence for one in self.lines} - {None}
        if unknown := asked - set(keys):
            raise ValueError(f"a condition names a proof that is not listed: {sorted(map(str, unknown))}")
        return self


class Matrix(Data):
    """The approval matrix of a court: data, with sources (domain.md 1.3)."""

    settings: Settings
    unknown: KindRules
    kinds: dict[Key, KindRules]

    def of(self, kind: str) -> KindRules:
        """The rules of a kind; one nobody wrote down goes the safe way."""
        return self.kinds.get(kind, self.unknown)


@dataclass(frozen=True)
class Facts:
    """What a condition may ask about a draft."""

    amount_yuan: Decimal | None
    urgent: bool
    evidence: frozenset[str]


def line_for(rules: KindRules, facts: Facts) -> Line:
    """The first line that holds."""
    return next(one for one in rules.lines if holds(one.when, facts))


def holds(when: Condition, facts: Facts) -> bool:
    """Whether a condition is met. An amount nobody stated is not below anything: it goes the longer way."""
    amount = facts.amount_yuan
    if when.amount_from is not None and (amount is not None and amount < yuan(when.amount_from)):
        return False
    if when.amount_below is not None and (amount is None or amount >= yuan(when.amount_below)):
        return False
    if when.urgent is not None and when.urgent != facts.urgent:
        return False
    return when.evidence is None or when.evidence in facts.evidence


def check_evidence(rules: KindRules, linked: Iterable[tuple[str, str]]) -> None:
    """`linked`: (key, kind of link).

    Raises: EvidenceUnknown for a key or kind of link the rule does not know; EvidenceMissing with all that lacks.
    """
    given = list(linked)
    known = {one.key: one for one in rules.evidence}
    for key, kind in given:
        if key not in known or kind not in known[key].accepts:
            raise EvidenceUnknown(key=key, accepts=known[key].accepts if key in known else [])
    lacking = missing_evidence(rules, {key for key, _ in given})
    if lacking:
        raise EvidenceMissing(missing=[{"key": one.key, "name": one.name, "name_en": one.name_en,
                                        "one_of": one.one_of} for one in lacking])


def missing_evidence(rules: KindRules, keys: set[str]) -> list[ProofRule]:
    """The required proofs that are not there; a group is there when one of it is."""
    groups = {one.one_of for one in rules.evidence if one.one_of and one.key in keys}
    return [one for one in rules.evidence if one.required and one.key not in keys and one.one_of not in groups]


@dataclass(frozen=True)
class Votes:
    """How a step stands: `seats` people may decide it, and so many said yes and no."""

    seats: int
    quorum: int
    approved: int
    returned: int

    def verdict(self) -> Literal["waiting", "approved", "returned"]:
        """Approved by the quorum; returned as soon as the quorum can no longer be reached. For one decider
        (quorum 1) the first word counts: the other holders of the office share the seat."""
        if self.approved >= self.quorum:
            return "approved"
        if self.quorum == 1:
            return "returned" if self.returned else "waiting"
        return "returned" if self.seats - self.returned < self.quorum else "waiting"


@dataclass(frozen=True)
class Stand:
    """Somebody who may decide a step, on whose behalf if not in the own right."""

    person_id: str
    on_behalf_of: str | None = None
    delegation_id: str | None = None


@dataclass(frozen=True)
class Standing:
    """A delegation as the rules see it."""

    id: str
    from_person: str
    to_person: str
    since: date
    until: date
    kinds: frozenset[str]
    ended_on: date | None = None

    def covers(self, kind: str, day: date) -> bool:
        """Whether it holds for this kind on this day, both ends included."""
        if self.ended_on is not None and day > self.ended_on:
            return False
        return self.since <= day <= self.until and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True)
class Asked:
    """Who is asked for a step: its holders, without the recused and, where forbidden, the drafter."""

    holders: tuple[str, ...]
    recused: dict[str, str | None]
    drafter: str
    own_draft: OwnDraft
    delegable: bool
    delegations: tuple[Standing, ...]
    kind: str
    day: date


def who_decides(asked: Asked) -> list[Stand]:
    """Everybody who may decide the step, own right first, each person once.

    A recused person is skipped and, where somebody was named, replaced; a delegate stands beside the one who
    delegated, because whoever is back early has not lost the office.
    """
    own = [asked.recused.get(one) if one in asked.recused else one for one in asked.holders]
    barred = set(asked.recused) | ({asked.drafter} if asked.own_draft == "forbid" else set())
    found: dict[str, Stand] = {one: Stand(one) for one in own if one is not None and one not in barred}
    if not asked.delegable:
        return list(found.values())
    for one in asked.delegations:
        stands_for_holder = one.from_person in asked.holders and one.from_person not in barred
        if stands_for_holder and one.covers(asked.kind, asked.day) and one.to_person not in barred:
            found.setdefault(one.to_person, Stand(one.to_person, one.from_person, one.id))
    return list(found.values())


def due_at(now: datetime, hours: int, latest: datetime | None) -> datetime:
    """When a step has waited long enough; an approval after the fact has its own end (INT 181)."""
    due = now + timedelta(hours=hours)
    return min(due, latest) if latest is not None else due
