"""What the commands of notifications do, and how a notice comes into being."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.kernel.errors import NotFound
from zhixing.kernel.ids import new_id
from zhixing.notifications.adapters import push_sender
from zhixing.notifications.commands import MarkRead, SubscribePush, UnsubscribePush
from zhixing.notifications.errors import EndpointNotAllowed, PushKeyInvalid
from zhixing.notifications.events import NoticeKind
from zhixing.notifications.models import Notice, PushSubscription
from zhixing.platform.crypto import unb64
from zhixing.platform.unit_of_work import Act, UnitOfWork

PUSH_JOB = "notifications.push"


def person_scope(person_id: str) -> str:
    return f"person:{person_id}"


def subscription_of(session: Session, body: UnsubscribePush) -> list[PushSubscription]:
    """Raises: NotFound."""
    found = session.get(PushSubscription, body.subscription_id)
    if found is None:
        raise NotFound()
    return [found]


def notices_of(session: Session, body: MarkRead) -> list[Notice]:
    """Raises: NotFound when one of them does not exist."""
    found = list(session.scalars(select(Notice).where(Notice.id.in_(body.notice_ids))))
    if len(found) != len(set(body.notice_ids)):
        raise NotFound()
    return found


def subscribe_push(act: Act[SubscribePush]) -> dict[str, Any]:
    """A browser has one subscription: whoever logged in last on it is rung, the one before is not any more."""
    wanted = act.body.subscription
    if not push_sender(act.system).allows(wanted.endpoint):
        raise EndpointNotAllowed()
    _check_key(wanted.keys.p256dh)
    for old in act.session.scalars(select(PushSubscription).where(
            (PushSubscription.endpoint == wanted.endpoint) | (PushSubscription.id == act.body.subscription_id))):
        if old.id == act.body.subscription_id and old.person_id != act.actor.id:
            raise NotFound()
        act.session.delete(old)
    act.session.flush()
    act.session.add(PushSubscription(
        id=act.body.subscription_id, person_id=act.actor.id, device_id=act.body.device_id, endpoint=wanted.endpoint,
        p256dh=wanted.keys.p256dh, auth=wanted.keys.auth, created_at=act.now))
    return {"subscription_id": act.body.subscription_id}


def _check_key(p256dh: str) -> None:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(p256dh.rstrip("=")))
    except ValueError as cause:
        raise PushKeyInvalid() from cause


def unsubscribe_push(act: Act[UnsubscribePush]) -> None:
    for one in act.subject:
        act.session.delete(one)


def mark_read(act: Act[MarkRead]) -> None:
    """Reading twice keeps the first time."""
    for notice in act.subject:
        if notice.read_at is None:
            notice.read_at = act.now
            act.changed("notices", notice.id, person_scope(notice.person_id))


def tell(unit: UnitOfWork, person_id: str, kind: NoticeKind, case_id: str | None, params: dict[str, Any]) -> Notice:
    """Write a notice into a person's list."""
    notice = Notice(id=new_id(), person_id=person_id, kind=kind, params=params, case_id=case_id, at=unit.now,
                    read_at=None)
    unit.session.add(notice)
    unit.changed("notices", notice.id, person_scope(person_id))
    return notice


def unread(session: Session, person_id: str, kind: NoticeKind, case_id: str) -> Notice | None:
    """The notice about the same thing that the person has not seen yet."""
    return session.scalar(select(Notice).where(
        Notice.person_id == person_id, Notice.kind == kind, Notice.case_id == case_id, Notice.read_at.is_(None))
        .order_by(Notice.id.desc()).limit(1))


def ring(unit: UnitOfWork, notice: Notice, *, urgency: str = "normal") -> None:
    """Ask the worker to ring the person's browsers."""
    unit.session.flush()
    for subscription_id in unit.session.scalars(
            select(PushSubscription.id).where(PushSubscription.person_id == notice.person_id)):
        unit.enqueue(PUSH_JOB, {"subscription_id": subscription_id, "notice_id": notice.id, "urgency": urgency,
                                "attempt": 1})
