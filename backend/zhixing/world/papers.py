"""Papers for the demo world: a page or two of plausible text per kind, set by Typst."""

import json
import re
from datetime import date
from pathlib import Path

import typst
import yaml

FONTS = Path(__file__).parents[1] / "platform" / "fonts"
TEMPLATE = Path(__file__).with_name("papers.typ")
_DIGITS = "〇一二三四五六七八九"

LINES: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("papers.yaml").read_text("utf-8"))
_BREAK = re.compile(r"(?<=[^\x00-\x7f]) ")  # YAML folds lines with a space; Chinese needs none


def chinese_date(day: date) -> str:
    """The signing date in Chinese numerals, 二〇二六年十一月二十四日 (domain.md 4.1)."""
    year = "".join(_DIGITS[int(one)] for one in str(day.year))
    return f"{year}年{_below_hundred(day.month)}月{_below_hundred(day.day)}日"


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def render(kind: str, data: dict[str, str]) -> bytes:
    """A PDF/A of one paper. The same data gives the same bytes."""
    lines = [_BREAK.sub("", line).format(**data) for line in LINES[kind]]
    day = {"year": int(data["on"][:4]), "month": int(data["on"][5:7]), "day": int(data["on"][8:])}
    inputs = {"data": json.dumps({**data, "title": data["paper"], "lines": lines, "day": day}, ensure_ascii=False)}
    return typst.compile(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=[str(FONTS)], ignore_system_fonts=True,
                         sys_inputs=inputs, pdf_standards=["a-2b"])
