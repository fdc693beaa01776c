"""The process that sets notices: `python -m zhixing.disclosure.typeset`, started by platform/sandbox.py only."""

import json
from pathlib import Path
from typing import Any, BinaryIO

from zhixing.platform.sandbox import serve_child

TEMPLATE = Path(__file__).with_name("notice.typ")
FONTS = Path(__file__).resolve().parents[1] / "platform" / "fonts"


def handle(request: dict[str, Any], _source: BinaryIO, outbox: BinaryIO) -> dict[str, Any]:
    """Text travels as data, never as markup. PDF/A-2b refuses a glyph that is missing instead of printing a box."""
    import typst

    try:
        pdf = typst.compile(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=[str(FONTS)],
                            ignore_system_fonts=True, pdf_standards=["a-2b"],
                            sys_inputs={"data": json.dumps(request["data"], ensure_ascii=False)})
    except Exception as error:  # typst raises its own kinds; the parent decides
        return {"error": f"{type(error).__name__}: {error}"[:500]}
    outbox.write(pdf)
    return {"error": None}


if __name__ == "__main__":
    serve_child(handle)
