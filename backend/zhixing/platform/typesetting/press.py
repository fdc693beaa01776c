"""The parent's side: hand a page to a warm child, get its PDF back, or the reason why not."""

import atexit
import json
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhixing.platform.crypto import digest
from zhixing.platform.sandbox import ChildLimits, ChildLost, ChildPool
from zhixing.platform.typesetting.fonts import SHIPPED

LIMITS = ChildLimits(memory=2 << 30, output=32 << 20, cpu_s=20, wall_s=40.0, requests=2000)


class NotSet(Exception):
    """The page could not be set. `reason`: missing_glyph, template_error, took_too_long or too_big; `detail` adds."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True)
class Job:
    """`source` is the layout in Typst; `data` reaches it as `sys.inputs.data` (JSON). `marks` are labels of metadata
    whose values should come back."""

    source: str
    data: dict[str, Any]
    fonts: list[Path] = field(default_factory=lambda: [SHIPPED])
    marks: tuple[str, ...] = ()
    pdf_a: bool = True
    png_ppi: float | None = None
    png_page: int = 0


@dataclass(frozen=True)
class Page:
    """The PDF (or, where `png_ppi` was asked, page `png_page` as PNG), its number of pages, and label → what the layout
    says there."""

    data: bytes
    pages: int
    places: dict[str, Any]


class Press:
    """Children that set pages. Safe to use from many threads; callers wait when all children are busy."""

    def __init__(self, size: int = 1, limits: ChildLimits = LIMITS) -> None:
        self._pool = ChildPool("zhixing.platform.typesetting.child", limits, size)
        self._layouts = tempfile.TemporaryDirectory(prefix="zhixing-press-")

    def set(self, job: Job) -> Page:
        """The same job gives the same bytes.

        Raises: NotSet.
        """
        request = {"fonts": [str(one) for one in job.fonts], "marks": list(job.marks), "pdf_a": job.pdf_a,
                   "png_ppi": job.png_ppi, "png_page": job.png_page,
                   "layout": self._layout(job.source)}
        with tempfile.TemporaryFile() as paper:
            paper.write(json.dumps(job.data, ensure_ascii=False).encode("utf-8", "replace"))
            paper.flush()
            try:
                reply = self._pool.run(request, paper)
            except ChildLost as lost:
                raise NotSet("took_too_long" if lost.reason == "timed_out" else "too_big") from lost
        if reply.result.get("error"):
            raise NotSet(reply.result["error"], reply.result.get("detail", ""))
        return Page(reply.output, reply.result["pages"], reply.result["places"])

    def _layout(self, source: str) -> str:
        """Where the child reads the layout: a file per content, written once."""
        data = source.encode("utf-8", "replace")
        path = Path(self._layouts.name) / f"{digest(data)}.typ"
        if not path.exists():
            draft = path.with_suffix(f".{threading.get_ident()}")
            draft.write_bytes(data)
            draft.rename(path)
        return str(path)

    def close(self) -> None:
        self._pool.close()
        self._layouts.cleanup()


_lock = threading.Lock()
_shared: list[Press] = []


def press() -> Press:
    """The press of this process; its child is started by the first page."""
    with _lock:
        if not _shared:
            _shared.append(Press())
            atexit.register(_shared[0].close)
        return _shared[0]
