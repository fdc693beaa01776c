"""What can be asked of notifications."""

from typing import Annotated

from pydantic import Field, StringConstraints

from zhixing.kernel.messages import Command, Id, Strict

Base64Url = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{16,120}={0,2}$")]


class PushKeys(Strict):
    """The browser's public key and secret for encrypting to it (RFC 8291)."""

    p256dh: Base64Url
    auth: Base64Url


class BrowserSubscription(Strict):
    """What `PushSubscription.toJSON()` gives, as it is."""

    endpoint: Annotated[str, StringConstraints(min_length=10, max_length=2000)]
    keys: PushKeys
    expirationTime: float | None = None


class SubscribePush(Command):
    """Ring this browser when there is a notice for me."""

    subscription_id: Id
    device_id: Id | None = None
    subscription: BrowserSubscription


class UnsubscribePush(Command):
    """Do not ring this browser any more."""

    subscription_id: Id


class MarkRead(Command):
    """I have seen these notices."""

    notice_ids: Annotated[list[Id], Field(min_length=1, max_length=500)]
