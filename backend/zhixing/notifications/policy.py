"""Who may do what with notices: everybody with his own, nobody with another's."""

from collections.abc import Iterable
from typing import Any

from zhixing.kernel.errors import NotFound
from zhixing.kernel.messages import Actor, allow_if


def a_person(actor: Actor, _subject: Any) -> None:
    """Anybody who works here, for himself."""
    allow_if(bool(actor.roles) and not actor.is_system, "login_required")


def own(actor: Actor, things: Iterable[Any]) -> None:
    """Only what belongs to the person. Another's notice is not found rather than forbidden."""
    a_person(actor, None)
    if any(one.person_id != actor.id for one in things):
        raise NotFound()
