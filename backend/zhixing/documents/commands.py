"""What can be asked of this slice. Drafts may be made on a tablet without a line; ids are made by whoever asks."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from zhixing.kernel.messages import Command, DateText, Id, Strict, TimeText
from zhixing.kernel.money import YuanText

Kind = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Fields = Annotated[dict[Annotated[str, StringConstraints(max_length=60)], Any], Field(max_length=200)]
PackAct = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
HandoverMethod = Literal["in_person", "left_behind", "posted_on_site", "by_post", "electronic"]


class ImportDocument(Command):
    """Put a finished document into the case's file. The envelope's first blob is the PDF; a DOCX is taken where the
    court has a converter."""

    document_id: Id
    case_id: Id
    title: Title
    kind: Kind
    issued_on: DateText | None = None


class DraftDocument(Command):
    """Begin a document from a template. `fields` may be incomplete and even wrong: the row says what is; only
    `documents.submit` insists. `template_version` is the one the device filled. `pack_id` and `act` bind the drafts
    of one trip pack together; `visit_id` and `party_id` say what it is about."""

    document_id: Id
    case_id: Id
    kind: Kind
    fields: Fields = {}
    template_version: Annotated[int, Field(ge=1)] | None = None
    party_id: Id | None = None
    visit_id: Id | None = None
    pack_id: Id | None = None
    act: PackAct | None = None


class ReviseDraft(Command):
    """New values, all of them. While an approval waits it becomes void: what was shown is no longer what is there."""

    document_id: Id
    fields: Fields
    template_version: Annotated[int, Field(ge=1)] | None = None


class SubmittedProof(Strict):
    """What the rule wants beside the draft, under a key of the approval matrix. `ref` is the id of a document, a piece
    of evidence or a timeline entry; `text` the words of a `text` or a remark."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,60}$")]
    kind: Literal["document", "evidence", "entry", "text"]
    ref: Id | None = None
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""


class SubmitDraft(Command):
    """Freeze the draft as a version: it is given its number, set as PDF, and goes up for approval. `dated` is the day
    that stands on it, today if left out. `amount_yuan` is what the approval matrix weighs; `acted_at` when an urgent
    measure was taken that is approved after the fact."""

    document_id: Id
    dated: DateText | None = None
    urgent: bool = False
    amount_yuan: YuanText | None = None
    acted_at: TimeText | None = None
    evidence: Annotated[list[SubmittedProof], Field(max_length=50)] = []
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""


class WithdrawDraft(Command):
    """Take a submitted document back while it waits. Its number stays with it."""

    document_id: Id
    reason: Reason


class DiscardDraft(Command):
    """Give a draft up. It stays in the record, out of the way; a number it had is not given again."""

    document_id: Id
    reason: Reason


class MarkPrinted(Command):
    """Copies of the issued document came out of a printer."""

    document_id: Id
    print_id: Id
    copies: Annotated[int, Field(ge=1, le=100)] = 1


class MarkShared(Command):
    """The bytes left the device: given to another app, or saved as a file. Also of imported papers."""

    document_id: Id
    share_id: Id
    means: Literal["share", "download"]


class HandOver(Command):
    """The issued document was given to somebody. Formal proof of service is another matter."""

    document_id: Id
    handover_id: Id
    recipient: Title
    method: HandoverMethod = "in_person"
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class RevokeDocument(Command):
    """Take an issued document back by a new act. Nothing is deleted: whoever checks it hears that it was revoked."""

    document_id: Id
    reason: Reason
