"""What can be asked of this slice."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from zhixing.kernel.messages import Command, DateText, Id, Strict

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Amount = Annotated[str, StringConstraints(pattern=r"^\d{1,16}(\.\d{1,4})?$")]
Duty = Literal["judge", "officer", "assistant", "clerk", "marshal"]
Stage = Literal["discovery", "appraisal", "auction", "realisation", "closed"]


class NewParty(Strict):
    """A party as filed. `id_kind` left out means: resident identity number for a person, credit code for an entity."""

    party_id: Id
    side: Literal["applicant", "respondent", "other"]
    kind: Literal["person", "entity"]
    name: Line
    id_number: Word | None = None
    id_kind: Literal["resident", "credit_code", "other"] | None = None
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] | None = None
    address: Word | None = None


class OpenCase(Command):
    """Enter a filed case (立案). The clerk who enters it is its first member."""

    case_id: Id
    case_number: Line
    cause: Line
    title_basis: Word
    claim_amount_yuan: Amount
    filed_on: DateText
    parties: Annotated[list[NewParty], Field(min_length=1, max_length=200)]
    related_cases: Annotated[list[Line], Field(max_length=50)] = []


class AssignCase(Command):
    """Give a person a duty in a case; a person who has one gets the new one instead."""

    case_id: Id
    person_id: Id
    duty: Duty


class UnassignCase(Command):
    """End a person's duty. Her devices forget the case at the next pull."""

    case_id: Id
    person_id: Id
    reason: Line


class RecordProgress(Command):
    """Write down what happened in the case."""

    entry_id: Id
    case_id: Id
    kind: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    happened_on: DateText


class SetStage(Command):
    """Move the case to a stage of its way: 发现 → 评估 → 拍卖 → 变现, or closed."""

    case_id: Id
    stage: Stage
