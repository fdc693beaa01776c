"""A tiny court with one kind of act, so that the platform is tested without the slices."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy.orm import Mapped, Session, mapped_column

from tests.support.house import QuietBell, TurnableClock, make_tables
from zhixing.kernel.clock import to_text
from zhixing.kernel.errors import DomainError
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import NO_PREDECESSOR, Actor, Command, ConflictMode, Id, Outcome, allow_if
from zhixing.platform.bus import Door
from zhixing.platform.config import from_environment
from zhixing.platform.crypto import SigningKey, envelope_hash
from zhixing.platform.db import Base
from zhixing.platform.doors import SLICE as PLATFORM
from zhixing.platform.manifest import CollectionSpec, Slice, on, when
from zhixing.platform.ports import KnownDevice, Login
from zhixing.platform.system import System, build

OFFICER = Actor("officer", frozenset({"officer"}))
CLERK = Actor("clerk", frozenset({"clerk"}))


class ProbeNote(Base):
    __tablename__ = "probe_note"
    id: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


class ProbeEcho(Base):
    __tablename__ = "probe_echo"
    id: Mapped[str] = mapped_column(primary_key=True)


class WriteNote(Command):
    note_id: Id
    text: str


class ProbeRow(BaseModel):
    id: str
    text: str


class Unspeakable(DomainError):
    code = "probe.unspeakable"


def write_note(act: Any) -> dict[str, Any]:
    note = act.session.get(ProbeNote, act.body.note_id) or ProbeNote(id=act.body.note_id)
    note.text = act.body.text
    act.session.add(note)
    act.session.flush()
    if act.body.text == "unspeakable":
        raise Unspeakable(word=act.body.text)
    act.changed("probe_notes", note.id, "room")
    act.happened("probe.noted", note_id=note.id)
    return {"length": len(note.text)}


def echo(reaction: Any) -> None:
    reaction.session.add(ProbeEcho(id=reaction.event.id))


def only_officers(actor: Actor, _subject: Any) -> None:
    allow_if(actor.has_role("officer"), "role_required")


def rows(session: Session, ids: list[str], _actor: Actor) -> dict[str, dict[str, Any]]:
    found = session.query(ProbeNote).filter(ProbeNote.id.in_(ids))
    return {note.id: {"id": note.id, "text": note.text} for note in found}


@dataclasses.dataclass
class FakePeople:
    known: dict[str, Actor]

    def actor(self, session: Session, person_id: str) -> Actor | None:
        return self.known.get(person_id)

    def login(self, session: Session, cookie: str, now: Any) -> Login | None:
        return None


@dataclasses.dataclass
class FakeDevices:
    known: dict[str, KnownDevice] = dataclasses.field(default_factory=dict)

    def find(self, session: Session, device_id: str) -> KnownDevice | None:
        return self.known.get(device_id)

    def handed_in(self, session: Session, owners: list[str], digest: str) -> bool:
        return True

    def keys(self, session: Session) -> dict[str, str]:
        return {one.id: one.public_key for one in self.known.values()}


@dataclasses.dataclass
class Tablet:
    """Makes signed, chained envelopes, as the app does."""

    court: "SmallCourt"
    id: str = dataclasses.field(default_factory=new_id)
    key: SigningKey = dataclasses.field(default_factory=SigningKey.generate)
    seq: int = 0
    last: str = NO_PREDECESSOR

    def act(self, text: str = "ok", note_id: str | None = None, **changes: Any) -> dict[str, Any]:
        self.seq += 1
        envelope: dict[str, Any] = {
            "id": new_id(), "type": "probe.write", "version": 1, "actor": "officer", "device_id": self.id,
            "body": {"note_id": note_id or new_id(), "text": text}, "device_seq": self.seq, "prev": self.last,
            "occurred_at": to_text(self.court.clock()), "clock": None, "based_on": None, "blobs": [], **changes}
        self.last = envelope_hash(envelope)
        return self.key.signed(envelope)

    def send(self, envelope: dict[str, Any]) -> Outcome:
        return self.court.system.bus.handle(envelope, Door())


@dataclasses.dataclass
class SmallCourt:
    system: System
    clock: TurnableClock
    devices: FakeDevices

    def tablet(self) -> Tablet:
        tablet = Tablet(self)
        self.devices.known[tablet.id] = KnownDevice(tablet.id, tablet.key.public.spki, frozenset({"officer"}), False)
        return tablet


def open_small_court(database_url: str, folder: Path) -> SmallCourt:
    """Put the tiny court together on an empty database."""
    devices = FakeDevices()
    probe = Slice(
        name="probe",
        commands=(on("probe.write", WriteNote, write_note, only_officers),
                  on("probe.edit", WriteNote, write_note, only_officers, conflict=ConflictMode.GUARDED,
                     guards=lambda body: [f"probe_notes/{body.note_id}"])),
        subscribers=(when("probe.noted", echo),),
        collections=(CollectionSpec("probe_notes", ProbeRow, rows),),
        provides={"people": FakePeople({"officer": OFFICER, "clerk": CLERK}), "devices": devices})
    config = from_environment({"ZHIXING_DATA_DIR": str(folder / "var"), "ZHIXING_DATABASE_URL": database_url})
    clock = TurnableClock()
    system = build(config, (PLATFORM, probe), clock=clock, bell=QuietBell())
    make_tables(system.database.engine)
    return SmallCourt(system, clock, devices)


@pytest.fixture
def court(database_url: str, tmp_path: Path) -> Iterator[SmallCourt]:
    one = open_small_court(database_url, tmp_path)
    yield one
    one.system.close()
