"""Reasons this slice refuses. A refused act stays in quarantine, whole."""

from zhixing.kernel.errors import DomainError


class TooFewOfficers(DomainError):
    """The act needs more people (law key `least_officers_<purpose>`)."""

    code = "fieldwork.too_few_officers"
    title = "Too few officers"


class OfficerUnknown(DomainError):
    """Somebody named as officer is not of this court, or holds no office that works outside."""

    code = "fieldwork.officer_unknown"
    title = "Not an officer of this court"


class VisitEnded(DomainError):
    """The visit had ended when this was done. Corrections with a reason, photos and notes are still taken."""

    code = "fieldwork.visit_ended"
    status = 409
    title = "The visit has ended"


class EngineNumberNeeded(DomainError):
    """A vehicle without a plate is known by its engine number only (SEZ 9)."""

    code = "fieldwork.engine_number_needed"
    title = "An unregistered vehicle needs its engine number in the list"


class QuantityNotPositive(DomainError):
    """There is nothing to list."""

    code = "fieldwork.quantity_not_positive"
    title = "The quantity must be more than zero"


class ItemStruck(DomainError):
    """The line is void; nothing about it changes any more."""

    code = "fieldwork.item_struck"
    status = 409
    title = "The line is void already"


class PackageImpossible(DomainError):
    """Something that would go into the package cannot be proven any more; `params.reason` is for the court's IT."""

    code = "fieldwork.package_impossible"
    status = 409
    title = "The package cannot be made"


class NothingToCorrect(DomainError):
    """A correction that changes nothing."""

    code = "fieldwork.nothing_to_correct"
    title = "The correction changes nothing"


class OrderNotOfVisit(DomainError):
    """The order names lines of another visit, or one twice."""

    code = "fieldwork.order_not_of_visit"
    title = "The order does not fit the visit's list"
