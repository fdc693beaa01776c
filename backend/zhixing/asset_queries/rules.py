"""Pure rules: is a row a row, and can it be true."""

import hashlib
import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NoReturn

from pydantic import ValidationError

from zhixing.asset_queries.commands import GatewayRow
from zhixing.asset_queries.errors import (
    AmountAbsurd,
    AmountNegative,
    MomentImpossible,
    OutcomeContradicted,
    RowMalformed,
    RowNotJson,
    RowTooLong,
)
from zhixing.kernel.clock import from_text
from zhixing.kernel.money import yuan

LONGEST_LINE = 64 << 10
# [GK] One row above ten trillion yuan is a mistake of units, not a fortune.
LARGEST_AMOUNT = Decimal(10) ** 13
# [GK] Clocks of two networks differ by minutes.
CLOCK_TOLERANCE = timedelta(minutes=5)


def read_row(line: bytes) -> GatewayRow:
    """One line of a batch.

    Raises: RowTooLong, RowNotJson, RowMalformed.
    """
    if len(line) > LONGEST_LINE:
        raise RowTooLong(limit=LONGEST_LINE)
    try:
        data = json.loads(line.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as cause:
        raise RowNotJson() from cause
    if not isinstance(data, dict):
        raise RowNotJson()
    try:
        return GatewayRow.model_validate(data)
    except ValidationError as cause:
        errors = [{"at": _place(one["loc"]), "why": one["type"]} for one in cause.errors()[:10]]
        raise RowMalformed(errors=errors) from cause


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("NaN and infinities are not JSON")


def _place(loc: tuple[Any, ...]) -> str:
    """Where in the row; the name of an unknown field is the sender's text and is not repeated."""
    return ".".join(str(part) for part in loc if isinstance(part, int) or part in _FIELDS) or "unknown"


_FIELDS = {*GatewayRow.model_fields, "court", "rank", "ends_on"}


def check_row(row: GatewayRow, now: datetime) -> None:
    """Whether the row can be true.

    Raises: AmountNegative, AmountAbsurd, OutcomeContradicted, MomentImpossible.
    """
    _check_amounts(row)
    asked, answered = _moment(row.asked_at, "asked_at"), _moment(row.answered_at, "answered_at")
    if answered > now + CLOCK_TOLERANCE:
        raise MomentImpossible(at="answered_at")
    if asked > answered + CLOCK_TOLERANCE:
        raise MomentImpossible(at="asked_at")


def _check_amounts(row: GatewayRow) -> None:
    amounts = {"amount_yuan": row.amount_yuan, "available_yuan": row.available_yuan}
    amounts |= {f"prior_freezes.{n}.amount_yuan": one.amount_yuan for n, one in enumerate(row.prior_freezes)}
    for place, text in amounts.items():
        if text is not None and yuan(text) < 0:
            raise AmountNegative(at=place)
        if text is not None and yuan(text) > LARGEST_AMOUNT:
            raise AmountAbsurd(at=place)
    if row.amount_yuan and row.available_yuan and yuan(row.available_yuan) > yuan(row.amount_yuan):
        raise AmountAbsurd(at="available_yuan")
    if row.outcome != "found" and any(text and yuan(text) for text in amounts.values()):
        raise OutcomeContradicted()


def _moment(text: str, place: str) -> datetime:
    try:
        return from_text(text)
    except (ValueError, OverflowError) as cause:
        raise MomentImpossible(at=place) from cause


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: registries put spaces into names of two characters."""
    return "".join(one.split()) == "".join(other.split())


def row_digest(row: GatewayRow) -> str:
    """What makes two answers with one serial the same answer."""
    text = json.dumps(row.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
