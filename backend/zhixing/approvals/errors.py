"""Why approvals says no: one class per reason, with a code that never changes."""

from zhixing.kernel.errors import Conflict, Denied, DomainError


class MatrixInvalid(DomainError):
    """The court's file of the approval matrix is wrong at `params.at`, for `params.why`."""

    code = "approvals.matrix_invalid"
    title = "The approval matrix is not valid"


class EvidenceMissing(DomainError):
    """The rule asks for proof that was not linked: `params.missing` lists `{key, name}` (domain.md 1.3, 3.7)."""

    code = "approvals.evidence_missing"
    title = "Required proof is missing"


class EvidenceUnknown(DomainError):
    """A proof was linked under `params.key`, which the rule for this kind does not know."""

    code = "approvals.evidence_unknown"
    title = "The rule asks for no such proof"


class PanelMissing(DomainError):
    """This kind is decided by a panel (合议庭), and the case has none: form it first."""

    code = "approvals.panel_missing"
    status = 409
    title = "The case has no panel"


class PanelNotOdd(DomainError):
    """A panel has an odd number of members (CPL 40)."""

    code = "approvals.panel_not_odd"
    title = "A panel needs an odd number of members"


class PanelUnfit(DomainError):
    """`params.person_id` is no judge of this court, stands twice in the list, or is recused in this case."""

    code = "approvals.panel_unfit"
    title = "Somebody of the panel cannot sit in it"


class PresidingNotMember(DomainError):
    """The presiding judge is one of the panel."""

    code = "approvals.presiding_not_member"
    title = "The presiding judge is not in the panel"


class AlreadyWaiting(DomainError):
    """There is an approval of this document that is not decided yet: `params.approval_id`."""

    code = "approvals.already_waiting"
    status = 409
    title = "An approval is already waiting"


class AlreadyApproved(DomainError):
    """These very bytes are approved. A finished approval is never undone, only followed by a revoking act."""

    code = "approvals.already_approved"
    status = 409
    title = "Approved already"


class NotYourStep(Denied):
    """This step is for somebody else."""

    code = "approvals.not_your_step"
    title = "This step is not yours"


class OwnDraft(DomainError):
    """The matrix forbids that whoever drafted it decides on it."""

    code = "approvals.own_draft"
    status = 403
    title = "Nobody decides on an own draft here"


class NotWaiting(DomainError):
    """The approval is over: `params.status` (approved, returned, withdrawn or voided)."""

    code = "approvals.not_waiting"
    status = 409
    title = "This approval is over"


class StepNotOpen(DomainError):
    """An earlier step is not decided yet."""

    code = "approvals.step_not_open"
    status = 409
    title = "This step has not been reached"


class DecidedByAnother(Conflict):
    """Another holder of the office was first: `params.by`, `params.decision`. Nothing is counted twice."""

    code = "approvals.decided_by_another"
    title = "Somebody else has decided this step"


class NonceUsed(DomainError):
    """This person has decided this step already; a nonce opens one decision."""

    code = "approvals.nonce_used"
    status = 409
    title = "Decided already"


class DocumentChanged(DomainError):
    """The bytes named are not those that wait for approval now: `params.sha256`, `params.version`. Open it again."""

    code = "approvals.document_changed"
    status = 409
    title = "The document was changed after it was shown"


class NotOpened(DomainError):
    """Exactly this version was never opened by the person who decides."""

    code = "approvals.not_opened"
    status = 409
    title = "Open the document before deciding"


class ReasonNeeded(DomainError):
    """Nothing is returned without saying why."""

    code = "approvals.reason_needed"
    title = "Say why it is returned"


class ProofNeeded(DomainError):
    """The decision carries neither, or not the one its `method` names: passkey assertion or confirmation."""

    code = "approvals.proof_needed"
    title = "The decision is not confirmed"


class PasskeyExpected(DomainError):
    """Password and one-time code are for people without a passkey; this person has one."""

    code = "approvals.passkey_expected"
    title = "Use the passkey"


class ChallengeWrong(DomainError):
    """The confirmation answers a challenge that this step never gave out."""

    code = "approvals.challenge_wrong"
    title = "Not a confirmation of this decision"


class AssertionReplayed(DomainError):
    """The confirmation was used before, for another decision."""

    code = "approvals.assertion_replayed"
    status = 409
    title = "This confirmation was used before"


class CounterRepeated(DomainError):
    """The authenticator's counter was used for another decision already: somebody holds a copy of the key."""

    code = "approvals.counter_repeated"
    status = 409
    title = "The passkey's counter was used before"


class OfAnotherDocument(DomainError):
    """The confirmation was made for another document."""

    code = "approvals.of_another_document"
    title = "The confirmation is of another document"


class OfAnotherStep(DomainError):
    """The confirmation was made for another step or another person's task of the same document."""

    code = "approvals.of_another_step"
    title = "The confirmation is of another step"


class OfAnotherDecision(DomainError):
    """The confirmation says approve and the command says return, or the other way round."""

    code = "approvals.of_another_decision"
    title = "The confirmation is of the other decision"


class ConfirmationForged(DomainError):
    """The signature on the confirmation is not this server's, or it was changed, or it is another person's."""

    code = "approvals.confirmation_forged"
    title = "The confirmation does not verify"


class QuestionUnknown(DomainError):
    """There is no such question in this approval."""

    code = "approvals.question_unknown"
    status = 404
    title = "No such question"


class QuestionAnswered(DomainError):
    """It has its answer; ask another one."""

    code = "approvals.question_answered"
    status = 409
    title = "Answered already"


class PersonUnfit(DomainError):
    """`params.person_id` may not decide this step: wrong office, gone, recused, or the drafter."""

    code = "approvals.person_unfit"
    title = "This person cannot decide the step"


class DelegationBackwards(DomainError):
    """The last day lies before the first, or in the past, or the date is none."""

    code = "approvals.delegation_backwards"
    title = "These days make no period"


class DelegationToSelf(DomainError):
    """Delegating to oneself changes nothing."""

    code = "approvals.delegation_to_self"
    title = "Name somebody else"


class DelegationOver(DomainError):
    """It has ended already."""

    code = "approvals.delegation_over"
    status = 409
    title = "The delegation is over"


class AlreadyRecused(DomainError):
    """The person is recused in this case."""

    code = "approvals.already_recused"
    status = 409
    title = "Recused already"
