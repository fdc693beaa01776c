"""Numbers as a court writes them: signing dates, amounts in capitals, ordinals of documents (domain.md 2.1, 4.1). Pure.

The tablet has the same functions; `tests/vectors/documents.json` holds both to the same answers.
"""

from datetime import date
from decimal import Decimal

from zhixing.kernel.money import yuan

_DIGITS = "〇一二三四五六七八九"
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
MOST_YUAN = Decimal("999999999999.99")


def chinese_date(day: date) -> str:
    """二〇二六年十一月二十四日: how a court document is dated (domain.md 4.1); 〇 is U+3007."""
    year = "".join(_DIGITS[int(digit)] for digit in f"{day.year:04d}")
    return f"{year}年{chinese_number(day.month)}月{chinese_number(day.day)}日"


def plain_date(day: date) -> str:
    """2026年11月24日: days within the text."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_number(number: int) -> str:
    """一 … 九十九. Raises: ValueError outside 1-99."""
    if not 1 <= number <= 99:
        raise ValueError("only 1 to 99")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def document_number(case_number: str, ordinal: int) -> str:
    """The number of a document of a case: bare for ordinal 0, then …号之一, 号之二 (domain.md 2.1)."""
    return case_number if ordinal == 0 else f"{case_number}之{chinese_number(ordinal)}"


def money_in_capitals(text: str) -> str:
    """人民币大写: 壹佰贰拾捌万陆仟肆佰元整 (支付结算办法, 附件一). `text` as the protocol writes yuan; rounded to fen.

    Raises: ValueError for no amount, a negative one, or one of a thousand billion or more.
    """
    amount = yuan(text).quantize(Decimal("0.01"))
    if not 0 <= amount <= MOST_YUAN:
        raise ValueError("no amount to write in capitals")
    whole, fen = divmod(int(amount * 100), 100)
    jiao, fen = divmod(fen, 10)
    words = f"{_whole_in_capitals(whole)}元" if whole else ""
    if not jiao and not fen:
        return f"{words or '零元'}整"
    if jiao:
        words += f"{_CAPITALS[jiao]}角"
    elif whole:
        words += "零"
    return words + (f"{_CAPITALS[fen]}分" if fen else "整")


def _whole_in_capitals(number: int) -> str:
    groups = []
    while number:
        number, group = divmod(number, 10000)
        groups.append(group)
    words = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            continue
        # A gap of any length is one 零: an empty group before, or a group that does not fill its four places.
        above = words and (group < 1000 or not groups[place + 1])
        words += ("零" if above else "") + _group_in_capitals(group) + _GROUPS[place]
    return words


def _group_in_capitals(group: int) -> str:
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if not digit:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + _CAPITALS[digit] + _PLACES[place]
        gap = False
    return words


def money_in_figures(text: str) -> str:
    """1,286,400.00. Raises: ValueError."""
    return f"{yuan(text).quantize(Decimal('0.01')):,.2f}"
