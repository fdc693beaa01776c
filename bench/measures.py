"""One officer's 2,500 live control measures in 250 cases: pull, the hourly watch, calendar, workbook, look-up.

Each beside the library or the bare engine at the same work, without permission, feed, audit or words.
"""

import json
import tempfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from icalendar import Calendar, Event
from sqlalchemy import func, select, text

from bench.contest import Contest, run, timed
from tests.support.controls import Controls, an_account
from tests.support.docket import a_docket, a_filing, respondent
from tests.support.house import House, open_house
from tests.support.people import browser_of
from tests.support.tablet import Tablet
from zhixing.controls import watch_terms
from zhixing.controls.models import Control, LedgerAsset
from zhixing.kernel.clock import legal_date
from zhixing.kernel.ids import new_id
from zhixing.platform.db import make_engine

CASES, EACH = 250, 10
MEASURES = CASES * EACH
PAGE = 1000
ROWS_OF_A_CASE = EACH


def fill(house: House) -> Controls:
    """Through the court's acts: every measure was drafted, and had effect."""
    desk = Controls(a_docket(house))
    today = legal_date(house.clock())
    for number in range(CASES):
        filing = a_filing(case_number=f"（2026）粤0605执{5000 + number}号", parties=[
            {**respondent(), "party_id": new_id(), "side": "applicant"}, respondent()])
        house.must("cases.open", filing, desk.docket.clerk)
        house.must("cases.assign", {"case_id": filing["case_id"], "person_id": desk.docket.officer.id,
                                    "duty": "officer"}, desk.docket.clerk)
        for nth in range(EACH):
            end = (today + timedelta(days=20 + number + nth)).isoformat()
            desk.live(case_id=filing["case_id"], party_id=filing["parties"][1]["party_id"], asset=an_account(),
                      printed={"start": "2026-11-01", "end": end})
    return desk


def everything(house: House, officer: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """The first pull of a new tablet: cases, parties, timelines, notices, and what this slice has."""
    return Tablet(house.system, officer).pull(PAGE)


def bare_rows(folder: str, rows: list[dict[str, Any]]) -> Callable[[], None]:
    engine = make_engine(f"sqlite:///{folder}/bare.db")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT)"))
        connection.execute(text("INSERT INTO bare VALUES (:id, :body)"),
                           [{"id": n, "body": json.dumps(row)} for n, row in enumerate(rows)])

    def read() -> None:
        with engine.connect() as connection:
            for start in range(0, len(rows), PAGE):
                found = connection.execute(text("SELECT body FROM bare WHERE id >= :a ORDER BY id LIMIT :n"),
                                           {"a": start, "n": PAGE}).scalars()
                json.dumps([json.loads(one) for one in found])

    return read


def bare_calendar(rows: list[dict[str, Any]]) -> None:
    calendar = Calendar()
    for row in rows:
        event = Event()
        event.add("uid", row["id"])
        event.add("summary", row["asset"]["label"])
        calendar.add_component(event)
    calendar.to_ical()


def bare_book(rows: list[dict[str, Any]]) -> None:
    book = xlsxwriter.Workbook(BytesIO(), {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows[:ROWS_OF_A_CASE]):
        for column in range(18):
            sheet.write_string(number, column, row["asset"]["label"])
    book.close()


def bare_search(house: House) -> None:
    with house.read() as session:
        session.scalar(select(func.count()).select_from(LedgerAsset).where(LedgerAsset.search_key.contains("62221234")))


def watching(house: House) -> float:
    """Measures looked at a second, when each has come into a band since the last round."""
    with house.system.database.engine.begin() as connection:
        connection.execute(text("UPDATE control SET announced = NULL"))
    before = house.clock.now
    house.clock.now = before + timedelta(days=10)
    told: list[int] = []
    seconds = timed(lambda: told.append(watch_terms(house.system)))
    house.clock.now = before
    return told[0] / seconds


def contests(house: House, desk: Controls, folder: str) -> list[str]:
    officer = desk.docket.officer
    held = everything(house, officer)
    rows = list(held["controls"].values())
    all_rows = sum(map(len, held.values()))
    read, browser = bare_rows(folder, rows), browser_of(house, officer)
    path = desk.must("open_calendar", {"calendar_id": new_id()})["path"]
    size = len(json.dumps(rows, ensure_ascii=False).encode()) / len(rows)
    ends = browser.get(path).data.count(b"BEGIN:VEVENT")
    ledger = f"/api/cases/{rows[0]['case_id']}/ledger.xlsx?purpose=filing"

    def per_second(count: int, work: Callable[[], Any]) -> Callable[[], float]:
        return lambda: count / timed(work)

    return [
        f"| a measure on the wire | {size:,.0f} bytes | – | – |",
        *run(Contest(f"first pull of {CASES} cases: {all_rows:,} rows, {len(rows):,} of them measures", "rows/s",
                     per_second(all_rows, lambda: everything(house, officer)),
                     {"bare indexed read of the measures": per_second(len(rows), read)})),
        *run(Contest("watch: told and written down", "measures/s", lambda: watching(house))),
        *run(Contest("calendar of the ends within 180 days", "events/s",
                     per_second(ends, lambda: browser.get(path).data),
                     {"icalendar alone, two fields, no alarm": per_second(len(rows), lambda: bare_calendar(rows))})),
        *run(Contest("ledger of one case as a workbook, audited", "workbooks/s",
                     per_second(1, lambda: browser.get(ledger).data),
                     {f"XlsxWriter alone, {ROWS_OF_A_CASE} rows": per_second(1, lambda: bare_book(rows))})),
        *run(Contest("look-up by part of a number, audited", "questions/s",
                     per_second(1, lambda: browser.get("/api/lookup", query_string={"q": "6222 1234"}).data),
                     {"bare LIKE over the ledger": per_second(1, lambda: bare_search(house))})),
    ]


def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder, open_house(f"sqlite:///{folder}/house.db", Path(folder)) as house:
        desk = fill(house)
        with house.read() as session:
            assert session.scalar(select(func.count()).select_from(Control)) == MEASURES
        return contests(house, desk, folder)
