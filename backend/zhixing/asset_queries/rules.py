"""Pure rules: whether a row can be true, what can be controlled, what comes first, what comes next."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from zhixing.asset_queries.commands import GatewayRow
from zhixing.asset_queries.errors import (
    AmountAbsurd,
    AmountNegative,
    MomentImpossible,
    OutcomeContradicted,
    ReasonNeeded,
)
from zhixing.asset_queries.institutions import Directory, directory_for_device, shipped_directory
from zhixing.kernel.clock import from_text, legal_date
from zhixing.kernel.law import read_law
from zhixing.kernel.money import yuan

LAW = read_law("zhixing.asset_queries")
ZERO = Decimal(0)

DESK_FAIL_CODES = ("timeout", "name_mismatch", "maintenance")
# An answer never takes back a better one, so that the order in which answers come does not matter.
_WEIGHT = {"asked": 0, "waiting": 1, "failed": 2, "nothing": 3, "found": 4}
_UNKNOWN_WORTH = Decimal(-1)


def check_row(row: GatewayRow, now: datetime) -> tuple[datetime, datetime]:
    """Whether the row can be true. Returns when it was asked and answered.

    Raises: AmountNegative, AmountAbsurd, OutcomeContradicted, MomentImpossible.
    """
    today = legal_date(now)
    _check_amounts(row, Decimal(LAW.value("largest_amount_yuan", today)))
    tolerance = timedelta(minutes=LAW.value("clock_tolerance_minutes", today))
    asked, answered = _moment(row.asked_at, "asked_at"), _moment(row.answered_at, "answered_at")
    if answered > now + tolerance:
        raise MomentImpossible(at="answered_at")
    if asked > answered + tolerance:
        raise MomentImpossible(at="asked_at")
    return asked, answered


def _check_amounts(row: GatewayRow, largest: Decimal) -> None:
    amounts = {"amount_yuan": row.amount_yuan, "available_yuan": row.available_yuan}
    for number, one in enumerate(row.prior_freezes):
        amounts[f"prior_freezes.{number}.amount_yuan"] = one.amount_yuan
    known = {place: yuan(text) for place, text in amounts.items() if text is not None}
    for place, amount in known.items():
        if amount < 0:
            raise AmountNegative(at=place)
        if amount > largest:
            raise AmountAbsurd(at=place)
    if "amount_yuan" in known and known.get("available_yuan", ZERO) > known["amount_yuan"]:
        raise AmountAbsurd(at="available_yuan")
    if row.outcome != "found" and (any(known.values()) or row.detail):
        raise OutcomeContradicted()


def _moment(text: str, place: str) -> datetime:
    try:
        return from_text(text)
    except (ValueError, OverflowError) as cause:
        raise MomentImpossible(at=place) from cause


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: registries put spaces into names of two characters."""
    return one == other or "".join(one.split()) == "".join(other.split())


def state_after(before: str, outcome: str) -> str:
    """The state of a question after one more answer: found outweighs nothing, which outweighs failed."""
    return max(before, outcome, key=_WEIGHT.__getitem__)


def desk_state(state: str) -> str:
    """What the desk that asked may know of a question: not whether anything was found (NQ 7)."""
    return "answered" if state in ("found", "nothing") else state


def desk_fail_code(code: str | None) -> str | None:
    """Why asking again may help; any other code is the institution's own word and may say too much."""
    return code if code in DESK_FAIL_CODES else None


def expires_at(received_at: datetime, days: int | None = None) -> datetime:
    """Until when a device may keep an answer. `days` is the court's own figure. Source: law key local_copy_days."""
    kept = LAW.value("local_copy_days", legal_date(received_at)) if days is None else days
    return received_at + timedelta(days=kept)


def controllable_yuan(hit: dict[str, Any], open_yuan: Decimal) -> Decimal | None:
    """How much of the open debt this hit can cover now, in yuan; None when its worth is not known (a vehicle).

    `available_yuan` as the institution says; without it the amount less what earlier freezes take.
    """
    if hit["outcome"] != "found" or (hit.get("amount_yuan") is None and hit.get("available_yuan") is None):
        return None if hit["outcome"] == "found" else ZERO
    if hit.get("available_yuan") is not None:
        free = yuan(hit["available_yuan"])
    else:
        taken = sum((yuan(one["amount_yuan"]) for one in hit["prior_freezes"] if one.get("amount_yuan")), ZERO)
        unlimited = any(one.get("amount_yuan") is None for one in hit["prior_freezes"])
        free = ZERO if unlimited else yuan(hit["amount_yuan"]) - taken
    return max(ZERO, min(free, max(open_yuan, ZERO)))


def rank_hits(hits: Iterable[dict[str, Any]], open_yuan: Decimal) -> list[str]:
    """The ids of hits, what covers most of the open debt first.

    Things of unknown worth come after what covers something and before what covers nothing, free ones first; among
    equals the newer answer, then the id.
    """
    ordered = sorted((one for one in hits if one["outcome"] == "found"), key=lambda one: one["id"])
    ordered.sort(key=lambda one: one["answered_at"], reverse=True)
    return [one["id"] for one in sorted(ordered, key=lambda one: _place(one, open_yuan))]


def _place(hit: dict[str, Any], open_yuan: Decimal) -> tuple[int, Decimal]:
    covers = controllable_yuan(hit, open_yuan)
    if covers is None:
        return 1, Decimal(len(hit["prior_freezes"]))
    return (0, -covers) if covers > 0 else (2, -yuan(hit.get("amount_yuan") or "0"))


def next_steps(hit: dict[str, Any], listed: Directory | None = None) -> list[str]:
    """What to do next with an answer, in order; words are the app's. Data: institutions.yaml, asset_classes."""
    if hit["outcome"] != "found":
        return ["ask_again"] if hit["outcome"] == "failed" else []
    steps = (listed or shipped_directory()).asset_classes[hit["asset_class"]]["steps"]
    covers = controllable_yuan(hit, Decimal(LAW.value("largest_amount_yuan", date.max)))
    if covers is None:
        return list(steps["occupied" if hit["prior_freezes"] else "free"])
    if covers == 0:
        return list(steps["occupied"])
    return list(steps["tiny" if covers < Decimal(LAW.value("tiny_balance_yuan", date.max)) else "free"])


def needs_assessment(hit: dict[str, Any], claim_yuan: Decimal, today: date) -> bool:
    """Whether a hit must be assessed before the case is closed: all but money below both limits (CHECK 6)."""
    if hit["outcome"] != "found":
        return False
    if hit["asset_class"] not in ("deposit", "payment_account") or hit.get("amount_yuan") is None:
        return True
    amount = yuan(hit["amount_yuan"])
    share = claim_yuan * Decimal(LAW.value("tiny_balance_share", today))
    return not (amount < Decimal(LAW.value("tiny_balance_yuan", today)) and amount <= share)


def check_assessment(executable: str, reason: str | None, listed: Directory) -> None:
    """Raises: ReasonNeeded when it is not executable or unclear without a reason of the list."""
    if executable != "yes" and reason not in listed.reasons[executable]:
        raise ReasonNeeded(reasons=list(listed.reasons[executable]))


def device_rules(listed: Directory) -> dict[str, Any]:
    """What a tablet needs to choose institutions, rank hits and say what comes next without a line."""
    return {"law": LAW.for_device(), **directory_for_device(listed)}
