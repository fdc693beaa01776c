"""What goes out: lines written with the act that decided them, closed into signed batches, delivered until taken.

Nothing waits for an answer: answers come as batches of their own, an hour or a week later (domain.md 9.5).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from zhixing.kernel.clock import to_text
from zhixing.kernel.ids import new_id
from zhixing.platform.crypto import canonical, digest
from zhixing.platform.db import insert_rows
from zhixing.platform.gateway.adapters import NotDelivered, Parcel, carrier
from zhixing.platform.gateway.inbound import GATEWAY, claim_of
from zhixing.platform.gateway.models import GatewayLine, GatewayParcel
from zhixing.platform.unit_of_work import UnitOfWork

PATH = "/gateway/requests"
LINES_PER_PARCEL = 5000
LONGEST_PAUSE_S = 900
DELIVERED = "gateway.delivered"
_FIND_AT_ONCE = 500


@dataclass(frozen=True)
class Message:
    """One line: `{"v": 1, "kind", "serial", **facts}`. `serial` is how the answer will name it."""

    kind: str
    serial: str
    facts: dict[str, Any]


def send(unit: UnitOfWork, messages: list[Message]) -> None:
    """Write messages in the caller's transaction; the worker closes and delivers them."""
    rows = [{"id": new_id(), "kind": one.kind, "serial": one.serial, "at": unit.now, "parcel_id": None,
             "body": canonical({"v": 1, "kind": one.kind, "serial": one.serial, **one.facts}).decode()}
            for one in messages]
    insert_rows(unit.session, GatewayLine, rows)


def our_name(system: Any) -> str:
    """How this court calls itself as a peer (`ZHIXING_GATEWAY_NAME`)."""
    return system.config.extra.get("GATEWAY_NAME", "court")


def deliver_waiting(system: Any) -> None:
    """Close what waits into batches and hand over every batch that is due. Runs every few seconds in one worker."""
    while system.transact(GATEWAY, _close_one):
        pass
    for parcel_id in _due(system):
        _deliver(system, parcel_id)


def _close_one(unit: UnitOfWork) -> bool:
    """Make one batch of the oldest lines that wait; False when none do."""
    lines = unit.session.execute(
        select(GatewayLine.id, GatewayLine.body).where(GatewayLine.parcel_id.is_(None)).order_by(GatewayLine.id)
        .limit(LINES_PER_PARCEL).with_for_update(skip_locked=True)).all()
    if not lines:
        return False
    parcel_id, body_sha256 = new_id(), digest(_joined([one.body for one in lines]))
    claim = claim_of(PATH, our_name(unit.system), parcel_id, body_sha256)
    unit.session.add(GatewayParcel(
        id=parcel_id, lines=len(lines), body_sha256=body_sha256, signature=unit.system.key.sign(claim)["sig"],
        made_at=unit.now, try_at=unit.now, attempts=0))
    unit.session.flush()
    for start in range(0, len(lines), _FIND_AT_ONCE):
        some = [one.id for one in lines[start:start + _FIND_AT_ONCE]]
        unit.session.execute(update(GatewayLine).where(GatewayLine.id.in_(some)).values(parcel_id=parcel_id))
    unit.audit("gateway.batch_closed", parcel_id, body_sha256=body_sha256, lines=len(lines))
    return True


def _joined(bodies: list[str]) -> bytes:
    return "".join(one + "\n" for one in bodies).encode()


def _due(system: Any) -> list[str]:
    with system.database.read() as session:
        return list(session.scalars(
            select(GatewayParcel.id).where(GatewayParcel.delivered_at.is_(None), GatewayParcel.try_at <= system.clock())
            .order_by(GatewayParcel.id)))


def parcel(system: Any, session: Session, parcel_id: str) -> Parcel:
    """A batch as it was signed, byte for byte: to deliver it, or to deliver it again. Raises: NoResultFound."""
    known = session.get_one(GatewayParcel, parcel_id)
    bodies = list(session.scalars(select(GatewayLine.body).where(GatewayLine.parcel_id == parcel_id)
                                  .order_by(GatewayLine.id)))
    return Parcel(our_name(system), known.id, PATH, known.signature, _joined(bodies))


def _deliver(system: Any, parcel_id: str) -> None:
    with system.database.read() as session:
        ready = parcel(system, session, parcel_id)
    try:
        if carrier(system).deliver(ready):
            system.transact(GATEWAY, lambda unit: _mark_delivered(unit, parcel_id))
    except NotDelivered as error:
        why = str(error)
        system.log.warning("batch not delivered", batch=parcel_id, why=why)
        system.transact(GATEWAY, lambda unit: _try_again(unit, parcel_id, why))


def _mark_delivered(unit: UnitOfWork, parcel_id: str) -> None:
    known = unit.session.get_one(GatewayParcel, parcel_id, with_for_update=True)
    if known.delivered_at is not None:
        return
    known.delivered_at, known.attempts, known.error = unit.now, known.attempts + 1, None
    unit.audit("gateway.batch_delivered", parcel_id)
    unit.happened(DELIVERED, parcel_id=parcel_id, lines=known.lines, at=to_text(unit.now))


def _try_again(unit: UnitOfWork, parcel_id: str, why: str) -> None:
    known = unit.session.get_one(GatewayParcel, parcel_id, with_for_update=True)
    known.attempts, known.error = known.attempts + 1, why[:500]
    known.try_at = unit.now + timedelta(seconds=min(2**min(known.attempts, 20), LONGEST_PAUSE_S))


def serials_in(session: Session, parcel_id: str, kind: str) -> list[str]:
    """The serials of one kind that a batch carried: what a slice marks when it hears `gateway.delivered`."""
    return list(session.scalars(select(GatewayLine.serial).where(
        GatewayLine.parcel_id == parcel_id, GatewayLine.kind == kind).order_by(GatewayLine.id)))


def backlog(session: Session) -> int:
    """Batches nobody has taken yet."""
    return session.scalar(select(func.count()).select_from(GatewayParcel)
                          .where(GatewayParcel.delivered_at.is_(None))) or 0
