"""What the court holds, read through its own doors by a person who may: rows of the feed, originals, the audit."""

import hashlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.support.journey import someone
from tests.support.server import Server, run_cli


@dataclass
class CourtRecord:
    """Rows as the person may see them now. `look` reads them again."""

    server: Server
    username: str = "officer1"
    rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def look(self) -> "CourtRecord":
        self.rows, cursor, more = {}, "", True
        with someone(self.server, self.username) as (line, _):
            while more:
                page = line.ask("GET", f"/api/sync/pull?{urlencode({'cursor': cursor, 'limit': 1000})}")
                for change in page["changes"]:
                    self._apply(change)
                cursor, more = page["cursor"], page["more"]
        return self

    def _apply(self, change: dict[str, Any]) -> None:
        held = self.rows.setdefault(change["collection"], {})
        if change["op"] == "put":
            held[change["id"]] = change["row"]
        else:
            held.pop(change["id"], None)

    def of_visit(self, collection: str, visit_id: str) -> list[dict[str, Any]]:
        return [row for row in self.rows.get(collection, {}).values() if row.get("visit_id") == visit_id]

    def assert_originals_are_whole(self, rows: list[dict[str, Any]]) -> None:
        """Fetches every original and hashes it here."""
        with someone(self.server, self.username) as (line, _):
            for row in rows:
                status, data, _ = line.raw("GET", f"/api/evidence/{row['id']}/original")
                assert status == 200, data[:200]
                assert hashlib.sha256(data).hexdigest() == row["sha256"]
                assert len(data) == row["size"] > 0

    def assert_verifies(self) -> None:
        """`zhixing verify` finds nothing wrong in the audit and in the chains of all tablets."""
        run_cli(self.server.env, "verify")


def assert_one_chain(rows: list[dict[str, Any]]) -> None:
    """No capture took another's place in the chain of its tablet."""
    numbers = [(row["device_id"], row["device_seq"]) for row in rows]
    assert len(set(numbers)) == len(numbers)
