"""Runs every part of the tests in turn, or those named (`run.py check backend`), and ends with a line per part."""

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"


@dataclass(frozen=True)
class Step:
    title: str
    command: list[str]
    folder: Path = ROOT
    tried_again: tuple[str, ...] = ()  # folders; a test of any other folder that fails once has failed


def tool(name: str) -> str:
    return str(BIN / name)


def node(*command: str) -> list[str]:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("需要 Node.js · Node.js is needed")
    return [npm, "run", "--silent", *command]


PYTEST = [tool("pytest"), "--strict-config"]
PAIRS = ["-n", "2", "--dist", "worksteal"]
PARTS: dict[str, list[Step]] = {
    "check": [
        Step("lint", [tool("ruff"), "check", "backend", "tests", "bench"]),
        Step("types", [tool("pyright"), "--pythonpath", tool("python")]),
        Step("arrows", [tool("lint-imports"), "--no-cache"]),
        Step("contract", [tool("zhixing"), "contract", "--check"]),
        Step("app: types, lint", node("check"), ROOT / "pwa"),
    ],
    "architecture": [Step("architecture", [*PYTEST, "tests/architecture"])],
    # Two at a time share the machine, in the browser with whole houses: what fails is tried once more, alone, and the
    # summary says so. Not so tests/sync: something lost in one of many power cuts is lost.
    "backend": [Step("backend, both engines; power cuts",
                     [*PYTEST, *PAIRS, "tests/sync", "tests/backend", "tests/migrations"],
                     tried_again=("tests/backend", "tests/migrations"))],
    "app": [Step("app", node("test"), ROOT / "pwa")],
    "browser": [Step("browser", [*PYTEST, *PAIRS, "tests/e2e"], tried_again=("tests/e2e",))],
}


def run(step: Step) -> tuple[bool, float, str]:
    print(f"\n━━ {step.title}", flush=True)
    started = time.monotonic()
    passed, output = execute(step, step.command)
    told = last_line(output)
    names = failures(output)
    if not passed and names and all(name.startswith(step.tried_again) for name in names):
        print(f"\n━━ {step.title}: {len(names)} failed, once more alone", flush=True)
        passed, output = execute(step, [*PYTEST, *names])
        told = f"{told}; second try: {last_line(output)}"
    return passed, time.monotonic() - started, told


def execute(step: Step, command: list[str]) -> tuple[bool, str]:
    env = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
    kept = bytearray()
    with subprocess.Popen(command, cwd=step.folder, env=env, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        while chunk := os.read(process.stdout.fileno(), 65536):  # as it comes: a part may take many minutes
            kept += chunk
            sys.stdout.buffer.write(chunk)
            sys.stdout.flush()
    return process.returncode == 0, kept.decode(errors="replace")


def failures(output: str) -> list[str]:
    """The tests that pytest's summary names as failed or as never begun."""
    return list(dict.fromkeys(re.findall(r"^(?:FAILED|ERROR) (\S+::\S+)", output, re.MULTILINE)))


def last_line(output: str) -> str:
    lines = [line for line in output.strip().splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""


def main(names: list[str]) -> int:
    unknown = set(names) - PARTS.keys()
    if unknown:
        raise SystemExit(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    results = [(step, *run(step)) for name in names or PARTS for step in PARTS[name]]
    print("\n━━ summary")
    for step, passed, seconds, last in results:
        print(f"{'ok  ' if passed else 'FAIL'} {step.title:33} {seconds:6.0f} s  {last[:120]}")
    failed = sum(not passed for _, passed, _, _ in results)
    print(f"parts: {len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
