"""The challenge that binds a decision to the bytes (docs/protocol.md 9). The same on the phone, offline."""

from dataclasses import dataclass

from zhixing.platform.crypto import b64, canonical, sha256


@dataclass(frozen=True)
class Bound:
    """What a decision is bound to. `sha256`: of the exact PDF; `nonce`: handed out once, with the task."""

    approval_id: str
    step_id: str
    sha256: str
    decision: str
    nonce: str


def challenge_of(bound: Bound) -> bytes:
    """SHA-256 over the canonical JSON: 32 bytes, what WebAuthn is given as `challenge`."""
    return sha256(canonical({"v": 1, "purpose": "approval", "approval_id": bound.approval_id, "step_id": bound.step_id,
                             "sha256": bound.sha256, "decision": bound.decision, "nonce": bound.nonce}))


def challenge_text(bound: Bound) -> str:
    """The same as base64url, as client data and confirmations carry it."""
    return b64(challenge_of(bound))
