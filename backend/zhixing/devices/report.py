"""The lost-tablet report (pitfalls 8.9): what was on it, what never arrived, what was revoked, what a finder can read.

It errs on the side of saying too much was on it. A row is `held` when its newest change came before the point up to
which the person is known to have pulled; it is `maybe` when it changed later, for then an older version, or the row
itself in the minute before the tablet was lost, may be there too.
"""

from collections import Counter
from typing import Any

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.devices.models import Device, DeviceUser
from zhixing.devices.reads import device_or_not_found, users_of
from zhixing.devices.rules import meaning_of
from zhixing.identity import names_of
from zhixing.kernel.clock import to_text
from zhixing.kernel.messages import Result
from zhixing.platform.feed import PUT, FeedGrant, FeedRow
from zhixing.platform.http import Call
from zhixing.platform.ledger import ChainHead, LedgerEntry
from zhixing.platform.pull import read_cursor
from zhixing.platform.system import System

# As the app has it (pwa/src/local/vault.ts).
PIN_DIGITS = 6


class ReportPerson(BaseModel):
    """`pulled_at`: up to when it is known what the person's part of the tablet held."""

    id: str
    name: str
    pulled_at: str | None


class ReportHeld(BaseModel):
    """Rows of one collection of one case (null: of none)."""

    case_id: str | None
    collection: str
    held: int
    maybe: int


class ReportSecret(BaseModel):
    """Secret query feedback, counted apart (domain.md 9.1)."""

    held: int
    maybe: int
    case_ids: list[str]


class ReportAct(BaseModel):
    """An act that arrived but waits for something that did not."""

    id: str
    type: str
    actor: str
    device_seq: int | None
    occurred_at: str
    missing: dict[str, Any]


class ReportBlob(BaseModel):
    sha256: str
    size: int
    envelope_id: str


class ReportMissing(BaseModel):
    """What the tablet announced and nobody has. `acts_absent` counts links of its chain that never came."""

    announced_at: str | None
    pending_acts: int
    announced_seq: int
    received_seq: int
    acts_absent: int
    acts_held: list[ReportAct]
    blobs_absent: list[ReportBlob]


class ReportEnded(BaseModel):
    """What the revocation took away: the tablet's key, the logins used on it, the passkeys made on it."""

    key_id: str
    key_revoked: bool
    sessions: list[dict[str, str]]
    passkeys: list[dict[str, str]]


class FinderSentence(BaseModel):
    """A sentence the app says in the reader's language."""

    code: str
    params: dict[str, Any] = {}


class DeviceReport(BaseModel):
    """What is known about a tablet that may be lost."""

    device_id: str
    name: str
    platform: str
    owner_id: str
    people: list[ReportPerson]
    enrolled_at: str
    last_seen_at: str | None
    revoked_at: str | None
    revoked_by: str | None
    revoke_reason: str | None
    wipe_ordered_at: str | None
    state: dict[str, Any] | None
    contents: list[ReportHeld]
    secret_feedback: ReportSecret
    missing: ReportMissing
    ended: ReportEnded
    finder: list[FinderSentence]


def get_report(call: Call) -> Any:
    """Put the report together; that somebody read it is in the audit."""
    device = device_or_not_found(call.session, call.args["device_id"])
    report = _report(call.system, call.session, device)
    actor = call.actor
    call.release()
    call.system.audit(actor, "devices.report_read", device.id)
    return report.model_dump(mode="json")  # nulls too: "never" is an answer


def _report(system: System, session: Session, device: Device) -> DeviceReport:
    users = users_of(session, device.id)
    names = names_of(session, [one.person_id for one in users])
    rows = _rows_on(session, users)
    return DeviceReport(
        device_id=device.id, name=device.name, platform=device.platform, owner_id=device.owner_id, state=device.state,
        people=[ReportPerson(id=one.person_id, name=names.get(one.person_id, ""), pulled_at=_text(one.pulled_at))
                for one in users],
        enrolled_at=to_text(device.enrolled_at), last_seen_at=_text(device.last_seen_at),
        revoked_at=_text(device.revoked_at), revoked_by=device.revoked_by, revoke_reason=device.revoke_reason,
        wipe_ordered_at=_text(device.wipe_ordered_at), contents=_contents(rows), secret_feedback=_secrets(rows),
        missing=_missing(system, session, device), ended=_ended(device), finder=_finder(device, users))


def _text(moment: Any) -> str | None:
    return to_text(moment) if moment else None


Rows = dict[tuple[str, str], tuple[str, bool]]
"""(collection, id) → (scope, whether it is known to be held rather than possible)."""


def _rows_on(session: Session, users: list[DeviceUser]) -> Rows:
    """Everything that may be on the device, over all who work on it; each row once."""
    found: Rows = {}
    for user in users:
        seq = read_cursor(user.cursor).seq
        for row in _rows_within(session, user, seq):
            key = (row.collection, row.row_id)
            found[key] = (row.scope, row.seq <= seq or found.get(key, ("", False))[1])
    return found


def _rows_within(session: Session, user: DeviceUser, seq: int) -> list[FeedRow]:
    """Rows of the scopes the person holds, or held when she last pulled here. Nothing if she never did."""
    if user.pulled_at is None:
        return []
    still_there = FeedGrant.active | (FeedGrant.seq > seq)  # a withdrawal the tablet never heard of changes nothing
    query = (select(FeedRow).join(FeedGrant, FeedGrant.scope == FeedRow.scope)
             .where(FeedGrant.person_id == user.person_id, still_there, FeedRow.op == PUT))
    return list(session.scalars(query))


def _contents(rows: Rows) -> list[ReportHeld]:
    counts: Counter[tuple[str | None, str, bool]] = Counter()
    for (collection, _), (scope, is_held) in rows.items():
        meaning = meaning_of(scope)
        if not meaning.is_secret:
            counts[meaning.case_id, collection, is_held] += 1
    groups = sorted({key[:2] for key in counts}, key=lambda group: (group[0] or "", group[1]))
    return [ReportHeld(case_id=case_id, collection=collection, held=counts[case_id, collection, True],
                       maybe=counts[case_id, collection, False]) for case_id, collection in groups]


def _secrets(rows: Rows) -> ReportSecret:
    secret = [(meaning_of(scope), is_held) for scope, is_held in rows.values() if meaning_of(scope).is_secret]
    held = sum(is_held for _, is_held in secret)
    return ReportSecret(held=held, maybe=len(secret) - held,
                        case_ids=sorted({meaning.case_id for meaning, _ in secret if meaning.case_id}))


def _missing(system: System, session: Session, device: Device) -> ReportMissing:
    state = device.state or {}
    chain = session.get(ChainHead, device.id)
    received = chain.seq if chain else 0
    held = list(session.scalars(select(LedgerEntry).where(
        LedgerEntry.device_id == device.id, LedgerEntry.outcome == Result.HELD).order_by(LedgerEntry.device_seq)))
    ahead = [one.device_seq for one in held if one.device_seq and one.device_seq > received]
    announced = max([state.get("head_seq", 0), received, *ahead])
    return ReportMissing(
        announced_at=_text(device.state_at), pending_acts=state.get("pending_acts", 0), announced_seq=announced,
        received_seq=received, acts_absent=announced - received - len(ahead), acts_held=[_act(one) for one in held],
        blobs_absent=_absent_blobs(system, state, held))


def _act(entry: LedgerEntry) -> ReportAct:
    return ReportAct(id=entry.id, type=entry.type, actor=entry.actor, device_seq=entry.device_seq,
                     occurred_at=entry.envelope["occurred_at"], missing=entry.missing or {})


def _absent_blobs(system: System, state: dict[str, Any], held: list[LedgerEntry]) -> list[ReportBlob]:
    """Announced by the tablet or named by an act that waits, and not in the store."""
    named = {one["sha256"]: ReportBlob(**one) for one in state.get("blobs", [])}
    for entry in held:
        for blob in entry.envelope.get("blobs", []):
            named.setdefault(blob["sha256"], ReportBlob(sha256=blob["sha256"], size=blob["size"],
                                                        envelope_id=entry.id))
    return [blob for digest, blob in sorted(named.items()) if not system.store.has(digest)]


def _ended(device: Device) -> ReportEnded:
    ended = device.ended or {}
    return ReportEnded(key_id=device.key_id, key_revoked=device.is_revoked, sessions=ended.get("sessions", []),
                       passkeys=ended.get("passkeys", []))


def _finder(device: Device, users: list[DeviceUser]) -> list[FinderSentence]:
    """What somebody who finds it can do, said honestly: a web app cannot match a hardware vault (pitfalls 8.9)."""
    if all(one.pulled_at is None for one in users) and not device.state:
        return [FinderSentence(code="finder.nothing_was_sent_to_it")]
    found = [
        # The store is encrypted under the PIN; six digits resist a patient thief with the disk only for a while.
        FinderSentence(code="finder.needs_pin", params={"digits": PIN_DIGITS}),
        # Left open on a table, it shows everything until it locks itself.
        FinderSentence(code="finder.reads_all_if_unlocked"),
    ]
    if not device.is_revoked:
        return [*found, FinderSentence(code="finder.not_revoked_yet")]
    if device.wipe_ordered_at is None:
        return [*found, FinderSentence(code="finder.wipe_not_delivered")]
    return [*found, FinderSentence(code="finder.wipe_delivered", params={"at": to_text(device.wipe_ordered_at)})]
