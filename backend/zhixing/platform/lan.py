"""HTTPS for tablets on the same network: a local certificate authority and a TLS door before the web process.

Camera, service worker and key storage exist only in a secure context, so a tablet needs HTTPS even for a trial.
The authority's key never leaves the data folder; `/trust` explains how a tablet comes to trust it.
"""

import asyncio
import contextlib
import ipaddress
import os
import socket
import ssl
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from zhixing.platform.config import Config, from_environment

AUTHORITY_YEARS, CERTIFICATE_DAYS = 5, 90


def addresses() -> list[str]:
    """This machine's own IPv4 addresses that a neighbour can reach; none when there is no network."""
    found = set()
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # TEST-NET: nothing is sent, the kernel only picks the way out
        found.add(probe.getsockname()[0])
    with contextlib.suppress(OSError):
        found.update(info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET))
    return sorted(str(one) for one in found if not str(one).startswith("127."))


def authority_path(config: Config) -> Path:
    """The certificate a tablet installs."""
    return config.data_dir / "tls" / "zhixing-ca.crt"


def prepare(config: Config) -> tuple[Path, Path]:
    """Make sure there is an authority and a certificate for today's addresses; (certificate, key)."""
    folder = config.data_dir / "tls"
    folder.mkdir(parents=True, exist_ok=True)
    if not authority_path(config).exists():
        _make_authority(folder)
    certificate, key = folder / "server.crt", folder / "server.key"
    _make_certificate(folder, certificate, key)
    return certificate, key


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                            serialization.NoEncryption())
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pem)


def _make_authority(folder: Path) -> None:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = _name("Zhixing local authority 执行本地根证书")
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
                   .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
                   .not_valid_after(now + timedelta(days=365 * AUTHORITY_YEARS))
                   .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
                   .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
                   .add_extension(_usage(signs_certificates=True), critical=True).sign(key, hashes.SHA256()))
    _write_key(folder / "zhixing-ca.key", key)
    (folder / "zhixing-ca.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(digital_signature=True, content_commitment=False, key_encipherment=False,
                         data_encipherment=False, key_agreement=False, key_cert_sign=signs_certificates,
                         crl_sign=signs_certificates, encipher_only=False, decipher_only=False)


def _make_certificate(folder: Path, path: Path, key_path: Path) -> None:
    authority = x509.load_pem_x509_certificate((folder / "zhixing-ca.crt").read_bytes())
    signer = serialization.load_pem_private_key((folder / "zhixing-ca.key").read_bytes(), None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    names: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.DNSName(socket.gethostname())]
    names += [x509.IPAddress(ipaddress.ip_address(one)) for one in ["127.0.0.1", *addresses()]]
    certificate = (x509.CertificateBuilder().subject_name(_name("zhixing")).issuer_name(authority.subject)
                   .public_key(key.public_key()).serial_number(x509.random_serial_number())
                   .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=CERTIFICATE_DAYS))
                   .add_extension(x509.SubjectAlternativeName(names), critical=False)
                   .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
                   .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
                   .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
                                  critical=False)
                   .sign(signer, hashes.SHA256()))
    _write_key(key_path, key)
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()


async def _connect(config: Config, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One tablet's connection: the web process is told the real address by the PROXY protocol (version 1)."""
    try:
        inside_reader, inside = await asyncio.open_connection(config.host, config.port)
    except OSError:
        writer.close()
        return
    peer, mine = writer.get_extra_info("peername"), writer.get_extra_info("sockname")
    inside.write(f"PROXY TCP4 {peer[0]} {mine[0]} {peer[1]} {mine[1]}\r\n".encode())
    await asyncio.gather(_pump(reader, inside), _pump(inside_reader, writer))


async def run(config: Config, port: int) -> None:
    """Take TLS connections on all addresses, and plain ones for the trust page on the port below."""
    from zhixing.platform import trust

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*prepare(config))
    everywhere = "0.0.0.0"  # noqa: S104  # that is what --lan asks for
    door = await asyncio.start_server(lambda reader, writer: _connect(config, reader, writer), everywhere, port,
                                      ssl=context)
    plain = await asyncio.start_server(lambda reader, writer: trust.answer(config, port, reader, writer), everywhere,
                                       trust_port(port))
    async with door, plain:
        await asyncio.gather(door.serve_forever(), plain.serve_forever())


def trust_port(port: int) -> int:
    """Where a tablet that trusts nothing yet finds the certificate, by plain HTTP."""
    return port - 363 if port == 8443 else port + 1


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(from_environment(), int(sys.argv[1])))
