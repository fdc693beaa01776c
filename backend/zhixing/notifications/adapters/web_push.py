"""Web Push by the `webpush` package, with precautions against what was seen of it (release 1.0.6).

It keeps per-call options for all later calls, so one instance is made per time-to-live and options are never
passed to a call; it ignores a ttl of 0; it encrypts payloads that are too long into something nobody can read
(PushMessage refuses those); it leaves the port out of the VAPID audience. It does not send: requests does.
"""

from pathlib import Path
from typing import Any

import requests
from cryptography.hazmat.primitives import serialization
from pydantic import ValidationError

from zhixing.notifications.adapters.port import Delivered, PushMessage, Target, Verdict
from zhixing.notifications.rules import endpoint_is_allowed
from zhixing.platform.crypto import SigningKey, b64, unb64

CONNECT_S, READ_S = 5.0, 10.0


class WebPushSender:
    """Knows the court's VAPID key (RFC 8292); makes it at first use."""

    def __init__(self, key_path: Path, subject: str, hosts: tuple[str, ...]) -> None:
        self._key = SigningKey.load_or_create(key_path)
        public = serialization.load_der_public_key(unb64(self._key.public.spki))
        self._public_pem = public.public_bytes(serialization.Encoding.PEM,
                                               serialization.PublicFormat.SubjectPublicKeyInfo)
        self.public_key: str | None = b64(public.public_bytes(serialization.Encoding.X962,
                                                              serialization.PublicFormat.UncompressedPoint))
        self._subject, self._hosts = subject.removeprefix("mailto:"), hosts
        self._makers: dict[int, Any] = {}

    def allows(self, endpoint: str) -> bool:
        return endpoint_is_allowed(endpoint, self._hosts)

    def send(self, target: Target, message: PushMessage) -> Delivered:
        if not self.allows(target.endpoint):
            return Delivered(Verdict.REFUSED)
        try:
            body, headers = self._encrypt(target, message)
        except (ValueError, ValidationError):  # a key that is no point of the curve, an address that is none
            return Delivered(Verdict.GONE)
        try:
            answer = requests.post(target.endpoint, data=body, headers=headers, timeout=(CONNECT_S, READ_S),
                                   allow_redirects=False)
        except requests.RequestException:
            return Delivered(Verdict.LATER)
        return _verdict(answer)

    def _encrypt(self, target: Target, message: PushMessage) -> tuple[bytes, dict[str, str]]:
        from webpush import WebPushSubscription

        subscription = WebPushSubscription.model_validate(
            {"endpoint": target.endpoint, "keys": {"p256dh": target.p256dh, "auth": target.auth}})
        made = self._maker(message.ttl_s).get(message.payload, subscription)
        headers = {"Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream",
                   "Authorization": made.headers["authorization"], "TTL": str(message.ttl_s),
                   "Urgency": message.urgency}
        return made.encrypted, headers | ({"Topic": message.topic} if message.topic else {})

    def _maker(self, ttl_s: int) -> Any:
        from webpush import WebPush

        if ttl_s not in self._makers:
            self._makers[ttl_s] = WebPush(self._key.to_pem(), self._public_pem, subscriber=self._subject, ttl=ttl_s)
        return self._makers[ttl_s]


def _verdict(answer: requests.Response) -> Delivered:
    status = answer.status_code
    if status in (200, 201, 202, 204):
        return Delivered(Verdict.DELIVERED)
    if status in (404, 410):
        return Delivered(Verdict.GONE)
    if status == 429 or status >= 500:
        asked = answer.headers.get("Retry-After", "")
        return Delivered(Verdict.LATER, int(asked) if asked.isdecimal() else None)
    return Delivered(Verdict.REFUSED)
