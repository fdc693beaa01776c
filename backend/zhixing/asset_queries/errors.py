"""Reasons to refuse a request or an assessment, and to set one row aside. Params never repeat what a row says."""

from zhixing.kernel.errors import Denied, DomainError


class NotRegisteredOfficer(Denied):
    """Only named, registered officers may query (NQ 1-2). A duty in the case is not enough."""

    code = "asset_queries.not_registered"
    title = "You are not registered for queries"


class TargetNotRespondent(DomainError):
    """Nobody but the 被执行人 of the case may be queried (NQ 7)."""

    code = "asset_queries.target_not_respondent"
    title = "Only respondents of the case may be queried"


class InstitutionNotListed(DomainError):
    """No institution of this code can be asked; `params.code` names it."""

    code = "asset_queries.institution_not_listed"
    title = "Unknown institution"


class PresetNotListed(DomainError):
    """No preset of this name."""

    code = "asset_queries.preset_not_listed"
    title = "Unknown preset"


class ScopeEmpty(DomainError):
    """No institution was chosen, or none of those chosen knows this kind of person."""

    code = "asset_queries.scope_empty"
    title = "Nobody would be asked"


class ScopeTooLarge(DomainError):
    """More questions than one request may ask; `params.limit` says how many."""

    code = "asset_queries.scope_too_large"
    title = "Too many questions in one request"


class CaseIsClosed(DomainError):
    """A closed case asks nothing any more."""

    code = "asset_queries.case_closed"
    status = 409
    title = "The case is closed"


class OfficerUnknown(DomainError):
    """The person is unknown, disabled, or of no office that queries."""

    code = "asset_queries.officer_unknown"
    title = "This person cannot be registered for queries"


class OfficerNotListed(DomainError):
    """The person is not on the register."""

    code = "asset_queries.officer_not_listed"
    status = 409
    title = "Not on the register"


class NothingToAssess(DomainError):
    """Only what was found can be assessed."""

    code = "asset_queries.nothing_to_assess"
    title = "Nothing was found here"


class ReasonNeeded(DomainError):
    """Not executable, or not clear: the reason must be one of the list (不可执行原因)."""

    code = "asset_queries.reason_needed"
    title = "Choose a reason"


class LookElsewhere(DomainError):
    """An answer named in a look belongs to another case."""

    code = "asset_queries.look_elsewhere"
    title = "Not an answer in this case"


class QuarantineHandled(DomainError):
    """Somebody dealt with this line before; `params.by`, `params.at`."""

    code = "asset_queries.quarantine_handled"
    status = 409
    title = "This line was dealt with before"


class CaseUnknown(DomainError):
    """No case of this court has this number. It may still arrive: the row waits."""

    code = "feedback.case_unknown"
    title = "Unknown case number"


class NotRespondent(DomainError):
    """The person is no respondent of the case: nobody else may be queried (domain.md 5, NQ 7)."""

    code = "feedback.not_respondent"
    title = "Not a respondent of this case"


class QueryUnknown(DomainError):
    """The row answers a question this court never asked, or asked in another case."""

    code = "feedback.query_unknown"
    title = "Answers a question that was not asked"


class InstitutionUnknown(DomainError):
    """Not an institution of the list, or not the one that was asked."""

    code = "feedback.institution_unknown"
    title = "Unknown institution"


class AmountNegative(DomainError):
    """An amount below zero."""

    code = "feedback.amount_negative"
    title = "Negative amount"


class AmountAbsurd(DomainError):
    """More than all deposits of a large bank, or more available than there is."""

    code = "feedback.amount_absurd"
    title = "Absurd amount"


class OutcomeContradicted(DomainError):
    """It says that nothing was found, and names an amount."""

    code = "feedback.outcome_contradicted"
    title = "Outcome and amounts contradict each other"


class MomentImpossible(DomainError):
    """Not a time, in the future, or answered before it was asked."""

    code = "feedback.moment_impossible"
    title = "Impossible time"


class SerialReused(DomainError):
    """The serial came before with another answer. The first one stands until a person decides."""

    code = "feedback.serial_reused"
    status = 409
    title = "Serial used before for another answer"
