"""Writes tests/vectors/terms.json and lookup.json, shared by server and app.

Run by hand (`python -m tests.support.make_term_vectors`) when a rule changes. The expected values are written down here
by hand, from a calendar, not computed by the code they test.
"""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "vectors"

# (name, asset class, effective on, printed pair, computed end, end that counts, flags)
FIRST = [
    ("one year of a deposit, as courts print it", "deposit", "2023-11-01", None, "2024-10-31", "2024-10-31", []),
    ("two years of a machine", "movable", "2024-03-15", None, "2026-03-14", "2026-03-14", []),
    ("two years of a car", "vehicle", "2024-03-15", None, "2026-03-14", "2026-03-14", []),
    ("three years of a flat", "real_property", "2024-05-20", None, "2027-05-19", "2027-05-19", []),
    ("three years of shares", "equity", "2024-01-01", None, "2026-12-31", "2026-12-31", []),
    ("three years of securities", "securities", "2022-07-01", None, "2025-06-30", "2025-06-30", []),
    ("an unnamed class has the shortest term", "other", "2024-06-10", None, "2025-06-09", "2025-06-09", []),
    ("from a leap day: the month's end counts", "deposit", "2024-02-29", None, "2025-02-27", "2025-02-27", []),
    ("from a leap day over three years", "real_property", "2024-02-29", None, "2027-02-27", "2027-02-27", []),
    ("from the first of March before a leap year ends on the leap day", "deposit", "2023-03-01", None, "2024-02-29",
     "2024-02-29", []),
    ("from the first of March of a leap year", "deposit", "2024-03-01", None, "2025-02-28", "2025-02-28", []),
    ("month end: 31 January", "deposit", "2025-01-31", None, "2026-01-30", "2026-01-30", []),
    ("new year", "deposit", "2025-01-01", None, "2025-12-31", "2025-12-31", []),
    ("an end on a Sunday stays there", "deposit", "2025-11-24", None, "2026-11-23", "2026-11-23", []),
    ("an end on National Day stays there", "deposit", "2025-10-02", None, "2026-10-01", "2026-10-01", []),
    ("both agree", "deposit", "2023-11-01", ("2023-11-01", "2024-10-31"), "2024-10-31", "2024-10-31", []),
    ("printed a day longer wins, the difference is shown", "deposit", "2023-11-01", ("2023-11-01", "2024-11-01"),
     "2024-10-31", "2024-11-01", ["printed_differs"]),
    ("printed shorter wins", "deposit", "2023-11-01", ("2023-11-01", "2024-04-30"), "2024-10-31", "2024-04-30",
     ["printed_differs"]),
    ("printed longer than the law allows wins and is flagged", "deposit", "2023-11-01", ("2023-11-01", "2026-10-31"),
     "2024-10-31", "2026-10-31", ["printed_differs", "longer_than_law"]),
    ("printed from the day of the ruling, effect later", "deposit", "2023-11-05", ("2023-11-01", "2024-10-31"),
     "2024-11-04", "2024-10-31", ["printed_differs", "starts_before_effect"]),
    ("printed end on the spring festival is not moved", "movable", "2024-02-17", ("2024-02-17", "2026-02-17"),
     "2026-02-16", "2026-02-17", ["printed_differs"]),
]
# (name, asset class, old end, effective on, printed pair, end that counts or None when too late)
RENEWED = [
    ("a week before the end: counted from its own effect", "deposit", "2024-10-31", "2024-10-24", None, "2025-10-23"),
    ("on the last day", "deposit", "2024-10-31", "2024-10-31", None, "2025-10-30"),
    ("printed from the day after the old end", "deposit", "2024-10-31", "2024-10-24", ("2024-11-01", "2025-10-31"),
     "2025-10-31"),
    ("one day too late", "deposit", "2024-10-31", "2024-11-01", None, None),
    ("too late, whatever is printed", "deposit", "2024-10-31", "2024-11-01", ("2024-11-01", "2025-10-31"), None),
    ("a year too late", "real_property", "2024-05-19", "2025-05-19", None, None),
    ("renewed on a leap day", "movable", "2024-03-10", "2024-02-29", None, "2026-02-27"),
    ("never shorter than before: a long printed term renewed early", "deposit", "2027-10-31", "2024-10-24", None,
     "2027-10-31"),
    ("a flat for three more years", "real_property", "2027-05-19", "2027-05-01", None, "2030-04-30"),
]
# (name, rank now, ranks that end before it on the same thing, asset class, day, printed pair, rank then, end or None)
MOVED_UP = [
    ("second becomes first: the term begins on that day", 2, [1], "deposit", "2025-06-10", None, 1, "2026-06-09"),
    ("third becomes second: still no term", 3, [1], "deposit", "2025-06-10", None, 2, None),
    ("third becomes first when both go", 3, [1, 1], "vehicle", "2025-06-10", None, 1, "2027-06-09"),
    ("one behind it goes: nothing changes", 2, [3], "deposit", "2025-06-10", None, 2, None),
    ("printed while it waited: the printed end is watched and wins", 2, [1], "deposit", "2025-06-10",
     ("2024-12-01", "2025-11-30"), 1, "2025-11-30"),
    ("moved up on a leap day", 2, [1], "deposit", "2024-02-29", None, 1, "2025-02-27"),
]
# (name, state, ends on, today, days left, band)
RADAR = [
    ("31 days", "live", "2026-12-31", "2026-11-30", 31, None),
    ("30 days", "live", "2026-12-30", "2026-11-30", 30, "d30"),
    ("16 days", "live", "2026-12-16", "2026-11-30", 16, "d30"),
    ("15 days", "live", "2026-12-15", "2026-11-30", 15, "d15"),
    ("8 days", "live", "2026-12-08", "2026-11-30", 8, "d15"),
    ("7 days", "live", "2026-12-07", "2026-11-30", 7, "d7"),
    ("2 days", "live", "2026-12-02", "2026-11-30", 2, "d7"),
    ("1 day", "live", "2026-12-01", "2026-11-30", 1, "d1"),
    ("the last day still has effect", "live", "2026-11-30", "2026-11-30", 0, "d1"),
    ("the day after", "live", "2026-11-29", "2026-11-30", -1, "lapsed"),
    ("long after, noticed late", "live", "2025-11-29", "2026-11-30", -366, "lapsed"),
    ("over the end of February of a leap year", "live", "2028-03-01", "2028-02-28", 2, "d7"),
    ("over the end of February of a common year", "live", "2027-03-01", "2027-02-28", 1, "d1"),
    ("over new year", "live", "2027-01-01", "2026-12-25", 7, "d7"),
    ("queued without a term", "queued", None, "2026-11-30", None, None),
    ("queued with a printed end is watched", "queued", "2026-12-07", "2026-11-30", 7, "d7"),
    ("lapsed stays lapsed", "lapsed", "2026-11-01", "2026-11-30", -29, "lapsed"),
    ("released needs nobody", "released", "2026-12-01", "2026-11-30", None, None),
    ("a draft has no term", "draft", None, "2026-11-30", None, None),
]
MUST_ACT = {"d30": ["officer"], "d15": ["officer"], "d7": ["officer", "judge"],
            "d1": ["officer", "judge", "bureau_chief"], "lapsed": ["officer", "judge", "bureau_chief"]}
# (name, claim, [(state, actual, transferred, value)], costs, excess, unvalued)
SUMS = [
    ("nothing controlled", "120000", [], "1700.00", "0.00", 0),
    ("exactly claim and fee", "120000", [("live", "121700", None, None)], "1700.00", "0.00", 0),
    ("one yuan too much", "120000", [("live", "121701", None, None)], "1700.00", "1.00", 0),
    ("two accounts", "8000", [("live", "8000", None, None), ("live", "8000", None, None)], "50.00", "7950.00", 0),
    ("queued ones hold nothing", "8000", [("live", "8000", None, None), ("queued", "8000", None, None)], "50.00",
     "0.00", 0),
    ("released ones hold nothing", "8000", [("released", "8000", None, None)], "50.00", "0.00", 0),
    ("what was transferred is used up", "8000", [("transferred", "8000", "8000", None), ("live", "100", None, None)],
     "50.00", "50.00", 0),
    ("partly transferred counts once", "8000", [("live", "8000", "3000", None)], "50.00", "0.00", 0),
    ("what was released is held no more", "8000", [("live", "9000", None, None, "950")], "50.00", "0.00", 0),
    ("partly released and still too much", "8000", [("live", "9000", None, None, "900")], "50.00", "50.00", 0),
    ("partly transferred, partly released", "8000", [("live", "9000", "3000", None, "900")], "50.00", "50.00", 0),
    ("released in two steps holds nothing", "8000", [("released", "9000", None, None, "9000")], "50.00", "0.00", 0),
    ("a car with a value", "8000", [("live", None, None, "60000")], "50.00", "51950.00", 0),
    ("a flat without a value is for a person to judge", "8000", [("live", None, None, None)], "50.00", "0.00", 1),
    ("fee of half a million", "500000", [], "7400.00", "0.00", 0),
    ("fee of nine million", "9140000", [], "73100.00", "0.00", 0),
    ("fee of twenty million", "20000000", [], "87400.00", "0.00", 0),
]
# (typed, text key, code key)
KEYS = [
    ("粤E 12 34", "粤E1234", "粤E1234"),
    ("粤E·12345", "粤E12345", "粤E12345"),
    ("粤ｅ１２３４５", "粤E12345", "粤E12345"),
    ("粤E幺二三四五", "粤E幺二三四五", "粤E12345"),
    ("粤E 两 拐 洞 勾 六", "粤E两拐洞勾六", "粤E27096"),
    ("粤E.O12I4", "粤EO12I4", "粤E01214"),
    ("e12345", "E12345", "E12345"),
    ("粤B12345学", "粤B12345学", "粤B12345学"),
    ("王 三槐", "王三槐", None),
    ("王一", "王一", None),
    ("张·三", "张三", None),
    ("示范市万象建材（集团）有限公司", "示范市万象建材集团有限公司", None),
    ("4406 0519 8803 0512 35", "440605198803051235", "440605198803051235"),
    ("11010519491231002x", "11010519491231002X", "11010519491231002X"),
    ("6222-0000-1111-2222", "6222000011112222", "6222000011112222"),
    ("LSVAA4187E2123456", "LSVAA4187E2123456", "LSVAA4187E2123456"),
    ("lsvaa4i87e2i23456", "LSVAA4I87E2I23456", "LSVAA4187E2123456"),
    ("ABC", "ABC", None),
    ("", "", None),
    ("   ", "", None),
    ("%_", "", None),
    ("二〇二六", "二〇二六", "2026"),
    ("https://court.example/s/0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b?x=1", "0193A1B2C3D47E5F8A9B0C1D2E3F4A5B", None),
]
# (typed, texts of the thing, is it meant)
HITS = [
    ("粤E 12 34", ["奔驰轿车", "粤E12345"], True),
    ("E12345", ["奔驰轿车", "粤E12345"], True),
    ("2345", ["奔驰轿车", "粤E12345"], True),
    ("粤E幺二三", ["奔驰轿车", "粤E12345"], True),
    ("粤E0", ["粤EO1234"], True),
    ("粤A12345", ["粤E12345"], False),
    ("三槐", ["王三槐", "440605198803051235"], True),
    ("王 三 槐", ["王三槐"], True),
    ("051235", ["王三槐", "440605198803051235"], True),
    ("槐4406", ["王三槐", "440605198803051235"], False),
    ("万象建材集团", ["示范市万象建材（集团）有限公司"], True),
    ("2222", ["6222 0000 1111 2222"], True),
    ("", ["王三槐"], False),
    ("%", ["王三槐"], False),
]
# (typed, whether it says enough to look for)
ENOUGH = [("王", False), ("王三", True), ("12", False), ("123", True), ("粤E", True), ("", False), ("..", False)]


def _pair(pair: tuple[str, str] | None) -> dict[str, str] | None:
    return {"start": pair[0], "end": pair[1]} if pair else None


def terms() -> dict[str, Any]:
    """The cases of terms.json."""
    return {
        "first": [{"name": name, "asset_class": kind, "effective_on": on, "printed": _pair(pair), "computed_end": end,
                   "ends_on": ends, "flags": flags} for name, kind, on, pair, end, ends, flags in FIRST],
        "renewed": [{"name": name, "asset_class": kind, "old_end": old, "effective_on": on, "printed": _pair(pair),
                     "ends_on": ends} for name, kind, old, on, pair, ends in RENEWED],
        "moved_up": [{"name": name, "rank": rank, "gone": gone, "asset_class": kind, "since": on,
                      "printed": _pair(pair), "rank_then": then, "ends_on": ends}
                     for name, rank, gone, kind, on, pair, then, ends in MOVED_UP],
        "radar": [{"name": name, "state": state, "ends_on": ends, "today": today, "days_left": left, "band": band,
                   "must_act": MUST_ACT.get(band or "", []), "may_mute": band not in ("d1", "lapsed")}
                  for name, state, ends, today, left, band in RADAR],
        "sums": [{"name": name, "claim_yuan": claim, "costs_yuan": costs, "excess_yuan": excess, "unvalued": unvalued,
                  "controls": [{"state": state, "actual_yuan": actual, "transferred_yuan": gone, "value_yuan": value,
                                "released_yuan": freed[0] if freed else None}
                               for state, actual, gone, value, *freed in controls]}
                 for name, claim, controls, costs, excess, unvalued in SUMS],
    }


def lookup() -> dict[str, Any]:
    """The cases of lookup.json."""
    return {"keys": [{"typed": typed, "text": text, "code": code} for typed, text, code in KEYS],
            "hits": [{"typed": typed, "texts": texts, "hit": hit} for typed, texts, hit in HITS],
            "enough": [{"typed": typed, "enough": enough} for typed, enough in ENOUGH]}


if __name__ == "__main__":
    for name, content in (("terms", terms()), ("lookup", lookup())):
        (FOLDER / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
