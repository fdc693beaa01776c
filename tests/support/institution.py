"""An institution on the other side of the gate, for tests: posts signed batches through the court's own door."""

import gzip
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import TestResponse

from tests.support.house import House
from zhixing.asset_queries import demo_row
from zhixing.asset_queries.http import PATH
from zhixing.asset_queries.institution import signed_batch, signed_body
from zhixing.kernel.ids import new_id
from zhixing.platform.crypto import SigningKey
from zhixing.platform.gateway import register_peer


@dataclass
class Institution:
    """Knows its key; `send` posts rows and `post` whatever bytes."""

    house: House
    name: str = "demo-bank"
    key: SigningKey = field(default_factory=SigningKey.generate)

    def register(self) -> "Institution":
        register_peer(self.house.system, self.name, self.key.public.spki)
        return self

    def row(self, case_number: str, respondent: str = "王三槐", **changes: Any) -> dict[str, Any]:
        return demo_row(case_number, respondent, self.house.clock(), **changes)

    def send(self, *rows: dict[str, Any], batch: str | None = None, packed: bool = False) -> TestResponse:
        headers, body = signed_batch(self.key, self.name, batch or new_id(), list(rows), packed=packed)
        return self.house.client().post(PATH, data=body, headers=headers)

    def post(self, body: bytes, *, batch: str | None = None, packed: bool = False,
             headers: dict[str, str] | None = None) -> TestResponse:
        """Sign bytes as they are; `headers` overwrite what was signed."""
        sent = gzip.compress(body) if packed else body
        signed, _ = signed_body(self.key, self.name, batch or new_id(), sent, packed=packed)
        return self.house.client().post(PATH, data=sent, headers={**signed, **(headers or {})})
