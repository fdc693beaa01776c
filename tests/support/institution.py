"""An institution on the other side of the gate, for tests: posts signed batches through the court's own door."""

import gzip
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import TestResponse

from tests.support.house import House
from zhixing.asset_queries import demo_row
from zhixing.asset_queries.http import PATH
from zhixing.asset_queries.institution import signed_batch
from zhixing.kernel.ids import new_id
from zhixing.platform.crypto import SigningKey, digest
from zhixing.platform.gateway import claim_of, register_peer
from zhixing.platform.gateway.adapters import Parcel


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

    def post(self, body: bytes, *, path: str = PATH, batch: str | None = None, packed: bool = False,
             headers: dict[str, str] | None = None) -> TestResponse:
        """Sign bytes as they are; `headers` overwrite what was signed."""
        one = self.parcel(body, path=path, batch=batch, packed=packed)
        coding = {"Content-Encoding": "gzip"} if packed else {}
        return self.house.client().post(path, data=one.body, headers={**one.headers, **coding, **(headers or {})})

    def parcel(self, body: bytes, *, path: str = PATH, batch: str | None = None, packed: bool = False) -> Parcel:
        """A batch as it would travel."""
        sent, batch = gzip.compress(body) if packed else body, batch or new_id()
        signature = self.key.sign(claim_of(path, self.name, batch, digest(sent)))["sig"]
        return Parcel(self.name, batch, path, signature, sent)
