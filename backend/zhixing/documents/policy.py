"""Who may put documents into a file. Reading follows the case's scope (`cases.may_see_case`)."""

from typing import Any

from zhixing.kernel.messages import Actor, allow_if

IMPORTERS = ("clerk", "judge", "officer")


def may_import(actor: Actor, case: Any) -> None:
    allow_if(actor.is_system or case.members.get(actor.id) in IMPORTERS, "not_assigned_to_case")
