"""`make bench`: run the parts (or those named) and write `bench/RESULTS.md`."""

import importlib
import sys
from datetime import datetime
from pathlib import Path

from bench.contest import machine

PARTS = ["pushes", "uploads", "pulls", "doorbell", "photos", "documents", "approvals", "city", "measures", "device",
         "sizes"]
RESULTS = Path(__file__).with_name("RESULTS.md")
HEAD = "| figure | ours | beside | ratio |\n|---|---|---|---|\n"


def main(names: list[str]) -> int:
    rows: dict[str, list[str]] = {}
    for name in names or PARTS:
        part = importlib.import_module(f"bench.{name}")
        print(f"━━ {name}: {part.__doc__.splitlines()[0]}", flush=True)
        rows[name] = part.measure()
    text = "".join(f"\n### {name}\n\n{importlib.import_module(f'bench.{name}').__doc__.strip()}\n\n{HEAD}"
                   + "\n".join(found) + "\n" for name, found in rows.items())
    print(text)
    if not names:
        stamp = datetime.now().astimezone().date().isoformat()
        RESULTS.write_text(f"# Figures\n\n`make bench` on {stamp}: {machine()}. Median (least–most) of the rounds; "
                           f"the ratio is ours ÷ peer per round.\n{text}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
