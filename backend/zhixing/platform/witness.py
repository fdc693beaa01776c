"""What left the building: receipts, heads and chain ends that tablets kept. They stand against the holder of the key.

A witness file is JSON or NDJSON. Understood, alone or in lists and objects of any nesting: a receipt, a head
(docs/protocol.md 2 and 7) and a device's account of its chain `{"device_id", "head_seq", "head_hash"}`. Whatever
else is in the file is passed over, so the export of a tablet can be given as it is.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_RECEIPT = {"envelope_id", "envelope_hash", "entry", "proof"}
_HEAD = {"log", "size", "root", "peaks", "prev", "proof"}
_CHAIN = {"device_id", "head_seq", "head_hash"}


@dataclass
class Witnesses:
    """Not yet verified. Each item comes with the name of where it was found."""

    receipts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    heads: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    chains: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def add(self, source: str, data: Any) -> None:
        """Take every receipt, head and chain end out of `data`."""
        for one in _objects(data):
            keys = one.keys()
            if keys >= _RECEIPT:
                self.receipts.append((source, dict(one)))
            elif keys >= _HEAD:
                self.heads.append((source, dict(one)))
            elif keys >= _CHAIN:
                self.chains.append((source, dict(one)))

    def __len__(self) -> int:
        return len(self.receipts) + len(self.heads) + len(self.chains)


def _objects(data: Any) -> Iterator[Mapping[str, Any]]:
    """Every JSON object inside, outer before inner."""
    waiting = [data]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            yield one
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def collect(*items: Any) -> Witnesses:
    """Witnesses from objects in memory, named by their place in the call."""
    found = Witnesses()
    for number, item in enumerate(items, 1):
        found.add(f"witness {number}", item)
    return found


def read_files(paths: Iterable[Path]) -> Witnesses:
    """Witnesses from files. Raises: OSError; ValueError when a file is neither JSON nor NDJSON."""
    found = Witnesses()
    for path in paths:
        found.add(path.name, _parse(path.read_text("utf-8")))
    return found


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
