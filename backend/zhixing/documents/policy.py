"""Who may put documents into a file, draft, submit and take back. Reading follows the case's scope
(`cases.may_see_case`), and a pending approval (`approvals.may_read_for_approval`)."""

from typing import Any

from zhixing.kernel.messages import Actor, allow_if

IMPORTERS = ("clerk", "judge", "officer")

# domain.md 1.1: an assistant drafts under a judge; a marshal assists and drafts nothing.
DRAFTERS = ("judge", "officer", "assistant", "clerk")

# [GK] Whoever could have refused it may take it back: the judge of the case, the chief, the president.
REVOKERS = ("bureau_chief", "president")


def may_import(actor: Actor, case: Any) -> None:
    allow_if(actor.is_system or case.members.get(actor.id) in IMPORTERS, "not_assigned_to_case")


def may_draft(actor: Actor, subject: Any) -> None:
    allow_if(actor.is_system or subject.members.get(actor.id) in DRAFTERS, "not_assigned_to_case")


def may_hand_over(actor: Actor, subject: Any) -> None:
    """Everybody who works in the case: a marshal puts up an announcement too."""
    allow_if(actor.is_system or actor.id in subject.members, "not_assigned_to_case")


def may_revoke(actor: Actor, subject: Any) -> None:
    allow_if(subject.members.get(actor.id) == "judge" or actor.has_role(*REVOKERS), "role_required")
