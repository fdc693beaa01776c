"""Who may do what with a case. Pure: (actor, subject) → nothing, or Denied with a reason.

The subject has `members`, person → duty (`CaseFacts`).
"""

from typing import Any

from zhixing.kernel.messages import Actor, allow_if

# [GK] Who enters cases. Many courts let the service centre's filing group do it (domain.md 1.2).
OPENERS = ("clerk", "service_centre")

# [GK] Who may distribute work. The bureau chief assigns (domain.md 1.1); clerks enter what was decided.
ASSIGNERS = ("clerk", "service_centre", "bureau_chief", "president")

# [GK] Offices whose holders read every case of the court although nobody assigned them. The president is not among
# them: he reads what he is assigned to. A court that sees it otherwise changes this line.
READERS_OF_EVERY_CASE = ("bureau_chief",)

# [GK] Who finds every case by the search door, in list form; everybody else finds only cases they hold.
SEARCHERS_OF_EVERY_CASE = ("clerk", "service_centre", "bureau_chief", "president")

# Query results are secret, also inside the court: they belong to who decides and executes (domain.md 9.1, NQ 7).
DUTIES_WITH_QUERIES = ("judge", "officer", "assistant")


def may_open(actor: Actor, _subject: Any) -> None:
    allow_if(actor.is_system or actor.has_role(*OPENERS), "role_required")


def may_assign(actor: Actor, case: Any) -> None:
    """Those who distribute work, and the judge of the case for her own team."""
    is_its_judge = case.members.get(actor.id) == "judge"
    allow_if(actor.is_system or is_its_judge or actor.has_role(*ASSIGNERS), "role_required")


def may_record(actor: Actor, case: Any) -> None:
    allow_if(actor.is_system or actor.id in case.members, "not_assigned_to_case")


def may_set_stage(actor: Actor, case: Any) -> None:
    """The people who answer for the case, not those who help on the day."""
    duty = case.members.get(actor.id)
    allow_if(actor.is_system or duty in ("judge", "officer", "assistant", "clerk"), "not_assigned_to_case")


def may_search(actor: Actor, _subject: Any) -> None:
    """Case workers. An administrator keeps the machines running and has no business in the files."""
    allow_if(actor.has_role("judge", "officer", "assistant", "marshal", *SEARCHERS_OF_EVERY_CASE), "role_required")
