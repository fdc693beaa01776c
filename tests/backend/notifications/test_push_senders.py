"""The contract of the push port, against a push service that decrypts, and against the adapter that rings nobody."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.push_service import Browser, PushService, push_service
from zhixing.notifications.adapters import (
    NullPushSender,
    PayloadTooLarge,
    PushMessage,
    PushSender,
    Target,
    Verdict,
    WebPushSender,
)
from zhixing.notifications.rules import LARGEST_PAYLOAD, endpoint_is_allowed, pause_s


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture
def web_push(service: PushService, tmp_path: Path) -> WebPushSender:
    return WebPushSender(tmp_path / "keys" / "vapid.pem", "mailto:it@court.invalid", (service.origin,))


@pytest.fixture(params=["web_push", "null"])
def sender(request: pytest.FixtureRequest, web_push: WebPushSender) -> PushSender:
    return web_push if request.param == "web_push" else NullPushSender()


def target(service: PushService, browser: Browser) -> Target:
    return Target(f"{service.origin}/box/1", browser.p256dh, browser.auth)


def test_every_sender_answers_with_a_verdict(sender: PushSender, service: PushService) -> None:
    answer = sender.send(target(service, Browser()), PushMessage(b"{}"))
    assert answer.verdict in (Verdict.DELIVERED, Verdict.NOBODY)
    assert (sender.public_key is None) == (answer.verdict == Verdict.NOBODY)


def test_no_sender_knocks_at_an_address_the_court_did_not_choose(sender: PushSender) -> None:
    browser = Browser()
    assert not sender.allows("https://intranet.court.invalid/box")
    answer = sender.send(Target("http://127.0.0.1:9/box", browser.p256dh, browser.auth), PushMessage(b"{}"))
    assert answer.verdict in (Verdict.REFUSED, Verdict.NOBODY)


def test_a_payload_that_no_browser_could_decrypt_is_refused_before_sending() -> None:
    PushMessage(b"x" * LARGEST_PAYLOAD)
    with pytest.raises(PayloadTooLarge):
        PushMessage(b"x" * (LARGEST_PAYLOAD + 1))


def test_the_browser_reads_what_was_sent(web_push: WebPushSender, service: PushService) -> None:
    browser = Browser()
    for text in (b'{"kind":"x"}', "查控反馈".encode(), b"y" * LARGEST_PAYLOAD):
        web_push.send(target(service, browser), PushMessage(text, ttl_s=600, urgency="high", topic="abc"))
        _path, headers, body = service.received[-1]
        assert browser.decrypt(body) == text
        assert (headers["ttl"], headers["urgency"], headers["topic"]) == ("600", "high", "abc")
        assert headers["content-encoding"] == "aes128gcm"


def test_the_push_service_can_tell_that_the_court_sent_it(web_push: WebPushSender, service: PushService) -> None:
    web_push.send(target(service, Browser()), PushMessage(b"{}"))
    header = service.received[0][1]["authorization"].removeprefix("vapid ")
    token, key = (part.split("=", 1)[1] for part in header.split(", "))
    assert key == web_push.public_key
    point = base64.urlsafe_b64decode(key + "==")
    claims = jwt.decode(token, ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point), ["ES256"],
                        audience="http://127.0.0.1")
    assert claims["sub"] == "mailto:it@court.invalid"


def test_the_lifetime_of_one_message_does_not_stick_to_the_next(web_push: WebPushSender, service: PushService) -> None:
    for ttl in (60, 0, 3600):
        web_push.send(target(service, Browser()), PushMessage(b"{}", ttl_s=ttl))
    assert [headers["ttl"] for _, headers, _ in service.received] == ["60", "0", "3600"]


@pytest.mark.parametrize(("status", "verdict"), [
    (201, Verdict.DELIVERED), (404, Verdict.GONE), (410, Verdict.GONE), (429, Verdict.LATER), (503, Verdict.LATER),
    (400, Verdict.REFUSED), (302, Verdict.REFUSED),
])
def test_what_the_service_says_is_understood(
        web_push: WebPushSender, service: PushService, status: int, verdict: Verdict) -> None:
    service.answers = [(status, {"Retry-After": "77", "Location": "http://127.0.0.1:9/inside"})]
    answer = web_push.send(target(service, Browser()), PushMessage(b"{}"))
    assert answer.verdict == verdict
    assert answer.retry_after_s == (77 if verdict == Verdict.LATER else None)
    assert len(service.received) == 1, "a redirect must not be followed"


def test_a_service_that_is_away_is_tried_later(web_push: WebPushSender, tmp_path: Path) -> None:
    away = WebPushSender(tmp_path / "keys" / "vapid.pem", "mailto:it@court.invalid", ("http://127.0.0.1:9",))
    browser = Browser()
    answer = away.send(Target("http://127.0.0.1:9/box", browser.p256dh, browser.auth), PushMessage(b"{}"))
    assert answer.verdict == Verdict.LATER


def test_a_subscription_whose_key_is_nonsense_is_given_up(web_push: WebPushSender, service: PushService) -> None:
    answer = web_push.send(Target(f"{service.origin}/box", "A" * 87, "B" * 22), PushMessage(json.dumps({}).encode()))
    assert answer.verdict == Verdict.GONE
    assert not service.received


def test_the_court_keeps_its_key_across_restarts(web_push: WebPushSender, tmp_path: Path) -> None:
    again = WebPushSender(tmp_path / "keys" / "vapid.pem", "mailto:it@court.invalid", ())
    assert again.public_key == web_push.public_key


@pytest.mark.parametrize(("endpoint", "allowed"), [
    ("https://fcm.googleapis.com/fcm/send/abc", True),
    ("https://FCM.googleapis.com/fcm/send/abc", True),
    ("https://fcm.googleapis.com:443/x", True),
    ("https://push.court:8443/x", True),
    ("http://fcm.googleapis.com/x", False),
    ("https://fcm.googleapis.com:8080/x", False),
    ("https://fcm.googleapis.com.evil.example/x", False),
    ("https://fcm.googleapis.com@evil.example/x", False),
    ("https://evil.example/fcm.googleapis.com", False),
    ("https://push.court/x", False),
    ("https://user@push.court:8443/x", False),
    ("https://[::1", False),
    ("file:///etc/passwd", False),
    ("", False),
])
def test_only_push_services_on_the_list_are_allowed(endpoint: str, allowed: bool) -> None:
    assert endpoint_is_allowed(endpoint, ("fcm.googleapis.com", "https://push.court:8443", "")) is allowed


def test_pauses_double_and_respect_what_the_service_asks() -> None:
    assert [pause_s(n, None) for n in (1, 2, 3)] == [30, 60, 120]
    assert pause_s(1, 600) == 600
    assert pause_s(8, 10**9) == 6 * 3600
