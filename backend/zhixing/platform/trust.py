"""`/trust`: how a tablet comes to trust this court's local certificate authority, before anything else works there."""

import asyncio
import hashlib
import ssl
from pathlib import Path
from typing import Any

from flask import Response
from jinja2 import Environment, FileSystemLoader

from zhixing.kernel.errors import NotFound
from zhixing.platform.config import Config
from zhixing.platform.lan import addresses, authority_path

TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)


def fingerprint(config: Config) -> str:
    """SHA-256 of the authority's certificate, in pairs, as every tablet shows it."""
    der = ssl.PEM_cert_to_DER_cert(authority_path(config).read_text())
    return ":".join(f"{byte:02X}" for byte in hashlib.sha256(der).digest())


def page(config: Config, port: int) -> str:
    """The page itself. Works without JavaScript, and before the connection is trusted."""
    return TEMPLATES.get_template("trust.html").render(
        fingerprint=fingerprint(config), addresses=[f"{one}:{port}" for one in addresses()])


def content(config: Config, path: str, port: int) -> tuple[bytes, str] | None:
    """(body, media type) of one of the three things under `/trust`, or None."""
    if not authority_path(config).exists():
        return None
    if path == "/trust/zhixing-ca.crt":
        return authority_path(config).read_bytes(), "application/x-x509-ca-cert"
    if path == "/trust/style.css":
        return TEMPLATES.get_template("trust.css").render().encode(), "text/css; charset=utf-8"
    return (page(config, port).encode(), "text/html; charset=utf-8") if path == "/trust" else None


def get_trust(call: Any) -> Response:
    """The same page behind the TLS door."""
    found = content(call.system.config, call.request.path.rstrip("/"), call.system.config.tls_port or 8443)
    if found is None:
        raise NotFound()
    return Response(found[0], content_type=found[1])


async def answer(config: Config, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Plain HTTP for a tablet that trusts nothing yet: this page and the certificate, and nothing else."""
    try:
        line = (await asyncio.wait_for(reader.readline(), 10)).decode("latin-1").split(" ")
        path = line[1].split("?")[0].rstrip("/") if len(line) > 1 else ""
        found = content(config, path or "/trust", port)
        status, (body, kind) = ("200 OK", found) if found else ("404 Not Found", (b"", "text/plain"))
        writer.write(f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
                     f"Connection: close\r\n\r\n".encode() + body)
        await writer.drain()
    except (TimeoutError, OSError, ValueError):
        pass
    finally:
        writer.close()
