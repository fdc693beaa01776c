"""The process that sets pages: `python -m zhixing.platform.typesetting.child`, started by platform/sandbox.py only."""

import json
from pathlib import Path
from typing import Any, BinaryIO

from zhixing.platform.sandbox import serve_child

_fonts: dict[tuple[str, ...], Any] = {}
_compilers: dict[tuple[str, ...], Any] = {}


def handle(request: dict[str, Any], source: BinaryIO, outbox: BinaryIO) -> dict[str, Any]:
    """Whatever is wrong with a template is an answer; an endless loop or a flood ends the child."""
    import typst

    inputs = {"data": source.read().decode()}
    compiler = _compiler(request["fonts"], request["layout"])
    try:
        if request["png_ppi"]:
            made = compiler.compile(format="png", ppi=request["png_ppi"], sys_inputs=inputs)
        else:
            made = compiler.compile(format="pdf", sys_inputs=inputs,
                                    pdf_standards=["a-2b"] if request["pdf_a"] else [])
        places = {mark: _value(compiler, mark) for mark in request["marks"]}
        pages = _value(compiler, "pages") or 1
    except typst.TypstError as error:
        return _wrong(error)
    outbox.write(made if isinstance(made, bytes) else made[request["png_page"]])
    return {"error": None, "pages": pages, "places": {name: one for name, one in places.items() if one}}


def _wrong(error: Any) -> dict[str, Any]:
    words = str(error.message)
    missing = "could not be displayed" in words
    return {"error": "missing_glyph" if missing else "template_error", "detail": words[:500]}


def _compiler(fonts: list[str], layout: str) -> Any:
    """A warm compiler per layout: what did not change since the last page is not worked out again."""
    import typst

    key = (layout, *fonts)
    if key not in _compilers:
        if len(_compilers) > 40:
            _compilers.clear()
        # The root is the folder of layouts: a layout can read nothing else of this machine.
        _compilers[key] = typst.Compiler(layout, root=str(Path(layout).parent), font_paths=_faces(tuple(fonts)))
    return _compilers[key]


def _faces(folders: tuple[str, ...]) -> Any:
    import typst

    if folders not in _fonts:
        _fonts[folders] = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False,
                                      font_paths=list(folders))
    return _fonts[folders]


def _value(compiler: Any, mark: str) -> Any:
    """What the page last set says under this label; the compiler keeps the data of that page."""
    found = json.loads(compiler.query(f"<{mark}>", field="value"))
    return found[0] if found else None


if __name__ == "__main__":
    serve_child(handle)
