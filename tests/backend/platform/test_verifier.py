"""The stand-alone verifier's own mathematics against the libraries the server uses."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from zhixing.platform import crypto
from zhixing.platform.crypto import PublicKey, SigningKey, b64
from zhixing.platform.verifier import standalone

VECTORS = Path(__file__).parents[2] / "vectors"
MERKLE = json.loads((VECTORS / "merkle.json").read_text("utf-8"))
RECEIPT = json.loads((VECTORS / "receipt.json").read_text("utf-8"))
SAFE = 2**53 - 1
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-SAFE, SAFE) | st.text(st.characters(exclude_categories=["Cs"]))
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4), max_leaves=12)


def point_of(key: ec.EllipticCurvePublicKey) -> standalone.Point:
    numbers = key.public_numbers()
    return numbers.x, numbers.y, 1


def raw(r: int, s: int) -> bytes:
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@given(json_values)
def test_it_writes_json_as_the_server_does(value):
    assert standalone.canonical(value) == crypto.canonical(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_it_writes_numbers_as_the_server_does_and_reads_its_own_back(number):
    text = standalone.canonical(number)
    assert text == crypto.canonical(number)
    assert float(standalone.parse(text)) == number


@pytest.mark.parametrize("text", [b" 1", b"1 ", b"1.0", b"-0", b"1e2", b'{"b":1,"a":2}', b'{"a":1,"a":1}', b"NaN",
                                  b"Infinity", b"1e999", b"nan",
                                  b'"\\u0041"', b'"\\ud800"', b"\xff", b"", b"[1,]", b"nul"])
def test_json_in_any_but_its_one_form_is_refused(text):
    with pytest.raises(ValueError):
        standalone.parse(text)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, standalone.N - 1), st.binary(max_size=40), st.integers(0, 63), st.integers(1, 255))
def test_it_accepts_what_a_library_signed_and_nothing_else(secret, message, place, flip):
    key = ec.derive_private_key(secret, ec.SECP256R1())
    signature = raw(*decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256()))))
    point = point_of(key.public_key())
    assert standalone.ecdsa_holds(point, message, signature)
    assert not standalone.ecdsa_holds(point, message + b"x", signature)
    turned = bytearray(signature)
    turned[place] ^= flip
    assert not standalone.ecdsa_holds(point, message, bytes(turned))


@pytest.mark.parametrize("secret", [1, 2, 3, standalone.N - 1, standalone.N - 2, standalone.N // 2])
def test_it_accepts_keys_for_which_additions_meet_in_one_point_or_at_infinity(secret):
    """The key 1 is the base point itself and N-1 its negative: the addition must double or vanish."""
    key = ec.derive_private_key(secret, ec.SECP256R1())
    for number in range(8):
        message = b"message %d" % number
        signature = raw(*decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256()))))
        assert standalone.ecdsa_holds(point_of(key.public_key()), message, signature)
        assert not standalone.ecdsa_holds(point_of(key.public_key()), message + b"x", signature)


@pytest.mark.parametrize("signature", [
    b"", bytes(63), bytes(64), bytes(65), raw(0, 1), raw(1, 0), raw(standalone.N, 1), raw(1, standalone.N),
    raw(standalone.N + 1, 1), b"\xff" * 64, raw(1, 1), raw(standalone.N - 1, standalone.N - 1)])
def test_it_refuses_degenerate_signatures(signature):
    key = ec.derive_private_key(12345, ec.SECP256R1()).public_key()
    assert not standalone.ecdsa_holds(point_of(key), b"message", signature)


def test_it_reads_the_keys_a_browser_exports_and_no_others():
    good = SigningKey.generate().public
    assert standalone.Key({"id": good.id, "spki": good.spki}).fingerprint == good.fingerprint
    der = crypto.unb64(good.spki)
    off_curve = der[:-1] + bytes([der[-1] ^ 1])
    too_large = der[:27] + b"\xff" * 64
    for spki in (b64(off_curve), b64(too_large), b64(der[:-1]), b64(der + b"\x00"), good.spki + "=", "*", ""):
        with pytest.raises(ValueError):
            standalone.Key({"id": good.id, "spki": spki})
    with pytest.raises(ValueError):
        standalone.Key({"id": "0" * 16, "spki": good.spki})


@pytest.mark.parametrize("case", MERKLE["cases"], ids=lambda case: case["name"])
def test_the_shared_merkle_vectors_hold_or_do_not_as_they_say(case):
    if case["kind"] == "inclusion":
        held = standalone.included(case["leaf"], case, case["root"])
    else:
        old = {"log": "a", "size": case["old"], "root": case["old_root"]}
        held = standalone.consistent(old, {"log": "a", "size": case["new"], "root": case["new_root"]}, case["path"])
    assert held is case["holds"]


def test_logs_with_different_names_are_not_one_log():
    head = {"log": "a", "size": 8, "root": MERKLE["roots"][7]}
    assert standalone.consistent(head, head, [])
    assert not standalone.consistent(head, {**head, "log": "b"}, [])


def accepts(receipt: dict) -> bool:
    """What a device asks of a receipt before it forgets bytes (docs/protocol.md 2)."""
    envelope, key = RECEIPT["envelope"], PublicKey.from_spki(RECEIPT["server_key"]["spki"])
    blobs = [{"sha256": one["sha256"], "size": one["size"]} for one in envelope["blobs"]]
    return (key.verify_signed(receipt) and receipt["blobs"] == blobs
            and receipt["envelope_hash"] == crypto.envelope_hash(envelope)
            and (receipt["device_id"], receipt["device_seq"]) == (envelope["device_id"], envelope["device_seq"]))


@pytest.mark.parametrize("case", RECEIPT["cases"], ids=lambda case: case["name"])
def test_the_shared_receipt_vectors_hold_or_do_not_as_they_say(case):
    assert accepts(case["receipt"]) is case["holds"]
    signed = PublicKey.from_spki(RECEIPT["server_key"]["spki"]).verify_signed(case["receipt"])
    assert holds_alone(case["receipt"]) is signed


def holds_alone(receipt: dict) -> bool:
    try:
        return standalone.Key(RECEIPT["server_key"]).signed(receipt)
    except ValueError:
        return False


def test_the_receipt_vectors_give_the_exact_bytes_that_were_hashed():
    envelope = RECEIPT["envelope"]
    assert crypto.canonical(crypto.without_proof(envelope)).decode() == RECEIPT["envelope_canonical"]
    assert standalone.sha256(RECEIPT["envelope_canonical"].encode()) == RECEIPT["envelope_hash"]
    assert PublicKey.from_spki(RECEIPT["device_key"]["spki"]).verify_signed(envelope)
    assert RECEIPT["cases"][0]["receipt"]["entry"]["leaf"] == standalone.sha256(
        b"\x00" + standalone.canonical(RECEIPT["entry"]))
