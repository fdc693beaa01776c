"""Pictures made up for tests; each `seed` gives other bytes."""

import io

from PIL import Image, ImageDraw


def a_photo(seed: int = 0, size: tuple[int, int] = (640, 480)) -> bytes:
    """A JPEG that decodes."""
    image = Image.new("RGB", size, (seed * 37 % 256, 120, 90))
    ImageDraw.Draw(image).text((20, 20), f"{seed}", fill="white")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def half_a_photo(seed: int = 0) -> bytes:
    """A JPEG whose second half never arrived in the camera's memory."""
    whole = a_photo(seed, (1200, 900))
    return whole[:len(whole) // 2]
