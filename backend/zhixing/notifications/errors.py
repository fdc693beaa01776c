"""Why notifications says no."""

from zhixing.kernel.errors import DomainError


class EndpointNotAllowed(DomainError):
    """The push service is not one the court chose. An endpoint is whatever a browser says: without this list the
    server could be sent to knock anywhere inside the court's network."""

    code = "push.endpoint_not_allowed"
    title = "This push service is not allowed here"


class PushKeyInvalid(DomainError):
    """The browser's key is not a point of P-256, so nothing can be encrypted to it (RFC 8291)."""

    code = "push.key_invalid"
    title = "The subscription's key is not usable"
