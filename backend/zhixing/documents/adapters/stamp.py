"""The look of the court's seal: a red ring, the court's name along it, a star, set by Typst without a background."""

import math
from pathlib import Path

from zhixing.platform.typesetting import Job, press

_LAYOUT = """
#let data = json(bytes(sys.inputs.data))
#let red = rgb("#c8161d")
#set page(width: 42mm, height: 42mm, margin: 0pt, fill: none)
#set text(font: ("FZXiaoBiaoSong-B05S", "STZhongsong", "Noto Serif SC"), fill: red, weight: "bold", lang: "zh")
#place(center + horizon, circle(radius: 20.4mm, stroke: 1.15mm + red))
#for one in data.letters {
  let letter = text(size: data.size * 1mm, one.letter)
  place(center + horizon, dx: one.x * 1mm, dy: one.y * 1mm, rotate(one.turn * 1deg, letter))
}
#place(center + horizon, polygon(fill: red, ..data.star.map(p => (p.at(0) * 1mm, p.at(1) * 1mm))))
#place(center + horizon, dy: 11.6mm, text(size: 3.3mm, tracking: 0.4mm, data.words))
#metadata(1) <pages>
"""
_RADIUS_MM = 15.6
_STAR_MM = 5.4


def seal_drawing(court: str, fonts: list[Path], *, demo: bool) -> bytes:
    """A PDF page of 42 mm. A seal made with the demo certificate says so itself.

    Raises: NotSet.
    """
    return press().set(seal_job(court, fonts, demo=demo)).data


def seal_job(court: str, fonts: list[Path], *, demo: bool, png_ppi: float | None = None) -> Job:
    """What the press is given."""
    data = {"letters": _letters(court), "size": 4.6 if len(court) <= 12 else 3.6, "star": _star(),
            "words": "演示专用" if demo else "电子印章"}
    return Job(_LAYOUT, data, fonts, pdf_a=False, png_ppi=png_ppi)


def _letters(court: str) -> list[dict[str, object]]:
    """Each letter on the ring, its foot towards the middle; the name fills at most 250 degrees of it."""
    step = min(30.0, 250.0 / max(1, len(court) - 1))
    first = -step * (len(court) - 1) / 2
    turns = [first + step * place for place in range(len(court))]
    return [{"letter": letter, "turn": turn, "x": _RADIUS_MM * math.sin(math.radians(turn)),
             "y": -_RADIUS_MM * math.cos(math.radians(turn))} for letter, turn in zip(court, turns, strict=True)]


def _star() -> list[tuple[float, float]]:
    points = []
    for place in range(10):
        radius = _STAR_MM if place % 2 == 0 else _STAR_MM * 0.382
        turn = math.radians(36 * place)
        points.append((radius * math.sin(turn), -radius * math.cos(turn)))
    return points
