"""执行信息公开告知书 as PDF/A (platform/typesetting)."""

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from zhixing.kernel.numerals import chinese_date
from zhixing.platform.typesetting import Job, press, qr_svg

_QUESTIONS = {"id_number": "身份证号码（单位为统一社会信用代码）后四位", "phone": "在法院登记的电话号码后四位"}


def notice_pdf(data: dict[str, Any]) -> bytes:
    """The sheet for one party. The same data gives the same bytes.

    Raises: NotSet when a name holds a character no font here has: better no notice than one with a box in it.
    """
    day = date.fromisoformat(data["on"])
    filled = {**data, "date": chinese_date(day), "day": [day.year, day.month, day.day], "qr": qr_svg(data["address"]),
              "asks": _QUESTIONS[data["asks_for"]], "judge": data["judge"] or "承办法官"}
    return press().set(Job(_layout(), filled)).data


@cache
def _layout() -> str:
    return files("zhixing.disclosure").joinpath("notice.typ").read_text("utf-8")
