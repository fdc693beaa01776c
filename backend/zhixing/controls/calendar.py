"""A calendar of one's own terms (iCalendar, RFC 5545), for a phone that has nothing else of ours.

The address is a capability: 256 bits, known to the phone only, kept here as a hash, dead as soon as its owner closes it
or makes another. Titles say case number, kind of asset and day, no names: a phone shows them on its locked screen.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from zhixing.cases import cases_of
from zhixing.controls import commands, words
from zhixing.controls.effects import day
from zhixing.controls.models import CalendarAddress, Control
from zhixing.controls.policy import CONTROLLERS
from zhixing.controls.terms import WATCHED
from zhixing.kernel.messages import Envelope
from zhixing.platform.crypto import SigningKey, b64, digest
from zhixing.platform.system import System
from zhixing.platform.unit_of_work import Act

# Days before the end at which the phone itself rings, should everything of ours be silent.
_ALARMS = (15, 7, 1)
_AT_ONCE = 500


def token_of(key: SigningKey, act_id: str) -> str:
    """Follows from the act that asked for it, so that it can be said again when an answer was lost."""
    return b64(key.mac("calendar address", act_id.encode()))


def open_calendar(act: Act[commands.OpenCalendar]) -> None:
    """A new address; one's earlier ones die. The address itself is added to the answer by `reveal`."""
    act.session.execute(update(CalendarAddress).values(closed_at=act.now).where(
        CalendarAddress.person_id == act.actor.id, CalendarAddress.closed_at.is_(None)))
    token = token_of(act.system.key, act.envelope.id)
    act.session.add(CalendarAddress(id=act.body.calendar_id, person_id=act.actor.id, made_at=act.now,
                                    token_hash=digest(token.encode())))


def reveal(system: System, envelope: Envelope) -> dict[str, Any]:
    """Said in the answer, written nowhere."""
    return {"path": f"/calendar/{token_of(system.key, envelope.id)}.ics"}


def close_calendar(act: Act[commands.CloseCalendar]) -> None:
    """From now on the address is unknown."""
    if act.subject.closed_at is None:
        act.subject.closed_at = act.now


def owner_of(session: Session, token: str) -> str | None:
    """The person whose calendar this is, while it is open."""
    return session.scalar(select(CalendarAddress.person_id).where(
        CalendarAddress.token_hash == digest(token.encode()), CalendarAddress.closed_at.is_(None)))


def controls_of(session: Session, person_id: str) -> Iterable[tuple[Control, str]]:
    """Controls with a term in the cases the person answers for, with the case number."""
    numbers = cases_of(session, person_id, CONTROLLERS)
    ids = sorted(numbers)
    for start in range(0, len(ids), _AT_ONCE):
        query = select(Control).where(Control.case_id.in_(ids[start:start + _AT_ONCE]), Control.ends_on.is_not(None),
                                      Control.state.in_(WATCHED)).order_by(Control.ends_on, Control.id)
        for row in session.scalars(query):
            yield row, numbers[row.case_id]


def render(rows: Iterable[tuple[Control, str]], now: datetime) -> bytes:
    """The calendar as a file."""
    calendar = Calendar()
    calendar.add("prodid", "-//zhixing//controls//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", words.CALENDAR)
    for control, case_number in rows:
        calendar.add_component(_event(control, case_number, now))
    return calendar.to_ical()


def _event(control: Control, case_number: str, now: datetime) -> Event:
    ends_on = day(control.ends_on)
    assert ends_on is not None, "only controls with a term"
    event = Event()
    event.add("uid", f"{control.id}@zhixing")
    event.add("dtstamp", now)
    event.add("dtstart", ends_on)
    event.add("dtend", ends_on + timedelta(days=1))
    event.add("summary", f"{case_number} {words.ASSETS[control.asset['asset_class']]}"
                         f"{words.KINDS[control.kind]}{words.ENDS}")
    event.add("transp", "TRANSPARENT")
    for days in _ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", words.CALENDAR)
        alarm.add("trigger", timedelta(days=-days, hours=9))
        event.add_component(alarm)
    return event
