"""Who may do what. Pure: (actor, subject) → nothing, or Denied with a reason."""

from typing import Any

from zhixing.kernel.messages import Actor, allow_if

# [GK] Who is rung when a tablet is lost: IT, and the chief who answers for the bureau's devices.
KEEPERS = ("administrator", "bureau_chief")


def may_issue_code(actor: Actor, for_person_id: Any) -> None:
    """For oneself anybody; for others administrators and the house itself."""
    is_own = for_person_id in (None, actor.id)
    allow_if(bool(actor.roles) and (is_own or actor.is_system or actor.has_role("administrator")), "role_required")


def may_enrol(actor: Actor, _subject: Any) -> None:
    """People only: a device belongs to somebody who answers for it."""
    allow_if(bool(actor.roles) and not actor.is_system, "login_required")


def may_revoke(actor: Actor, _subject: Any) -> None:
    allow_if(actor.is_system or actor.has_role(*KEEPERS), "role_required")


def may_read_report(actor: Actor, _subject: Any) -> None:
    allow_if(actor.has_role(*KEEPERS), "role_required")
