"""Reasons this slice refuses. The params never repeat what was typed: it may be personal data."""

from zhixing.kernel.errors import DomainError


class CaseNumberMalformed(DomainError):
    """Not of the form （2026）粤0605执123号."""

    code = "cases.number_malformed"
    title = "Not a case number"


class CaseNumberCourtUnknown(DomainError):
    """The court code is not in the court's list (`case_number_courts` in law.yaml)."""

    code = "cases.number_court_unknown"
    title = "Unknown court code"


class CaseNumberTypeUnknown(DomainError):
    """The type is none of the enforcement types (`case_number_types` in law.yaml)."""

    code = "cases.number_type_unknown"
    title = "Unknown type of case"


class CaseNumberYearInFuture(DomainError):
    """A case cannot have been filed in a year that has not begun."""

    code = "cases.number_year_in_future"
    title = "The year of the case number lies ahead"


class CaseNumberTaken(DomainError):
    """Each number is given once per court, type and year."""

    code = "cases.number_taken"
    status = 409
    title = "A case with this number exists"


class FiledInFuture(DomainError):
    """The filing date lies after today in Asia/Shanghai."""

    code = "cases.filed_in_future"
    title = "The filing date lies ahead"


class DateImpossible(DomainError):
    """The calendar has no such day."""

    code = "cases.date_impossible"
    title = "No such day"


class ProgressInFuture(DomainError):
    """A record of progress says what has happened, not what will."""

    code = "cases.progress_in_future"
    title = "The day lies ahead"


class ClaimNotPositive(DomainError):
    """The claim must be an amount of zero or more yuan."""

    code = "cases.claim_not_an_amount"
    title = "Not an amount"


class RespondentMissing(DomainError):
    """There is nobody to enforce against."""

    code = "cases.respondent_missing"
    title = "At least one respondent is needed"


class PartyTwice(DomainError):
    """Two parties carry the same id."""

    code = "cases.party_twice"
    title = "The same party twice"


class IdNumberMalformed(DomainError):
    """A resident identity number has 17 digits and a digit or X."""

    code = "cases.id_number_malformed"
    title = "Not a resident identity number"


class IdNumberBirthdayImpossible(DomainError):
    """The eight digits of the birthday are no day, or a day ahead."""

    code = "cases.id_number_birthday_impossible"
    title = "The birthday in the identity number is impossible"


class IdNumberCheckDigitWrong(DomainError):
    """A digit was mistyped: the last character does not fit (GB 11643)."""

    code = "cases.id_number_check_wrong"
    title = "The check digit of the identity number does not fit"


class CreditCodeMalformed(DomainError):
    """A unified social credit code has 18 characters without I, O, S, V, Z."""

    code = "cases.credit_code_malformed"
    title = "Not a unified social credit code"


class CreditCodeCheckWrong(DomainError):
    """A character was mistyped: the last one does not fit (GB 32100)."""

    code = "cases.credit_code_check_wrong"
    title = "The check character of the credit code does not fit"


class PersonUnknown(DomainError):
    """Nobody of this court has this id, or the person is disabled."""

    code = "cases.person_unknown"
    title = "Unknown person"


class DutyNeedsRole(DomainError):
    """A duty in a case needs the matching office: only a judge can be its judge."""

    code = "cases.duty_needs_role"
    title = "This person does not hold the office for this duty"


class NotAssigned(DomainError):
    """The person is not assigned to this case."""

    code = "cases.not_assigned"
    title = "Not assigned to this case"


class CaseClosed(DomainError):
    """A closed case is not reopened; enforcement goes on under a new number (执恢)."""

    code = "cases.closed"
    status = 409
    title = "The case is closed"


class ClosingBlocked(DomainError):
    """Something must be done before the case may be closed; `params.open` names kinds and counts (domain.md 3.7)."""

    code = "cases.closing_blocked"
    status = 409
    title = "Not everything is done that closing needs"
