"""Where a queued control stands by the institution's word, whichever way its news is shuffled on the line.

A word carries since when it holds, and the newest counts. One that comes before the control's own effect is held on the
step, where the case sees it, and applied with the effect; one is enough, because an older one would change nothing.
"""

from datetime import datetime
from typing import Any

from zhixing.controls import errors, rules, tell
from zhixing.controls.models import Control, ControlStep
from zhixing.controls.queue import rise
from zhixing.kernel.clock import from_text, to_text
from zhixing.platform.unit_of_work import UnitOfWork

Ahead = list[dict[str, Any]]


def rank_now(unit: UnitOfWork, control: Control, rank: int, since: datetime, ahead: Ahead) -> None:
    """The institution says where a queued control stands. Raises: RankNotQueued, MomentInFuture, RankContradicted."""
    if control.state != "queued":
        raise errors.RankNotQueued(state=control.state)
    rules.check_past(since, unit.now)
    rules.check_rank(rank, ahead)
    control.ahead = ahead
    rise(unit, control, rank, since)


def hear(unit: UnitOfWork, control: Control, step: ControlStep, word: dict[str, Any]) -> None:
    """A word `{rank, since, ahead}` that came by itself. Raises: as `rank_now`, unless the word says nothing new."""
    rules.check_past(from_text(word["since"]), unit.now)
    rules.check_rank(word["rank"], word["ahead"])
    if step.action == "place" and step.state in rules.OPEN_STEPS:
        if step.early_rank is None or _weight(step.early_rank) < _weight(word):
            step.early_rank = {**word, "since": to_text(from_text(word["since"]))}
            tell.changed(unit, control, step)
    elif not _says_nothing_new(control, word):
        rank_now(unit, control, word["rank"], from_text(word["since"]), word["ahead"])


def apply_early(unit: UnitOfWork, control: Control, step: ControlStep) -> None:
    """After the effect: what was said before it. A word that contradicts the effect stays on the step, for a person."""
    word = step.early_rank
    if word is None:
        return
    if _says_nothing_new(control, word):
        step.early_rank = None
    elif control.state == "queued":
        step.early_rank = None
        rank_now(unit, control, word["rank"], from_text(word["since"]), word["ahead"])


def _says_nothing_new(control: Control, word: dict[str, Any]) -> bool:
    if control.state == "live" and word["rank"] == 1:
        return True
    if control.ranked_at is None:
        return False
    return _weight(word) <= (control.ranked_at, -(control.rank or 1))


def _weight(word: dict[str, Any]) -> tuple[datetime, int]:
    """Of two words about the same moment the one further up is the newer: a queue moves forwards."""
    return from_text(word["since"]), -word["rank"]
