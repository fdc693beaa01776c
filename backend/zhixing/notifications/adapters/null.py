"""For courts whose network reaches no push service: notices appear in the app, nothing rings."""

from zhixing.notifications.adapters.port import Delivered, PushMessage, Target, Verdict


class NullPushSender:
    """Rings nobody and says so."""

    public_key = None

    def send(self, target: Target, message: PushMessage) -> Delivered:
        return Delivered(Verdict.NOBODY)

    def allows(self, endpoint: str) -> bool:
        return False
