"""Inside the child: read a photo, refuse what is too large before decoding, derive small copies without metadata.

Nothing outside the child imports this. What goes wrong is an Unreadable with a stable reason, or ends the child.
"""

import io
import warnings
from dataclasses import dataclass
from typing import BinaryIO

import pi_heif
from PIL import ExifTags, Image, ImageCms, ImageOps

from zhixing.platform.imaging.sniff import HEAD, PHOTO_FORMATS, Kind, oddities, sniff

pi_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = None  # Pillow would only warn at twice its limit; ours is below, and is final
warnings.simplefilter("ignore")

# Pixels. JPEG and HEIC come from cameras (up to 108 megapixels); a PNG of that size is a bomb or a mistake.
MAX_PIXELS = {"JPEG": 120_000_000, "HEIF": 120_000_000, "PNG": 50_000_000, "WEBP": 50_000_000}
DISPLAY, THUMBNAIL = 1600, 320
_SIDEWAYS = {5, 6, 7, 8}


class Unreadable(Exception):
    """`reason` is stable: empty, not_a_photo, too_many_pixels, decode_failed, too_much_memory."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class Photo:
    """An opened photo, its pixels not decoded yet. Width and height are those of the upright picture."""

    image: Image.Image
    kind: Kind
    width: int
    height: int
    notes: list[str]


def open_photo(source: BinaryIO) -> Photo:
    """Read the header only. Raises: Unreadable."""
    data = source.read()
    if not data:
        raise Unreadable("empty")
    kind = sniff(data[:HEAD])
    if not kind.is_photo:
        raise Unreadable("not_a_photo")
    image = Image.open(io.BytesIO(data), formats=[PHOTO_FORMATS[kind.media_type]])
    sideways = image.getexif().get(ExifTags.Base.Orientation) in _SIDEWAYS
    width, height = (image.height, image.width) if sideways else image.size
    return Photo(image, kind, width, height, oddities(data, kind))


def upright(photo: Photo, longest: int) -> Image.Image:
    """Decode everything; an upright RGB picture not longer than `longest`, in sRGB, carrying no metadata at all.
    Raises: Unreadable before anything is decoded when it is too large.

    JPEG is decoded straight to the smallest size that is still larger (every coefficient is read all the same).
    """
    image = photo.image
    if photo.width * photo.height > MAX_PIXELS[PHOTO_FORMATS[photo.kind.media_type]]:
        raise Unreadable("too_many_pixels")
    image.draft("RGB", (longest, longest))
    image.load()
    profile = image.info.get("icc_profile")
    if image.mode in ("P", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode.startswith("I;16") or image.mode in ("I", "F"):
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=None)
    image = ImageOps.exif_transpose(image)
    return _clean(_to_srgb(image, profile))


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile or image.mode not in ("RGB", "CMYK", "L"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a broken profile costs colour, not the picture


def _clean(image: Image.Image) -> Image.Image:
    # A fresh picture: `info` (EXIF, comments, XMP, profiles) is not carried over by any save option.
    clean = Image.new("RGB", image.size, "white")
    clean.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return clean


def encode(image: Image.Image, quality: int) -> bytes:
    """A JPEG that any browser shows."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, subsampling=2, progressive=True)
    return out.getvalue()


def small_copies(display: Image.Image, names: tuple[str, str]) -> list[tuple[str, Image.Image, bytes]]:
    """The display copy and its thumbnail, named, encoded."""
    thumbnail = display.copy()
    thumbnail.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
    return [(names[0], display, encode(display, 82)), (names[1], thumbnail, encode(thumbnail, 76))]
