"""Draw the app's mark once and write it as SVG and PNG (needs Pillow; run by hand, results are committed).

The mark: a seal's frame, broken where the work is done, a stroke that is both a tick and a brush stroke,
and the cinnabar of the seal. All coordinates are on a 512 grid.
"""

from pathlib import Path

from PIL import Image, ImageDraw

OUT = Path(__file__).parent.parent / "public" / "icons"
INK, PAPER, CINNABAR = "#16335b", "#f4f7fc", "#d9503f"
FRAME = [(330, 112), (112, 112), (112, 400), (400, 400), (400, 262)]
STROKE = [(176, 258), (246, 330), (412, 120)]
DOT = (412, 120, 34)
WIDTH_FRAME, WIDTH_STROKE = 34, 50


def svg(background: str | None, radius: int) -> str:
    """The mark as SVG; `background` None leaves it transparent."""
    points = lambda way: " ".join(f"{x},{y}" for x, y in way)  # noqa: E731
    ground = f'<rect width="512" height="512" rx="{radius}" fill="{background}"/>' if background else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">' + ground
        + f'<polyline points="{points(FRAME)}" fill="none" stroke="{PAPER}" stroke-width="{WIDTH_FRAME}"'
        ' stroke-linejoin="round" stroke-linecap="round"/>'
        + f'<polyline points="{points(STROKE)}" fill="none" stroke="{PAPER}" stroke-width="{WIDTH_STROKE}"'
        ' stroke-linejoin="round" stroke-linecap="round"/>'
        + f'<circle cx="{DOT[0]}" cy="{DOT[1]}" r="{DOT[2]}" fill="{CINNABAR}"/></svg>\n'
    )


def _way(draw: ImageDraw.ImageDraw, way: list[tuple[float, float]], width: float) -> None:
    draw.line(way, fill=PAPER, width=round(width), joint="curve")
    for x, y in way:
        draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=PAPER)


def png(size: int, radius: int, shrink: float, ground: str | None = INK) -> Image.Image:
    """The mark as an image of `size` pixels; `shrink` < 1 keeps it inside a maskable icon's safe zone."""
    grid = 2048
    image = Image.new("RGBA", (grid, grid), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    unit = grid / 512
    if ground:
        draw.rounded_rectangle((0, 0, grid - 1, grid - 1), radius * unit, fill=ground)
    put = lambda x, y: ((256 + (x - 256) * shrink) * unit, (256 + (y - 256) * shrink) * unit)  # noqa: E731
    _way(draw, [put(*p) for p in FRAME], WIDTH_FRAME * shrink * unit)
    _way(draw, [put(*p) for p in STROKE], WIDTH_STROKE * shrink * unit)
    x, y = put(DOT[0], DOT[1])
    r = DOT[2] * shrink * unit
    draw.ellipse((x - r, y - r, x + r, y + r), fill=CINNABAR)
    return image.resize((size, size), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "icon.svg").write_text(svg(INK, 112))
    (OUT / "mark.svg").write_text(svg(None, 0))
    for size in (192, 512):
        png(size, 112, 1.0).save(OUT / f"icon-{size}.png", optimize=True)
        png(size, 0, 0.76).save(OUT / f"maskable-{size}.png", optimize=True)
    png(180, 0, 0.9).save(OUT / "icon-180.png", optimize=True)
    png(96, 0, 1.15, ground=None).save(OUT / "badge-96.png", optimize=True)
