"""A battery dies at any moment: what the shutter confirmed is evidence, the rest never was."""

import contextlib
import random
import threading
from collections import Counter

from playwright.sync_api import Error

from tests.e2e.conftest import OpenTablet
from tests.support.browser import kill_browser
from tests.support.journey import OfficerAtTablet
from tests.support.registry_desk import CourtRecord, assert_one_chain
from tests.support.server import Server

SEED = 20261124
PHOTOS = 60
DEATHS = 5
LONGEST_LIFE_S = 1.5


def test_sixty_photos_survive_five_dead_batteries(house: Server, open_tablet: OpenTablet) -> None:
    dice = random.Random(SEED)
    officer = open_tablet(house).is_ready_to_leave().goes_offline().opens_case().starts_visit()
    visit_id, sealed = officer.visit_id, officer.sealed
    officer.opens_camera()
    for death in sorted(dice.sample(range(4, PHOTOS - 4), DEATHS)):
        takes(officer, death)
        dies_while_shooting(officer, dice.uniform(0, LONGEST_LIFE_S))
        officer = open_tablet(house, flight_mode="on")
        officer.sealed = sealed
        officer.comes_to_camera(visit_id)
    takes(officer, PHOTOS)
    on_tablet = officer.photos_counted()
    officer.leaves_camera()
    officer.comes_back_online().waits_until_all_is_confirmed()

    evidence = CourtRecord(house).look().of_visit("evidence", visit_id)
    # The fake camera shows the same frames in each life of the browser: bytes may be equal, acts never are.
    arrived = Counter(row["sha256"][:8] for row in evidence)
    assert len(sealed) >= PHOTOS
    assert Counter(sealed) <= arrived, "the shutter confirmed it, the court does not have it"
    assert len(evidence) == on_tablet, "something was lost or doubled on the way"
    assert on_tablet <= len(sealed) + DEATHS * 2, "at most the two that were being sealed came on top"
    assert officer.needs_attention() == []
    record = CourtRecord(house).look()
    record.assert_originals_are_whole(evidence)
    assert_one_chain(evidence)
    record.assert_verifies()


def takes(officer: OfficerAtTablet, up_to: int) -> None:
    while len(officer.sealed) < up_to:
        officer.shoots()


def dies_while_shooting(officer: OfficerAtTablet, after_s: float) -> None:
    """The browser is killed in the middle of the work; what was confirmed before stays confirmed."""
    death = threading.Timer(after_s, kill_browser, [officer.profile])
    death.start()
    with contextlib.suppress(Error, AssertionError):
        while True:
            officer.shoots()
    death.join()
    with contextlib.suppress(Error):
        officer.context.close()
