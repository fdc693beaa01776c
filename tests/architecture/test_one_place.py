"""Dangerous things live alone: each of these may be written in one file only (design.md 2)."""

import re
from pathlib import Path

import pytest

BACKEND = Path(__file__).resolve().parents[2] / "backend" / "zhixing"

# what → (pattern, files that may)
ALONE: dict[str, tuple[str, set[str]]] = {
    "commit": (r"\.commit\(\)", {"platform/writer.py"}),
    "emit": (r"socketio\.emit\(|outside\.emit\(", {"platform/socket.py"}),
    "the clock": (r"datetime\.now\(|datetime\.utcnow\(|date\.today\(", {"kernel/clock.py", "platform/lan.py"}),
    "making ids": (r"uuid\.uuid[0-9]\(|uuid4\(|uuid7\(", {"kernel/ids.py"}),
    "sessions on the engine": (r"sessionmaker\(|[^_\w]Session\(", {"platform/db.py", "platform/writer.py"}),
    "hashing passwords": (r"PasswordHasher\(", {"identity/passwords.py"}),
    "waking a shell": (r"shell=True|os\.system\(", set()),
}


def sources() -> list[Path]:
    return sorted(BACKEND.rglob("*.py"))


@pytest.mark.parametrize("what", ALONE)
def test_it_is_written_in_one_place_only(what: str) -> None:
    pattern, allowed = ALONE[what]
    found = {str(path.relative_to(BACKEND)) for path in sources() if re.search(pattern, path.read_text("utf-8"))}
    assert found <= allowed, f"{what}: {sorted(found - allowed)}"


def test_no_file_is_longer_than_400_lines() -> None:
    long = {str(path.relative_to(BACKEND)): n for path in sources()
            if (n := len(path.read_text("utf-8").splitlines())) > 400}
    assert not long


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    assert not [path for path in sources() if path.stem in {"utils", "helpers", "util", "misc", "common"}]
