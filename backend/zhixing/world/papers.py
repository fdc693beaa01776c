"""Papers for the demo world: a page or two of plausible text per kind, set by Typst."""

import json
import re
from pathlib import Path

import typst

from zhixing.kernel.yaml_files import read_yaml

FONTS = Path(__file__).parents[1] / "platform" / "fonts"
TEMPLATE = Path(__file__).with_name("papers.typ")

LINES: dict[str, list[str]] = read_yaml(Path(__file__).with_name("papers.yaml").read_text("utf-8"))
_BREAK = re.compile(r"(?<=[^\x00-\x7f]) ")  # YAML folds lines with a space; Chinese needs none


def render(kind: str, data: dict[str, str]) -> bytes:
    """A PDF/A of one paper. The same data gives the same bytes."""
    lines = [_BREAK.sub("", line).format(**data) for line in LINES[kind]]
    day = {"year": int(data["on"][:4]), "month": int(data["on"][5:7]), "day": int(data["on"][8:])}
    inputs = {"data": json.dumps({**data, "title": data["paper"], "lines": lines, "day": day}, ensure_ascii=False)}
    return typst.compile(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=[str(FONTS)], ignore_system_fonts=True,
                         sys_inputs=inputs, pdf_standards=["a-2b"])
