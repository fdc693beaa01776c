"""What can be asked of disclosure."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from zhixing.kernel.messages import Command, Id, Strict

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Caption = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Phone = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9-]{2,19}$")]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
PublicationKind = Literal["photo", "document", "progress"]
MessageKind = Literal["message", "lead"]
LONGEST_MESSAGE = 2000


class OpenPage(Command):
    """Open a page for one party of a case. `contact_phone` left out: the court's own number."""

    page_id: Id
    case_id: Id
    party_id: Id
    contact_phone: Phone | None = None


class ClosePage(Command):
    """Close a page for good; a new one gets a new address."""

    page_id: Id
    reason: Reason


class MaskBox(Strict):
    """A rectangle in shares of the upright picture, 0..1."""

    x: Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)]
    y: Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)]
    w: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
    h: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
    what: Literal["face", "plate", "paper", "other"]


class MaskPhoto(Command):
    """Make a copy of a photo in which these places are covered. No boxes: a person looked, nothing needs covering."""

    derivative_id: Id
    evidence_id: Id
    boxes: Annotated[list[MaskBox], Field(max_length=200)]


class Publish(Command):
    """Show something to the parties. A photo is shown only as the copy named here."""

    publication_id: Id
    case_id: Id
    kind: PublicationKind
    subject_id: Id
    derivative_id: Id | None = None
    caption: Caption = ""


class Withdraw(Command):
    """Stop showing it, at once."""

    publication_id: Id
    reason: Reason


class AnswerMessage(Command):
    """Answer a litigant's message."""

    answer_id: Id
    message_id: Id
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_MESSAGE)]


class LeaveMessage(Command):
    """A litigant writes to the officers of the case. Sent by the page, never by a person of the court."""

    message_id: Id
    page_id: Id
    kind: MessageKind
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_MESSAGE)]
