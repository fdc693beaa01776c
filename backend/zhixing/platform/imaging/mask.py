"""Inside the child: cover faces, plates and papers so that nothing of them is left, and write whose copy this is.

What covers a box is made from the colours around it and from chance, never from what was inside. There is nothing
to reverse: two photos that differ only inside the boxes give the same masked copy.
"""

import math
import random
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont, ImageStat

# A JPEG spreads a pixel over its block of 8 (16 where colour is halved), resizing over a few more.
MARGIN = 20
RING = 12
CELLS = 6
NOISE = 26
SLATE = (84, 92, 104)
FONT = Path(__file__).resolve().parents[1] / "fonts" / "NotoSerifSC-Bold.ttf"

Rect = tuple[int, int, int, int]


def cover(image: Image.Image, boxes: list[dict[str, Any]], seed: str) -> None:
    """Cover each box (`x, y, w, h` in 0..1 of the upright picture, `what`) in place."""
    rects = [(_rect(image, box), box["what"]) for box in boxes]
    draw = ImageDraw.Draw(image)
    for rect, _ in rects:  # all first: no ring may see into a neighbour's box
        draw.rectangle(rect, fill=SLATE)
    dice = random.Random(seed)  # noqa: S311 - looks, not secrecy
    covers = [_mosaic(image, rect, dice) if what == "face" else None for rect, what in rects]
    for (rect, _), tiles in zip(rects, covers, strict=True):
        if tiles is not None:
            image.paste(tiles, rect[:2])


def _rect(image: Image.Image, box: dict[str, Any]) -> Rect:
    left, top = math.floor(box["x"] * image.width) - MARGIN, math.floor(box["y"] * image.height) - MARGIN
    right = math.ceil((box["x"] + box["w"]) * image.width) + MARGIN
    bottom = math.ceil((box["y"] + box["h"]) * image.height) + MARGIN
    return max(0, left), max(0, top), min(image.width - 1, right), min(image.height - 1, bottom)


def _mosaic(image: Image.Image, rect: Rect, dice: random.Random) -> Image.Image:
    around = _colour_around(image, rect)
    tiles = Image.new("RGB", (CELLS, CELLS))
    tiles.putdata([_near(around, dice.uniform(-NOISE, NOISE)) for _ in range(CELLS * CELLS)])
    return tiles.resize((rect[2] - rect[0] + 1, rect[3] - rect[1] + 1), Image.Resampling.NEAREST)


def _near(colour: list[float], lighter: float) -> tuple[int, ...]:
    return tuple(max(0, min(255, round(part + lighter))) for part in colour)


def _colour_around(image: Image.Image, rect: Rect) -> list[float]:
    left, top, right, bottom = rect
    wide = (max(0, left - RING), max(0, top - RING), min(image.width, right + RING), min(image.height, bottom + RING))
    mask = Image.new("L", image.size, 0)
    draw = ImageDraw.Draw(mask)
    draw.rectangle(wide, fill=255)
    draw.rectangle(rect, fill=0)
    found = ImageStat.Stat(image, mask)
    return list(found.mean) if found.count[0] else list(SLATE)


def watermark(image: Image.Image, text: str) -> Image.Image:
    """The text across the whole picture, faint, and once in full in the lower right corner."""
    short = min(image.size)
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    layer.alpha_composite(_pattern(image.size, text, max(12, short // 34)))
    font = ImageFont.truetype(str(FONT), max(12, short // 40))
    draw = ImageDraw.Draw(layer)
    pad = max(4, short // 80)
    left, top, right, bottom = draw.textbbox((0, 0), text, font=font)
    x, y = image.width - (right - left) - 2 * pad, image.height - (bottom - top) - 2 * pad
    draw.rectangle((x - pad, y - pad, image.width, image.height), fill=(20, 24, 32, 150))
    draw.text((x - left, y - top), text, font=font, fill=(255, 255, 255, 235))
    return Image.alpha_composite(image.convert("RGBA"), layer).convert("RGB")


def _pattern(size: tuple[int, int], text: str, points: int) -> Image.Image:
    font = ImageFont.truetype(str(FONT), points)
    reach = int(math.hypot(*size)) + 2
    sheet = Image.new("RGBA", (reach, reach), (0, 0, 0, 0))
    draw = ImageDraw.Draw(sheet)
    step = int(draw.textlength(text, font=font)) + points * 4
    for row, y in enumerate(range(0, reach, points * 7)):
        for x in range(-step + (row % 2) * step // 2, reach, step):
            draw.text((x + 1, y + 1), text, font=font, fill=(0, 0, 0, 46))
            draw.text((x, y), text, font=font, fill=(255, 255, 255, 64))
    turned = sheet.rotate(24, Image.Resampling.BICUBIC)
    left, top = (reach - size[0]) // 2, (reach - size[1]) // 2
    return turned.crop((left, top, left + size[0], top + size[1]))
