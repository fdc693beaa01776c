"""The challenge is the same in Python and TypeScript, byte for byte (docs/protocol.md 9)."""

import json
from pathlib import Path
from typing import Any

import pytest

from zhixing.approvals.challenge import Bound, challenge_of, challenge_text

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "approval_challenge.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: one["name"])
def test_the_challenge_of_each_vector(vector: dict[str, Any]) -> None:
    bound = Bound(**vector["given"])
    assert challenge_text(bound) == vector["challenge"]
    assert challenge_of(bound).hex() == vector["challenge_hex"]


def test_everything_it_is_bound_to_changes_it() -> None:
    assert len({one["challenge"] for one in VECTORS}) == len(VECTORS)
