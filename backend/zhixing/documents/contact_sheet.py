"""All templates with their samples on one picture: `python -m zhixing.documents.contact_sheet FILE.webp`.

Looked at by people: what a clerk would not sign is a bug that no test finds.
"""

import io
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from PIL import Image

from zhixing.documents.catalogue import Found, shipped
from zhixing.documents.layout import job
from zhixing.documents.paper import Paper, paper
from zhixing.platform.typesetting import press

COURT = "示范市人民法院"
SAMPLE_SYSTEM = {"court": COURT, "case_number": "（2026）粤0605执1601号", "number": "（2026）粤0605执1601号之一",
                 "dated": "2026-11-24", "code": "2345ABCDEFGHJKMNPQRS",
                 "check_url": "https://zhixing.court.example/verify?c=2345ABCDEFGHJKMNPQRS"}
COLUMNS, WIDTH, PPI = 6, 420, 60.0


def sample_paper(found: Found, system: dict[str, str] | None = None) -> Paper:
    """A template filled with its own sample."""
    number = SAMPLE_SYSTEM["number" if found.template.numbering.rule == "suffix" else "case_number"]
    return paper(found.content, found.sample, {**SAMPLE_SYSTEM, "number": number, **(system or {})})


def picture(found: Found, config: Any) -> Image.Image:
    """The first page."""
    page = press().set(job(config, sample_paper(found), png_ppi=PPI))
    return Image.open(io.BytesIO(page.data)).convert("RGB")


def main(target: Path) -> int:
    """Write the sheet. Returns the exit status."""
    config = SimpleNamespace(extra={}, data_dir=Path("var"))
    pages = [picture(found, config) for found in shipped().values()]
    height = int(WIDTH * pages[0].height / pages[0].width)
    rows = -(-len(pages) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * (WIDTH + 16) + 16, rows * (height + 16) + 16), "#9aa3ad")
    for place, page in enumerate(pages):
        row, column = divmod(place, COLUMNS)
        sheet.paste(page.resize((WIDTH, height), Image.Resampling.LANCZOS),
                    (16 + column * (WIDTH + 16), 16 + row * (height + 16)))
    sheet.save(target, "WEBP", quality=72)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
