"""What can be asked of this slice. Submitting is not here: `documents` opens an approval through the face."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from zhixing.kernel.messages import Command, DateText, Digest, Id, Proof, Strict, TimeText

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000, pattern=r"^[^\x00]+$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[^\x00]+$")]
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,59}$")]
Bytes64 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=4000)]
Challenge = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
Decided = Literal["approve", "return"]
Method = Literal["passkey", "password_otp"]
Ground = Literal["party_or_relative", "interest", "witness_or_agent", "other_relation", "accepted_gift"]


class Assertion(Strict):
    """What `navigator.credentials.get` answered, each as base64url: `id` and the members of `response`."""

    credential_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=1400)]
    client_data: Bytes64
    authenticator_data: Bytes64
    signature: Bytes64


class Confirmation(Strict):
    """The server's word that password and one-time code were right (`POST /api/session/confirmation`), as it came."""

    v: Literal[1]
    purpose: Literal["confirmation"]
    person_id: Id
    challenge: Challenge
    method: Literal["password_otp"]
    at: TimeText
    proof: Proof


class OpenedForApproval(Command):
    """I have looked at exactly these bytes. Made when the document was opened on the approver's screen."""

    approval_id: Id
    step_id: Id
    sha256: Digest


class DecideStep(Command):
    """Approve or return. The challenge of `assertion` or `confirmation` is that of docs/protocol.md 9: it binds the
    bytes, the step, the decision and the nonce that came with the task."""

    approval_id: Id
    step_id: Id
    sha256: Digest
    decision: Decided
    reason: Reason | None = None
    method: Method
    assertion: Assertion | None = None
    confirmation: Confirmation | None = None


class AskDrafter(Command):
    """A question to the drafter. It decides nothing and stops no clock."""

    question_id: Id
    approval_id: Id
    step_id: Id
    text: Text


class AnswerApprover(Command):
    """The drafter, or the judge of the case, answers."""

    question_id: Id
    approval_id: Id
    text: Text


class WithdrawApproval(Command):
    """The drafter takes the draft back while it waits."""

    approval_id: Id
    reason: Reason


class AssignStep(Command):
    """Let a named person decide a step: a vice-president in charge, or whoever stands in when nobody is left."""

    approval_id: Id
    step_id: Id
    person_id: Id
    reason: Reason


class FormPanel(Command):
    """The panel (合议庭) of a case: an odd number of judges, one of them presiding. A new one replaces the old one
    for approvals that are opened from now on."""

    panel_id: Id
    case_id: Id
    members: Annotated[list[Id], Field(min_length=3, max_length=9)]
    presiding: Id


class Delegate(Command):
    """While I am away, this person decides for me: from one day to another, both included. No `kinds`: everything
    that may be delegated."""

    delegation_id: Id
    from_person: Id
    to_person: Id
    since: DateText
    until: DateText
    kinds: Annotated[list[Kind], Field(max_length=60)] = []
    reason: Reason


class EndDelegation(Command):
    """I am back earlier."""

    delegation_id: Id
    reason: Reason


class Recuse(Command):
    """回避: this person decides nothing in this case from now on. `replaced_by` takes the open steps over; without it
    the other holders of the office do."""

    recusal_id: Id
    case_id: Id
    person_id: Id
    ground: Ground
    reason: Reason
    replaced_by: Id | None = None
