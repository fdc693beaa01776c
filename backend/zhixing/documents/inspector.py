"""The child process that reads a PDF with a real parser: `python -m zhixing.documents.inspector`.

Answers `{"reason": None | "encrypted" | "active_content" | "unreadable", "pages": n | None, "has_text"}` and writes the
text per page as JSON, `{"pages": ["…"], "cut": false}`. Looks at every object, also those in compressed streams,
because a program may sit anywhere.
"""

import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any, BinaryIO

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from zhixing.documents.rules import ACTIVE_NAMES
from zhixing.platform.sandbox import serve_child

MOST_OBJECTS = 500_000
MOST_TEXT = 2_000_000  # characters of one document
DEEPEST = 50


def handle(request: dict[str, Any], source: BinaryIO, outbox: BinaryIO) -> dict[str, Any]:
    """Whatever is wrong with the file is an answer, never an exception; a hang or a bomb ends the child."""
    try:
        reader = PdfReader(source, strict=False)
        if reader.is_encrypted:
            return {"reason": "encrypted", "pages": None}
        if any(is_active(one) for one in _objects(reader)):
            return {"reason": "active_content", "pages": None}
        pages = len(reader.pages)
    except Exception:  # a parser of hostile files raises whatever it likes
        return {"reason": "unreadable", "pages": None}
    if not pages:
        return {"reason": "unreadable", "pages": None}
    return {"reason": None, "pages": pages, "has_text": _write_text(reader, outbox)}


def _write_text(reader: PdfReader, outbox: BinaryIO) -> bool:
    """The text layer, page by page, as far as it can be read. Whether there is any."""
    texts: list[str] = []
    for page in reader.pages:
        try:
            texts.append(page.extract_text())
        except Exception:  # a page whose text cannot be read is still a page that can be shown
            texts.append("")
        if sum(map(len, texts)) > MOST_TEXT:
            break
    data = json.dumps({"pages": texts, "cut": len(texts) < len(reader.pages)}, ensure_ascii=False)
    outbox.write(data.encode("utf-8", "replace"))
    return any(text.strip() for text in texts)


def _objects(reader: PdfReader) -> Iterator[Any]:
    yield reader.trailer
    known = {(number, generation) for generation, entries in reader.xref.items() for number in entries}
    known |= {(number, 0) for number in reader.xref_objStm}
    if len(known) > MOST_OBJECTS:
        raise ValueError("too many objects")
    for number, generation in sorted(known):
        yield reader.get_object(IndirectObject(number, generation, reader))


def is_active(found: Any, depth: int = 0) -> bool:
    """Whether a dictionary or array, without what it refers to, names an action of `ACTIVE_NAMES`."""
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(found, DictionaryObject):
        return any(key in ACTIVE_NAMES or is_active(found.raw_get(key), depth + 1) for key in found)
    if isinstance(found, ArrayObject):
        return any(is_active(list.__getitem__(found, place), depth + 1) for place in range(len(found)))
    return isinstance(found, NameObject) and found in ACTIVE_NAMES


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    serve_child(handle)
