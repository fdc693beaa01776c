"""How something typed, spoken or scanned in a car is compared with what is on file (plates, numbers, names).

Pure, and the same on the tablet: `tests/vectors/lookup.json` is shared by both. Two keys are made of every text:

- the text key: NFKC, upper case, letters and digits only. `王 三槐` and `王三槐` are one.
- the code key, for texts that can be a plate, an account, an identity number or a VIN: digits as people say them
  (幺两〇 …) become digits, O and I become 0 and 1, which no plate and no VIN uses after the first letter.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_SPOKEN = str.maketrans("零〇洞一幺二两三四五六七拐八九勾", "0001122345677899")
_FOLDED = str.maketrans("OI", "01")
# The characters a Chinese plate begins or ends with (GA 36-2018).
_PLATE_SIGNS = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领学警港澳挂"
_CODE = re.compile(rf"^[{_PLATE_SIGNS}]?[A-Z0-9]*[0-9][A-Z0-9]*[{_PLATE_SIGNS}]?$")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
# Between the keys of one thing: a search must not find the end of one together with the beginning of the next.
SEPARATOR = "\n"
SHORTEST_TEXT, SHORTEST_CODE = 2, 3


@dataclass(frozen=True)
class Needle:
    """What is looked for. `code` is None when the text cannot be one; `id` is set when the code of a seal was read."""

    text: str
    code: str | None
    id: str | None

    @property
    def is_enough(self) -> bool:
        """Whether it says enough to look for: two characters of a name, three signs of a number."""
        if self.id is not None:
            return True
        return len(self.text) >= (SHORTEST_CODE if self.text.isascii() else SHORTEST_TEXT)

    @property
    def keys(self) -> tuple[str, ...]:
        """What to search for in a search key; any of them is a hit."""
        return (self.text,) if self.code is None or self.code == self.text else (self.text, self.code)


def text_key(text: str) -> str:
    """Letters and digits of any script in upper case, nothing else."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(one for one in plain if unicodedata.category(one)[0] in "LN")


def code_key(text: str) -> str | None:
    """The form in which codes are compared, or None when the text cannot be one."""
    said = text_key(text).translate(_SPOKEN)
    return said.translate(_FOLDED) if _CODE.match(said) else None


def needle(typed: str) -> Needle:
    """What a person typed, said, or scanned from a seal."""
    scanned = _ID.search(typed)
    if scanned is not None:
        return Needle(text_key(scanned.group()), None, scanned.group().lower())
    return Needle(text_key(typed), code_key(typed), None)


def search_key(texts: Iterable[str | None]) -> str:
    """What is stored beside a thing, so that it is found by any part of any of its texts."""
    keys: list[str] = []
    for text in texts:
        if text:
            keys += [text_key(text), code_key(text) or ""]
    return SEPARATOR.join(dict.fromkeys(key for key in keys if key))


def is_hit(wanted: Needle, key: str) -> bool:
    """Whether a thing with this search key is meant."""
    return any(one and one in key for one in wanted.keys)
