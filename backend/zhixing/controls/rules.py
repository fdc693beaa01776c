"""Pure decisions about controls: what fits what, states, amounts, ranks, over-seizure. Imports kernel only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zhixing.controls import errors
from zhixing.controls.terms import LAW
from zhixing.kernel import money
from zhixing.kernel.clock import legal_date
from zhixing.kernel.lookup import code_key, search_key, text_key

MONEY_CLASSES = frozenset({"deposit", "wealth_product", "payment_account", "provident_fund", "dividend"})
THINGS = frozenset({"vehicle", "movable", "real_property", "other"})
OPEN_STEPS = ("draft", "sent", "served")
# Which mark identifies an asset, the surest first. The label is for people, not for comparing.
_MARKS = ("account_number", "title_number", "plate", "vin", "engine_number", "registration_number")
STAGES = ("found", "controlled", "appraised", "disposed")
NO_MONEY = Decimal(0)


def check_kind(kind: str, asset_class: str, on: date) -> None:
    """Raises: KindDoesNotFit. Source: law key kinds_by_asset_class."""
    fitting = LAW.value("kinds_by_asset_class", on)[asset_class]
    if kind not in fitting:
        raise errors.KindDoesNotFit(kind=kind, asset_class=asset_class, fitting=fitting)


def check_marks(asset: Mapping[str, Any]) -> None:
    """Raises: EngineNumberNeeded (SEZ 9)."""
    if asset["asset_class"] == "vehicle" and not (asset["plate"] or asset["engine_number"]):
        raise errors.EngineNumberNeeded()


def check_exemptions(found: Sequence[str], on: date) -> None:
    """Raises: Exempt when something found bars the control (SEZ 3); an only home may be seized (SEZ 4)."""
    barred = {one["key"] for one in LAW.value("exempt_items", on) if one["barred"]}
    keys = sorted(barred & set(found))
    if keys:
        raise errors.Exempt(keys=keys)


def check_amount(text: str | None, on: date) -> str | None:
    """An amount in its one form. Raises: AmountNotPositive, AmountAbsurd."""
    if text is None:
        return None
    amount = money.yuan(text)
    if amount <= NO_MONEY:
        raise errors.AmountNotPositive()
    if amount > Decimal(LAW.value("absurd_amount_yuan", on)):
        raise errors.AmountAbsurd()
    return money.to_text(amount)


def check_requested(asset_class: str, amount: str | None) -> None:
    """Money is frozen up to an amount (domain.md 5). Raises: AmountNeeded."""
    if asset_class in MONEY_CLASSES and amount is None:
        raise errors.AmountNeeded()


def check_actual(requested: str | None, actual: str | None, asset_class: str) -> str | None:
    """What the institution controlled. Nothing at all is said with a failure, or is a rank in a queue.

    Raises: AmountAboveRequest, AmountNeeded.
    """
    if actual is None:
        if asset_class in MONEY_CLASSES:
            raise errors.AmountNeeded()
        return None
    if requested is not None and money.yuan(actual) > money.yuan(requested):
        raise errors.AmountAboveRequest(requested_yuan=requested, actual_yuan=actual)
    return money.to_text(money.yuan(actual))


def is_partial(requested: str | None, actual: str | None) -> bool:
    """Less than asked: a normal outcome that must be seen."""
    return requested is not None and actual is not None and money.yuan(actual) < money.yuan(requested)


def check_rank(rank: int, ahead: Sequence[Any]) -> None:
    """Raises: RankContradicted when the first has others ahead of it, or more are ahead than the rank says."""
    if len(ahead) > rank - 1:
        raise errors.RankContradicted(rank=rank, ahead=len(ahead))


def check_moments(served_at: datetime | None, effective_at: datetime, now: datetime) -> None:
    """Days are compared, in Shanghai: institutions write no seconds. Raises: StepNotServed, MomentInFuture,
    EffectBeforeService."""
    check_past(effective_at, now)
    if served_at is None:
        raise errors.StepNotServed()
    check_past(served_at, now)
    if legal_date(effective_at) < legal_date(served_at):
        raise errors.EffectBeforeService()


def check_past(moment: datetime, now: datetime) -> None:
    """Raises: MomentInFuture."""
    if legal_date(moment) > legal_date(now):
        raise errors.MomentInFuture()


def check_documents(action: str, held: Iterable[str], on: date) -> None:
    """`held` of 'ruling', 'notice'. Raises: DocumentsMissing. Source: law key documents_needed_<action>."""
    missing = [one for one in LAW.value(f"documents_needed_{action}", on) if one not in held]
    if missing:
        raise errors.DocumentsMissing(missing=missing)


def check_step_open(state: str) -> None:
    """Raises: StepFinished."""
    if state not in OPEN_STEPS:
        raise errors.StepFinished(state=state)


def check_can_release(state: str) -> None:
    """Raises: ReleaseOfQueued, ControlNotLive."""
    if state == "queued":
        raise errors.ReleaseOfQueued()
    if state != "live":
        raise errors.ControlNotLive(state=state)


def check_can_transfer(state: str, asset_class: str) -> None:
    """Raises: TransferOfThing, ControlNotLive."""
    if asset_class in THINGS:
        raise errors.TransferOfThing()
    if state != "live":
        raise errors.ControlNotLive(state=state)


def check_can_renew(state: str, ends_on: date | None, on: date) -> None:
    """By the day the renewal was drafted. Raises: RenewalAfterLapse, ControlNotLive."""
    if state == "lapsed" or (ends_on is not None and on > ends_on):
        raise errors.RenewalAfterLapse(ended_on=ends_on.isoformat() if ends_on else None)
    if state != "live":
        raise errors.ControlNotLive(state=state)


def remaining(actual: str | None, transferred: str | None, released: str | None) -> Decimal:
    """What is still controlled, in yuan: neither transferred nor released."""
    return money.yuan(actual or "0") - money.yuan(transferred or "0") - money.yuan(released or "0")


def check_within(amount: str, left: Decimal) -> bool:
    """Whether the amount is everything that is left. Raises: AmountAboveControlled."""
    if money.yuan(amount) > left:
        raise errors.AmountAboveControlled(left_yuan=money.to_text(left))
    return money.yuan(amount) == left


def asset_key(asset: Mapping[str, Any]) -> str | None:
    """What makes two rows the same thing, or None when no mark is known: labels are not compared."""
    for mark in _MARKS:
        if asset.get(mark):
            return f"{mark}:{code_key(asset[mark]) or text_key(asset[mark])}"
    return None


def asset_search_key(asset: Mapping[str, Any], *ids: str | None) -> str:
    """By which an asset is found in the car; `ids` are those a seal may carry."""
    return search_key([asset["label"], *(asset.get(mark) for mark in _MARKS), *ids])


def next_rank(ranks: Iterable[int | None]) -> int:
    """The rank a new control would have behind those of this court on the same thing."""
    return 1 + max((rank or 0 for rank in ranks), default=0)


def check_stage(now: str, wanted: str, *, is_controlled: bool) -> None:
    """Raises: AssetStageUnfit: `controlled` follows from controls, `found` from none, a disposed asset stays so."""
    fits = {"found": not is_controlled, "controlled": is_controlled, "appraised": True, "disposed": True}[wanted]
    if now == "disposed" or now == wanted or not fits:
        raise errors.AssetStageUnfit(stage=now, wanted=wanted)


@dataclass(frozen=True)
class Controlled:
    """One control as the sum needs it. `value_yuan` is the ledger's value of a thing."""

    state: str
    actual_yuan: str | None
    transferred_yuan: str | None
    released_yuan: str | None = None
    value_yuan: str | None = None


@dataclass(frozen=True)
class ControlSum:
    """Controlled against claim and costs, in yuan. `unvalued` live controls have no amount at all: a person judges.

    Queued controls hold nothing yet and are not counted (SEZ 19, 26).
    """

    limit: Decimal
    controlled: Decimal
    transferred: Decimal
    excess: Decimal
    unvalued: int


def execution_fee(claim: Decimal, on: date) -> Decimal:
    """The fee collected after execution, cumulative by brackets. Source: FEE 14."""
    fee, below = NO_MONEY, NO_MONEY
    for one in LAW.value("execution_fee_brackets", on):
        top = claim if one["up_to"] is None else min(claim, Decimal(one["up_to"]))
        if "flat" in one:
            fee += Decimal(one["flat"])
        elif top > below:
            fee += (top - below) * Decimal(one["rate"])
        below = Decimal(one["up_to"]) if one["up_to"] is not None else top
    return fee


def over_seizure(claim: Decimal, costs: Decimal, controls: Iterable[Controlled]) -> ControlSum:
    """Whether more is controlled than the claim and the costs (SEZ 19). What was transferred counts as used."""
    held, transferred, unvalued = NO_MONEY, NO_MONEY, 0
    for one in controls:
        transferred += money.yuan(one.transferred_yuan or "0")
        if one.state != "live":
            continue
        value = one.actual_yuan or one.value_yuan
        unvalued += value is None
        held += remaining(value, one.transferred_yuan, one.released_yuan)
    limit = claim + costs
    return ControlSum(limit, held, transferred, max(NO_MONEY, held + transferred - limit), unvalued)


def device_rules(bands: Sequence[Mapping[str, Any]] | None = None) -> dict[str, object]:
    """What a tablet needs to watch terms and to check a seizure without a line; `bands` are the court's own."""
    law = LAW.for_device()
    if bands is not None:
        law["radar_bands"] = [{**one, "value": list(bands)} for one in law["radar_bands"]]
    return {"law": law, "money_classes": sorted(MONEY_CLASSES), "things": sorted(THINGS)}
