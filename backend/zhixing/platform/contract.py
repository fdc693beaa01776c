"""The generated contract: what the app's types and translations are checked against."""

import json
from pathlib import Path
from typing import Any

from zhixing.platform import openapi
from zhixing.platform.manifest import Slice


def build_contract(slices: tuple[Slice, ...]) -> dict[str, Any]:
    """file name → content."""
    return {
        "openapi.json": openapi.describe(slices),
        "problems.json": openapi.problems(),
        "rules.json": {one.name: one.device_rules for one in slices if one.device_rules},
    }


def write_contract(slices: tuple[Slice, ...], folder: Path, *, check: bool) -> list[str]:
    """Write what differs (or only look, with `check`); the names of the files that were out of date."""
    stale = []
    for name, content in build_contract(slices).items():
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        path = folder / name
        if path.is_file() and path.read_text("utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.write_text(text, "utf-8")
    return stale
