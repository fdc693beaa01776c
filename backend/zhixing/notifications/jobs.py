"""Ringing one browser for one notice. Runs in the worker; running twice rings twice, which a topic folds into one."""

from datetime import timedelta
from typing import Any

from zhixing.notifications.adapters import PushMessage, Target, Verdict, push_sender
from zhixing.notifications.models import Notice, PushSubscription
from zhixing.notifications.rules import MOST_ATTEMPTS, pause_s, payload
from zhixing.notifications.service import PUSH_JOB


def push_notice(system: Any, work: dict[str, Any]) -> None:
    """Ring, unless the notice was read meanwhile or the person left the court."""
    found = _load(system, work)
    if found is None:
        return
    target, message = found
    answer = push_sender(system).send(target, message)
    if answer.verdict == Verdict.GONE:
        system.transact("worker", lambda unit: _forget(unit, work["subscription_id"]))
    elif answer.verdict == Verdict.LATER and work["attempt"] < MOST_ATTEMPTS:
        later = timedelta(seconds=pause_s(work["attempt"], answer.retry_after_s))
        again = {**work, "attempt": work["attempt"] + 1}
        key = f"push:{work['subscription_id']}:{work['notice_id']}:{again['attempt']}"
        system.transact("worker", lambda unit: unit.enqueue(PUSH_JOB, again, unique_key=key, run_at=unit.now + later))
    elif answer.verdict not in (Verdict.DELIVERED, Verdict.NOBODY):
        system.log.warning("push not delivered", verdict=answer.verdict, attempt=work["attempt"])


def _load(system: Any, work: dict[str, Any]) -> tuple[Target, PushMessage] | None:
    with system.database.read() as session:
        subscription = session.get(PushSubscription, work["subscription_id"])
        notice = session.get(Notice, work["notice_id"])
        if subscription is None or notice is None or notice.read_at is not None:
            return None
        if system.ports.people.actor(session, subscription.person_id) is None:
            return None
        message = PushMessage(payload(notice.id, notice.kind), urgency=work["urgency"],
                              topic=notice.id.replace("-", ""))
        return Target(subscription.endpoint, subscription.p256dh, subscription.auth), message


def _forget(unit: Any, subscription_id: str) -> None:
    gone = unit.session.get(PushSubscription, subscription_id)
    if gone is not None:
        unit.session.delete(gone)
