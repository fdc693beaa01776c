"""Writes `tests/vectors/approval_challenge.json`: python -m tests.support.make_approval_vectors.

It knows nothing of the backend's code: a wrong byte on either side, Python or TypeScript, shows against it.
"""

import base64
import hashlib
import json
from pathlib import Path

import rfc8785

PLACE = Path(__file__).parents[1] / "vectors" / "approval_challenge.json"
APPROVAL, STEP = "01938a7e-0000-7000-8000-000000000001", "01938a7e-0000-7000-8000-000000000002"
OTHER_STEP = "01938a7e-0000-7000-8000-000000000003"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def vector(name: str, step_id: str, pdf: bytes, decision: str, nonce: bytes) -> dict[str, object]:
    given = {"approval_id": APPROVAL, "step_id": step_id, "sha256": hashlib.sha256(pdf).hexdigest(),
             "decision": decision, "nonce": b64(nonce)}
    text = rfc8785.dumps({"v": 1, "purpose": "approval", **given})
    digest = hashlib.sha256(text).digest()
    return {"name": name, "given": given, "canonical": text.decode(), "challenge": b64(digest),
            "challenge_hex": digest.hex()}


def main() -> None:
    first, second = bytes(range(32)), bytes(range(32, 64))
    vectors = [
        vector("approve", STEP, b"%PDF-1.7 first", "approve", first),
        vector("return is another challenge", STEP, b"%PDF-1.7 first", "return", first),
        vector("one byte of the document changed", STEP, b"%PDF-1.7 fiRst", "approve", first),
        vector("another step", OTHER_STEP, b"%PDF-1.7 first", "approve", first),
        vector("another nonce", STEP, b"%PDF-1.7 first", "approve", second),
    ]
    PLACE.write_text(json.dumps(vectors, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
