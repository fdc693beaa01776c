"""What has happened in this slice. Each fact stands alone: it may cross a one-way gate as a signed file."""

from pydantic import BaseModel

from zhixing.kernel.messages import Digest, Id, TimeText


class OfApproval(BaseModel):
    """What every fact about one approval says, so that it can be told without asking back."""

    approval_id: Id
    case_id: Id
    case_number: str
    title: str


class OfSubject(OfApproval):
    """A fact about the approval as a whole: which exact bytes of what."""

    subject_kind: str
    subject_id: Id
    doc_kind: str
    sha256: Digest
    version: int
    drafted_by: str


class OfStep(OfApproval):
    """A fact about one step on the way."""

    step_id: Id
    doc_kind: str


class ApprovalOpened(OfSubject):
    """`approvals.opened`: a draft was submitted; the first step waits."""

    urgent: bool
    retroactive: bool


class StepWaits(OfStep):
    """`approvals.step_waits`: these people got a task. Sent again when the task comes to somebody new."""

    urgent: bool
    retroactive: bool
    people: list[Id]
    due_at: TimeText


class StepStuck(OfStep):
    """`approvals.step_stuck`: nobody is left who could decide the step; somebody must be named."""

    role: str
    drafted_by: str


class ApprovalFinished(OfSubject):
    """`approvals.finished`: the last step approved exactly these bytes."""

    retroactive: bool
    finished_at: TimeText


class ApprovalReturned(OfSubject):
    """`approvals.returned`: with the reason. A retroactive one says that the measure must be lifted (INT 181)."""

    retroactive: bool
    reason: str
    by: str


class ApprovalVoided(OfSubject):
    """`approvals.voided`: the document changed, or was withdrawn (`why`: changed, withdrawn)."""

    why: str
    reason: str
    by: str


class StepEscalated(OfStep):
    """`approvals.escalated`: the step waits longer than the court allows. `people` have it, `told` should know."""

    urgent: bool
    retroactive: bool
    people: list[Id]
    told: list[Id]
    waiting_since: TimeText
    due_at: TimeText


class QuestionAsked(OfApproval):
    """`approvals.question_asked`: the drafter should answer."""

    question_id: Id
    drafted_by: str
    by: str


class QuestionAnsweredFact(OfApproval):
    """`approvals.question_answered`: whoever asked can go on."""

    question_id: Id
    asked_by: str
    by: str


class PersonRecused(BaseModel):
    """`approvals.recused`: the person decides nothing in this case any more."""

    recusal_id: Id
    case_id: Id
    person_id: Id
    ground: str
    by: str


class Delegated(BaseModel):
    """`approvals.delegated`: somebody decides for somebody else, from `since` to `until`, both included."""

    delegation_id: Id
    from_person: Id
    to_person: Id
    since: str
    until: str
    kinds: list[str]
