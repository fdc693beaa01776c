"""A calendar of one's own terms (iCalendar, RFC 5545), for a phone that has nothing else of ours.

The address is a capability: 256 bits, known to the phone only, kept here as a hash, dead as soon as its owner closes it
or makes another. Titles say case number, kind of asset and day, no names: a phone shows them on its locked screen.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from zhixing.cases import cases_of
from zhixing.controls import commands, words
from zhixing.controls.models import CalendarAddress, Control
from zhixing.controls.policy import CONTROLLERS
from zhixing.controls.terms import WATCHED
from zhixing.kernel.messages import Envelope
from zhixing.platform.crypto import SigningKey, b64, digest
from zhixing.platform.system import System
from zhixing.platform.unit_of_work import Act

# Phones ask every day; what ends later comes in time.
HORIZON = timedelta(days=180)
# When the phone itself rings, should everything of ours be silent: a week before, in the morning.
ALARM = timedelta(days=-7, hours=9)
_AT_ONCE = 500
_COLUMNS = (Control.id, Control.case_id, Control.kind, Control.asset, Control.ends_on, Control.updated_at)


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


@dataclass(frozen=True)
class Entry:
    """One end in the calendar."""

    control_id: str
    case_number: str
    kind: str
    asset_class: str
    ends_on: date
    updated_at: datetime


def entries_of(session: Session, person_id: str, today: date) -> list[Entry]:
    """Ends within the horizon in the cases the person answers for, the nearest first."""
    numbers = cases_of(session, person_id, CONTROLLERS)
    ids, until, found = sorted(numbers), (today + HORIZON).isoformat(), []
    for start in range(0, len(ids), _AT_ONCE):
        of_some = Control.case_id.in_(ids[start:start + _AT_ONCE])
        query = select(*_COLUMNS).where(of_some, Control.ends_on <= until, Control.state.in_(WATCHED))
        found += [Entry(row.id, numbers[row.case_id], row.kind, row.asset["asset_class"],
                        date.fromisoformat(row.ends_on), row.updated_at) for row in session.execute(query)]
    return sorted(found, key=lambda one: (one.ends_on, one.control_id))


def tag_of(entries: list[Entry]) -> str:
    """The same as long as nothing changed: most phones that ask again are told so without rendering anything."""
    return digest("\n".join(f"{one.control_id} {one.ends_on} {one.updated_at}" for one in entries).encode())


def render(entries: list[Entry]) -> bytes:
    """The calendar as a file."""
    calendar = Calendar()
    calendar.add("prodid", "-//zhixing//controls//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", words.CALENDAR)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words.CALENDAR)
    alarm.add("trigger", ALARM)
    for one in entries:
        calendar.add_component(_event(one, alarm))
    return calendar.to_ical()


def _event(one: Entry, alarm: Alarm) -> Event:
    """A day without an end is that whole day (RFC 5545, 3.6.1)."""
    event = Event()
    event.add("uid", f"{one.control_id}@zhixing")
    event.add("dtstamp", one.updated_at)
    event.add("dtstart", one.ends_on)
    event.add("summary", f"{one.case_number} {words.ASSETS[one.asset_class]}{words.KINDS[one.kind]}{words.ENDS}")
    event.add("transp", "TRANSPARENT")
    event.add_component(alarm)
    return event
