"""What the fields of a draft lack: every field that is missing or malformed, all at once, by name and reason. Pure.

The tablet does the same offline; `tests/vectors/documents.json` holds both to the same answers.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from zhixing.documents.form import Column, FieldSpec, Template
from zhixing.kernel.money import yuan

LARGEST_FIELDS = 256 * 1024
MOST_ERRORS = 100

# Marks that turn the direction of writing or hide: a name that reads otherwise than it is stored (Unicode TR 36).
_DIRECTION = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_HIDDEN = set("\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff")
_MONEY = re.compile(r"^\d{1,12}(\.\d{1,2})?$")
_DATE = re.compile(r"^\d{4}-\d\d-\d\d$")
_TIME = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d$")
_PHONE = re.compile(r"^[0-9+\-() （）转]{3,30}$")
_ID_NUMBER = re.compile(r"^(\d{17}[\dX]|[0-9A-HJ-NPQRTUWXY]{18}|[A-Z0-9（）()\-]{5,25})$")
_CASE_NUMBER = re.compile(r"^（\d{4}）\D{1,3}\d{0,6}[\u4e00-\u9fff]{1,6}\d{1,7}号(之[一二三四五六七八九十]{1,3})?$")
_URL = re.compile(r"^https?://[\x21-\x7e]{1,480}$")

Error = dict[str, Any]
Missing = Callable[[str], str]
"""text → those of its characters that no font can set."""


def sets_everything(_text: str) -> str:
    return ""


def is_empty(value: Any) -> bool:
    """Whether a field counts as not filled in."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def is_too_large(fields: dict[str, Any]) -> bool:
    """Whether the fields are more than any document carries, whatever is in them."""
    return len(json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass")) > LARGEST_FIELDS


def check_fields(template: Template, fields: dict[str, Any], missing: Missing = sets_everything) -> list[Error]:
    """Everything that is wrong, in the order of the form; unknown names last. Empty when it can be submitted."""
    known = {spec.name for spec in template.fields}
    errors = [error for spec in template.fields for error in _check(spec, fields.get(spec.name), missing)]
    errors += [_error(name[:60], name[:60], name[:60], "unknown") for name in fields if name not in known]
    return errors[:MOST_ERRORS]


def _error(field: str, label: str, at: str, why: str, **params: Any) -> Error:
    return {"field": field, "label": label, "at": at, "why": why, "params": params}


def _check(spec: FieldSpec, value: Any, missing: Missing) -> Iterator[Error]:
    if is_empty(value):
        if spec.required:
            yield _error(spec.name, spec.label, spec.name, "required")
        return
    if spec.type == "table":
        yield from _check_table(spec, value, missing)
    elif spec.type == "lines":
        yield from _check_lines(spec, value, missing)
    else:
        for why, params in _wrong(spec, value, missing):
            yield _error(spec.name, spec.label, spec.name, why, **params)


def _check_lines(spec: FieldSpec, value: Any, missing: Missing) -> Iterator[Error]:
    if not isinstance(value, list):
        yield _error(spec.name, spec.label, spec.name, "wrong_type", wanted="lines")
        return
    if len(value) > spec.rows:
        yield _error(spec.name, spec.label, spec.name, "too_many_rows", most=spec.rows)
        return
    for place, line in enumerate(value):
        at = f"{spec.name}.{place + 1}"
        if is_empty(line):
            yield _error(spec.name, spec.label, at, "empty_row")
            continue
        for why, params in _wrong(spec, line, missing):
            yield _error(spec.name, spec.label, at, why, **params)


def _check_table(spec: FieldSpec, value: Any, missing: Missing) -> Iterator[Error]:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        yield _error(spec.name, spec.label, spec.name, "wrong_type", wanted="table")
        return
    if len(value) > spec.rows:
        yield _error(spec.name, spec.label, spec.name, "too_many_rows", most=spec.rows)
        return
    names = {column.name for column in spec.columns}
    for place, row in enumerate(value):
        for column in spec.columns:
            at = f"{spec.name}.{place + 1}.{column.name}"
            yield from _check_cell(spec, column, at, row.get(column.name), missing)
        for name in row.keys() - names:
            yield _error(spec.name, spec.label, f"{spec.name}.{place + 1}.{str(name)[:60]}", "unknown")


def _check_cell(spec: FieldSpec, column: Column, at: str, value: Any, missing: Missing) -> Iterator[Error]:
    label = f"{spec.label}：{column.label}"
    if is_empty(value):
        if column.required:
            yield _error(spec.name, label, at, "required")
        return
    cell = FieldSpec(name=column.name, label=column.label, type=column.type, most=column.most)
    for why, params in _wrong(cell, value, missing):
        yield _error(spec.name, label, at, why, **params)


def _wrong(spec: FieldSpec, value: Any, missing: Missing) -> Iterator[tuple[str, dict[str, Any]]]:
    if spec.type == "integer":
        yield from _wrong_integer(spec, value)
        return
    if not isinstance(value, str):
        yield "wrong_type", {"wanted": spec.type}
        return
    yield from _wrong_text(spec, value, missing)
    if spec.type in _FORMS and not _FORMS[spec.type](value):
        yield _NAMES[spec.type], {}
    elif spec.type == "choice" and value not in spec.options:
        yield "not_an_option", {}
    elif spec.pattern and not re.fullmatch(spec.pattern, value[:spec.most]):
        yield "pattern", {"help": spec.pattern_help}
    elif spec.type == "money" and spec.above is not None and yuan(value) <= spec.above:
        yield "below_least", {"above": spec.above}


def _wrong_integer(spec: FieldSpec, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, bool) or not isinstance(value, int):
        yield "wrong_type", {"wanted": "integer"}
    elif value < (spec.least or 0):
        yield "below_least", {"least": spec.least or 0}
    elif value > spec.most:
        yield "above_most", {"most": spec.most}


def _wrong_text(spec: FieldSpec, value: str, missing: Missing) -> Iterator[tuple[str, dict[str, Any]]]:
    if len(value) > spec.most:
        yield "too_long", {"most": spec.most, "length": len(value)}
    if not _DIRECTION.isdisjoint(value) or not _HIDDEN.isdisjoint(value):
        yield "direction_marks", {}
    breaks = "\n\t" if spec.type == "long_text" else ""
    if any(unicodedata.category(one) in ("Cc", "Cs", "Co", "Cn") and one not in breaks for one in value):
        yield "control_character", {}
        return
    apart = _DIRECTION | _HIDDEN | {"\n", "\t"}
    lacking = missing("".join(one for one in value[:spec.most] if one not in apart))
    if lacking:
        yield "missing_glyph", {"characters": "".join(dict.fromkeys(lacking))[:20]}


def is_date(text: str) -> bool:
    """Whether the calendar has this day, written as the protocol does."""
    try:
        return bool(_DATE.match(text)) and date.fromisoformat(text) is not None
    except ValueError:
        return False


def is_time(text: str) -> bool:
    """`2026-11-24 09:30`."""
    return bool(_TIME.match(text)) and is_date(text[:10]) and text[11:13] < "24" and text[14:] < "60"


_FORMS: dict[str, Callable[[str], bool]] = {
    "money": lambda text: bool(_MONEY.match(text)),
    "date": is_date,
    "time": is_time,
    "phone": lambda text: bool(_PHONE.match(text)),
    "id_number": lambda text: bool(_ID_NUMBER.match(text)),
    "case_number": lambda text: bool(_CASE_NUMBER.match(text)),
    "url": lambda text: bool(_URL.match(text)),
}
_NAMES = {"money": "not_money", "date": "not_a_date", "time": "not_a_time", "phone": "not_a_phone",
          "id_number": "not_an_id_number", "case_number": "not_a_case_number", "url": "not_a_url"}
