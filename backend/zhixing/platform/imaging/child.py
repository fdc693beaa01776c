"""The process that decodes photos: `python -m zhixing.platform.imaging.child`, started by sandbox.py only."""

from typing import Any, BinaryIO

from zhixing.platform.imaging.decode import DISPLAY, Photo, Unreadable, open_photo, small_copies, upright
from zhixing.platform.imaging.mask import cover, watermark
from zhixing.platform.sandbox import serve_child


def handle(request: dict[str, Any], source: BinaryIO, outbox: BinaryIO) -> dict[str, Any]:
    """`{"do": "examine"}` or `{"do": "mask", "boxes", "text", "seed"}`; whatever happens is told in `reason`."""
    photo: Photo | None = None
    try:
        photo = open_photo(source)
        display = upright(photo, DISPLAY)
        if request["do"] == "mask":
            cover(display, request["boxes"], request["seed"])
            display = watermark(display, request["text"])
            copies = small_copies(display, ("masked", "masked-thumbnail"))
        else:
            copies = small_copies(display, ("display", "thumbnail"))
    except Unreadable as cause:
        return _facts(photo) | {"reason": cause.reason}
    except MemoryError:
        return _facts(photo) | {"reason": "too_much_memory"}
    except Exception:  # Pillow raises far more than OSError: SyntaxError, struct.error, KeyError, ValueError …
        return _facts(photo) | {"reason": "decode_failed"}
    for _, _, data in copies:
        outbox.write(data)
    made = [{"name": name, "width": image.width, "height": image.height, "size": len(data)}
            for name, image, data in copies]
    return _facts(photo) | {"reason": None, "made": made}


def _facts(photo: Photo | None) -> dict[str, Any]:
    if photo is None:
        return {"width": None, "height": None, "notes": []}
    return {"width": photo.width, "height": photo.height, "notes": photo.notes}


if __name__ == "__main__":
    serve_child(handle)
