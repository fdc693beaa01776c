"""The radar's watch: once an hour every control near its end is looked at, so that no term ends in silence.

Running twice tells nothing twice; after a pause of the worker the bands that were missed are caught up by telling the
most urgent one. A lapse is written down in the same walk.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from zhixing.controls import effects, events, tell
from zhixing.controls.bands import bands_of
from zhixing.controls.models import Control
from zhixing.controls.terms import LAPSED, WATCHED, is_more_urgent, radar
from zhixing.kernel.clock import SHANGHAI, legal_date
from zhixing.platform.system import System
from zhixing.platform.unit_of_work import UnitOfWork

EVERY_S = 3600.0
# One transaction holds the writer for a tenth of a second at most: tablets are handing in meanwhile.
_AT_ONCE = 20
WATCHER = "controls"


def watch(system: System) -> int:
    """Tell about every control that came into a more urgent band; how many there were."""
    today = legal_date(system.clock())
    bands = bands_of(system, today)
    due = _due(system, today, bands)
    for start in range(0, len(due), _AT_ONCE):
        some = due[start:start + _AT_ONCE]
        system.transact(WATCHER, lambda unit, some=some: [_look(unit, one, today, bands) for one in some])
    return len(due)


def run(system: System) -> None:
    """For the schedule."""
    watch(system)


def _due(system: System, today: date, bands: list[dict[str, Any]]) -> list[str]:
    horizon = today + timedelta(days=max(one["within_days"] for one in bands))
    query = (select(Control.id, Control.state, Control.ends_on, Control.announced)
             .where(Control.state.in_(WATCHED), Control.ends_on <= horizon.isoformat()).order_by(Control.ends_on))
    with system.database.read() as session:
        rows = session.execute(query).all()
    return [row.id for row in rows if _is_news(row, today, bands)]


def _is_news(row: Any, today: date, bands: list[dict[str, Any]]) -> bool:
    seen = radar(row.state, effects.day(row.ends_on), today, bands)
    return is_more_urgent(seen.band, row.announced, bands)


def _look(unit: UnitOfWork, control_id: str, today: date, bands: list[dict[str, Any]]) -> None:
    """Looked at again under its lock: somebody may have renewed it in between."""
    control = unit.session.get_one(Control, control_id, with_for_update=True)
    if control.state not in WATCHED or not _is_news(control, today, bands):
        return
    seen = radar(control.state, effects.day(control.ends_on), today, bands)
    control.announced = seen.band
    if seen.band == LAPSED:
        _lapse(unit, control, seen.must_act)
        return
    tell.happened(unit, "controls.term_nearing", events.TermNearing, control, ends_on=control.ends_on,
                  days_left=seen.days_left, band=seen.band, must_act=list(seen.must_act), may_mute=seen.may_mute)


def _lapse(unit: UnitOfWork, control: Control, must_act: tuple[str, ...]) -> None:
    ended_on = date.fromisoformat(control.ends_on or "")
    effects.lapse(unit, control, _midnight_after(ended_on))
    tell.happened(unit, "controls.lapsed", events.ControlLapsed, control, ended_on=ended_on.isoformat(),
                  must_act=list(must_act))


def _midnight_after(last_day: date) -> datetime:
    """When the effect ended: the last day belongs to it. Who waits behind moves up from then, not from our noticing."""
    return datetime.combine(last_day + timedelta(days=1), time(), SHANGHAI)
