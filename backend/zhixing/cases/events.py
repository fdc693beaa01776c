"""What has happened in this slice. Each fact stands alone: it may cross a one-way gate as a signed file."""

from pydantic import BaseModel

from zhixing.kernel.messages import Id


class CaseOpened(BaseModel):
    """`cases.opened`: a case was entered, by the clerk `by`."""

    case_id: Id
    case_number: str
    cause: str
    filed_on: str
    by: str
    at: str


class CaseAssigned(BaseModel):
    """`cases.assigned`: the person has this duty from now on."""

    case_id: Id
    case_number: str
    person_id: Id
    duty: str
    by: str
    at: str


class CaseUnassigned(BaseModel):
    """`cases.unassigned`: the person's duty ended."""

    case_id: Id
    case_number: str
    person_id: Id
    duty: str
    reason: str
    by: str
    at: str


class ProgressRecorded(BaseModel):
    """`cases.progress_recorded`: an entry was written into the timeline."""

    case_id: Id
    case_number: str
    entry_id: Id
    kind: str
    by: str
    at: str


class StageSet(BaseModel):
    """`cases.stage_set`: the case moved from one stage to another."""

    case_id: Id
    case_number: str
    stage_before: str
    stage: str
    by: str
    at: str
