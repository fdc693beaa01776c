"""What the worker tidies up once an hour."""

from sqlalchemy import delete

from zhixing.identity import sessions, tries
from zhixing.identity.models import UsedChallenge
from zhixing.platform.system import System
from zhixing.platform.unit_of_work import UnitOfWork

EVERY_S = 3600.0


def sweep(system: System) -> None:
    """Drop what nobody needs any more: quiet counters, logins of last season, challenges past their time."""

    def write(unit: UnitOfWork) -> None:
        tries.sweep(unit.session, unit.now)
        sessions.sweep(unit.session, unit.now)
        unit.session.execute(delete(UsedChallenge).where(UsedChallenge.expires_at < unit.now))

    system.transact("identity", write)
