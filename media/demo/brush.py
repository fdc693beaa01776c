"""Drawing tools for the demonstration photos. Coordinates are those of a 1600 x 1200 photo; drawn at twice the size."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE = (1600, 1200)
SCALE = 2
FONTS = Path(__file__).resolve().parents[2] / "backend/zhixing/platform/fonts"
Point = tuple[float, float]
Colour = tuple[int, int, int]


def shade(colour: Colour, factor: float) -> Colour:
    """Darker below 1, lighter above."""
    return tuple(max(0, min(255, int(part * factor))) for part in colour)  # type: ignore[return-value]


def between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


class Sheet:
    """A picture to draw on."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (SIZE[0] * SCALE, SIZE[1] * SCALE), (128, 128, 128))
        self.draw = ImageDraw.Draw(self.image)

    def _up(self, points: list[Point]) -> list[Point]:
        return [(x * SCALE, y * SCALE) for x, y in points]

    def shape(self, points: list[Point], colour: Colour) -> None:
        self.draw.polygon(self._up(points), fill=colour)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour, round_: float = 0) -> None:
        area = [left * SCALE, top * SCALE, right * SCALE, bottom * SCALE]
        self.draw.rounded_rectangle(area, radius=round_ * SCALE, fill=colour)

    def oval(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        self.draw.ellipse([left * SCALE, top * SCALE, right * SCALE, bottom * SCALE], fill=colour)

    def line(self, points: list[Point], colour: Colour, width: float = 2) -> None:
        self.draw.line(self._up(points), fill=colour, width=int(width * SCALE), joint="curve")

    def fade(self, points: list[Point], first: Colour, last: Colour, *, sideways: bool = False) -> None:
        """A shape filled from `first` (top or left) to `last`."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, top = int(min(xs) * SCALE), int(min(ys) * SCALE)
        size = (max(1, int(max(xs) * SCALE) - left), max(1, int(max(ys) * SCALE) - top))
        ramp = Image.linear_gradient("L")
        ramp = (ramp.rotate(90) if sideways else ramp).resize(size)
        filled = Image.composite(Image.new("RGB", size, last), Image.new("RGB", size, first), ramp)
        mask = Image.new("L", size)
        ImageDraw.Draw(mask).polygon([(x * SCALE - left, y * SCALE - top) for x, y in points], fill=255)
        self.image.paste(filled, (left, top), mask)

    def fade_box(self, left: float, top: float, right: float, bottom: float, colours: tuple[Colour, Colour]) -> None:
        self.fade([(left, top), (right, top), (right, bottom), (left, bottom)], *colours)

    def shadow(self, points: list[Point], strength: int = 120, blur: float = 14) -> None:
        """A soft shadow in that shape."""
        self._glaze(points, (0, 0, 0), strength, blur)

    def glow(self, points: list[Point], colour: Colour, strength: int = 90, blur: float = 30) -> None:
        """Light falling in that shape."""
        self._glaze(points, colour, strength, blur)

    def _glaze(self, points: list[Point], colour: Colour, strength: int, blur: float) -> None:
        # A quarter of the size is enough for something blurred, and sixteen times faster.
        small = (self.image.width // 4, self.image.height // 4)
        mask = Image.new("L", small)
        ImageDraw.Draw(mask).polygon([(x * SCALE / 4, y * SCALE / 4) for x, y in points], fill=strength)
        mask = mask.filter(ImageFilter.GaussianBlur(blur * SCALE / 4)).resize(self.image.size)
        self.image.paste(Image.new("RGB", self.image.size, colour), (0, 0), mask)

    def text(self, at: Point, words: str, size: float, colour: Colour, *, angle: float = 0, bold: bool = True) -> None:
        """Words centred on a point, turned by `angle` degrees."""
        face = FONTS / ("NotoSerifSC-Bold.ttf" if bold else "NotoSerifSC-Regular.ttf")
        font = ImageFont.truetype(str(face), int(size * SCALE))
        left, top, right, bottom = font.getbbox(words)
        pad = 8
        layer = Image.new("L", (int(right - left) + 2 * pad, int(bottom - top) + 2 * pad))
        ImageDraw.Draw(layer).text((pad - left, pad - top), words, font=font, fill=255)
        layer = layer.rotate(angle, Image.Resampling.BICUBIC, expand=True)
        corner = (int(at[0] * SCALE - layer.width / 2), int(at[1] * SCALE - layer.height / 2))
        self.image.paste(Image.new("RGB", layer.size, colour), corner, layer)

    def seal(self, at: Point, radius: float, words: str, *, angle: float = 0) -> None:
        """A round red court seal: a ring, a star, the words below it."""
        side = int(radius * 2 * SCALE) + 8
        layer = Image.new("L", (side, side))
        draw = ImageDraw.Draw(layer)
        draw.ellipse((4, 4, side - 4, side - 4), outline=215, width=max(3, side // 26))
        star = ImageFont.truetype(str(FONTS / "NotoSerifSC-Bold.ttf"), int(side * 0.34))
        draw.text((side / 2, side * 0.42), "★", font=star, fill=215, anchor="mm")
        small = ImageFont.truetype(str(FONTS / "NotoSerifSC-Bold.ttf"), int(side * 0.105))
        draw.text((side / 2, side * 0.72), words, font=small, fill=215, anchor="mm")
        layer = layer.rotate(angle, Image.Resampling.BICUBIC)
        corner = (int(at[0] * SCALE - side / 2), int(at[1] * SCALE - side / 2))
        self.image.paste(Image.new("RGB", layer.size, (200, 24, 30)), corner, layer)

    def person(self, at: Point, height: float, coat: Colour, *, hair: Colour = (34, 28, 26)) -> None:
        """Somebody standing, seen from the front; `at` is between the feet."""
        unit, (x, y) = height / 8, at
        skin = (226, 184, 154)
        self.shadow(
            [
                (x - unit * 1.6, y),
                (x + unit * 1.6, y),
                (x + unit * 2.4, y + unit * 0.5),
                (x - unit * 0.8, y + unit * 0.5),
            ],
            130,
            10,
        )
        self.shape(
            [
                (x - unit, y),
                (x - unit * 0.9, y - unit * 4),
                (x + unit * 0.9, y - unit * 4),
                (x + unit, y),
                (x + unit * 0.2, y),
                (x, y - unit * 3),
                (x - unit * 0.2, y),
            ],
            (46, 50, 60),
        )
        self.fade(
            [
                (x - unit * 1.5, y - unit * 3.4),
                (x - unit * 1.3, y - unit * 6.4),
                (x - unit * 0.4, y - unit * 6.9),
                (x + unit * 0.4, y - unit * 6.9),
                (x + unit * 1.3, y - unit * 6.4),
                (x + unit * 1.5, y - unit * 3.4),
            ],
            shade(coat, 1.15),
            shade(coat, 0.75),
        )
        for side in (-1, 1):
            self.fade(
                [
                    (x + side * unit * 1.2, y - unit * 6.4),
                    (x + side * unit * 1.55, y - unit * 6.1),
                    (x + side * unit * 1.85, y - unit * 3.5),
                    (x + side * unit * 1.4, y - unit * 3.4),
                ],
                shade(coat, 1.0),
                shade(coat, 0.58),
            )
            hand = x + side * unit * 1.62
            self.oval(hand - unit * 0.26, y - unit * 3.6, hand + unit * 0.26, y - unit * 2.95, shade(skin, 0.95))
        self.box(x - unit * 0.3, y - unit * 7.3, x + unit * 0.3, y - unit * 6.6, shade(skin, 0.86))
        self.oval(x - unit * 0.68, y - unit * 8.75, x + unit * 0.68, y - unit * 7.2, hair)
        self.oval(x - unit * 0.58, y - unit * 8.45, x + unit * 0.58, y - unit * 6.85, skin)
        for side in (-1, 1):
            eye = x + side * unit * 0.24
            self.oval(eye - unit * 0.11, y - unit * 7.78, eye + unit * 0.11, y - unit * 7.62, (250, 250, 250))
            self.oval(eye - unit * 0.06, y - unit * 7.77, eye + unit * 0.06, y - unit * 7.63, (40, 30, 26))
            self.line([(eye - unit * 0.15, y - unit * 7.9), (eye + unit * 0.15, y - unit * 7.92)], hair, unit * 0.05)
        self.line(
            [(x, y - unit * 7.6), (x - unit * 0.06, y - unit * 7.36), (x + unit * 0.05, y - unit * 7.34)],
            shade(skin, 0.78),
            unit * 0.05,
        )
        self.line([(x - unit * 0.18, y - unit * 7.13), (x + unit * 0.18, y - unit * 7.13)], (170, 92, 84), unit * 0.07)


def hall(sheet: Sheet, wall: tuple[int, int, int], floor: tuple[int, int, int]) -> None:
    """A room in perspective: far wall, side walls, floor with joints."""
    sheet.fade_box(0, 0, 1600, 1200, (shade(wall, 0.9), wall))
    sheet.fade([(0, 0), (420, 260), (420, 720), (0, 1080)], shade(wall, 0.62), shade(wall, 0.9), sideways=True)
    sheet.fade([(1600, 0), (1180, 260), (1180, 720), (1600, 1080)], shade(wall, 0.9), shade(wall, 0.6), sideways=True)
    sheet.fade([(0, 1080), (420, 720), (1180, 720), (1600, 1080), (1600, 1200), (0, 1200)], shade(floor, 0.8), floor)
    for share in (0.08, 0.2, 0.38, 0.66):
        y = 720 + 480 * share
        sheet.line([(420 - (y - 720) * 1.17, y), (1180 + (y - 720) * 1.17, y)], shade(floor, 0.78), 2)
    for step in range(9):
        sheet.line([(420 + step * 95, 720), (800 + (420 + step * 95 - 800) * 2.9, 1200)], shade(floor, 0.8), 2)
