"""All templates with their samples and the seal on one picture: `python -m zhixing.documents.contact_sheet FILE.webp`.

Looked at by people: what a clerk would not sign is a bug that no test finds.
"""

import io
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from PIL import Image

from zhixing.documents.adapters.stamp import seal_job
from zhixing.documents.catalogue import Found, shipped
from zhixing.documents.layout import job
from zhixing.documents.samples import COURT, sample_paper
from zhixing.platform.typesetting import font_folders, press

COLUMNS, WIDTH, PPI, GAP = 8, 330, 60.0, 12


def pictures(found: Found, config: Any, seal: Image.Image) -> list[Image.Image]:
    """Its pages; the seal where it would be set."""
    whole = press().set(job(config, sample_paper(found)))
    place = whole.places.get("seal")
    pages = []
    for number in range(whole.pages):
        made = press().set(job(config, sample_paper(found), png_ppi=PPI, png_page=number))
        page = Image.open(io.BytesIO(made.data)).convert("RGBA")
        if place and place["page"] == number + 1:
            middle = [int(place[axis] * PPI / 72 - seal.width / 2) for axis in ("x", "y")]
            page.alpha_composite(seal, (middle[0], max(0, middle[1])))
        pages.append(page.convert("RGB"))
    return pages


def the_seal(config: Any) -> Image.Image:
    """Translucent, as it is set."""
    made = press().set(seal_job(COURT, font_folders(config), demo=True, png_ppi=PPI))
    seal = Image.open(io.BytesIO(made.data)).convert("RGBA")
    seal.putalpha(seal.getchannel("A").point(lambda value: int(value * 0.8)))
    return seal


def main(target: Path) -> int:
    """Write the sheet. Returns the exit status."""
    config = SimpleNamespace(extra={}, data_dir=Path("var"))
    seal = the_seal(config)
    pages = [page for found in shipped().values() for page in pictures(found, config, seal)]
    height = int(WIDTH * pages[0].height / pages[0].width)
    rows = -(-len(pages) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * (WIDTH + GAP) + GAP, rows * (height + GAP) + GAP), "#9aa3ad")
    for place, page in enumerate(pages):
        row, column = divmod(place, COLUMNS)
        sheet.paste(page.resize((WIDTH, height), Image.Resampling.LANCZOS),
                    (GAP + column * (WIDTH + GAP), GAP + row * (height + GAP)))
    sheet.save(target, "WEBP", quality=70, method=6)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
