"""Enrolment codes. A code follows from the id of the act that asked for it and the server's key, so it can be
said again when an answer was lost, and is stored nowhere."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from zhixing.devices.errors import CodeExpired, CodeUsed, CodeWrong, TooManyGuesses
from zhixing.devices.models import EnrolmentCode
from zhixing.devices.rules import CODE_LASTS, WRONG_CODES, WRONG_CODES_WITHIN, code_from, read_code
from zhixing.kernel.messages import Result
from zhixing.platform.crypto import SigningKey
from zhixing.platform.ledger import LedgerEntry
from zhixing.platform.unit_of_work import UnitOfWork


def code_of(key: SigningKey, act_id: str) -> str:
    return code_from(key.mac("enrolment code", act_id.encode()))


def _mark(key: SigningKey, code: str) -> str:
    return key.mac("enrolment code mark", code.encode()).hex()


def issue(unit: UnitOfWork, act_id: str, person_id: str) -> datetime:
    """Give out a code; an earlier unused one of this person dies. Returns when it runs out."""
    unit.session.execute(delete(EnrolmentCode).where(EnrolmentCode.person_id == person_id,
                                                     EnrolmentCode.used_at.is_(None)))
    expires_at = unit.now + CODE_LASTS
    unit.session.add(EnrolmentCode(mark=_mark(unit.system.key, code_of(unit.system.key, act_id)), person_id=person_id,
                                   issued_by=unit.actor.id, issued_at=unit.now, expires_at=expires_at))
    return expires_at


def use(unit: UnitOfWork, typed: str) -> None:
    """Use up the code of the one who acts. Raises: TooManyGuesses, CodeWrong, CodeUsed, CodeExpired."""
    _limit_guesses(unit.session, unit.actor.id, unit.now)
    row = unit.session.get(EnrolmentCode, _mark(unit.system.key, read_code(typed)), with_for_update=True)
    if row is None or row.person_id != unit.actor.id:
        raise CodeWrong()
    if row.used_at is not None:
        raise CodeUsed()
    if unit.now >= row.expires_at:
        raise CodeExpired()
    row.used_at = unit.now


def _limit_guesses(session: Session, person_id: str, now: datetime) -> None:
    """Wrong codes are refused acts, and those the ledger keeps; so nothing else has to count them."""
    since = now - WRONG_CODES_WITHIN
    refused = session.scalar(select(func.count()).select_from(LedgerEntry).where(
        LedgerEntry.actor == person_id, LedgerEntry.type == "devices.enrol", LedgerEntry.outcome == Result.REFUSED,
        LedgerEntry.received_at > since)) or 0
    if refused >= WRONG_CODES:
        raise TooManyGuesses(retry_after_s=int(WRONG_CODES_WITHIN.total_seconds()))


def sweep(session: Session, now: datetime) -> None:
    """Drop codes that have run out."""
    session.execute(delete(EnrolmentCode).where(EnrolmentCode.expires_at < now - CODE_LASTS))
