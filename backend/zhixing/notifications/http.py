"""Doors of notifications."""

from pydantic import BaseModel

from zhixing.notifications.adapters import push_sender
from zhixing.platform.http import Call


class PushPublicKey(BaseModel):
    """What `pushManager.subscribe` needs; absent where this court rings nobody."""

    public_key: str | None = None


def get_public_key(call: Call) -> PushPublicKey:
    """The court's VAPID key (RFC 8292)."""
    return PushPublicKey(public_key=push_sender(call.system).public_key)
