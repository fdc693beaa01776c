"""The demo court's controls: one in every band of the radar, through the acts of the court."""

from datetime import date

from sqlalchemy import select

from tests.support.house import House
from zhixing.controls.models import Control
from zhixing.controls.terms import LAW, radar
from zhixing.kernel.clock import legal_date
from zhixing.world.build import build_world


def test_a_newcomer_sees_every_band_of_the_radar(house: House) -> None:
    build_world(house.system, lambda _line: None)

    today = legal_date(house.clock.now)
    bands = LAW.value("radar_bands", today)
    with house.read() as session:
        controls = list(session.scalars(select(Control)))
    seen = [radar(one.state, date.fromisoformat(one.ends_on) if one.ends_on else None, today, bands).band
            for one in controls]
    assert {"lapsed", "d1", "d7", "d15", "d30", None} <= set(seen)
    assert {"queued", "live", "lapsed", "transferred", "sent"} <= {one.state for one in controls}
    assert all(one.ends_on for one in controls if one.state == "live")
