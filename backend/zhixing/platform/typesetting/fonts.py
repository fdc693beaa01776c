"""Fonts: those that ship, and those a court puts beside them (仿宋, 小标宋). Which characters they can set."""

from functools import lru_cache
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).resolve().parents[1] / "fonts"
_SUFFIXES = (".ttf", ".otf", ".ttc")


def font_folders(config: Any | None = None) -> list[Path]:
    """The shipped folder, and `fonts` in the data folder or `ZHIXING_FONTS_DIR` when it is there."""
    own = Path(config.extra.get("FONTS_DIR") or config.data_dir / "fonts") if config is not None else None
    return [SHIPPED, *([own] if own is not None and own.is_dir() else [])]


def can_set(text: str, folders: list[Path]) -> str:
    """The characters of `text` that no font in these folders has; empty when all can be printed."""
    have = _coverage(tuple(folders), tuple(_mark(folder) for folder in folders))
    return "".join(one for one in text if ord(one) not in have)


def _mark(folder: Path) -> int:
    return folder.stat().st_mtime_ns


@lru_cache(maxsize=8)
def _coverage(folders: tuple[Path, ...], _marks: tuple[int, ...]) -> frozenset[int]:
    from fontTools.ttLib import TTCollection, TTFont

    have: set[int] = set()
    for path in (one for folder in folders for one in sorted(folder.iterdir()) if one.suffix.lower() in _SUFFIXES):
        with (TTCollection(path, lazy=True) if path.suffix.lower() == ".ttc" else TTFont(path, lazy=True)) as opened:
            for font in opened.fonts if isinstance(opened, TTCollection) else [opened]:
                have.update(font.getBestCmap() or {})
    return frozenset(have)
