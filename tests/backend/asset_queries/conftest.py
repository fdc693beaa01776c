"""A case whose officer is on the register, and an institution with a key."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.docket import Docket, a_docket
from tests.support.house import House
from tests.support.institution import Institution
from tests.support.litigant import party_id
from tests.support.people import enlist
from zhixing.asset_queries.models import QueryItem
from zhixing.cases import case_facts
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor, Outcome


@dataclass
class QueryDesk:
    """Asks in the name of the case's officer and answers in the name of institutions."""

    docket: Docket
    bank: Institution
    chief: Actor

    @property
    def house(self) -> House:
        return self.docket.house

    @property
    def number(self) -> str:
        with self.house.read() as session:
            return case_facts(session, self.docket.case_id).case_number

    def register(self, person: Actor, certificate: str = "示001") -> Outcome:
        return self.house.must("asset_queries.register_officer", {
            "person_id": person.id, "certificate": certificate}, self.chief)

    def body(self, **changes: Any) -> dict[str, Any]:
        return {"request_id": new_id(), "case_id": self.docket.case_id, "respondents": [party_id(self.docket)],
                "scope": ["bank-c", "traffic"], "preset": None, "purpose": "first_search"} | changes

    def ask(self, by: Actor | None = None, **changes: Any) -> Outcome:
        return self.house.send("asset_queries.request", self.body(**changes), by or self.docket.officer)

    def items(self) -> dict[str, QueryItem]:
        """institution → its question."""
        with self.house.read() as session:
            return {one.institution: one for one in session.query(QueryItem)}

    def answer(self, institution: str, outcome: str = "nothing", **changes: Any) -> Any:
        """The institution's row about its question."""
        item = self.items()[institution]
        money = {"amount_yuan": None, "available_yuan": None}
        row = self.bank.row(self.number, query=item.serial, institution_code=institution, outcome=outcome,
                            asset_class=item.asset_class, **{**({} if outcome == "found" else money), **changes})
        return self.bank.send(row)

    def states(self, person: Actor | None = None) -> dict[str, str]:
        """institution → state, as the officer's tablet holds it."""
        rows = self.docket.tablet_of(person or self.docket.officer).pull().get("query_requests", {})
        return {item["institution"]: item["state"] for row in rows.values() for item in row["items"]}


@pytest.fixture
def desk(house: House) -> QueryDesk:
    one = QueryDesk(a_docket(house), Institution(house).register(), enlist(house, "吴局长", "bureau_chief"))
    one.register(one.docket.officer)
    return one
