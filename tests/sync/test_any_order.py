"""The four sync properties, under any order of acts, drops, duplicates, delays, reorders and crashes.

Once the line is quiet: (a) every act exists exactly once on the server, or was refused and is kept; (b) tablets with
the same scope hold the same rows; (c) an accepted act is never lost; (d) audit and chains verify.
"""

import dataclasses
import io
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import func, select

from tests.support.house import QuietBell
from tests.support.small_court import OFFICER, ProbeEcho, ProbeNote, Tablet, open_small_court
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Outcome, Result
from zhixing.platform.crypto import digest
from zhixing.platform.ledger import LedgerEntry
from zhixing.platform.pull import Puller, read_cursor
from zhixing.platform.system import build
from zhixing.platform.verify import verify
from zhixing.platform.verify_chain import Known
from zhixing.platform.worker import Worker

FINAL = {Result.ACCEPTED, Result.REFUSED, Result.CONFLICT}


@dataclasses.dataclass
class Pad:
    """A tablet with a queue: what it has made, what it knows was answered, what it has pulled."""

    tablet: Tablet
    pending: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    answers: dict[str, Result] = dataclasses.field(default_factory=dict)
    photos: dict[str, bytes] = dataclasses.field(default_factory=dict)
    rows: dict[str, Any] = dataclasses.field(default_factory=dict)
    cursor: str = ""

    def hear(self, outcome: Outcome) -> None:
        result = outcome.of if outcome.outcome == Result.DUPLICATE else outcome.outcome
        assert result is not None
        if result in FINAL:
            assert self.answers.setdefault(outcome.id, result) == result, "one act, two answers"
            self.pending = [one for one in self.pending if one["id"] != outcome.id]


class AnyOrder(RuleBasedStateMachine):
    """Two tablets, one server, a line that does what it wants."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.court = open_small_court(f"sqlite:///{self.folder.name}/court.db", Path(self.folder.name))
        self.court.system.transact("worker", lambda unit: unit.grant("officer", "room"))
        self.pads = [Pad(self.court.tablet()) for _ in range(2)]
        self.shared = new_id()
        self.accepted: set[str] = set()

    pad = st.integers(0, 1)

    @rule(who=pad, text=st.sampled_from(["写", "记", "unspeakable"]), photo=st.booleans())
    def an_officer_acts(self, who: int, text: str, photo: bool) -> None:
        pad, blobs = self.pads[who], []
        if photo:
            data = f"{who}-{pad.tablet.seq}".encode()
            pad.photos[digest(data)] = data
            blobs = [{"sha256": digest(data), "size": len(data), "media_type": "image/jpeg"}]
        pad.pending.append(pad.tablet.act(text, blobs=blobs))

    @rule(who=pad)
    def an_officer_changes_the_row_both_look_at(self, who: int) -> None:
        pad = self.pads[who]
        seen = pad.rows.get(self.shared, {}).get("seq", 0)
        pad.pending.append(pad.tablet.act(f"by {who}", note_id=self.shared, type="probe.edit",
                                          based_on={f"probe_notes/{self.shared}": {"seq": seen, "after": None}}))

    @rule(who=pad, which=st.integers(0, 20), answer_arrives=st.booleans())
    def one_act_gets_through_out_of_turn(self, who: int, which: int, answer_arrives: bool) -> None:
        pad = self.pads[who]
        if pad.pending:
            self.send(pad, pad.pending[which % len(pad.pending)], answer_arrives)

    @rule(who=pad, answer_arrives=st.booleans(), twice=st.booleans())
    def the_queue_goes_up(self, who: int, answer_arrives: bool, twice: bool) -> None:
        pad = self.pads[who]
        for envelope in list(pad.pending):
            for _ in range(2 if twice else 1):
                self.send(pad, envelope, answer_arrives)

    @rule(who=pad, which=st.integers(0, 20))
    def a_photo_arrives(self, who: int, which: int) -> None:
        pad = self.pads[who]
        if pad.photos:
            self.upload(pad.photos[sorted(pad.photos)[which % len(pad.photos)]])

    @rule(who=pad)
    def a_tablet_pulls(self, who: int) -> None:
        self.pull(self.pads[who])

    @rule()
    def the_worker_works(self) -> None:
        Worker(self.court.system).drain()

    @rule()
    def the_server_crashes_and_starts_again(self) -> None:
        old = self.court.system
        old.close()
        self.court.system = build(old.config, old.slices, clock=self.court.clock, bell=QuietBell())

    def send(self, pad: Pad, envelope: dict[str, Any], answer_arrives: bool) -> None:
        outcome = pad.tablet.send(envelope)
        if Result.ACCEPTED in (outcome.outcome, outcome.of):
            self.accepted.add(outcome.id)
        if answer_arrives:
            pad.hear(outcome)

    def upload(self, data: bytes) -> None:
        self.court.system.store.put(io.BytesIO(data))
        self.court.system.bus.bytes_arrived(digest(data))

    def pull(self, pad: Pad) -> None:
        more = True
        while more:
            with self.court.system.database.read() as session:
                sources = {name: spec.rows for name, spec in self.court.system.collections.items()}
                page = Puller(session, OFFICER, sources).page(read_cursor(pad.cursor), 5)
            for change in page.changes:
                pad.rows[change["id"]] = {"seq": change["seq"], "row": change["row"]}
            pad.cursor, more = page.cursor.text(), page.more

    @invariant()
    def what_was_accepted_stays_accepted(self) -> None:
        with self.court.system.database.read() as session:
            kept = set(session.scalars(select(LedgerEntry.id).where(LedgerEntry.outcome == Result.ACCEPTED)))
        assert self.accepted <= kept

    def teardown(self) -> None:
        for _ in range(2):
            for pad in self.pads:
                for data in pad.photos.values():
                    self.upload(data)
                for envelope in list(pad.pending):
                    self.send(pad, envelope, True)
        Worker(self.court.system).drain()
        for pad in self.pads:
            self.pull(pad)
        try:
            self.check_that_all_is_well()
        finally:
            self.court.system.close()
            self.folder.cleanup()

    def check_that_all_is_well(self) -> None:
        made = sum(pad.tablet.seq for pad in self.pads)
        results = [result for pad in self.pads for result in pad.answers.values()]
        assert not [one for pad in self.pads for one in pad.pending], "(a) something never found its answer"
        with self.court.system.database.read() as session:
            assert session.scalar(select(func.count()).select_from(LedgerEntry)) == made == len(results), "(a)"
            accepted = results.count(Result.ACCEPTED)
            assert session.scalar(select(func.count()).select_from(ProbeEcho)) == accepted, "(a) a reaction was lost"
            texts = {note.id: note.text for note in session.scalars(select(ProbeNote))}
            keys = Known([self.court.system.key.public], self.court.system.ports.devices.keys(session))
            report = verify(session, keys)
        assert not report.findings, "(d)"
        for pad in self.pads:
            assert {key: one["row"]["text"] for key, one in pad.rows.items()} == texts, "(b)"


AnyOrder.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None,
                                      suppress_health_check=list(HealthCheck))
TestAnyOrder = AnyOrder.TestCase
