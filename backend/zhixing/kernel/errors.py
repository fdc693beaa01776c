"""Reasons to refuse. One class per reason, each with a code that never changes."""

from typing import Any, ClassVar


class DomainError(Exception):
    """A rule of the court's work says no. Recorded with the act; the person's data is kept."""

    code: ClassVar[str]
    status: ClassVar[int] = 422
    title: ClassVar[str] = ""

    def __init__(self, **params: Any) -> None:
        super().__init__(self.code)
        self.params = params

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" in cls.__dict__:
            CATALOGUE[cls.code] = cls


CATALOGUE: dict[str, type[DomainError]] = {}


class Denied(DomainError):
    """The policy does not let this person do this."""

    code = "policy.denied"
    status = 403
    title = "You may not do this"


class NotFound(DomainError):
    """There is no such thing, or this person may not know of it: the two look the same from outside."""

    code = "request.not_found"
    status = 404
    title = "Not found"


class Malformed(DomainError):
    """The request does not have the form the contract asks for. `params.errors` names each place."""

    code = "request.malformed"
    status = 422
    title = "The request is malformed"


class Conflict(DomainError):
    """Somebody else changed the row after this person looked at it. A person decides."""

    code = "act.conflict"
    status = 409
    title = "Changed by somebody else in the meantime"
