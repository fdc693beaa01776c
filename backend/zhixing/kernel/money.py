"""Yuan as decimals with four places; rounding happens only when shown (domain.md 3.8)."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Annotated

from pydantic import StringConstraints

YuanText = Annotated[str, StringConstraints(pattern=r"^-?\d{1,16}(\.\d{1,4})?$")]
_PLACES = Decimal("0.0001")


def yuan(text: str) -> Decimal:
    """An amount from its text form.

    Raises: ValueError when it is not a plain decimal number.
    """
    try:
        return Decimal(text).quantize(_PLACES, rounding=ROUND_HALF_UP)
    except InvalidOperation as cause:
        raise ValueError(f"not an amount: {text!r}") from cause


def to_text(amount: Decimal) -> str:
    """At least two places, trailing zeros beyond them dropped: `120000.00`, `0.0175`."""
    text = f"{amount.quantize(_PLACES, rounding=ROUND_HALF_UP):f}"
    whole, places = text.split(".")
    return f"{whole}.{places.rstrip('0').ljust(2, '0')}"
