"""Backup while the house works, and restore into an empty one.

The database is copied first, in one snapshot; then every original that snapshot knows. Originals never change, so
whatever the snapshot refers to is there, and what arrives meanwhile belongs to the next backup.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.engine import make_url

from zhixing import __version__
from zhixing.kernel.clock import to_text
from zhixing.platform.config import Config
from zhixing.platform.db import Database, open_sqlite
from zhixing.platform.files import open_store
from zhixing.platform.system import System

MANIFEST = "backup.json"
Say = Callable[[str], None]


class NotABackup(RuntimeError):
    """The folder is no complete backup, or a file in it is not what its list says."""


class NotEmpty(RuntimeError):
    """There is something where the backup would be restored; nothing is ever overwritten."""


def backup(system: System, target: Path, say: Say) -> int:
    """Write a backup into the new folder `target`. The list is written last: without it, it is no backup.

    Raises: FileExistsError, OSError (disk full, not writable), RuntimeError when pg_dump is missing.
    """
    target.mkdir(parents=True, mode=0o700)
    say("数据库 · database")
    dump = _dump(system.config, target)
    digests = sorted(system.store.digests())
    say(f"原件 · originals: {len(digests)}")
    originals = open_store(target / "media")
    for number, digest in enumerate(digests, 1):
        with system.store.open(digest) as source:
            originals.put(source, digest)
        if number % 100 == 0:
            say(f"  {number}/{len(digests)}")
    shutil.copytree(system.config.data_dir / "keys", target / "keys")
    files = {str(path.relative_to(target)): _digest(path) for path in [dump, *sorted((target / "keys").iterdir())]}
    _write_last(target / MANIFEST, {"version": __version__, "at": to_text(system.clock()), "files": files,
                                    "originals": digests, "engine": system.database.engine.dialect.name})
    say(f"完成 · done: {target}")
    return 0


def _dump(config: Config, target: Path) -> Path:
    if config.database_url.startswith("sqlite"):
        path = target / "zhixing.db"
        source, copy = open_sqlite(Path(make_url(config.database_url).database or "")), open_sqlite(path)
        source.backup(copy)  # one snapshot, page by page, beside the writers
        copy.close()
        source.close()
        return path
    path = target / "zhixing.pgdump"
    _postgres_tool("pg_dump", config, ["--format=custom", f"--file={path}"])
    return path


def _postgres_tool(name: str, config: Config, options: list[str]) -> None:
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    tool = next(iter(debian), None) or shutil.which(name)
    if tool is None:
        raise RuntimeError(f"{name} is not installed; it comes with the PostgreSQL client")
    url = make_url(config.database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    subprocess.run([str(tool), f"--dbname={url}", *options], check=True)


def restore(config: Config, source: Path, say: Say) -> int:
    """Put a backup into an empty house. Every file is compared with the list first.

    Raises: NotABackup, NotEmpty.
    """
    manifest = read_manifest(source)
    _require_empty(config)
    say("核对备份 · checking the backup")
    for name, digest in manifest["files"].items():
        if not (source / name).is_file() or _digest(source / name) != digest:
            raise NotABackup(f"{name} is missing or altered")
    say(f"原件 · originals: {len(manifest['originals'])}")
    originals, store = open_store(source / "media"), open_store(config.media_dir, config.blob_url)
    for digest in manifest["originals"]:
        if not originals.has(digest):
            raise NotABackup(f"original {digest} is missing")
        with originals.open(digest) as file:
            store.put(file, digest)
    shutil.copytree(source / "keys", config.data_dir / "keys", dirs_exist_ok=True)
    _load(config, source)
    say("完成，请运行 zhixing verify · done, now run `zhixing verify`")
    return 0


def read_manifest(source: Path) -> dict[str, Any]:
    """Raises: NotABackup."""
    try:
        return json.loads((source / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as cause:
        raise NotABackup(f"{source}: no readable {MANIFEST}; the backup did not finish") from cause


def _require_empty(config: Config) -> None:
    if (config.data_dir / "keys").exists():
        raise NotEmpty(f"{config.data_dir} holds keys already")
    if config.database_url.startswith("sqlite"):
        path = Path(make_url(config.database_url).database or "")
        if path.exists():
            raise NotEmpty(f"{path} exists")
        return
    database = Database(config.database_url)
    try:
        if inspect(database.engine).get_table_names():
            raise NotEmpty("the PostgreSQL database has tables")
    finally:
        database.close()


def _load(config: Config, source: Path) -> None:
    if config.database_url.startswith("sqlite"):
        path = Path(make_url(config.database_url).database or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / "zhixing.db", path)
        return
    _postgres_tool("pg_restore", config, ["--no-owner", "--exit-on-error", str(source / "zhixing.pgdump")])


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_last(path: Path, content: dict[str, Any]) -> None:
    """Appear whole or not at all."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
