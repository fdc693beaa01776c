"""What has happened in this slice. Nothing here repeats what a litigant wrote."""

from pydantic import BaseModel

from zhixing.kernel.messages import DateText, Id


class PageOpened(BaseModel):
    """`disclosure.page_opened`"""

    page_id: Id
    case_id: Id
    party_id: Id
    by: str


class PageClosedForGood(BaseModel):
    """`disclosure.page_closed`"""

    page_id: Id
    case_id: Id
    party_id: Id
    by: str


class PageWasLocked(BaseModel):
    """`disclosure.page_locked`: somebody guesses. `locked_until` in UTC."""

    page_id: Id
    case_id: Id
    party_id: Id
    locked_until: str


class Published(BaseModel):
    """`disclosure.published`: shown to the parties from now on."""

    publication_id: Id
    case_id: Id
    kind: str
    subject_id: Id
    by: str


class PublicationWithdrawn(BaseModel):
    """`disclosure.withdrawn`: not shown any more."""

    publication_id: Id
    case_id: Id
    kind: str
    subject_id: Id
    by: str


class PhotoMasked(BaseModel):
    """`disclosure.masked`: the covered copy was made; `state` is `ready` or `failed`."""

    derivative_id: Id
    evidence_id: Id
    case_id: Id
    state: str


class MessageLeft(BaseModel):
    """`disclosure.message_left`: a litigant wrote. `answer_due_on` is None where no working days are entered yet."""

    message_id: Id
    page_id: Id
    case_id: Id
    party_id: Id
    kind: str
    answer_due_on: DateText | None


class MessageAnswered(BaseModel):
    """`disclosure.message_answered`"""

    message_id: Id
    case_id: Id
    party_id: Id
    answer_id: Id
    by: str
