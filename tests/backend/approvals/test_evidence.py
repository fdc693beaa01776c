"""Years later, without this server: who approved which bytes (docs/protocol.md 9)."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from sqlalchemy import select
from webauthn.helpers import encode_cbor

from tests.backend.identity.authenticator import b64
from tests.support.approving import Approver, Chambers, flip
from zhixing.approvals import check
from zhixing.platform.audit import AuditEntry
from zhixing.platform.crypto import unb64

SITE = "http://localhost:8000"
PDF = "%PDF-1.7 冻结裁定"


@pytest.fixture
def evidence(chambers: Chambers) -> dict[str, Any]:
    approval_id = chambers.submit(by=chambers.docket.judge, text=PDF)
    chambers.chief.approve(approval_id)
    client, _ = chambers.judge.browser()
    answer = client.get(f"/api/approvals/{approval_id}/evidence")
    assert answer.status_code == 200
    return answer.json


def run(folder: Path, evidence: dict[str, Any], pdf: str | None, *more: str) -> subprocess.CompletedProcess[str]:
    """The one file, in an isolated Python without installed packages."""
    (folder / "evidence.json").write_text(json.dumps(evidence), "utf-8")
    files = ["evidence.json"]
    if pdf is not None:
        (folder / "document.pdf").write_text(pdf, "utf-8")
        files.append("document.pdf")
    return subprocess.run([sys.executable, "-I", "-S", check.__file__, *files, *more], cwd=folder, capture_output=True,
                          text=True, check=False)


def test_it_holds_for_exactly_these_bytes(evidence: dict[str, Any], tmp_path: Path) -> None:
    done = run(tmp_path, evidence, PDF, "--site", SITE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "成立 holds  v1 approve" in done.stdout


def test_one_byte_changed_is_found(evidence: dict[str, Any], tmp_path: Path) -> None:
    done = run(tmp_path, evidence, PDF.replace("冻结", "扣划"))
    assert (done.returncode, "this is not the document" in done.stdout) == (1, True)


def test_another_courts_address_is_found(evidence: dict[str, Any], tmp_path: Path) -> None:
    done = run(tmp_path, evidence, PDF, "--site", "https://another.example")
    assert (done.returncode, "not confirmed on this site" in done.stdout) == (1, True)


def test_rubbish_is_a_wrong_usage_and_never_a_crash(tmp_path: Path) -> None:
    (tmp_path / "evidence.json").write_text("[]", "utf-8")
    done = subprocess.run([sys.executable, "-I", "-S", check.__file__, "evidence.json"], cwd=tmp_path, check=False,
                          capture_output=True, text=True)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


@pytest.mark.parametrize(("field", "value", "why"), [
    ("sha256", "0" * 64, "challenge"), ("step_id", "0193a000-0000-7000-8000-000000000000", "challenge"),
    ("approval_id", "0193a000-0000-7000-8000-000000000000", "challenge"), ("decision", "return", "challenge"),
    ("nonce", "A" * 43, "challenge"), ("challenge", "A" * 43, "challenge"), ("proof", {}, "malformed")])
def test_every_field_it_is_bound_to_is_watched(evidence: dict[str, Any], field: str, value: Any, why: str) -> None:
    (record,) = evidence["decisions"]
    assert check.judge(record, SITE, None) is None
    assert check.judge(record | {field: value}, SITE, None) == why


@pytest.mark.parametrize(("field", "at"), [("signature", 20), ("authenticator_data", 34), ("client_data", 2),
                                           ("public_key", 20)])
def test_every_byte_of_the_proof_counts(evidence: dict[str, Any], field: str, at: int) -> None:
    (record,) = evidence["decisions"]
    proof = record["proof"] | {field: flip(record["proof"][field], at)}
    assert check.judge(record | {"proof": proof}, SITE, None) in ("signature", "malformed", "challenge")


def test_an_rsa_passkey_is_checked_too(evidence: dict[str, Any]) -> None:
    (record,) = evidence["decisions"]
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    numbers = key.public_key().public_numbers()
    cose = encode_cbor({1: 3, 3: -257, -1: numbers.n.to_bytes(256, "big"), -2: (65537).to_bytes(3, "big")})
    proof = record["proof"]
    message = unb64(proof["authenticator_data"]) + hashlib.sha256(unb64(proof["client_data"])).digest()
    signature = key.sign(message, padding.PKCS1v15(), hashes.SHA256())
    good = proof | {"public_key": b64(cose), "signature": b64(signature)}
    assert check.judge(record | {"proof": good}, SITE, None) is None
    bad = good | {"signature": flip(good["signature"])}
    assert check.judge(record | {"proof": bad}, SITE, None) == "signature"


def test_the_evidence_is_for_those_who_hold_the_case_and_the_look_is_audited(chambers: Chambers) -> None:
    approval_id = chambers.submit(by=chambers.docket.judge)
    path = f"/api/approvals/{approval_id}/evidence"

    def ask(who: Approver) -> int:
        return who.browser()[0].get(path).status_code

    assert [ask(chambers.judge), ask(chambers.president)] == [200, 404]
    with chambers.house.read() as session:
        looks = list(session.scalars(select(AuditEntry).where(AuditEntry.kind == "approvals.evidence_exported")))
    assert [one.actor for one in looks] == [chambers.judge.id]
