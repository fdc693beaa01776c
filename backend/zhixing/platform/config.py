"""Configuration: embedded by default, scaled by setting a few variables, never by editing code."""

import hashlib
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from zhixing.platform.db import sqlite_url

PREFIX = "ZHIXING_"
LONGEST_SOCKET_FOLDER = 85


@dataclass(frozen=True)
class Config:
    """Everything a deployment may choose. Read from `ZHIXING_*` variables by `from_environment`."""

    data_dir: Path
    media_dir: Path
    database_url: str
    public_url: str = "http://localhost:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    court_name: str = "示范市人民法院"
    court_code: str = "粤06"
    redis_url: str | None = None
    web: str = "threads"  # or "gevent": for more than about 300 live sockets, with PostgreSQL
    blob_url: str | None = None
    app_dir: Path | None = None
    tls_port: int | None = None
    session_hours: int = 12
    push_hosts: tuple[str, ...] = ("fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com")
    vapid_subject: str = "mailto:it@court.invalid"
    trusted_proxies: int = 0
    run_folder: Path | None = None
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach the system by HTTPS, so that cookies may be marked Secure."""
        return self.public_url.startswith("https://")

    @property
    def run_dir(self) -> Path:
        """Sockets and locks between web and worker: nothing in it outlives them."""
        return self.run_folder or self.data_dir / "run"

    @property
    def key_path(self) -> Path:
        return self.data_dir / "keys" / "server.pem"


def _paths(env: dict[str, str]) -> tuple[Path, Path]:
    root = Path(__file__).resolve().parents[3]
    data = Path(env.get("DATA_DIR", root / "var")).resolve()
    media = Path(env.get("MEDIA_DIR", data / "media" if "DATA_DIR" in env else root / "media")).resolve()
    return data, media


def _run_folder(env: dict[str, str], data: Path) -> Path | None:
    if "RUN_DIR" in env:
        return Path(env["RUN_DIR"]).resolve()
    if len(str(data)) < LONGEST_SOCKET_FOLDER:
        return None
    # Linux takes no socket path above 107 bytes, and a data folder may be deep.
    name = hashlib.sha256(str(data).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"zhixing-{os.getuid()}-{name}"


def from_environment(environ: dict[str, str] | None = None) -> Config:
    """The configuration of this process.

    Raises: ValueError when a number is not a number.
    """
    source = os.environ if environ is None else environ
    env = {key.removeprefix(PREFIX): value for key, value in source.items() if key.startswith(PREFIX)}
    data, media = _paths(env)
    port = int(env.get("PORT", "8000"))
    hosts = env.get("PUSH_HOSTS")
    app_dir = env.get("APP_DIR")
    return Config(
        data_dir=data, media_dir=media,
        database_url=env.get("DATABASE_URL", sqlite_url(data / "zhixing.db")),
        public_url=env.get("PUBLIC_URL", f"http://localhost:{port}").rstrip("/"),
        host=env.get("HOST", "127.0.0.1"), port=port,
        court_name=env.get("COURT_NAME", Config.court_name), court_code=env.get("COURT_CODE", Config.court_code),
        redis_url=env.get("REDIS_URL"), web=env.get("WEB", "gevent" if "REDIS_URL" in env else "threads"),
        blob_url=env.get("BLOB_URL"),
        app_dir=Path(app_dir) if app_dir else Path(__file__).resolve().parents[3] / "pwa" / "dist",
        tls_port=int(env["TLS_PORT"]) if "TLS_PORT" in env else None,
        session_hours=int(env.get("SESSION_HOURS", "12")),
        push_hosts=tuple(hosts.split(",")) if hosts else Config.push_hosts,
        vapid_subject=env.get("VAPID_SUBJECT", Config.vapid_subject),
        trusted_proxies=int(env.get("TRUSTED_PROXIES", "0")), run_folder=_run_folder(env, data), extra=env,
    )
