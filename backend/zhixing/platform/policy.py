"""Policies that need no subject. Those of a slice live in its own `policy.py`; deny is the default,
because a command or a route without a policy does not register."""

from collections.abc import Callable
from typing import Any

from zhixing.kernel.messages import Actor, allow_if


def anybody(_actor: Actor, _subject: Any) -> None:
    """Open to the public on purpose."""


def logged_in(actor: Actor, _subject: Any) -> None:
    """Any person of the court with a live session."""
    allow_if(bool(actor.roles), "login_required")


def role(*names: str) -> Callable[[Actor, Any], None]:
    """Only people who hold one of these roles (domain.md 1.1)."""

    def policy(actor: Actor, _subject: Any) -> None:
        allow_if(actor.has_role(*names), "role_required")

    policy.__name__ = f"role_{'_or_'.join(names)}"
    return policy


def system_only(actor: Actor, _subject: Any) -> None:
    """Only a named part of the system, never a person."""
    allow_if(actor.is_system, "system_only")
