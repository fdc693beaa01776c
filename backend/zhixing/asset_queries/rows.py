"""Reading one line of a batch: fast where it is good, exact about what is wrong where it is not."""

import hashlib
import json
from typing import Any, NoReturn

from pydantic import ValidationError

from zhixing.asset_queries.commands import GatewayRow
from zhixing.asset_queries.details import DETAILS, check_detail
from zhixing.platform.gateway import RowMalformed, RowNotJson


def read_row(line: str) -> GatewayRow:
    """One line of a batch, its detail in the form of its asset class.

    Raises: RowNotJson, RowMalformed.
    """
    try:
        row = GatewayRow.model_validate_json(line)
        detail = check_detail(row.asset_class, row.detail)
    except ValidationError:
        raise _reason(line) from None
    return row if detail is None else row.model_copy(update={"detail": detail})


def _reason(line: str) -> RowNotJson | RowMalformed:
    """What is wrong with a line that could not be read; costs more, and only bad lines come here."""
    try:
        data = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return RowNotJson()
    if not isinstance(data, dict):
        return RowNotJson()
    try:
        row = GatewayRow.model_validate(data)
        check_detail(row.asset_class, row.detail)
    except ValidationError as cause:
        return RowMalformed(errors=[{"at": _place(one["loc"]), "why": one["type"]} for one in cause.errors()[:10]])
    return RowNotJson()


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("NaN and infinities are not JSON")


def _place(loc: tuple[Any, ...]) -> str:
    """Where in the row; the name of an unknown field is the sender's text and is not repeated."""
    return ".".join(str(part) for part in loc if isinstance(part, int) or part in _FIELDS) or "unknown"


_FIELDS = {*GatewayRow.model_fields, "court", "rank", "ends_on",
           *(name for one in DETAILS.values() for name in one.model_fields if name != "root")}


# Fields added after the first rows were recorded: left out of the digest where they say nothing.
_LATER = ("query", "respondent_id_number", "institution_code", "fail_code", "quantity", "detail")


def row_digest(row: GatewayRow) -> str:
    """What makes two answers with one serial the same answer; stable for rows recorded before a field existed."""
    data = row.model_dump(mode="json")
    for name in _LATER:
        if data[name] is None:
            del data[name]
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
