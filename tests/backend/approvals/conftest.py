"""A court that approves."""

import pytest

from tests.support.approving import Chambers
from tests.support.house import House


@pytest.fixture
def chambers(house: House) -> Chambers:
    return Chambers(house)
