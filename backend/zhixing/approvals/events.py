"""What has happened in this slice. Each fact stands alone: it may cross a one-way gate as a signed file."""

from pydantic import BaseModel

from zhixing.kernel.messages import Digest, Id, TimeText


class ApprovalOpened(BaseModel):
    """`approvals.opened`: a draft was submitted; the first step waits."""

    approval_id: Id
    subject_kind: str
    subject_id: Id
    case_id: Id
    case_number: str
    doc_kind: str
    title: str
    sha256: Digest
    version: int
    urgent: bool
    retroactive: bool
    drafted_by: str


class StepWaits(BaseModel):
    """`approvals.step_waits`: these people got a task. Sent again when the task comes to somebody new."""

    approval_id: Id
    step_id: Id
    case_id: Id
    case_number: str
    doc_kind: str
    title: str
    urgent: bool
    retroactive: bool
    people: list[Id]
    due_at: TimeText


class StepStuck(BaseModel):
    """`approvals.step_stuck`: nobody is left who could decide the step; somebody must be named."""

    approval_id: Id
    step_id: Id
    case_id: Id
    case_number: str
    doc_kind: str
    title: str
    role: str
    drafted_by: str


class ApprovalFinished(BaseModel):
    """`approvals.finished`: the last step approved exactly these bytes."""

    approval_id: Id
    subject_kind: str
    subject_id: Id
    case_id: Id
    case_number: str
    doc_kind: str
    title: str
    sha256: Digest
    version: int
    retroactive: bool
    drafted_by: str
    finished_at: TimeText


class ApprovalReturned(BaseModel):
    """`approvals.returned`: with the reason. A retroactive one says that the measure must be lifted (INT 181)."""

    approval_id: Id
    subject_kind: str
    subject_id: Id
    case_id: Id
    case_number: str
    doc_kind: str
    title: str
    sha256: Digest
    version: int
    retroactive: bool
    drafted_by: str
    reason: str
    by: str


class ApprovalVoided(BaseModel):
    """`approvals.voided`: the document changed, or was withdrawn (`why`: changed, withdrawn)."""

    approval_id: Id
    subject_kind: str
    subject_id: Id
    case_id: Id
    case_number: str
    doc_kind: str
    title: str
    sha256: Digest
    version: int
    drafted_by: str
    why: str
    reason: str
    by: str


class StepEscalated(BaseModel):
    """`approvals.escalated`: the step waits longer than the court allows. `people` have it, `told` should know."""

    approval_id: Id
    step_id: Id
    case_id: Id
    case_number: str
    doc_kind: str
    title: str
    urgent: bool
    retroactive: bool
    people: list[Id]
    told: list[Id]
    waiting_since: TimeText
    due_at: TimeText


class QuestionAsked(BaseModel):
    """`approvals.question_asked`: the drafter should answer."""

    approval_id: Id
    question_id: Id
    case_id: Id
    case_number: str
    title: str
    drafted_by: str
    by: str


class QuestionAnsweredFact(BaseModel):
    """`approvals.question_answered`: whoever asked can go on."""

    approval_id: Id
    question_id: Id
    case_id: Id
    case_number: str
    title: str
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
