"""From a template and its fields to the blocks of a page: what the PDF is set from, and what the tablet shows. Pure.

Text may name a field in braces, with at most one way of writing it: `{cause}`, `{claim|capitals}`, `{since|numerals}`.
What is put in is never read again: a value full of braces or markup stays the words it is. The tablet has the same
function; `tests/vectors/documents.json` holds both to the same answers.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from zhixing.documents.checking import is_date, is_empty
from zhixing.documents.form import Block, FieldSpec, Signer, Template
from zhixing.kernel.numerals import (
    chinese_date,
    chinese_number,
    money_in_capitals,
    money_in_figures,
    plain_date,
)

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?:\|([a-z]+))?\}")
BLANK = "＿＿＿＿"
# What every page knows without being told: the court, numbers, the day, and inside `each` the item and its place.
SYSTEM_VALUES = ("court", "case_number", "number", "dated", "title")
ITEM_VALUES = ("item", "n")
PLAIN_KINDS = ("text", "flat", "bold", "center", "right", "note", "cut", "page", "caption")
Filled = dict[str, Any]


def _with_date(write: Callable[[date], str]) -> Callable[[str], str]:
    return lambda text: write(date.fromisoformat(text)) if is_date(text) else text


def _with_money(write: Callable[[str], str]) -> Callable[[str], str]:
    def written(text: str) -> str:
        try:
            return write(text)
        except ValueError:
            return text
    return written


def _time(text: str) -> str:
    if not is_date(text[:10]) or len(text) != 16:
        return text
    return f"{plain_date(date.fromisoformat(text[:10]))}{int(text[11:13])}时{int(text[14:])}分"


WAYS: dict[str, Callable[[str], str]] = {
    "capitals": _with_money(money_in_capitals),
    "figures": _with_money(money_in_figures),
    "numerals": _with_date(chinese_date),
    "day": _with_date(plain_date),
    "time": _time,
    "raw": lambda text: text,
}
# How a field is written when the text says nothing.
USUAL = {"money": "figures", "date": "day", "time": "time"}


class Values:
    """The fields of a draft and what the house knows, ready to be put into text."""

    def __init__(self, template: Template, fields: dict[str, Any], system: dict[str, str]) -> None:
        self.fields = fields
        self._specs = {spec.name: spec for spec in template.fields}
        self._system = {name: system.get(name, "") for name in SYSTEM_VALUES}

    def spec(self, name: str) -> FieldSpec | None:
        return self._specs.get(name)

    def is_filled(self, name: str) -> bool:
        return not is_empty(self.fields.get(name)) or bool(self._system.get(name))

    def text(self, pattern: str, more: dict[str, str] | None = None) -> str:
        """`pattern` with every placeholder written out; a field left empty becomes a blank line to write on."""
        return PLACEHOLDER.sub(lambda found: self._one(found[1], found[2], more or {}), pattern)

    def _one(self, name: str, way: str | None, more: dict[str, str]) -> str:
        if name in more:
            return more[name]
        if name in self._system and name not in self._specs:
            return WAYS.get(way or "raw", str)(self._system[name])
        value = self.fields.get(name)
        if is_empty(value):
            return BLANK
        spec = self._specs.get(name)
        if isinstance(value, list):
            return "、".join(str(one) for one in value)
        return WAYS.get(way or USUAL.get(spec.type if spec else "", "raw"), str)(str(value))


def fill(template: Template, fields: dict[str, Any], system: dict[str, str]) -> list[Filled]:
    """The blocks of the page. `system` holds `court`, `case_number`, `number`, `dated` (ISO), `title`."""
    values = Values(template, fields, system)
    blocks = []
    for block in template.body:
        if (block.when and not values.is_filled(block.when)) or (block.unless and values.is_filled(block.unless)):
            continue
        blocks += _block(block, values)
    return blocks


def _block(block: Block, values: Values) -> list[Filled]:
    for kind in PLAIN_KINDS:
        pattern = getattr(block, kind, None)
        if pattern and kind != "caption":
            return [{"kind": kind, "text": part} for part in values.text(pattern).split("\n")]
    if block.each:
        return _each(block, values)
    if block.lines:
        return [{"kind": "text", "text": part} for part in str(values.fields.get(block.lines) or BLANK).split("\n")]
    if block.table:
        return [_table(block, values)]
    if block.grid is not None:
        return [{"kind": "grid", "rows": [[values.text(cell) for cell in row] for row in block.grid]}]
    return [_special(block, values)]


def _special(block: Block, values: Values) -> Filled:
    if block.sign is not None:
        return {"kind": "sign", "labels": block.sign}
    if block.qr:
        return {"kind": "qr", "text": values.text(block.qr), "caption": values.text(block.caption)}
    if block.signoff:
        return {"kind": "signoff"}
    return {"kind": "blank", "lines": block.blank or 1}


def _each(block: Block, values: Values) -> list[Filled]:
    items = values.fields.get(block.each or "") or [BLANK]
    found = []
    for place, item in enumerate(items if isinstance(items, list) else [items], start=1):
        number = chinese_number(place) if place < 100 else str(place)
        found.append({"kind": "text", "text": values.text(block.item, {"item": str(item), "n": number})})
    return found


def _table(block: Block, values: Values) -> Filled:
    spec = values.spec(block.table or "")
    columns = spec.columns if spec else []
    rows = values.fields.get(block.table or "") or []
    written = [[_cell(row, column.name, column.type) for column in columns] for row in rows if isinstance(row, dict)]
    written += [["" for _ in columns] for _ in range(max(0, block.blank_rows - len(written)))]
    return {"kind": "table", "heads": [column.label for column in columns],
            "widths": [column.width for column in columns], "rows": written}


def _cell(row: dict[str, Any], name: str, type: str) -> str:
    value = row.get(name)
    return "" if is_empty(value) else WAYS[USUAL.get(type, "raw")](str(value))



def fill_signers(template: Template, fields: dict[str, Any], system: dict[str, str]) -> Filled:
    """落款: the lines above and below the date, the court, the day in Chinese numerals."""
    values, off = Values(template, fields, system), template.signoff

    def lines(signers: list[Signer]) -> list[list[str]]:
        return [[one.label, values.text(one.name)] for one in signers if _names_something(one, values)]

    return {"above": lines(off.above), "below": lines(off.below), "court": system.get("court", "") if off.court else "",
            "date": WAYS["numerals"](system.get("dated", "")) if off.date else "", "sealed": off.sealed}


def _names_something(signer: Signer, values: Values) -> bool:
    """A line whose name is a field left empty is left out: not every ruling has three judges."""
    names = [found[1] for found in PLACEHOLDER.finditer(signer.name)]
    return not names or any(values.is_filled(name) for name in names)
