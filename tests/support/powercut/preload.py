"""The second instrument, where no FUSE can be mounted: a real folder, and a shim that notes what was fsynced."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
_SYNC_ALL = """
import os, sys
for folder, _, names in os.walk(sys.argv[1], topdown=False):
    for path in [os.path.join(folder, name) for name in names] + [folder]:
        handle = os.open(path, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
"""


class PreloadDisk:
    """See `forgetful_mount`. Only processes started with `env` are covered: what others fsync is forgotten too."""

    kind = "preload"

    def __init__(self, scratch: Path) -> None:
        self.path = (scratch / "disk").resolve()
        self._shadow = scratch / "shadow"
        self._library = scratch / "shim.so"
        self.path.mkdir(parents=True)
        subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "-o", str(self._library), str(SOURCE), "-ldl"], check=True)
        self.env = {"LD_PRELOAD": str(self._library), "POWERCUT_ROOT": str(self.path),
                    "POWERCUT_SHADOW": str(self._shadow)}
        self._begin()

    def _begin(self) -> None:
        shutil.rmtree(self._shadow, ignore_errors=True)
        for name in ("files", "folders"):
            (self._shadow / name).mkdir(parents=True)
        subprocess.run([sys.executable, "-c", _SYNC_ALL, str(self.path)], env=os.environ | self.env, check=True)

    def power_cut(self) -> None:
        (self._shadow / "dead").touch()

    def remount(self) -> None:
        found = self._shadow.parent / "found"
        found.mkdir()
        self._rebuild(os.readlink(self._shadow / "root"), found)
        for old in self.path.iterdir():
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        for entry in found.iterdir():
            entry.rename(self.path / entry.name)
        found.rmdir()
        self._begin()

    def _rebuild(self, key: str, target: Path) -> None:
        listing = self._shadow / "folders" / key
        for line in listing.read_text().splitlines() if listing.exists() else []:
            child, mode, name = line.split(" ", 2)
            if stat.S_ISDIR(int(mode)):
                (target / name).mkdir()
                self._rebuild(child, target / name)
                continue
            data = self._shadow / "files" / child
            (target / name).write_bytes(data.read_bytes() if data.exists() else b"")
            (target / name).chmod(stat.S_IMODE(int(mode)))

    def close(self) -> None:
        """Nothing runs."""
