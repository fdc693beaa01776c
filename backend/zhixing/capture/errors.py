"""Reasons this slice refuses. A refused capture stays in quarantine with its bytes."""

from zhixing.kernel.errors import DomainError


class OneOriginalNeeded(DomainError):
    """A capture is about exactly one file."""

    code = "capture.one_original_needed"
    title = "A capture carries exactly one original"


class DutyHadEnded(DomainError):
    """The author's duty in the case had ended before the act can have been made."""

    code = "capture.duty_had_ended"
    status = 403
    title = "The author was no longer assigned to the case"


class AlreadyStruck(DomainError):
    """The evidence is marked void already; nothing about it changes any more."""

    code = "capture.already_struck"
    status = 409
    title = "The evidence is void already"


class NothingToCorrect(DomainError):
    """A correction that changes nothing."""

    code = "capture.nothing_to_correct"
    title = "The correction changes nothing"
