"""`make bench`: run the parts, or those named, and write their sections of `bench/RESULTS.md`."""

import importlib
import os
import re
import sys
from datetime import datetime
from pathlib import Path

from bench.contest import machine

PARTS = ["pushes", "uploads", "pulls", "doorbell", "photos", "documents", "approvals", "city", "measures", "device",
         "full_tablet", "sizes"]
RESULTS = Path(__file__).with_name("RESULTS.md")
HEAD = "| figure | ours | beside | ratio |\n|---|---|---|---|\n"
INTRODUCTION = """# Figures

Written by `make bench` (all parts) or `make bench T=pushes` (one). Median (least–most) of the rounds; the ratio is ours
÷ peer in each round, and survives what the absolute figures do not: a machine that is shared and drifts. The load is
that of the machine when the part began; above the number of cores something else was running too.
"""


def section(name: str) -> str:
    """Run a part; its section with the command, the day, the machine and its load before it began."""
    part = importlib.import_module(f"bench.{name}")
    told = (part.__doc__ or "").strip()
    print(f"━━ {name}: {told.splitlines()[0]}", flush=True)
    load, day = os.getloadavg()[0], datetime.now().astimezone().date().isoformat()
    rows = "\n".join(part.measure())
    return (f"## {name}\n\n{told}\n\n`make bench T={name}` on {day}: {machine()}, load {load:.1f}.\n\n{HEAD}{rows}\n")


def known_sections() -> dict[str, str]:
    """name → section, as the file has them."""
    text = RESULTS.read_text("utf-8") if RESULTS.exists() else ""
    return {found[1]: found[0].rstrip() + "\n" for found in re.finditer(r"## (\w+)\n.*?(?=\n## |\Z)", text, re.S)}


def main(names: list[str]) -> int:
    unknown = set(names) - set(PARTS)
    if unknown:
        raise SystemExit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    for name in names or PARTS:
        found = section(name)
        print(found, flush=True)
        sections = {**known_sections(), name: found}  # read again: written after each part, so that none is lost
        RESULTS.write_text("\n".join([INTRODUCTION, *(sections[one] for one in PARTS if one in sections)]), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
