"""What must be done before a case may be closed. Slices above say so by `provides={"closing …": ClosingCheck(…)}`;
`cases` asks them without knowing them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from zhixing.cases.errors import ClosingBlocked


@dataclass(frozen=True)
class ClosingCheck:
    """`find(session, case_id, today)` gives what is still open; `name` is a word the app translates."""

    name: str
    find: Callable[[Session, str, date], Sequence[Any]]


def check_closing(system: Any, session: Session, case_id: str, today: date) -> None:
    """Raises: ClosingBlocked with how many things of which kind are still open; what they are stays secret."""
    checks = sorted((one for one in system.extras.values() if isinstance(one, ClosingCheck)), key=lambda one: one.name)
    counts = {one.name: len(one.find(session, case_id, today)) for one in checks}
    still_open = [{"check": name, "count": count} for name, count in counts.items() if count]
    if still_open:
        raise ClosingBlocked(open=still_open)
