"""执行信息公开告知书 as PDF/A, set by Typst in a child process: used before a fork, Typst hangs the child."""

import atexit
import tempfile
from datetime import date
from functools import cache
from typing import Any

from zhixing.platform.sandbox import ChildLimits, ChildPool

_DIGITS = "〇一二三四五六七八九"
_QUESTIONS = {"id_number": "身份证号码（单位为统一社会信用代码）后四位", "phone": "在法院登记的电话号码后四位"}


def notice_pdf(data: dict[str, Any]) -> bytes:
    """The sheet for one party. The same data gives the same bytes.

    Raises: RuntimeError when a name holds a character no font here has: better no notice than one with a box in it.
    """
    day = date.fromisoformat(data["on"])
    filled = {**data, "date": chinese_date(day), "day": [day.year, day.month, day.day], "qr": qr_svg(data["address"]),
              "asks": _QUESTIONS[data["asks_for"]], "judge": data["judge"] or "承办法官"}
    with tempfile.TemporaryFile() as nothing:
        reply = _typesetters().run({"data": filled}, nothing)
    if reply.result.get("error"):
        raise RuntimeError(reply.result["error"])
    return reply.output


@cache
def _typesetters() -> ChildPool:
    pool = ChildPool("zhixing.disclosure.typeset", ChildLimits(cpu_s=20, wall_s=30.0))
    atexit.register(pool.close)
    return pool


def chinese_date(day: date) -> str:
    """二〇二六年十一月二十四日: how a court document is dated (domain.md 4.1)."""
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_below_hundred(day.month)}月{_below_hundred(day.day)}日"


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")


def qr_svg(address: str) -> str:
    """The code as one path: sharp at any size, readable when a tenth of it is dirty."""
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(address)
    code.make(fit=True)
    matrix = code.get_matrix()
    runs = "".join(_runs(y, row) for y, row in enumerate(matrix))
    size = len(matrix)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
            f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{runs}" fill="#000"/></svg>')


def _runs(y: int, row: list[bool]) -> str:
    path, x = "", 0
    while x < len(row):
        start = x
        while x < len(row) and row[x]:
            x += 1
        if x > start:
            path += f"M{start} {y}h{x - start}v1h-{x - start}z"
        x += 1
    return path
