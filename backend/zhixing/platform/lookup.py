"""Looking something up for one person, across slices that do not know each other.

A slice names its sources in its manifest (`lookups`); the door asks all of them. Each answers only with what the person
holds: permission is asked where the data is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from zhixing.kernel.lookup import Needle
from zhixing.platform.feed import FeedGrant


@dataclass(frozen=True)
class Asked:
    """What is looked for, by whom, and how many answers are of use."""

    needle: Needle
    person_id: str
    limit: int


@dataclass(frozen=True)
class Found:
    """One thing: its collection and id as the person's devices have it, its case, and what to show."""

    collection: str
    id: str
    case_id: str
    label: str
    params: dict[str, Any] = field(default_factory=dict)


Source = Callable[[Session, Asked], list[Found]]


def is_held(person_id: str, scope: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition that a row's scope is one the person holds now."""
    return scope.in_(select(FeedGrant.scope).where(FeedGrant.person_id == person_id, FeedGrant.active))


def look_up(sources: list[Source], session: Session, asked: Asked) -> list[Found]:
    """What all sources find, as many as are of use, in the order of the slices."""
    found: list[Found] = []
    for source in sources:
        found += source(session, asked)
        if len(found) >= asked.limit:
            break
    return found[:asked.limit]
