"""Where a queued control stands by the institution's word, whichever way its news is shuffled on the line.

A word carries since when it holds, and the newest counts. One that comes before the control's own effect is held on the
step, where the case sees it, and applied with the effect; one is enough, because an older one would change nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from zhixing.controls import errors, rules, tell
from zhixing.controls.models import Control, ControlStep
from zhixing.controls.queue import rise
from zhixing.kernel.clock import from_text, to_text
from zhixing.platform.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Word:
    """The institution says where a control stands, since when, and who is ahead."""

    rank: int
    since: datetime
    ahead: list[dict[str, Any]]

    @classmethod
    def held(cls, step: ControlStep) -> Self | None:
        kept = step.early_rank
        return cls(kept["rank"], from_text(kept["since"]), kept["ahead"]) if kept else None

    def kept(self) -> dict[str, Any]:
        return {"rank": self.rank, "since": to_text(self.since), "ahead": self.ahead}

    @property
    def weight(self) -> tuple[datetime, int]:
        """Of two words about the same moment the one further up is the newer: a queue moves forwards."""
        return self.since, -self.rank


def rank_now(unit: UnitOfWork, control: Control, word: Word) -> None:
    """A queued control stands there now. Raises: RankNotQueued, MomentInFuture, RankContradicted."""
    if control.state != "queued":
        raise errors.RankNotQueued(state=control.state)
    _check(unit, word)
    control.ahead = word.ahead
    rise(unit, control, word.rank, word.since)


def hear(unit: UnitOfWork, control: Control, step: ControlStep, word: Word) -> None:
    """A word that came by itself. Raises: as `rank_now`, unless the word says nothing new."""
    _check(unit, word)
    if step.action == "place" and step.state in rules.OPEN_STEPS:
        held = Word.held(step)
        if held is None or held.weight < word.weight:
            step.early_rank = word.kept()
            tell.changed(unit, control, step)
    elif not _says_nothing_new(control, word):
        rank_now(unit, control, word)


def apply_early(unit: UnitOfWork, control: Control, step: ControlStep) -> None:
    """After the effect: what was said before it. A word that contradicts the effect stays on the step, for a person."""
    word = Word.held(step)
    if word is None:
        return
    if _says_nothing_new(control, word):
        step.early_rank = None
    elif control.state == "queued":
        step.early_rank = None
        rank_now(unit, control, word)


def _check(unit: UnitOfWork, word: Word) -> None:
    """Raises: MomentInFuture, RankContradicted."""
    rules.check_past(word.since, unit.now)
    rules.check_rank(word.rank, word.ahead)


def _says_nothing_new(control: Control, word: Word) -> bool:
    if control.state == "live" and word.rank == 1:
        return True
    return control.ranked_at is not None and word.weight <= (control.ranked_at, -(control.rank or 1))
