"""A line that cuts, delays, repeats and reorders: the visit ends complete and the number stays honest."""

from tests.e2e.conftest import MakeHouse, OpenTablet
from tests.support.proxy import FaultyProxy, Plan
from tests.support.registry_desk import CourtRecord, assert_one_chain

PHOTOS = 15


def test_a_visit_with_fifteen_photos_arrives_whole_over_a_faulty_line(
        make_house: MakeHouse, open_tablet: OpenTablet) -> None:
    house = make_house()
    with FaultyProxy(house.port, Plan(seed=7)) as line:
        line.calm()
        officer = open_tablet(house, url=f"http://localhost:{line.port}").is_ready_to_leave()
        officer.opens_case()
        line.storm()
        officer.starts_visit()
        visit_id = officer.visit_id
        officer.photographs(PHOTOS).lists_item("数控车床", 保管人="李二河").writes_note("在场人：李二河").ends_visit()
        officer.waits_until_all_is_confirmed()

        record = CourtRecord(house).look()
        evidence = record.of_visit("evidence", visit_id)
        arrived = sorted(row["sha256"][:8] for row in evidence)
        assert arrived == sorted(officer.sealed), "0 was shown too early, or something is doubled"
        assert len(evidence) == PHOTOS
        assert record.rows["visits"][visit_id]["ended_at"]
        assert len(record.of_visit("items", visit_id)) == len(record.of_visit("notes", visit_id)) == 1
        assert officer.needs_attention() == []
        faults = {kind: count for kind, count in line.counts.items() if kind not in ("pass", "bytes_up", "bytes_down")}
        assert sum(faults.values()) >= 5, faults
        print(f"faults met: {faults}")
    assert_one_chain(evidence)
    record.assert_originals_are_whole(evidence)
    record.assert_verifies()
