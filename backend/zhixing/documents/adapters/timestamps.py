"""A time stamp of the court's time-stamp server (RFC 3161): asked for in bounded time, and believed only when its
status, nonce, imprint and signature are right. A document is never issued with a stamp that a reader would refuse."""

import asyncio
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import requests
from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from zhixing.documents.errors import TimestampMissing

LONGEST_S = 15.0
REST = timedelta(seconds=60)
LARGEST_ANSWER = 64 * 1024
_HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class TimestampServer(TimeStamper):
    """After a failure it is left alone for `REST`: thirty documents that wait for a dead server wait once, not
    thirty times. `authority`: a PEM file with the certificates a stamp must lead to; without one any stamp that holds
    counts."""

    def __init__(self, url: str, authority: Path | None = None) -> None:
        super().__init__()
        self._url = url
        self._authority = _certificates(authority) if authority else None
        self._rests_until: datetime | None = None
        self._last_reason = ""

    def must_answer(self, now: datetime) -> None:
        """Raises: TimestampMissing while it rests after a failure."""
        if self._rests_until is not None and now < self._rests_until:
            raise TimestampMissing(reason=self._last_reason)

    def failed(self, error: TimestampMissing, now: datetime) -> None:
        self._rests_until, self._last_reason = now + REST, str(error.params["reason"])

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """The token. Raises: TimestampMissing."""
        nonce, request = self.request_cms(message_digest, md_algorithm)
        answer = await asyncio.to_thread(self._ask, request.dump())
        try:
            token = _token(answer, nonce)
            about = {md_algorithm: message_digest}
            context = ValidationContext(trust_roots=self._authority or [], allow_fetching=False)
            signed: Any = token["content"]
            status = await validate_tst_signed_data(signed, context, lambda named: about.get(named, b""))
        except TimestampMissing:
            raise
        except Exception as cause:  # any byte of it is the server's: whatever cannot be read is no stamp
            raise TimestampMissing(reason="invalid") from cause
        trusted = self._authority is None or status["trust_problem_indic"] is None
        if not (status["intact"] and status["valid"] and trusted):
            raise TimestampMissing(reason="invalid")
        return token

    def _ask(self, query: bytes) -> bytes:
        """One question. A thread of its own, because a server that sends a byte now and then outlives every timeout
        of a socket; it is left behind, and ends with its connection. Raises: TimestampMissing."""
        told: list[bytes | TimestampMissing] = []
        asking = threading.Thread(target=lambda: told.append(_post(self._url, query)), daemon=True)
        asking.start()
        asking.join(LONGEST_S)
        answer = told[0] if told else TimestampMissing(reason="slow")
        if isinstance(answer, TimestampMissing):
            raise answer
        return answer


def _post(url: str, query: bytes) -> bytes | TimestampMissing:
    try:
        with requests.post(url, query, headers=_HEADERS, timeout=LONGEST_S, stream=True, allow_redirects=False) as said:
            answer = said.raw.read(LARGEST_ANSWER + 1, decode_content=True)
    except requests.Timeout:
        return TimestampMissing(reason="slow")
    except Exception:  # refused, cut off, no such host, not HTTP: it did not answer
        return TimestampMissing(reason="unreachable")
    if said.status_code != 200:
        return TimestampMissing(reason="unreachable")
    return answer if len(answer) <= LARGEST_ANSWER else TimestampMissing(reason="invalid")


def _token(answer: bytes, nonce: int | None) -> cms.ContentInfo:
    """Raises: TimestampMissing `refused`, `invalid`; what asn1crypto raises on bytes that are no answer."""
    said = tsp.TimeStampResp.load(answer, strict=True)
    if said["status"]["status"].native not in ("granted", "granted_with_mods"):
        raise TimestampMissing(reason="refused")
    token = said["time_stamp_token"]
    if token["content"]["encap_content_info"]["content"].parsed["nonce"].native != nonce:
        raise TimestampMissing(reason="invalid")
    return token


def _certificates(path: Path) -> list[asn1_x509.Certificate]:
    return [asn1_x509.Certificate.load(one.public_bytes(Encoding.DER))
            for one in x509.load_pem_x509_certificates(path.read_bytes())]
