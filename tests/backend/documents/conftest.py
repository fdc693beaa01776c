"""A court that drafts."""

import pytest

from tests.support.drafting import Office
from tests.support.house import House


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)
