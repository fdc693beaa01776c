"""Documents on their way: drafted from a template's own sample, submitted, approved by those the matrix names."""

from dataclasses import dataclass, field
from typing import Any

from tests.support.approving import Approver, Chambers
from tests.support.docket import Docket
from tests.support.house import House
from tests.support.people import browser_of
from zhixing.documents.catalogue import shipped
from zhixing.kernel.ids import new_id
from zhixing.kernel.messages import Actor, Outcome

Body = dict[str, Any]


@dataclass
class Office:
    """A court that drafts and approves. `docket.tablet` is the officer's."""

    house: House
    chambers: Chambers = field(init=False)

    def __post_init__(self) -> None:
        self.chambers = Chambers(self.house)

    @property
    def docket(self) -> Docket:
        return self.chambers.docket

    def body(self, kind: str = "ruling_seizure", **changes: Any) -> Body:
        """A draft as the tablet makes it, filled with the template's sample."""
        return {"document_id": new_id(), "case_id": self.docket.case_id, "kind": kind,
                "fields": shipped()[kind].sample if kind in shipped() else {}} | changes

    def draft(self, kind: str = "ruling_seizure", **changes: Any) -> str:
        body = self.body(kind, **changes)
        self.docket.tablet.must("documents.draft", body)
        return str(body["document_id"])

    def submit(self, document_id: str, **changes: Any) -> Outcome:
        tablet = self.docket.tablet
        tablet.pull()
        return tablet.do("documents.submit", {"document_id": document_id} | changes,
                         based_on=tablet.look("drafts", document_id))

    def submitted(self, kind: str = "ruling_seizure", **changes: Any) -> str:
        """Waiting for approval, with its PDF."""
        document_id = self.draft(kind)
        outcome = self.submit(document_id, **changes)
        assert outcome.outcome == "accepted", outcome.wire()
        self.house.work()
        return document_id

    def issued(self, kind: str = "ruling_seizure", **changes: Any) -> str:
        """All the way."""
        document_id = self.submitted(kind, **changes)
        self.approve(document_id)
        assert self.row(document_id)["state"] == "issued"
        return document_id

    def approve(self, document_id: str) -> None:
        """Whoever has the task approves, step after step."""
        for _ in range(5):
            approver = next((one for one in self.approvers if self._waits(one, document_id)), None)
            if approver is None:
                return
            approver.approve(self.approval_id(document_id))
            self.house.work()

    @property
    def approvers(self) -> list[Approver]:
        return [self.chambers.judge, self.chambers.chief, self.chambers.president]

    def _waits(self, approver: Approver, document_id: str) -> bool:
        approval_id = self.approval_id(document_id)
        return any(task["approval_id"] == approval_id for task in approver.inbox())

    def approval_id(self, document_id: str) -> str:
        return str(self.row(document_id)["versions"][-1]["approval_id"])

    def row(self, document_id: str) -> Body:
        """The draft as the officer's tablet holds it."""
        return self.docket.tablet.pull()["drafts"][document_id]

    def document(self, document_id: str) -> Body:
        return self.docket.tablet.pull()["documents"][document_id]

    def pdf(self, document_id: str, version: int | None = None, person: Actor | None = None) -> bytes:
        path = f"/api/documents/{document_id}/" + (f"versions/{version}/pdf" if version else "pdf")
        answer = browser_of(self.house, person or self.docket.judge).get(path, buffered=True)
        assert answer.status_code == 200, answer.text
        return answer.data
