"""A tablet's first pull of 10,000 rows, in pages of 1,000, and how long until they are in its hands.

Beside reading the same number of JSON rows bare from the same engine by index, without permission, feed or HTTP.
"""

import json
import tempfile
from pathlib import Path

from sqlalchemy import text

from bench.contest import Contest, run, timed
from tests.support.field import FieldTablet
from tests.support.server import running_server
from zhixing.platform.db import make_engine

ROWS = 10_000
PAGE = 1000


def fill(tablet: FieldTablet) -> None:
    """Ten thousand acts, each with a row."""
    case = tablet.a_case()
    for _ in range(0, ROWS, 100):
        for _ in range(100):
            tablet.note(case)
        tablet.push()


def bare_reader(url: str):  # noqa: ANN201
    engine = make_engine(url)
    row = json.dumps({"id": "0193e000-0000-7000-8000-000000000000", "text": "现场情况记录", "kind": "note"})
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT)"))
        connection.execute(text("INSERT INTO bare VALUES (:id, :body)"), [{"id": n, "body": row} for n in range(ROWS)])

    def read() -> None:
        with engine.connect() as connection:
            for start in range(0, ROWS, PAGE):
                found = connection.execute(text("SELECT body FROM bare WHERE id >= :a ORDER BY id LIMIT :n"),
                                           {"a": start, "n": PAGE}).scalars()
                json.dumps([json.loads(one) for one in found])

    return read


def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        tablet = FieldTablet(server).enrol()
        fill(tablet)
        read = bare_reader(f"sqlite:///{folder}/bare.db")

        def pull_everything() -> float:
            tablet.cursor, tablet.rows = "", {}
            return ROWS / timed(tablet.pull)

        return run(Contest(f"first pull of {ROWS:,} rows", "rows/s", pull_everything,
                           {"bare indexed read": lambda: ROWS / timed(read)}))
