"""The court's certificate: from a PKCS 12 file, or made at first start by a demo authority that nobody should trust."""

import hashlib
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from zhixing.kernel.clock import system_clock

AUTHORITY, CERTIFICATE, KEY = "court-demo-authority.crt", "court-demo-seal.crt", "court-demo-seal.key"
_YEARS = 10


class CertificateUnusable(RuntimeError):
    """The PKCS 12 file cannot be read, or holds no key this sealer signs with."""


@dataclass(frozen=True)
class SealCertificate:
    """What signs, and what is said of it. `algorithm` names curve or length and digest."""

    signer: Any
    subject: str
    sha256: str
    algorithm: str
    demo: bool


def seal_certificate(config: Any) -> SealCertificate:
    """`ZHIXING_SEAL_P12` with `ZHIXING_SEAL_P12_PASSWORD`, else the demo certificate of this house.

    Raises: CertificateUnusable.
    """
    path = config.extra.get("SEAL_P12")
    if path:
        return _from_p12(Path(path), config.extra.get("SEAL_P12_PASSWORD", ""))
    folder = config.data_dir / "keys"
    if not (folder / CERTIFICATE).exists():
        _make_demo(folder, config.court_name)
    key = serialization.load_pem_private_key((folder / KEY).read_bytes(), None)
    chain = [x509.load_pem_x509_certificate((folder / name).read_bytes()) for name in (CERTIFICATE, AUTHORITY)]
    return _certificate(key, chain[0], chain[1:], demo=True)


def _from_p12(path: Path, password: str) -> SealCertificate:
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(path.read_bytes(), password.encode() or None)
    except (OSError, ValueError) as cause:
        raise CertificateUnusable(f"{path}: {cause}") from cause
    if key is None or certificate is None:
        raise CertificateUnusable(f"{path} holds no key with its certificate")
    return _certificate(key, certificate, list(others), demo=False)


def _certificate(key: Any, certificate: x509.Certificate, others: list[x509.Certificate], *,
                 demo: bool) -> SealCertificate:
    der = certificate.public_bytes(serialization.Encoding.DER)
    known = SimpleCertificateStore()
    known.register_multiple([_asn1(one) for one in others])
    private = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8,
                                serialization.NoEncryption())
    signer = SimpleSigner(signing_cert=_asn1(certificate), signing_key=asn1_keys.PrivateKeyInfo.load(private),
                          cert_registry=known)
    return SealCertificate(signer, certificate.subject.rfc4514_string(), hashlib.sha256(der).hexdigest(),
                           _algorithm(key), demo)


def _asn1(one: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(one.public_bytes(serialization.Encoding.DER))


def _algorithm(key: Any) -> str:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return f"PAdES ECDSA {key.curve.name} SHA-256"
    if isinstance(key, rsa.RSAPrivateKey):
        return f"PAdES RSA-{key.key_size} SHA-256"
    raise CertificateUnusable(f"no such key is used here: {type(key).__name__}")


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _make_demo(folder: Path, court: str) -> None:
    """An authority whose key is thrown away at once, and one certificate by it: nobody can make a second."""
    folder.mkdir(parents=True, exist_ok=True)
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = _name("演示证书机构 Zhixing demo authority")
    authority = _signed(_Wanted(issuer, issuer, authority_key.public_key(), is_authority=True), authority_key)
    certificate = _signed(_Wanted(_name(f"{court}（演示）"[:60]), issuer, key.public_key(), is_authority=False),
                          authority_key)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                            serialization.NoEncryption())
    _write(folder / KEY, pem)
    _write(folder / AUTHORITY, authority.public_bytes(serialization.Encoding.PEM))
    _write(folder / CERTIFICATE, certificate.public_bytes(serialization.Encoding.PEM))  # last: its presence says all


@dataclass(frozen=True)
class _Wanted:
    subject: x509.Name
    issuer: x509.Name
    key: Any
    is_authority: bool


def _signed(wanted: _Wanted, by: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    now = system_clock()
    builder = (x509.CertificateBuilder().subject_name(wanted.subject).issuer_name(wanted.issuer)
               .public_key(wanted.key).serial_number(x509.random_serial_number())
               .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=365 * _YEARS))
               .add_extension(x509.BasicConstraints(ca=wanted.is_authority, path_length=None), critical=True)
               .add_extension(x509.SubjectKeyIdentifier.from_public_key(wanted.key), critical=False)
               .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
               .add_extension(_usage(wanted.is_authority), critical=True))
    return builder.sign(by, hashes.SHA256())


def _usage(is_authority: Any) -> x509.KeyUsage:
    return x509.KeyUsage(digital_signature=not is_authority, content_commitment=not is_authority,
                         key_encipherment=False, data_encipherment=False, key_agreement=False,
                         key_cert_sign=is_authority, crl_sign=is_authority, encipher_only=False, decipher_only=False)


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
