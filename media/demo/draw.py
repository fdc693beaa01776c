"""Draws the photos of the demonstration world: `python media/demo/draw.py` writes the JPEGs beside it.

They stand in for photos taken on site, so they have what such photos have: a face, a number plate, papers, light and
grain, and EXIF with time, place (Foshan) and sometimes a camera held sideways. Nothing in them is real.
"""

import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

from PIL import ExifTags, Image, ImageChops, ImageEnhance, ImageFilter

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from brush import SIZE, Sheet  # noqa: E402
from scenes import SCENES  # noqa: E402

FIRST = datetime(2026, 11, 23, 9, 12, 40)  # noqa: DTZ001 - EXIF has local time, the offset apart
PLACE = (23.0218, 113.1219)


def develop(sheet: Sheet, seed: int) -> Image.Image:
    """From a drawing to something like a photo: smaller, softer, with grain, vignette and a little contrast."""
    image = sheet.image.resize(SIZE, Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.7))
    random.seed(seed)
    grain = Image.effect_noise((SIZE[0] // 2, SIZE[1] // 2), 9).resize(SIZE, Image.Resampling.BILINEAR)
    image = ImageChops.add(image, Image.merge("RGB", [grain] * 3), scale=1.0, offset=-128)
    dark = Image.new("RGB", SIZE, (8, 10, 16))
    reach = Image.radial_gradient("L").resize((int(SIZE[0] * 1.3), int(SIZE[1] * 1.3)))
    left, top = (reach.width - SIZE[0]) // 2, (reach.height - SIZE[1]) // 2
    vignette = reach.crop((left, top, left + SIZE[0], top + SIZE[1])).point(lambda value: max(0, value - 100) * 0.75)
    return ImageEnhance.Contrast(Image.composite(dark, image, vignette)).enhance(1.06)


def exif_of(number: int, sideways: bool = False) -> Image.Exif:
    """What a tablet's camera writes: when, where, with what, and which way up."""
    taken = (FIRST + timedelta(minutes=7 * number)).strftime("%Y:%m:%d %H:%M:%S")
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Demonstration"
    exif[ExifTags.Base.Model] = "PAD-1"
    exif[ExifTags.Base.Orientation] = 6 if sideways else 1
    exif[ExifTags.Base.DateTime] = taken
    exif.get_ifd(ExifTags.IFD.Exif).update(
        {
            ExifTags.Base.DateTimeOriginal: taken,
            ExifTags.Base.OffsetTimeOriginal: "+08:00",
            ExifTags.Base.FNumber: 1.8,
        }
    )
    latitude, longitude = PLACE[0] + number * 0.0001, PLACE[1] + number * 0.0001
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            1: "N",
            2: _degrees(latitude),
            3: "E",
            4: _degrees(longitude),
            29: taken[:10],
        }
    )
    return exif


def _degrees(value: float) -> tuple[float, float, float]:
    minutes = value % 1 * 60
    return int(value), int(minutes), round(minutes % 1 * 60, 2)


def main() -> None:
    for number, (name, (paint, sideways)) in enumerate(SCENES.items()):
        sheet = Sheet()
        paint(sheet)
        photo = develop(sheet, number)
        if sideways:  # stored as the sensor saw it; the orientation tag turns it upright
            photo = photo.transpose(Image.Transpose.ROTATE_90)
        target = HERE / f"{name}.jpg"
        for quality in (84, 78, 72, 66):
            photo.save(target, quality=quality, exif=exif_of(number, sideways), optimize=True, progressive=True)
            if target.stat().st_size < 250_000:
                break
        print(f"{target.name}: {target.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
