"""Makes the two font files beside it: Noto Serif SC cut down to what a Chinese court writes.

    npm pack @expo-google-fonts/noto-serif-sc && pip install fonttools
    python backend/zhixing/platform/fonts/build.py expo-google-fonts-noto-serif-sc-0.4.3.tgz

Kept: GB2312, all of 通用规范汉字表 (characters.txt holds what GB2312 lacks), Latin, punctuation, numbers in circles
and brackets, box drawing, arrows. The whole font would be 14.8 MB per weight. Licence: OFL.txt.
"""

import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font

HERE = Path(__file__).resolve().parent
FACES = {"400Regular/NotoSerifSC_400Regular.ttf": "NotoSerifSC-Regular.ttf",
         "700Bold/NotoSerifSC_700Bold.ttf": "NotoSerifSC-Bold.ttf"}
RANGES = [(0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2027), (0x2030, 0x203B), (0x2103, 0x2116), (0x2160, 0x217B),
          (0x2190, 0x2199), (0x2200, 0x22FF), (0x2460, 0x249B), (0x2500, 0x254B), (0x25A0, 0x25CF), (0x2605, 0x2606),
          (0x3000, 0x3017), (0x3021, 0x3029), (0x3220, 0x3229), (0xFE30, 0xFE4F), (0xFF01, 0xFF5E), (0xFFE0, 0xFFE5)]


def characters() -> set[int]:
    """Code points to keep."""
    kept = {code for first, last in RANGES for code in range(first, last + 1)}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            kept.update(map(ord, bytes([row, cell]).decode("gb2312", errors="ignore")))
    lines = (HERE / "characters.txt").read_text(encoding="utf-8").splitlines()
    kept.update(ord(one) for line in lines if not line.startswith("#") for one in line.strip())
    return kept


def cut_down(source: Path, target: Path) -> None:
    """Write the subset of one face."""
    options = Options()
    options.layout_features = ["ccmp", "liga", "locl", "vert", "vrt2", "kern", "palt", "halt"]
    options.name_IDs = ["*"]  # pyright: ignore[reportAttributeAccessIssue]  # its words for "all"
    options.hinting = False
    font = load_font(str(source), options)
    missing = characters() - set(font.getBestCmap() or ())
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters() - missing)
    subsetter.subset(font)
    save_font(font, str(target), options)
    names = "".join(chr(one) for one in sorted(missing) if one >= 0x3400)
    print(f"{target.name}: {target.stat().st_size / 1e6:.1f} MB, not in the source font: {names or 'nothing'}")


def main(tarball: Path) -> None:
    """Unpack the npm tarball and write both faces and the licence."""
    with tempfile.TemporaryDirectory() as scratch, tarfile.open(tarball) as archive:
        archive.extractall(scratch, filter="data")
        package = Path(scratch) / "package"
        for source, target in FACES.items():
            cut_down(package / source, HERE / target)
        owner = load_font(str(HERE / "NotoSerifSC-Regular.ttf"), Options())["name"].getDebugName(0)
        licence = (package / "LICENSE_FONT").read_text(encoding="utf-8")
        (HERE / "OFL.txt").write_text(f"{owner}\n{licence}", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
