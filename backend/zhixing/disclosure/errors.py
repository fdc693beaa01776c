"""Why disclosure says no: to people of the court, and to whoever stands before a page."""

from zhixing.kernel.errors import DomainError


class PartyNotInCase(DomainError):
    """The person is no party of this case."""

    code = "disclosure.party_not_in_case"
    title = "Not a party of this case"


class NothingToCheckBy(DomainError):
    """The court knows neither an identity number nor a telephone of the party, so the page could not ask anything."""

    code = "disclosure.nothing_to_check_by"
    title = "Neither identity number nor telephone is known"


class PageAlreadyOpen(DomainError):
    """The party has an open page. Print its code again, or close it first."""

    code = "disclosure.page_already_open"
    status = 409
    title = "The party has an open page"


class PageAlreadyClosed(DomainError):
    """The page was closed before."""

    code = "disclosure.page_already_closed"
    status = 409
    title = "The page is closed"


class NotAPhoto(DomainError):
    """Only photos that could be decoded can be covered."""

    code = "disclosure.not_a_photo"
    title = "Not a readable photo"


class EvidenceStruck(DomainError):
    """The photo was struck (作废) and is shown to nobody."""

    code = "disclosure.evidence_struck"
    title = "The photo was struck"


class DerivativeNeeded(DomainError):
    """A photo is shown only as a covered copy: the act must name it."""

    code = "disclosure.derivative_needed"
    title = "Name the covered copy"


class DerivativeNotReady(DomainError):
    """The covered copy is not rendered yet, or rendering failed, so nobody can have looked at it."""

    code = "disclosure.derivative_not_ready"
    status = 409
    title = "The covered copy is not ready"


class DocumentNotReady(DomainError):
    """The document was not examined yet, or is no readable PDF."""

    code = "disclosure.document_not_ready"
    status = 409
    title = "The document is not ready"


class DerivativeOfAnother(DomainError):
    """The covered copy was made from another photo."""

    code = "disclosure.derivative_of_another"
    title = "The covered copy belongs to another photo"


class SecondPersonNeeded(DomainError):
    """This court wants another person to look before a photo is shown (law key second_person_reviews)."""

    code = "disclosure.second_person_needed"
    title = "Another person must review the copy"


class SubjectOfAnotherCase(DomainError):
    """What is to be shown belongs to another case."""

    code = "disclosure.subject_of_another_case"
    title = "Belongs to another case"


class TextMissing(DomainError):
    """The entry has no words of its own, and no caption was written."""

    code = "disclosure.text_missing"
    title = "Write a caption"


class AlreadyPublished(DomainError):
    """It is being shown. Withdraw it first."""

    code = "disclosure.already_published"
    status = 409
    title = "Already shown"


class AlreadyWithdrawn(DomainError):
    """It is not shown any more."""

    code = "disclosure.already_withdrawn"
    status = 409
    title = "Already withdrawn"


class TooManyMessages(DomainError):
    """More messages than one page may leave in a day."""

    code = "disclosure.too_many_messages"
    status = 429
    title = "Too many messages today"


class PageUnknown(DomainError):
    """No page has this address."""

    code = "page.unknown"
    status = 404
    title = "No such page"


class PageClosed(DomainError):
    """The court closed this page."""

    code = "page.closed"
    status = 410
    title = "The page is closed"


class NotShown(DomainError):
    """It was never shown on this page, or was withdrawn."""

    code = "page.not_shown"
    status = 404
    title = "Not shown here"


class Withdrawn(NotShown):
    """It was shown here and was withdrawn."""

    code = "page.withdrawn"
    status = 410
    title = "Withdrawn"


class CheckNeeded(DomainError):
    """The visitor has not answered the page's question, or did so too long ago."""

    code = "page.check_needed"
    status = 403
    title = "Answer the question first"


class CheckWrong(DomainError):
    """The answer is not the one the court knows."""

    code = "page.check_wrong"
    status = 403
    title = "Wrong answer"


class CheckTooSoon(DomainError):
    """Wrong answers make everybody wait, longer each time. The answer was not looked at."""

    code = "page.check_too_soon"
    status = 429
    title = "Wait before trying again"


class PageLocked(DomainError):
    """Too many wrong answers; the officers of the case were told."""

    code = "page.locked"
    status = 429
    title = "The page is locked for a while"


class TooManyRequests(DomainError):
    """More requests from one network than a reader makes."""

    code = "page.too_many_requests"
    status = 429
    title = "Too many requests"


class FormStale(DomainError):
    """The form does not belong to this session: an old tab, or another site's doing."""

    code = "page.form_stale"
    status = 403
    title = "The form is too old"


class MessageEmpty(DomainError):
    """Nothing was written, or too much."""

    code = "page.message_empty"
    title = "Nothing was written, or too much"
