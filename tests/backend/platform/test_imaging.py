"""Hostile and broken bytes: each has its verdict, none stops the house, and no copy tells more than the picture."""

import io
import os
import socket
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageCms, ImageDraw

from zhixing.platform.imaging import Examination, Studio, Undecodable, sniff
from zhixing.platform.sandbox import ChildLimits, ChildLost, run_in_child

HEIC = Path(__file__).resolve().parents[2] / "support" / "photo.heic"


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    w: float
    h: float
    what: str = "face"


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    one = Studio()
    yield one
    one.close()


@pytest.fixture
def on_disk(tmp_path: Path):
    def write(data: bytes) -> io.BufferedReader:
        path = tmp_path / f"{len(os.listdir(tmp_path))}.bin"
        path.write_bytes(data)
        return path.open("rb")
    return write


def scene(size: tuple[int, int] = (2400, 1800), mode: str = "RGB") -> Image.Image:
    """Something with structure: gradients compress away and hide faults."""
    image = Image.effect_noise((size[0] // 8, size[1] // 8), 60).resize(size).convert("RGB")
    ImageDraw.Draw(image).rectangle((size[0] // 10, size[1] // 10, size[0] // 3, size[1] // 2), fill=(200, 30, 30))
    return image.convert(mode)


def encoded(image: Image.Image, format_: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


JPEG = encoded(scene())


def png_of(width: int, height: int) -> bytes:
    """A valid one-bit PNG of any size, a few kilobytes."""
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))
    row, packer = b"\0" * (1 + (width + 7) // 8), zlib.compressobj(9)
    pixels = b"".join(packer.compress(row * 500) for _ in range(height // 500)) + packer.flush()
    head = struct.pack("!IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def with_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("payload.html", "<script>alert(1)</script>")
    return JPEG + out.getvalue()


def flipped_header() -> bytes:
    broken = bytearray(JPEG)
    at = broken.index(b"\xff\xc0")
    broken[at + 2:at + 10] = bytes(byte ^ 0xFF for byte in broken[at + 2:at + 10])
    return bytes(broken)


def cmyk() -> bytes:
    return encoded(scene(mode="CMYK"))


CORPUS = {
    "a bomb: a PNG of a few kilobytes with 169 megapixels": (png_of(13000, 13000), "undecodable", "too_many_pixels"),
    "a JPEG cut in the middle": (JPEG[:len(JPEG) // 2], "undecodable", "decode_failed"),
    "a JPEG with flipped bytes in its header": (flipped_header(), "undecodable", "decode_failed"),
    "a JPEG of three bytes": (b"\xff\xd8\xff", "undecodable", "decode_failed"),
    "a GIF": (encoded(scene(), "GIF"), "undecodable", "not_a_photo"),
    "a TIFF": (encoded(scene(), "TIFF"), "undecodable", "not_a_photo"),
    "an SVG": (b"<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'/>", "undecodable", "not_a_photo"),
    "a web page": (b"<!DOCTYPE html><script>1</script>", "undecodable", "not_a_photo"),
    "a PDF": (b"%PDF-1.7\n", "undecodable", "not_a_photo"),
    "nothing": (b"", "undecodable", "empty"),
    "noise": (bytes(range(7, 251)) * 40, "undecodable", "not_a_photo"),
    "a PNG with a GIF inside its name only": (b"\x89PNG\r\n\x1a\nGIF89a", "undecodable", "decode_failed"),
    "a HEIC cut short": (HEIC.read_bytes()[:-300], "undecodable", "decode_failed"),
    "a JPEG": (JPEG, "readable", None),
    "a JPEG with a ZIP glued to it": (with_zip(), "readable", None),
    "a JPEG in CMYK": (cmyk(), "readable", None),
    "a PNG": (encoded(scene(), "PNG"), "readable", None),
    "a PNG with transparency": (encoded(scene(mode="RGBA"), "PNG"), "readable", None),
    "a PNG with a palette": (encoded(scene().quantize(16), "PNG"), "readable", None),
    "a PNG with 16 bits": (encoded(Image.new("I;16", (500, 400), 40000), "PNG"), "readable", None),
    "a grey JPEG": (encoded(scene(mode="L")), "readable", None),
    "a WebP": (encoded(scene(), "WEBP"), "readable", None),
    "a HEIC": (HEIC.read_bytes(), "readable", None),
    "a sound recording": (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01\x42\x82\x84webm", "readable", None),
}


@pytest.mark.parametrize("name", CORPUS)
def test_every_file_of_the_corpus_gets_its_verdict(studio: Studio, on_disk, name: str) -> None:
    data, state, reason = CORPUS[name]
    with on_disk(data) as file:
        found = studio.examine(file)
    assert (found.state, found.reason) == (state, reason)


def test_a_jpeg_damaged_in_its_pixels_never_stops_the_studio(studio: Studio, on_disk) -> None:
    # libjpeg repairs what it can, so such a photo may count as readable: the digest tells it apart, not the decoder.
    for position in range(3, 9):
        broken = bytearray(JPEG)
        at = len(broken) * position // 10
        broken[at:at + 40] = os.urandom(40)
        with on_disk(bytes(broken)) as file:
            assert studio.examine(file).state in ("readable", "undecodable")


def test_a_photo_of_108_megapixels_from_a_phone_is_read(studio: Studio, on_disk) -> None:
    with on_disk(encoded(Image.new("RGB", (12000, 9000), (90, 120, 150)))) as file:
        found = studio.examine(file)
    assert (found.state, found.width, found.height) == ("readable", 12000, 9000)


def test_a_jpeg_above_our_own_limit_is_refused_before_decoding(studio: Studio, on_disk) -> None:
    with on_disk(encoded(Image.new("L", (13000, 10000)))) as file:
        found = studio.examine(file)
    assert (found.state, found.reason, found.width) == ("undecodable", "too_many_pixels", 13000)


@pytest.mark.parametrize(("tail", "note"), [
    (b"PK\x03\x04 archive", "trailing_zip"), (b"%PDF-1.4", "trailing_pdf"), (b"<html><body>", "trailing_html"),
    (b"\0\0\0\x18ftypmp42", "trailing_mp4"), (JPEG, "trailing_jpeg"),
])
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_what_is_glued_to_a_photo_is_noted(studio: Studio, on_disk, format_: str, tail: bytes, note: str) -> None:
    with on_disk(encoded(scene((400, 300)), format_) + tail) as file:
        found = studio.examine(file)
    assert found.state == "readable"
    assert {"trailing_bytes", note} <= set(found.notes)


def test_markup_in_a_comment_is_noted_and_ordinary_photos_are_not_suspected(studio: Studio, on_disk) -> None:
    with on_disk(encoded(scene((400, 300)), comment=b"<script>alert(1)</script>%PDF-")) as file:
        assert set(studio.examine(file).notes) == {"markup_inside", "pdf_inside"}
    for format_ in ("JPEG", "PNG", "WEBP"):
        with on_disk(encoded(scene((400, 300)), format_)) as file:
            assert studio.examine(file).notes == ()


@pytest.mark.parametrize(("head", "media_type"), [
    (b"\0\0\0\x18ftypisom", "video/mp4"), (b"\0\0\0\x18ftypM4A ", "audio/mp4"),
    (b"\0\0\0\x14ftypqt  ", "video/quicktime"),
    (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"), (b"OggS" + b"\0" * 24 + b"OpusHead", "audio/ogg"),
    (b"OggS" + b"\0" * 24 + b"\x80theora", "video/ogg"), (b"\0\0\0\x18ftypheic", "image/heic"),
    (b"\0\0\0\x18ftypavif", "image/avif"), (b"ID3\x04", "audio/mpeg"), (b"#!AMR\n", "audio/amr"),
    (b"\xef\xbb\xbf  <HTML >", "text/html"), (b"<!-- x --><svg >", "image/svg+xml"),
    (b"hello", "application/octet-stream"),
])
def test_the_kind_of_a_file_is_told_by_its_content(head: bytes, media_type: str) -> None:
    assert sniff(head).media_type == media_type


def located(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Model] = "SECRET-PHONE"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (23.0, 1.0, 17.0), 3: "E", 4: (113.0, 7.0, 1.0)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return encoded(scene(), exif=exif, comment=b"SECRET-COMMENT", icc_profile=profile, xmp=b"<x>SECRET-XMP</x>")


def _shown(found: Examination, name: str) -> Image.Image:
    data = next(copy.data for copy in found.copies if copy.name == name)
    return Image.open(io.BytesIO(data))


def test_copies_are_upright_small_and_carry_no_place_no_phone_and_no_comment(studio: Studio, on_disk) -> None:
    with on_disk(located(6)) as file:
        found = studio.examine(file)
    assert (found.width, found.height) == (1800, 2400)
    assert [(copy.name, copy.width, copy.height) for copy in found.copies] == [
        ("display", 1200, 1600), ("thumbnail", 240, 320)]
    for copy in found.copies:
        image = Image.open(io.BytesIO(copy.data))
        assert image.size == (copy.width, copy.height)
        assert not dict(image.getexif())
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        assert b"SECRET" not in copy.data
    # The red field lies upper left in the camera's frame; turned by a quarter it is upper right.
    red, green, _ = _shown(found, "display").resize((12, 16)).convert("RGB").getpixel((9, 3))
    assert red > 150 > green


def test_a_small_photo_is_not_blown_up(studio: Studio, on_disk) -> None:
    with on_disk(encoded(scene((200, 100)))) as file:
        found = studio.examine(file)
    assert {(copy.width, copy.height) for copy in found.copies} == {(200, 100)}


# --- masking


FACE = (0.40, 0.30, 0.20, 0.25)


def person(secret: tuple[int, int, int], size: tuple[int, int], format_: str) -> bytes:
    image = Image.effect_mandelbrot(size, (-2, -1.5, 1, 1.5), 40).convert("RGB")
    left, top = FACE[0] * size[0], FACE[1] * size[1]
    box = (left, top, left + FACE[2] * size[0], top + FACE[3] * size[1])
    draw = ImageDraw.Draw(image)
    draw.rectangle(box, fill=secret)
    draw.line((box[0], box[1], box[2], box[3]), fill=tuple(255 - part for part in secret), width=9)
    return encoded(image, format_)


@pytest.mark.parametrize("what", ["face", "plate", "paper", "other"])
@pytest.mark.parametrize(("format_", "size"), [("JPEG", (2000, 1500)), ("JPEG", (800, 600)), ("PNG", (2000, 1500))])
def test_nothing_of_what_was_covered_is_left_in_the_public_copy(
    studio: Studio, on_disk, monkeypatch: pytest.MonkeyPatch, what: str, format_: str, size: tuple[int, int],
) -> None:
    monkeypatch.setattr(os, "urandom", lambda count: b"7" * count)  # the same chance for both
    published = []
    for secret in ((250, 240, 10), (5, 10, 90)):
        with on_disk(person(secret, size, format_)) as file:
            published.append(studio.mask(file, [Box(*FACE, what)], "示范市人民法院 （2026）粤0605执1234号"))
    assert published[0] == published[1]


def test_a_face_beside_another_face_does_not_leak_into_its_cover(
    studio: Studio, on_disk, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "urandom", lambda count: b"7" * count)
    beside = Box(FACE[0] + FACE[2] + 0.02, FACE[1], 0.1, 0.2)
    published = []
    for secret in ((250, 240, 10), (5, 10, 90)):
        with on_disk(person(secret, (1600, 1200), "PNG")) as file:
            published.append(studio.mask(file, [beside, Box(*FACE)], "法院"))
    assert published[0] == published[1]


def test_the_public_copy_is_marked_stripped_and_differs_only_where_it_should(studio: Studio, on_disk) -> None:
    with on_disk(located(1)) as file:
        masked, thumbnail = studio.mask(file, [Box(0.1, 0.1, 0.2, 0.4, "plate")], "示范市人民法院 2026-11-24")
    image = Image.open(io.BytesIO(masked.data)).convert("RGB")
    assert (masked.name, image.size) == ("masked", (1600, 1200))
    assert (thumbnail.name, max(thumbnail.width, thumbnail.height)) == ("masked-thumbnail", 320)
    assert b"SECRET" not in masked.data + thumbnail.data
    assert not dict(image.getexif())
    red, green, _ = image.resize((16, 12)).getpixel((3, 3))
    assert abs(red - green) < 40  # the red field is gone


@pytest.mark.parametrize("box", [
    Box(-0.1, 0, 0.5, 0.5), Box(0, 0, 0, 0.5), Box(0, 0, 1.5, 0.5), Box(float("nan"), 0, 1, 1),
])
def test_a_box_outside_the_picture_is_an_error_not_a_silent_nothing(studio: Studio, on_disk, box: Box) -> None:
    with on_disk(JPEG) as file, pytest.raises(ValueError, match="outside"):
        studio.mask(file, [box], "法院")


def test_a_photo_that_cannot_be_decoded_cannot_be_published(studio: Studio, on_disk) -> None:
    with on_disk(JPEG[:5000]) as file, pytest.raises(Undecodable):
        studio.mask(file, [], "法院")


# --- the child


MEAN = "tests.support.mean_child"


# The wall limit of what spins is far away: on a busy machine a second of processor time takes several.
@pytest.mark.parametrize(("deed", "reason", "wall_s"), [
    ("die", "killed", 60.0), ("spin", "killed", 120.0), ("hang", "timed_out", 2.0)])
def test_a_mean_file_ends_its_own_child_and_nothing_else(on_disk, deed: str, reason: str, wall_s: float) -> None:
    limits = ChildLimits(memory=10**9, output=1_000_000, cpu_s=1, wall_s=wall_s)
    with on_disk(b"x") as file, pytest.raises(ChildLost) as lost:
        run_in_child(MEAN, {"do": deed}, file, limits)
    assert lost.value.reason == reason


def test_a_child_cannot_take_more_memory_or_disk_than_allowed(on_disk) -> None:
    limits = ChildLimits(memory=10**9, output=1_000_000)
    with on_disk(b"x") as file:
        assert run_in_child(MEAN, {"do": "gorge"}, file, limits).result == {"error": "MemoryError"}
        assert run_in_child(MEAN, {"do": "flood"}, file, limits).result == {"error": "OSError"}


@pytest.mark.skipif(os.system("unshare -n true 2>/dev/null || unshare -rn true 2>/dev/null") != 0,
                    reason="this kernel gives nobody a network namespace")
def test_a_child_cannot_reach_even_this_machine_by_network(on_disk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, on_disk(b"x") as file:
        port = listener.getsockname()[1]
        assert run_in_child(MEAN, {"do": "phone", "port": port}, file).result == {"error": "OSError"}


def test_many_photos_at_once_are_all_examined_and_a_worn_child_is_replaced(on_disk) -> None:
    studio = Studio(ChildLimits(requests=3), children=2)
    found: list[str] = []

    def look() -> None:
        with on_disk(encoded(scene((640, 480)))) as file:
            found.append(studio.examine(file).state)

    threads = [threading.Thread(target=look) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    studio.close()
    assert found == ["readable"] * 12


def test_a_file_after_a_deadly_one_is_served_as_if_nothing_had_happened(on_disk) -> None:
    from zhixing.platform.sandbox import ChildPool

    pool = ChildPool(MEAN, ChildLimits(wall_s=5))
    with on_disk(b"x") as file:
        assert pool.run({"do": "greet"}, file).output == b"x"
        with pytest.raises(ChildLost):
            pool.run({"do": "die"}, file)
        assert pool.run({"do": "greet"}, file).output == b"x"
    pool.close()
