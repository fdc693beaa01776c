"""Large batches: streamed, so that memory does not grow with their length; one bad row in a hundred thousand."""

import gzip
import json
import tracemalloc

import pytest

from tests.backend.asset_queries.conftest import QueryDesk
from zhixing.asset_queries.models import Feedback
from zhixing.platform.gateway import intake


def year(desk: QueryDesk, count: int) -> bytes:
    row = desk.bank.row(desk.number, outcome="nothing", amount_yuan=None, available_yuan=None, summary="")
    template = json.dumps({**row, "serial": "CK-SERIAL"}, ensure_ascii=False)
    return "".join(template.replace("CK-SERIAL", f"CK-{number:08d}") + "\n" for number in range(count)).encode()


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_taken_and_the_bad_one_is_named_by_its_line(desk: QueryDesk) -> None:
    lines = year(desk, 100_000).splitlines(keepends=True)
    lines[77_776] = lines[77_776].replace(b'"outcome": "nothing"', b'"outcome": "perhaps"')
    body = b"".join(lines)
    tracemalloc.start()
    answer = desk.bank.post(body, packed=True)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.json["accepted"] == 99_999
    assert [(one["line"], one["code"]) for one in answer.json["quarantined"]] == [(77_777, "feedback.malformed")]
    with desk.house.read() as session:
        assert session.query(Feedback).count() == 99_999
    assert most < len(body), f"{most >> 20} MiB for a batch of {len(body) >> 20} MiB"


def test_a_part_is_bounded_by_bytes_as_well_as_by_lines() -> None:
    part = intake.Part()
    while not part.is_full:
        part.take(1, b"x" * intake.LONGEST_LINE)
    assert part.size <= intake.LARGEST_ACT + intake.LONGEST_LINE
    assert len(part.lines) < intake.LINES_PER_ACT


def test_a_batch_larger_than_a_json_body_may_be_is_no_problem(desk: QueryDesk) -> None:
    assert len(body := year(desk, 20_000)) > 4 << 20
    assert desk.bank.post(body, batch="large").json["accepted"] == 20_000
    assert len(gzip.compress(body)) < len(body)
