"""A court with somebody of every office, inside a case and outside it, and everything one could lay hands on.

Whoever stands on the stage is named as the tables of the policy walk name them: `judge` is a judge who has nothing
to do with the case, `@judge` the judge of the case.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from tests.support.docket import Docket, a_docket, a_filing
from tests.support.house import House
from tests.support.institution import Institution
from tests.support.litigant import Litigant, a_litigant, party_id
from tests.support.people import browser_of, enlist
from tests.support.photos import a_photo as a_picture
from tests.support.showcase import a_document, a_photo, a_shown_photo, an_entry
from tests.support.tablet import Tablet
from zhixing.asset_queries.models import Feedback
from zhixing.cases import case_facts
from zhixing.identity.rules import ROLES
from zhixing.kernel.clock import to_text
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor, system_actor
from zhixing.platform import feed
from zhixing.platform.gateway import GatewayQuarantine

OFFICES = ROLES
DUTIES = ("judge", "officer", "assistant", "clerk", "marshal")
NOBODY = "nobody"


@dataclass
class Stage:
    """`people` by the names of the tables, without `nobody`."""

    house: House
    docket: Docket = field(init=False)
    people: dict[str, Actor] = field(init=False)
    litigant: Litigant = field(init=False)
    _browsers: dict[str, FlaskClient] = field(default_factory=dict)
    _csrf: dict[str, str] = field(default_factory=dict)
    _tablets: dict[str, Tablet] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.docket = a_docket(self.house)
        inside = {"judge": self.docket.judge, "officer": self.docket.officer, "clerk": self.docket.clerk}
        for duty in ("assistant", "marshal"):
            inside[duty] = enlist(self.house, f"本案{duty}", duty)
            self.assign(inside[duty].id, duty)
        outside = {office: enlist(self.house, f"外人{office}", office) for office in OFFICES}
        self.people = {**outside, **{f"@{duty}": person for duty, person in inside.items()}}
        self.litigant = a_litigant(self.docket)

    # --- how they come in ----------------------------------------------------------------------------------

    def browser(self, name: str) -> FlaskClient:
        """Logged in, except for nobody."""
        if name not in self._browsers:
            person = self.people.get(name)
            self._browsers[name] = browser_of(self.house, person) if person else self.house.client()
        return self._browsers[name]

    def csrf(self, name: str) -> dict[str, str]:
        if name == NOBODY:
            return {}
        if name not in self._csrf:
            session: Any = self.browser(name).get("/api/session").json
            self._csrf[name] = session["csrf"]
        return {"X-CSRF-Token": self._csrf[name]}

    def tablet(self, name: str) -> Tablet:
        if name not in self._tablets:
            self._tablets[name] = Tablet(self.house.system, self.people[name]).enrol()
        return self._tablets[name]

    def id_of(self, name: str) -> str:
        return self.people[name].id if name in self.people else new_id()

    # --- things, fresh each time ---------------------------------------------------------------------------

    def assign(self, person_id: str, duty: str = "marshal") -> None:
        self.house.must("cases.assign", {"case_id": self.case_id, "person_id": person_id, "duty": duty},
                        self.docket.clerk)

    @property
    def case_id(self) -> str:
        return self.docket.case_id

    def person(self) -> str:
        return enlist(self.house, "某某", "marshal").id

    def colleague(self) -> str:
        """A member of the case whom nobody else needs."""
        person_id = self.person()
        self.assign(person_id)
        return person_id

    def device(self) -> str:
        return Tablet(self.house.system, self.docket.officer).enrol().device_id

    def code_for(self, person_id: str) -> str:
        outcome = self.house.must("devices.issue_enrolment_code", {"for_person_id": person_id}, system_actor("world"))
        assert outcome.answer is not None
        return str(outcome.answer["code"])

    @cached_property
    def evidence_id(self) -> str:
        return a_photo(self.docket)

    def photo(self) -> str:
        """Evidence that may be struck: not looked at by the worker, which is slow."""
        evidence_id = new_id()
        self.docket.tablet.must("capture.record", self.capture(evidence_id), [a_picture(self.docket.tablet.seq)])
        return evidence_id

    def capture(self, evidence_id: str) -> dict[str, Any]:
        return {"evidence_id": evidence_id, "case_id": self.case_id, "kind": "photo", "visit_id": None,
                "item_id": None, "shot": None, "caption": "仓库", "source": "camera", "file_name": None,
                "position": {"none": "室内"}, "camera": None, "duration_ms": None}

    def visit(self) -> str:
        visit_id = new_id()
        self.docket.tablet.must("fieldwork.start_visit", self.start(visit_id))
        return visit_id

    def start(self, visit_id: str) -> dict[str, Any]:
        return {"visit_id": visit_id, "case_id": self.case_id, "purpose": "seizure",
                "officers": [self.docket.officer.id, self.docket.second_officer.id],
                "place": {"address": "示范市示范路2号", "position": None}}

    def item(self) -> str:
        item_id = new_id()
        self.docket.tablet.must("fieldwork.list_item", self.line(item_id, self.visit()))
        return item_id

    def line(self, item_id: str, visit_id: str) -> dict[str, Any]:
        return {"item_id": item_id, "visit_id": visit_id, "name": "机床", "spec": "", "quantity": "1", "unit": "台",
                "condition": "", "place": "", "custodian": "", "remarks": "", "vehicle": None}

    @cached_property
    def _bank(self) -> Institution:
        return Institution(self.house).register()

    def hit(self) -> str:
        """Something an institution found in the case."""
        with self.house.read() as session:
            number = case_facts(session, self.case_id).case_number
        row = self._bank.row(number)
        self._bank.send(row)
        with self.house.read() as session:
            return session.scalars(select(Feedback.id).where(Feedback.serial == row["serial"])).one()

    def bad_line(self) -> str:
        """A line that was set aside."""
        self._bank.post(b"{\n")
        with self.house.read() as session:
            return session.scalars(select(GatewayQuarantine.id).order_by(GatewayQuarantine.id.desc())).first() or ""

    @cached_property
    def document_id(self) -> str:
        return a_document(self.docket)

    @cached_property
    def publication_id(self) -> str:
        return a_shown_photo(self.docket)

    def entry(self) -> str:
        return an_entry(self.docket, "查封厂房一处。")

    def publication(self) -> str:
        body = {"publication_id": new_id(), "case_id": self.case_id, "kind": "progress", "subject_id": self.entry(),
                "derivative_id": None, "caption": ""}
        self.house.must("disclosure.publish", body, self.docket.judge)
        return body["publication_id"]

    def party_of_another_case(self) -> tuple[str, str]:
        """A case with the same members, whose first party has no page yet."""
        filing = a_filing()
        self.house.must("cases.open", filing, self.docket.clerk)
        for duty in DUTIES:
            self.house.must("cases.assign", {"case_id": filing["case_id"], "person_id": self.id_of(f"@{duty}"),
                                             "duty": duty}, self.docket.clerk)
        return filing["case_id"], filing["parties"][1]["party_id"]

    def page(self) -> str:
        case_id, party = self.party_of_another_case()
        page_id = new_id()
        self.house.must("disclosure.open_page", {"page_id": page_id, "case_id": case_id, "party_id": party},
                        self.docket.judge)
        return page_id

    def message(self) -> str:
        message_id = new_id()
        self.house.must("disclosure.leave_message", {
            "message_id": message_id, "page_id": self.page(), "kind": "message", "text": "请问进展？"},
            system_actor("litigant"))
        return message_id

    def respondent(self) -> str:
        return party_id(self.docket)

    def looking_at(self, collection: str, row_id: str) -> dict[str, Any]:
        """`based_on` of somebody who sees the newest row."""
        with self.house.read() as session:
            row = feed.version_of(session, collection, row_id)
        return {f"{collection}/{row_id}": {"seq": row.seq if row else 0, "after": None}}

    def now(self) -> str:
        return to_text(self.house.clock())
