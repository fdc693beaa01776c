"""How a browser is rung: a port, the real thing (Web Push, RFC 8030/8291/8292) and one that rings nobody."""

from typing import Any

from zhixing.notifications.adapters.null import NullPushSender
from zhixing.notifications.adapters.port import Delivered, PayloadTooLarge, PushMessage, PushSender, Target, Verdict
from zhixing.notifications.adapters.web_push import WebPushSender

__all__ = ["Delivered", "NullPushSender", "PayloadTooLarge", "PushMessage", "PushSender", "Target", "Verdict",
           "WebPushSender", "push_sender", "vapid_key_path"]

EXTRA = "push_sender"


def vapid_key_path(config: Any) -> Any:
    """Where the key lives by which push services know this court."""
    return config.data_dir / "keys" / "vapid.pem"


def push_sender(system: Any) -> PushSender:
    """The sender this deployment uses; none where no push service is allowed (a closed network)."""
    if EXTRA not in system.extras:
        system.extras[EXTRA] = _make(system.config)
    return system.extras[EXTRA]


def _make(config: Any) -> PushSender:
    hosts = tuple(filter(None, config.push_hosts))
    return WebPushSender(vapid_key_path(config), config.vapid_subject, hosts) if hosts else NullPushSender()
