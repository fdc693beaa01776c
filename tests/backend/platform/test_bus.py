"""One write path, five outcomes (docs/protocol.md 2)."""

import io
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.support.small_court import CLERK, OFFICER, ProbeEcho, ProbeNote, SmallCourt
from zhixing.kernel.clock import to_text
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor, Result
from zhixing.platform.bus import Door
from zhixing.platform.crypto import PublicKey, digest, envelope_hash
from zhixing.platform.ledger import LedgerEntry
from zhixing.platform.refusals import EnvelopeMalformed
from zhixing.platform.worker import Worker


def count(court: SmallCourt, model: type) -> int:
    with court.system.database.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def desk_act(court: SmallCourt, text: str = "ok", actor: Actor = OFFICER, **changes: Any) -> dict[str, Any]:
    return {"id": new_id(), "type": "probe.write", "version": 1, "actor": actor.id,
            "occurred_at": to_text(court.clock()), "body": {"note_id": new_id(), "text": text}, **changes}


def test_an_accepted_act_is_there_with_its_event_its_feed_number_and_a_receipt_that_verifies(court: SmallCourt) -> None:
    tablet = court.tablet()
    envelope = tablet.act("写下")

    outcome = tablet.send(envelope)

    assert outcome.outcome == Result.ACCEPTED
    assert outcome.answer == {"length": 2}
    assert outcome.receipt is not None
    assert outcome.receipt["envelope_hash"] == envelope_hash(envelope)
    assert court.system.key.public.verify_signed(outcome.receipt)
    assert court.system.bell.rung[-1].scopes == {"room": {"probe_notes": 1}}
    Worker(court.system).drain()
    assert count(court, ProbeEcho) == 1


def test_the_same_act_sent_twice_happens_once_and_is_answered_the_same(court: SmallCourt) -> None:
    tablet = court.tablet()
    envelope = tablet.act()
    first, second = tablet.send(envelope), tablet.send(envelope)

    assert second.outcome == Result.DUPLICATE
    assert second.of == Result.ACCEPTED
    assert (second.receipt, second.answer) == (first.receipt, first.answer)
    assert count(court, ProbeNote) == 1


def test_an_id_used_again_for_other_content_is_refused_and_the_first_answer_stands(court: SmallCourt) -> None:
    first = desk_act(court, "one")
    court.system.bus.handle(first, Door(OFFICER))
    outcome = court.system.bus.handle({**first, "body": {**first["body"], "text": "two"}}, Door(OFFICER))

    assert outcome.problem is not None
    assert outcome.problem.code == "envelope.id_reused"
    with court.system.database.read() as session:
        assert session.scalars(select(ProbeNote.text)).all() == ["one"]


def test_a_refused_act_changes_nothing_but_stays_in_the_ledger_whole(court: SmallCourt) -> None:
    tablet = court.tablet()
    envelope = tablet.act("unspeakable")
    outcome = tablet.send(envelope)

    assert outcome.outcome == Result.REFUSED
    assert outcome.problem is not None
    assert (outcome.problem.code, outcome.problem.params) == ("probe.unspeakable", {"word": "unspeakable"})
    assert count(court, ProbeNote) == 0
    with court.system.database.read() as session:
        assert session.get_one(LedgerEntry, envelope["id"]).envelope == envelope


def test_an_act_after_a_refused_one_is_accepted_because_the_refused_one_has_arrived(court: SmallCourt) -> None:
    tablet = court.tablet()
    tablet.send(tablet.act("unspeakable"))
    assert tablet.send(tablet.act("fine")).outcome == Result.ACCEPTED


def test_an_act_whose_predecessor_has_not_arrived_is_held_and_then_decided_by_itself(court: SmallCourt) -> None:
    tablet = court.tablet()
    first, second, third = tablet.act("1"), tablet.act("2"), tablet.act("3")

    assert tablet.send(third).missing.predecessor == 1  # type: ignore[union-attr]
    assert tablet.send(second).outcome == Result.HELD
    assert count(court, ProbeNote) == 0
    assert tablet.send(first).outcome == Result.ACCEPTED

    assert count(court, ProbeNote) == 3
    assert tablet.send(third).of == Result.ACCEPTED


def test_an_act_whose_photo_has_not_arrived_is_held_and_decided_when_the_bytes_are_there(court: SmallCourt) -> None:
    tablet, photo = court.tablet(), b"a photo"
    blob = {"sha256": digest(photo), "size": len(photo), "media_type": "image/jpeg"}
    with_photo, after = tablet.act(blobs=[blob]), tablet.act("after")

    assert tablet.send(with_photo).missing.blobs == [blob["sha256"]]  # type: ignore[union-attr]
    assert tablet.send(after).outcome == Result.ACCEPTED, "an act held for its bytes counts as arrived"
    court.system.store.put(io.BytesIO(photo))
    court.system.bus.bytes_arrived(digest(photo))

    answer = tablet.send(with_photo)
    assert answer.of == Result.ACCEPTED
    assert answer.receipt is not None
    assert answer.receipt["blobs"] == [{"sha256": blob["sha256"], "size": len(photo)}]


def test_bytes_of_another_size_than_the_act_says_are_refused(court: SmallCourt) -> None:
    court.system.store.put(io.BytesIO(b"short"))
    blob = {"sha256": digest(b"short"), "size": 4000, "media_type": "image/jpeg"}
    tablet = court.tablet()
    outcome = tablet.send(tablet.act(blobs=[blob]))
    assert outcome.problem is not None
    assert outcome.problem.code == "envelope.blob_size_differs"


@pytest.mark.parametrize("change", [
    {"body": {"note_id": "0193e000-0000-7000-8000-000000000001", "text": "forged"}}, {"actor": "clerk"},
    {"occurred_at": "2020-01-01T00:00:00.000Z"}])
def test_an_act_altered_on_the_way_is_refused(court: SmallCourt, change: dict[str, Any]) -> None:
    tablet = court.tablet()
    outcome = tablet.send({**tablet.act(), **change})
    assert outcome.problem is not None
    assert outcome.problem.code in {"envelope.signature_invalid", "device.author_unknown"}
    assert count(court, ProbeNote) == 0


def test_a_second_act_with_a_used_sequence_number_is_a_fork_and_is_refused(court: SmallCourt) -> None:
    tablet = court.tablet()
    tablet.send(tablet.act("first"))
    fork = court.tablet()
    fork.id, fork.key = tablet.id, tablet.key
    outcome = fork.send(fork.act("other first"))
    assert outcome.problem is not None
    assert outcome.problem.code == "chain.sequence_reused"


def test_an_act_that_does_not_continue_the_chain_is_refused_and_the_chain_goes_on_from_it(court: SmallCourt) -> None:
    tablet = court.tablet()
    tablet.send(tablet.act())
    tablet.last = "f" * 64
    broken = tablet.send(tablet.act())
    assert broken.problem is not None
    assert broken.problem.code == "chain.broken"
    assert tablet.send(tablet.act()).outcome == Result.ACCEPTED


def test_a_revoked_tablet_is_told_to_wipe_itself(court: SmallCourt) -> None:
    tablet = court.tablet()
    known = court.devices.known[tablet.id]
    court.devices.known[tablet.id] = type(known)(known.id, known.public_key, known.users, True)
    outcome = tablet.send(tablet.act())
    assert outcome.problem is not None
    assert (outcome.problem.code, outcome.problem.params) == ("device.revoked", {"wipe": True})


def test_a_guarded_change_of_a_row_somebody_else_changed_is_a_conflict_and_keeps_both(court: SmallCourt) -> None:
    note = new_id()
    ours, theirs = court.tablet(), court.tablet()
    ours.send(ours.act("as it was", note_id=note))
    seen = {f"probe_notes/{note}": {"seq": 1, "after": None}}

    assert theirs.send(theirs.act("theirs", note_id=note, type="probe.edit", based_on=seen)).outcome == Result.ACCEPTED
    outcome = ours.send(ours.act("ours", note_id=note, type="probe.edit", based_on=seen))

    assert outcome.outcome == Result.CONFLICT
    with court.system.database.read() as session:
        assert session.get_one(ProbeNote, note).text == "theirs"
        assert session.get_one(LedgerEntry, outcome.id).envelope["body"]["text"] == "ours"


def test_two_guarded_changes_made_offline_one_after_the_other_by_one_officer_do_not_conflict(court: SmallCourt) -> None:
    note, tablet = new_id(), court.tablet()
    tablet.send(tablet.act("0", note_id=note))
    seen = {f"probe_notes/{note}": {"seq": 1, "after": None}}
    first = tablet.act("1", note_id=note, type="probe.edit", based_on=seen)
    second = tablet.act("2", note_id=note, type="probe.edit",
                        based_on={f"probe_notes/{note}": {"seq": 1, "after": first["id"]}})
    assert [tablet.send(one).outcome for one in (first, second)] == [Result.ACCEPTED, Result.ACCEPTED]


def test_who_may_not_is_denied_with_the_reason(court: SmallCourt) -> None:
    outcome = court.system.bus.handle(desk_act(court, actor=CLERK), Door(CLERK))
    assert outcome.problem is not None
    assert (outcome.problem.status, outcome.problem.params) == (403, {"reason": "role_required"})


def test_nobody_acts_at_a_desk_in_the_name_of_another(court: SmallCourt) -> None:
    outcome = court.system.bus.handle(desk_act(court, actor=OFFICER), Door(CLERK))
    assert outcome.problem is not None
    assert outcome.problem.params == {"reason": "not_the_author"}


@pytest.mark.parametrize("raw", [{}, {"id": "x"}, {"id": new_id(), "type": "probe.write", "body": [], "actor": "a"}])
def test_an_envelope_without_form_is_named_as_such(court: SmallCourt, raw: dict[str, Any]) -> None:
    with pytest.raises(EnvelopeMalformed) as caught:
        court.system.bus.handle(raw, Door(OFFICER))
    assert caught.value.params["errors"]


def test_a_body_with_an_unknown_field_is_refused_naming_the_place(court: SmallCourt) -> None:
    act = desk_act(court)
    act["body"]["colour"] = "red"
    outcome = court.system.bus.handle(act, Door(OFFICER))
    assert outcome.problem is not None
    assert outcome.problem.params["errors"] == [{"at": "colour", "why": "extra_forbidden"}]


def test_keys_verify_only_what_they_signed() -> None:
    assert not PublicKey.from_spki(_some_key()).verify({"a": 1}, {"alg": "ES256", "key": "x", "sig": "AAAA"})


def _some_key() -> str:
    from zhixing.platform.crypto import SigningKey

    return SigningKey.generate().public.spki
