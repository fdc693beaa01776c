#!/usr/bin/env python3
"""核验审批证据。 Checks who approved which bytes, anywhere, with Python 3.9 or newer and nothing else.

    python3 check.py evidence.json [document.pdf] [--site https://zhixing.court.example]

`evidence.json` is what `GET /api/approvals/<id>/evidence` gave (docs/protocol.md 9). For each decision: the challenge
is computed anew from the digest, step, decision and nonce; the passkey's signature (ES256 or RS256) must hold over it,
with the person verified, for this site. With the PDF its digest is computed and compared. Whose key it is, the court's
log says: `identity.passkey_added` names the person and the digest of the key.

退出码 exit code: 0 全部成立 everything holds; 1 有不成立之处 something does not; 2 用法错误 wrong usage.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

TEXTS = {
    "digest": ("批准的不是这份文件", "this is not the document that was decided on"),
    "challenge": ("确认内容与所记决定不符", "what was confirmed is not the decision that is recorded"),
    "origin": ("不是在本网站上确认的", "not confirmed on this site"),
    "not_verified": ("没有验证本人", "the person was not verified"),
    "signature": ("签名不成立", "the signature does not hold"),
    "algorithm": ("签名算法不在此核验", "this signature algorithm is not checked here"),
    "malformed": ("记录无法解析", "the record cannot be parsed"),
}

# P-256 (FIPS 186-5): y² = x³ − 3x + b over p, with the base point G of order n.
_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
_G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
      0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


class Wrong(Exception):
    """Does not hold, for the reason under this key of TEXTS."""


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _add(one: Any, other: Any) -> Any:
    """The sum of two points of the curve; None is the neutral one."""
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % _P == 0:
        return None
    slope = (3 * x1 * x1 - 3) * pow(2 * y1, -1, _P) if one == other else (y2 - y1) * pow(x2 - x1, -1, _P)
    x = (slope * slope - x1 - x2) % _P
    return x, (slope * (x1 - x) - y1) % _P


def _times(factor: int, point: Any) -> Any:
    total = None
    while factor:
        if factor & 1:
            total = _add(total, point)
        point, factor = _add(point, point), factor >> 1
    return total


def es256_holds(point: tuple[int, int], message: bytes, r: int, s: int) -> bool:
    """ECDSA on P-256 with SHA-256 (FIPS 186-5, 6.4.2)."""
    x, y = point
    on_curve = (y * y - x * x * x + 3 * x - _B) % _P == 0
    if not (0 < r < _N and 0 < s < _N and on_curve):
        return False
    digest, inverse = int.from_bytes(hashlib.sha256(message).digest(), "big"), pow(s, -1, _N)
    found = _add(_times(digest * inverse % _N, _G), _times(r * inverse % _N, point))
    return found is not None and found[0] % _N == r


def rs256_holds(modulus: int, exponent: int, message: bytes, signature: bytes) -> bool:
    """RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2.2)."""
    size = (modulus.bit_length() + 7) // 8
    info = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(message).digest()
    wanted = b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info
    found = pow(int.from_bytes(signature, "big"), exponent, modulus)
    return len(signature) == size and found.to_bytes(size, "big") == wanted


def der_pair(data: bytes) -> tuple[int, int]:
    """The two numbers of an ECDSA signature in DER."""
    numbers, at = [], 2
    for _ in range(2):
        size = data[at + 1]
        numbers.append(int.from_bytes(data[at + 2:at + 2 + size], "big"))
        at += 2 + size
    return numbers[0], numbers[1]


def cose(data: bytes) -> dict[int, Any]:
    """A COSE key: a CBOR map of small integers to integers and byte strings (RFC 9052)."""
    at = 0

    def item() -> Any:
        nonlocal at
        kind, low = data[at] >> 5, data[at] & 31
        at += 1
        if low >= 24:
            size = 1 << (low - 24)
            low, at = int.from_bytes(data[at:at + size], "big"), at + size
        if kind == 2:
            at += low
            return data[at - low:at]
        if kind == 5:
            return {item(): item() for _ in range(low)}
        return {0: low, 1: -1 - low}[kind]

    return item()


def check(record: dict[str, Any], site: str | None) -> None:
    """One decision. Raises: Wrong."""
    bound = {"v": 1, "purpose": "approval", **{key: record[key] for key in (
        "approval_id", "step_id", "sha256", "decision", "nonce")}}
    text = json.dumps(bound, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
    if challenge != record["challenge"]:
        raise Wrong("challenge")
    proof = record["proof"]
    if proof["kind"] == "passkey":
        _check_passkey(proof, challenge, site or proof["origin"])
    else:
        _check_confirmation(proof, challenge, record["person_id"])


def _check_passkey(proof: dict[str, Any], challenge: str, site: str) -> None:
    client_data, data = unb64(proof["client_data"]), unb64(proof["authenticator_data"])
    said = json.loads(client_data)
    if said["type"] != "webauthn.get" or said["challenge"] != challenge:
        raise Wrong("challenge")
    host = site.split("//")[-1].split("/")[0].split(":")[0]
    if said["origin"] != site or data[:32] != hashlib.sha256(host.encode()).digest():
        raise Wrong("origin")
    if not data[32] & 4:
        raise Wrong("not_verified")
    message, signature = data + hashlib.sha256(client_data).digest(), unb64(proof["signature"])
    key = cose(unb64(proof["public_key"]))
    if not _holds(key, message, signature):
        raise Wrong("signature")


def _holds(key: dict[int, Any], message: bytes, signature: bytes) -> bool:
    if key[3] == -7:
        return es256_holds((int.from_bytes(key[-2], "big"), int.from_bytes(key[-3], "big")), message,
                           *der_pair(signature))
    if key[3] == -257:
        return rs256_holds(int.from_bytes(key[-1], "big"), int.from_bytes(key[-2], "big"), message, signature)
    raise Wrong("algorithm")


def _check_confirmation(proof: dict[str, Any], challenge: str, person_id: str) -> None:
    """Password and one-time code: the server's word only, signed by its key (the last 64 bytes of an SPKI)."""
    said = proof["confirmation"]
    if said["challenge"] != challenge or said["person_id"] != person_id or said["purpose"] != "confirmation":
        raise Wrong("challenge")
    unsigned = {key: value for key, value in said.items() if key != "proof"}
    message = json.dumps(unsigned, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    point, signature = unb64(proof["server_key"])[-64:], unb64(said["proof"]["sig"])
    numbers = [int.from_bytes(part, "big") for part in (point[:32], point[32:], signature[:32], signature[32:])]
    if not es256_holds((numbers[0], numbers[1]), message, numbers[2], numbers[3]):
        raise Wrong("signature")


def judge(record: dict[str, Any], site: str | None, digest: str | None) -> str | None:
    """The key of TEXTS that says what is wrong; None when the decision holds. Never raises."""
    try:
        if digest is not None and record["sha256"] != digest:
            return "digest"
        check(record, site)
    except Wrong as wrong:
        return str(wrong)
    except Exception:  # whatever a hostile record makes Python raise
        return "malformed"
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description="核验审批证据 · check the evidence of an approval")
    parser.add_argument("evidence")
    parser.add_argument("document", nargs="?")
    parser.add_argument("--site", help="the court's address, so that a confirmation on another site is found")
    given = parser.parse_args()
    try:
        decisions = json.loads(Path(given.evidence).read_text("utf-8"))["decisions"]
        digest = hashlib.sha256(Path(given.document).read_bytes()).hexdigest() if given.document else None
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 2
    # Earlier versions were decided on too; of these only the newest is compared with the document given.
    newest = max((one.get("version", 0) for one in decisions), default=0)
    wrong = 0
    for one in decisions:
        why = judge(one, given.site, digest if one.get("version") == newest else None)
        wrong += why is not None
        weaker = "  (口令＋动态码，较弱 · password and code, weaker)" if one.get("method") == "password_otp" else ""
        print(f"{'不成立 WRONG' if why else '成立 holds'}  v{one.get('version')} {one.get('decision')} "
              f"{one.get('person_id')} {one.get('occurred_at')}{weaker}"
              + (f"  {' · '.join(TEXTS[why])}" if why else ""))
    print(f"{len(decisions)} decisions, {wrong} wrong")
    return 1 if wrong or not decisions else 0


if __name__ == "__main__":
    sys.exit(main())
