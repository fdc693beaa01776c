"""Who may look: the question, the limits against guessing it, and the limits against asking too often."""

from datetime import datetime, timedelta
from typing import Any

from zhixing.disclosure import events
from zhixing.disclosure.errors import CheckTooSoon, CheckWrong, PageLocked, TooManyRequests
from zhixing.disclosure.models import LitigantPage, WrongAnswers
from zhixing.disclosure.rules import LAW, still_counts, wait_s
from zhixing.disclosure.tokens import page_key
from zhixing.kernel.clock import legal_date, to_text
from zhixing.kernel.errors import DomainError
from zhixing.platform import turnstile as counter
from zhixing.platform.unit_of_work import UnitOfWork

NETWORK_WINDOW = timedelta(hours=1)


def check_answer(system: Any, page_id: str, typed: str, network: str) -> None:
    """Compare an answer with what the court knows. Every wrong one is counted, for the page and for the network.

    Raises: CheckWrong, CheckTooSoon, PageLocked.
    """
    # The verdict is returned, not raised, so that what was counted is committed.
    verdict = system.transact("litigant", lambda unit: _judge(unit, page_id, typed, network))
    if verdict is not None:
        raise verdict


def _judge(unit: UnitOfWork, page_id: str, typed: str, network: str) -> DomainError | None:
    own, far = _count(unit, f"page:{page_id}"), _count(unit, network)
    too_early = _too_early(unit, own, far)
    if too_early is not None:
        return too_early
    page = unit.session.get_one(LitigantPage, page_id)
    if page_key(unit.system).check(page_id, typed) == page.check_digest:  # both are keyed digests
        own.count, own.locked_until = 0, None
        unit.audit("disclosure.page_checked", page_id)
        return None
    for one in (own, far):
        one.count, one.last_at = one.count + 1, unit.now
    unit.audit("disclosure.page_check_failed", page_id, count=own.count)
    return _lock(unit, page, own) or CheckWrong(retry_after_s=wait_s(own.count))


def _count(unit: UnitOfWork, key: str) -> WrongAnswers:
    found = unit.session.get(WrongAnswers, key, with_for_update=True)
    if found is None:
        found = WrongAnswers(key=key, count=0, last_at=unit.now, locked_until=None)
        unit.session.add(found)
    elif not still_counts(found.last_at, unit.now):
        found.count = 0
    return found


def _too_early(unit: UnitOfWork, own: WrongAnswers, far: WrongAnswers) -> DomainError | None:
    if own.locked_until is not None and own.locked_until > unit.now:
        return PageLocked(until=to_text(own.locked_until), retry_after_s=_seconds(own.locked_until - unit.now))
    again = own.last_at + timedelta(seconds=wait_s(own.count))
    if again > unit.now:
        return CheckTooSoon(retry_after_s=_seconds(again - unit.now))
    if far.last_at + NETWORK_WINDOW <= unit.now:
        far.count = 0
    if far.count >= LAW.value("network_wrong_answers", legal_date(unit.now)):
        return CheckTooSoon(retry_after_s=_seconds(far.last_at + NETWORK_WINDOW - unit.now))
    return None


def _seconds(span: timedelta) -> int:
    return max(1, int(span.total_seconds()) + 1)


def _lock(unit: UnitOfWork, page: LitigantPage, own: WrongAnswers) -> DomainError | None:
    today = legal_date(unit.now)
    if own.count < LAW.value("page_lock_after", today):
        return None
    lock = timedelta(hours=LAW.value("page_lock_hours", today))
    own.count, own.locked_until = 0, unit.now + lock
    until = to_text(unit.now + lock)
    unit.audit("disclosure.page_locked", page.id, until=until)
    unit.happened("disclosure.page_locked", **events.PageWasLocked(
        page_id=page.id, case_id=page.case_id, party_id=page.party_id, locked_until=until).model_dump())
    return PageLocked(until=until, retry_after_s=_seconds(lock))


def locked_until(session: Any, page_id: str, now: datetime) -> datetime | None:
    """Until when the page asks nobody, None when it does."""
    found = session.get(WrongAnswers, f"page:{page_id}")
    until = found.locked_until if found else None
    return until if until is not None and until > now else None


class Turnstile(counter.Turnstile):
    """The counter in front of the litigants' pages."""

    def pass_through(self, network: str) -> None:
        """Raises: TooManyRequests."""
        again = self.count(network)
        if again is not None:
            raise TooManyRequests(retry_after_s=again)
