"""DOCX to PDF by LibreOffice, in a process of its own with an empty profile, without macros, and with limits."""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

WALL_S = 90
_MEMORY = 3 << 30
_OUTPUT = 120 << 20


class OfficeConverter:
    """`soffice --convert-to pdf`. One document per process: a hostile one takes only that."""

    reason = None

    def __init__(self, program: str) -> None:
        self._program = program

    def to_pdf(self, data: bytes, suffix: str) -> bytes | None:
        with tempfile.TemporaryDirectory(prefix="zhixing-office-") as folder:
            source = Path(folder) / f"paper{suffix}"
            source.write_bytes(data)
            made = source.with_suffix(".pdf")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._convert(folder, source)
            return made.read_bytes() if made.is_file() else None

    def _convert(self, folder: str, source: Path) -> None:
        process = subprocess.Popen(
            [self._program, "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation=file://{folder}/profile",
             "--convert-to", "pdf:writer_pdf_Export", "--outdir", folder, str(source)],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, preexec_fn=_confine,  # noqa: PLW1509  # nothing but limits is set in there
            env={"PATH": os.environ.get("PATH", ""), "HOME": folder, "LANG": "C.UTF-8"})
        try:
            process.wait(WALL_S)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (WALL_S, WALL_S))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_OUTPUT, _OUTPUT))


def find_office() -> str | None:
    """Where LibreOffice is, if it is."""
    return shutil.which("soffice") or shutil.which("libreoffice")
