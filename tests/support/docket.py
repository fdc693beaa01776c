"""A case ready to be worked on, opened and assigned through the same acts the court uses."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.support.house import House
from tests.support.people import enlist
from tests.support.tablet import Tablet
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor

# Made up: region 440605, birthdays that fit, check digits computed after GB 11643.
WANG_ID = "440605198803051235"
_numbers = count(101)


def applicant(**changes: Any) -> dict[str, Any]:
    """A company that is owed money."""
    return {"party_id": new_id(), "side": "applicant", "kind": "entity", "name": "示范市万象建材有限公司",
            "id_number": None, "phone": "0757-00000000", "address": "示范市示范路1号"} | changes


def respondent(**changes: Any) -> dict[str, Any]:
    """A person who owes it."""
    return {"party_id": new_id(), "side": "respondent", "kind": "person", "name": "王三槐", "id_number": WANG_ID,
            "phone": "13800000000", "address": "示范市示范路2号"} | changes


def a_filing(**changes: Any) -> dict[str, Any]:
    """The body of `cases.open` as a clerk would type it."""
    return {"case_id": new_id(), "case_number": f"（2026）粤0605执{next(_numbers)}号", "cause": "买卖合同纠纷",
            "title_basis": "（2025）粤0605民初900号民事判决书", "claim_amount_yuan": "120000",
            "filed_on": "2026-11-20", "parties": [applicant(), respondent()]} | changes


@dataclass
class Docket:
    """A case with its people; `tablet` is the first officer's, enrolled."""

    house: House
    case_id: str
    clerk: Actor
    judge: Actor
    officer: Actor
    second_officer: Actor
    tablet: Tablet

    def tablet_of(self, person: Actor) -> Tablet:
        return Tablet(self.house.system, person).enrol()


def a_docket(house: House, **changes: Any) -> Docket:
    """A case with a clerk, a judge and two officers."""
    clerk, judge = enlist(house, "周文书", "clerk"), enlist(house, "陈一诺", "judge")
    officer, second = enlist(house, "李二河", "officer"), enlist(house, "赵四海", "officer")
    filing = a_filing(**changes)
    house.must("cases.open", filing, clerk)
    for person, duty in ((judge, "judge"), (officer, "officer"), (second, "officer")):
        house.must("cases.assign", {"case_id": filing["case_id"], "person_id": person.id, "duty": duty}, clerk)
    return Docket(house, filing["case_id"], clerk, judge, officer, second, Tablet(house.system, officer).enrol())
