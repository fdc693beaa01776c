"""What is signed on a tablet must verify here and the other way round, byte for byte."""

import json
import math
import os
import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.platform.crypto import (
    PublicKey,
    SigningKey,
    b64,
    canonical,
    digest,
    envelope_hash,
    unb64,
)

NODE = shutil.which("node")
SAFE = 2**53 - 1
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-SAFE, SAFE) | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=12)


def test_canonical_json_is_the_example_of_rfc_8785():
    given_value = {"numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
                   "string": "€$\u000f\nA'B\"\\\\\"/", "literals": [None, True, False]}
    assert canonical(given_value) == (
        b'{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        b'"string":"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}')


def test_keys_are_sorted_by_utf_16_units_as_a_browser_sorts_them():
    assert canonical({"\U0001f600": 1, "\ufb33": 2, "1": 3}) == '{"1":3,"\U0001f600":1,"\ufb33":2}'.encode()


@pytest.mark.skipif(NODE is None, reason="needs Node.js")
def test_numbers_and_texts_are_written_as_javascript_writes_them():
    """10,000 doubles of every magnitude, their neighbours, and the borders of the notations."""
    doubles = [struct.unpack("<d", os.urandom(8))[0] for _ in range(10_000)]
    doubles += [10.0**power * factor for power in range(-30, 30) for factor in (1, 1.5, 9.999999999999999)]
    doubles = [one for one in doubles if math.isfinite(one) and abs(one) < SAFE]
    doubles += [0.0, -0.0, 5e-324, 1e-6, 1e-7, 0.1 + 0.2]
    texts = ["\u2028", "\x7f", "\x00\x1f", "中文", "\U0001f600", "</script>", '"\\']
    script = ("const v=JSON.parse(require('fs').readFileSync(0,'utf8'));"
              "process.stdout.write(JSON.stringify(v))")
    done = subprocess.run([str(NODE), "-e", script], input=json.dumps([doubles, texts]).encode(), capture_output=True,
                          check=True)
    assert canonical([doubles, texts]) == done.stdout


@given(json_values)
def test_canonical_json_survives_parsing(value):
    text = canonical(value)
    if abs(max(_numbers(value), default=0, key=abs)) <= SAFE:
        assert canonical(json.loads(text)) == text


def _numbers(value):
    if isinstance(value, (int, float)):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _numbers(one)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53, -(2**53), "\ud800", {"\ud800": 1}, {1: 2}, b"x",
                                   object(), {"a": {1, 2}}])
def test_what_a_browser_could_not_carry_has_no_canonical_form(value):
    with pytest.raises(ValueError):
        canonical(value)


def test_nesting_without_end_is_a_value_error():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(ValueError):
        canonical(deep)
    while deep:  # Python frees such a list by recursion
        deep = deep.pop()


@given(st.binary(max_size=80))
def test_base64url_goes_there_and_back(data):
    assert unb64(b64(data)) == data


@pytest.mark.parametrize("text", ["a", "QQ==", "QQ=", "QR", "Q Q", "Q\nQ", "Q+Q/", "é", "QUI\u200b", "QQ\x00"])
def test_a_text_that_is_not_the_one_base64url_form_is_refused(text):
    with pytest.raises(ValueError):
        unb64(text)


def test_the_envelope_hash_leaves_the_proof_out():
    assert envelope_hash({"a": 1, "proof": {"sig": "x"}}) == digest(b'{"a":1}') == envelope_hash({"a": 1})


def test_a_signature_holds_for_exactly_the_signed_members():
    key = SigningKey.generate()
    signed = key.signed({"case": "（2026）粤06执1号", "amount": 12.5})
    assert key.public.verify_signed(signed)
    assert len(unb64(signed["proof"]["sig"])) == 64
    assert signed["proof"]["key"] == key.public.id == digest(unb64(key.public.spki))[:16]
    assert not key.public.verify_signed({**signed, "amount": 12.6})
    assert not key.public.verify_signed({**signed, "more": None})
    assert not SigningKey.generate().public.verify_signed(signed)


@pytest.mark.parametrize("proof", [
    {}, None, 7, [], {"alg": "none"}, {"alg": "SM2"}, {"alg": None}, {"sig": ""}, {"sig": "AAAA"}, {"sig": 7},
    {"sig": b64(bytes(64))}, {"sig": b64(b"\xff" * 64)}, {"sig": "*"}, {"key": "0" * 16}, {"key": None}])
def test_a_proof_nobody_understands_does_not_verify_and_does_not_raise(proof):
    key = SigningKey.generate()
    good = key.sign({"a": 1})
    broken = {**good, **proof} if isinstance(proof, dict) and proof else proof
    assert key.public.verify({"a": 1}, good)
    assert key.public.verify({"a": 1}, broken) is False


def test_an_object_without_canonical_form_does_not_verify_and_does_not_raise():
    key = SigningKey.generate()
    assert key.public.verify({"a": float("nan")}, key.sign({"a": 1})) is False


def test_a_public_key_has_one_text():
    key = SigningKey.generate().public
    assert PublicKey.from_spki(key.spki).id == key.id
    for text in ("", "AAAA", key.spki + "A", key.spki[:-1], key.spki + "=", "nonsense!"):
        with pytest.raises(ValueError):
            PublicKey.from_spki(text)


def test_a_compressed_key_or_another_curve_is_refused():
    from cryptography.hazmat.primitives import serialization as s
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    der, info = s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo
    others = [ec.generate_private_key(ec.SECP384R1()), ec.generate_private_key(ec.SECP256K1()),
              ed25519.Ed25519PrivateKey.generate()]
    for other in others:
        with pytest.raises(ValueError):
            PublicKey.from_spki(b64(other.public_key().public_bytes(der, info)))
    compressed = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(
        s.Encoding.X962, s.PublicFormat.CompressedPoint)
    header = bytes.fromhex("3039301306072a8648ce3d020106082a8648ce3d030107032200")
    with pytest.raises(ValueError):
        PublicKey.from_spki(b64(header + compressed))


def test_the_servers_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path):
    path = tmp_path / "keys" / "server.pem"
    key = SigningKey.load_or_create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert SigningKey.load_or_create(path).public.id == key.public.id
    assert [one.name for one in path.parent.iterdir()] == ["server.pem"]


def test_a_key_file_with_something_else_is_refused(tmp_path: Path):
    path = tmp_path / "server.pem"
    path.write_text("not a key")
    with pytest.raises(ValueError):
        SigningKey.load_or_create(path)


@pytest.mark.skipif(NODE is None, reason="needs Node.js")
def test_a_tablets_browser_and_this_server_accept_each_others_signatures():
    """WebCrypto in Node.js is the one a browser has."""
    key = SigningKey.generate()
    signed = key.signed({"a": 1})
    script = """
    const {subtle} = require('crypto').webcrypto, input = JSON.parse(require('fs').readFileSync(0, 'utf8'));
    const un = t => Buffer.from(t, 'base64url'), alg = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'};
    (async () => {
      const theirs = await subtle.importKey('spki', un(input.spki), alg, false, ['verify']);
      const message = Buffer.from('{"a":1}');
      const ok = await subtle.verify(alg, theirs, un(input.sig), message);
      const pair = await subtle.generateKey(alg, false, ['sign', 'verify']);
      const spki = Buffer.from(await subtle.exportKey('spki', pair.publicKey)).toString('base64url');
      const sig = Buffer.from(await subtle.sign(alg, pair.privateKey, message)).toString('base64url');
      console.log(JSON.stringify({ok, spki, sig}));
    })();"""
    given_input = json.dumps({"spki": key.public.spki, "sig": signed["proof"]["sig"]})
    done = subprocess.run([str(NODE), "-e", script], input=given_input.encode(), capture_output=True, check=True)
    told = json.loads(done.stdout)
    theirs = PublicKey.from_spki(told["spki"])
    assert told["ok"] is True
    assert theirs.verify({"a": 1}, {"alg": "ES256", "key": theirs.id, "sig": told["sig"]})
