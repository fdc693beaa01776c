"""A litigant with a cheap phone: opens the page behind the code, answers its question, reads, writes."""

import re
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.docket import WANG_ID, Docket
from tests.support.house import House
from zhixing.cases import parties
from zhixing.kernel.ids import new_id


@dataclass
class Litigant:
    """`digits` is what the litigant knows; `address` the client's network."""

    house: House
    page_id: str
    path: str
    digits: str
    address: str = "203.0.113.7"
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.house.client()

    def _from(self) -> dict[str, Any]:
        return {"environ_overrides": {"REMOTE_ADDR": self.address}}

    def get(self, more: str = "") -> TestResponse:
        return self.client.get(self.path + more, buffered=True, **self._from())

    def answer(self, digits: str | None = None) -> TestResponse:
        return self.client.post(self.path, data={"answer": self.digits if digits is None else digits}, **self._from())

    def enter(self) -> "Litigant":
        assert self.answer().status_code == 303
        return self

    def read(self) -> str:
        page = self.get()
        assert page.status_code == 200, page.text
        return page.text

    def write(self, text: str, kind: str = "message", **changes: str) -> TestResponse:
        """Fill in the form of the page as it is."""
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.get().text))
        return self.client.post(f"{self.path}/messages", data={**fields, "text": text, "kind": kind, **changes},
                                **self._from())


def party_id(docket: Docket, side: str = "respondent") -> str:
    with docket.house.read() as session:
        return next(one.party_id for one in parties(session, docket.case_id) if one.side == side)


def a_litigant(docket: Docket, side: str = "respondent", digits: str = WANG_ID[-4:]) -> Litigant:
    """A party for whom the judge opened a page."""
    page_id = new_id()
    answer = docket.house.must("disclosure.open_page", {
        "page_id": page_id, "case_id": docket.case_id, "party_id": party_id(docket, side)}, docket.judge).answer
    return Litigant(docket.house, page_id, answer["url_path"], digits)
