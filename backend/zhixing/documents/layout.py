"""Setting a paper: the court's layout (`court.typ`), or the template's own on top of it."""

from functools import cache
from importlib.resources import files
from typing import Any

from zhixing.documents.paper import Paper
from zhixing.platform.typesetting import Job, Page, font_folders, press, qr_svg

_OWN = "\n#set document(title: data.heading, keywords: \"zhixing:\" + data.code, date: day)\n"


@cache
def _shared_layout() -> str:
    return files("zhixing.documents").joinpath("court.typ").read_text("utf-8")


def job(config: Any, sheet: Paper, png_ppi: float | None = None, png_page: int = 0) -> Job:
    """What the press is given."""
    data = {**sheet.data, "qr": qr_svg(sheet.data["check_url"]),
            "blocks": [_with_picture(block) for block in sheet.data["blocks"]]}
    source = _shared_layout() + (_OWN + sheet.layout if sheet.layout else "\n#sheet\n")
    return Job(source, data, font_folders(config), marks=("seal",), png_ppi=png_ppi, png_page=png_page)


def _with_picture(block: dict[str, Any]) -> dict[str, Any]:
    return {**block, "picture": qr_svg(block["text"])} if block["kind"] == "qr" else block


def set_paper(system: Any, sheet: Paper) -> Page:
    """The PDF/A of a paper; the same paper gives the same bytes.

    Raises: NotSet.
    """
    return press().set(job(system.config, sheet))
