"""How the institutions hear and speak: files that a one-way gate carries, or HTTP where there is a line."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from zhixing.platform.crypto import PublicKey, SigningKey, digest
from zhixing.platform.gateway import claim_of
from zhixing.platform.gateway.adapters import HttpDoor, NotDelivered, Parcel, drop, read_header
from zhixing.platform.gateway.adapters.file_drop import SUFFIX


@dataclass(frozen=True)
class Post:
    """A batch of the court that was read: its id and its lines."""

    batch: str
    lines: list[bytes]


class Gate(Protocol):
    """The way back to the court."""

    def say(self, parcel: Parcel) -> None:
        """Raises: NotDelivered; the same parcel is said again later."""
        ...


class FileGate:
    """Drops answers into the court's inbox folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def say(self, parcel: Parcel) -> None:
        try:
            drop(self._folder, parcel, packed=False)
        except OSError as cause:
            raise NotDelivered(str(cause)) from cause


class HttpGate:
    """Posts answers to the court's doors."""

    def __init__(self, url: str) -> None:
        self._door = HttpDoor(url)

    def say(self, parcel: Parcel) -> None:
        self._door.deliver(parcel)


def signed(key: SigningKey, peer: str, batch: str, path: str, body: bytes) -> Parcel:
    """A parcel of our own."""
    signature = key.sign(claim_of(path, peer, batch, digest(body)))["sig"]
    return Parcel(peer, batch, path, signature, body)


def read_posts(folder: Path, court: PublicKey | None) -> list[tuple[Path, Post | None]]:
    """Every complete batch in the folder; None for one that the court did not sign (or that cannot be read)."""
    return [(path, _read(path, court)) for path in sorted(folder.glob(f"*{SUFFIX}"))] if folder.is_dir() else []


def _read(path: Path, court: PublicKey | None) -> Post | None:
    try:
        with open(path, "rb") as file:
            return _checked(file, court)
    except (OSError, ValueError, KeyError):
        return None
    except Exception as error:  # a header of the wrong form says so by its own code
        if getattr(error, "code", "").startswith("gateway."):
            return None
        raise


def _checked(file: IO[bytes], court: PublicKey | None) -> Post | None:
    header, body = read_header(file), file.read()
    claim = claim_of(header["path"], header["peer"], header["batch"], digest(body))
    if court is not None and not court.verify(claim, {"alg": "ES256", "key": court.id, "sig": header["signature"]}):
        return None
    return Post(header["batch"], [line for line in body.splitlines() if line.strip()])


def put_away(path: Path, folder: Path) -> None:
    """The gate has carried the file over: it leaves the court's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    os.replace(path, folder / path.name)
