"""Hashing, signing and canonical JSON: the only file of the platform that touches a primitive.

Algorithms are named in every record (docs/protocol.md 1), so that SM2 with SM3 can join by adding one line to
`ALGORITHMS` (domain.md 9.4).
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import rfc8785
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

ES256 = "ES256"
_COORDINATE_BYTES = 32


def canonical(obj: Any) -> bytes:
    """Canonical JSON (RFC 8785): the bytes every hash and signature is made over.

    Raises: ValueError for what JSON of a browser cannot carry unchanged: integers beyond ±(2^53-1), NaN, infinities,
    lone surrogates, keys that are not text, nesting beyond Python's stack.
    """
    try:
        return rfc8785.dumps(obj)
    except RecursionError as cause:
        raise ValueError("nested too deeply") from cause


def sha256(data: bytes) -> bytes:
    """SHA-256, raw: for the inner nodes of the Merkle tree."""
    return hashlib.sha256(data).digest()


def digest(data: bytes) -> str:
    """SHA-256 as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def b64(data: bytes) -> str:
    """base64url without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def unb64(text: str) -> bytes:
    """The inverse of `b64`, and only of it: one byte string has exactly one text.

    A lenient decoder would let the unused bits of the last character be altered unseen.

    Raises: ValueError.
    """
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, TypeError) as cause:
        raise ValueError("not base64url") from cause
    if b64(data) != text:
        raise ValueError("not base64url in its one canonical form")
    return data


def without_proof(obj: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a record that its proof signs."""
    return {key: value for key, value in obj.items() if key != "proof"}


def envelope_hash(envelope: Mapping[str, Any]) -> str:
    """Digest of the canonical JSON without `proof` (docs/protocol.md 2).

    Raises: ValueError when the envelope has no canonical form.
    """
    return digest(canonical(without_proof(envelope)))


class Algorithm(Protocol):
    """One named way to sign. `verify` answers False for anything it does not like; it never raises."""

    def sign(self, key: Any, message: bytes) -> bytes: ...

    def verify(self, key: Any, message: bytes, signature: bytes) -> bool: ...


class _Es256:
    """ECDSA on P-256 with SHA-256; the signature is r‖s, 64 bytes, as WebCrypto makes it (RFC 7518, 3.4)."""

    def sign(self, key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
        r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(_COORDINATE_BYTES, "big") + s.to_bytes(_COORDINATE_BYTES, "big")

    def verify(self, key: Any, message: bytes, signature: bytes) -> bool:
        if len(signature) != 2 * _COORDINATE_BYTES or not isinstance(key, ec.EllipticCurvePublicKey):
            return False
        r, s = (int.from_bytes(part, "big") for part in (signature[:_COORDINATE_BYTES], signature[_COORDINATE_BYTES:]))
        try:
            key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


ALGORITHMS: dict[str, Algorithm] = {ES256: _Es256()}


class PublicKey:
    """A key that verifies. `id` is the first 16 hex digits of the SHA-256 of its SPKI DER."""

    def __init__(self, key: ec.EllipticCurvePublicKey) -> None:
        self._key = key
        der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        self.spki = b64(der)
        self.fingerprint = digest(der)
        self.id = self.fingerprint[:16]

    @classmethod
    def from_spki(cls, text: str) -> "PublicKey":
        """Raises: ValueError when the text is not the SPKI of a P-256 key in base64url."""
        try:
            key = serialization.load_der_public_key(unb64(text))
        except (UnsupportedAlgorithm, TypeError) as cause:
            raise ValueError("not a public key") from cause
        if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != ec.SECP256R1.name:
            raise ValueError("not a P-256 key")
        made = cls(key)
        if made.spki != text:  # compressed points and the like: a key has one text and therefore one id
            raise ValueError("not the SPKI form a browser exports")
        return made

    def verify(self, obj: Mapping[str, Any], proof: Mapping[str, Any]) -> bool:
        """Whether `proof` signs `obj` (without its proof) with this key. Never raises."""
        try:
            message = canonical(dict(obj))
        except ValueError:
            return False
        return isinstance(proof, Mapping) and proof.get("key") == self.id and self.verify_bytes(message, proof)

    def verify_signed(self, obj: Mapping[str, Any]) -> bool:
        """Whether a record that carries its own `proof` was signed by this key. Never raises."""
        return self.verify(without_proof(obj), obj.get("proof") or {})

    def verify_bytes(self, message: bytes, proof: Mapping[str, Any]) -> bool:
        """Like `verify`, over bytes and without looking at the key id. An unknown algorithm does not verify."""
        algorithm = ALGORITHMS.get(str(proof.get("alg")))
        try:
            signature = unb64(str(proof.get("sig")))
        except ValueError:
            return False
        return algorithm is not None and algorithm.verify(self._key, message, signature)


class SigningKey:
    """The server's own key. Made at first start; lives in one file that only the service may read."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, alg: str = ES256) -> None:
        self._key, self._alg = key, alg
        self.public = PublicKey(key.public_key())

    @classmethod
    def generate(cls) -> "SigningKey":
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def load_or_create(cls, path: Path) -> "SigningKey":
        """The key in `path` (PKCS 8 PEM, mode 0600), made and fsynced when there is none.

        Raises: ValueError when the file holds something else; OSError.
        """
        if not path.exists():
            _create_key_file(path, cls.generate().to_pem())
        return cls.from_pem(path.read_bytes())

    @classmethod
    def from_pem(cls, pem: bytes) -> "SigningKey":
        """Raises: ValueError when this is not a P-256 private key."""
        key = serialization.load_pem_private_key(pem, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != ec.SECP256R1.name:
            raise ValueError("not a P-256 private key")
        return cls(key)

    def to_pem(self) -> bytes:
        return self._key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                       serialization.NoEncryption())

    def sign_bytes(self, data: bytes) -> bytes:
        """The raw signature (r‖s) over `data`."""
        return ALGORITHMS[self._alg].sign(self._key, data)

    def mac(self, purpose: str, message: bytes) -> bytes:
        """HMAC-SHA-256 under a key derived for `purpose`: cookies and codes that only this server can have made."""
        secret = self._key.private_numbers().private_value.to_bytes(_COORDINATE_BYTES, "big")
        return hmac.digest(hmac.digest(secret, b"zhixing/" + purpose.encode(), "sha256"), message, "sha256")

    def sign(self, obj: Mapping[str, Any]) -> dict[str, str]:
        """A proof over the canonical JSON of `obj`, which must not carry one yet. Raises: ValueError."""
        return {"alg": self._alg, "key": self.public.id, "sig": b64(self.sign_bytes(canonical(dict(obj))))}

    def signed(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """`obj` with its proof beside its members."""
        return {**obj, "proof": self.sign(without_proof(obj))}


def _create_key_file(path: Path, pem: bytes) -> None:
    """Write under another name and link it into place: of two processes that start together one key wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    _write_durably(draft, pem)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _write_durably(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
