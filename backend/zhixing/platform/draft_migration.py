"""`make migration m="…"`: draft the next migration from the difference between models and an empty, migrated house."""

import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from zhixing.platform.config import from_environment
from zhixing.platform.db import sqlite_url
from zhixing.platform.migrations import alembic_config, migrate


def main(message: str) -> int:
    """Write `backend/migrations/versions/NNNN_words.py`. Read it before you commit it: it is a draft."""
    with tempfile.TemporaryDirectory() as folder:
        config = replace(from_environment(), database_url=sqlite_url(Path(folder) / "draft.db"))
        migrate(config)
        alembic = alembic_config(config)
        number = len(list(ScriptDirectory.from_config(alembic).walk_revisions())) + 1
        words = re.sub(r"\W+", "_", message.lower()).strip("_")
        alembic.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        command.revision(alembic, message=words, autogenerate=True, rev_id=f"{number:04d}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        raise SystemExit('make migration m="what changes"')
    raise SystemExit(main(sys.argv[1]))
