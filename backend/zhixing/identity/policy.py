"""Who may do what. Pure: (actor, subject) → nothing, or Denied with a reason."""

from typing import Any

from zhixing.kernel.messages import Actor, allow_if


def may_manage_people(actor: Actor, _subject: Any) -> None:
    """Administrators, and the house itself when it is set up."""
    allow_if(actor.is_system or actor.has_role("administrator"), "role_required")


def may_set_password(actor: Actor, person: Any) -> None:
    """One's own; an administrator anybody's."""
    allow_if(actor.id == person.id or actor.is_system or actor.has_role("administrator"), "not_your_password")
