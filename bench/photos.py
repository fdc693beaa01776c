"""What a photo costs the server, and what it costs everybody else.

CPU seconds of web and worker from upload to rendered copies, for 12-megapixel photos, beside the bare parts in
one process: SHA-256, decode, two sizes. And the p99 of a small request (`/api/session`) while 100 photos go through,
beside the same request on the idle server.
"""

import hashlib
import io
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from PIL import Image, ImageOps

from bench.contest import Contest, run
from tests.support.field import FieldTablet
from tests.support.server import ROOT, Server, running_server

PER_ROUND, MANY = 4, 100
DISPLAY_PX, THUMBNAIL_PX = 1600, 320
TICKS = os.sysconf("SC_CLK_TCK")


def big_photo(seed: int) -> bytes:
    """4000 × 3000 with texture, about 3 MB, different for every seed."""
    noise = Image.frombytes("L", (500, 375), hashlib.shake_128(str(seed).encode()).digest(500 * 375))
    image = Image.merge("RGB", [noise.resize((4000, 3000), Image.Resampling.BICUBIC)] * 3)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92)
    return out.getvalue()


def cpu_seconds(server: Server) -> float:
    """User and system time of every process of the house, children that ended included."""
    total = 0
    for pid in server.children():
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += sum(int(one) for one in fields[11:15])
    return total / TICKS


def hand_in(tablet: FieldTablet, photo: bytes) -> None:
    blob = {"sha256": hashlib.sha256(photo).hexdigest(), "size": len(photo), "media_type": "image/jpeg"}
    tablet.photograph(blob)
    tablet.upload(photo)
    tablet.push()


def wait_for_copies(tablet: FieldTablet, count: int) -> None:
    """Until so many of this tablet's photos have rendered copies."""
    while True:
        tablet.pull()
        mine = [row for row in tablet.rows.get("evidence", {}).values() if row["device_id"] == tablet.id]
        if sum(len(row["derivatives"]) >= 2 for row in mine) >= count:
            return
        time.sleep(0.2)


def bare_parts(photos: list[bytes]) -> None:
    """The same work without isolation, transfer, records and durability."""
    for data in photos:
        hashlib.sha256(data).hexdigest()
        with Image.open(io.BytesIO(data)) as image:
            image.draft("RGB", (DISPLAY_PX, DISPLAY_PX))
            display = ImageOps.exif_transpose(image).convert("RGB")
        display.thumbnail((DISPLAY_PX, DISPLAY_PX))
        display.save(io.BytesIO(), "JPEG", quality=82)
        display.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
        display.save(io.BytesIO(), "JPEG", quality=80)


def bare_cpu(seed: int) -> float:
    """CPU seconds of the bare parts in a process of their own, without making the photos."""
    code = ("import sys,time;sys.path.insert(0,'.');from bench.photos import *;"
            f"p=[big_photo({seed}+n) for n in range({PER_ROUND})];t=time.process_time();bare_parts(p);"
            "print(time.process_time()-t)")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


def p99_ms(tablet: FieldTablet, until: threading.Event | None = None) -> float:
    """The slowest hundredth of a small request, asked fifty times a second for five seconds or until the event."""
    times, started = [], time.monotonic()
    while not until.is_set() if until else time.monotonic() - started < 5:
        before = time.perf_counter()
        tablet.line.ask("GET", "/api/session")
        times.append((time.perf_counter() - before) * 1000)
        time.sleep(0.02)
    return statistics.quantiles(times, n=100, method="inclusive")[98]


def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        tablet, asker, seeds, done = FieldTablet(server).enrol(), FieldTablet(server, "officer2").enrol(), [0], [0]

        def ours() -> float:
            photos = [big_photo(seeds[0] + number) for number in range(PER_ROUND)]
            seeds[0] += PER_ROUND
            before = cpu_seconds(server)
            for photo in photos:
                hand_in(tablet, photo)
            done[0] += PER_ROUND
            wait_for_copies(tablet, done[0])
            return (cpu_seconds(server) - before) / PER_ROUND

        rows = run(Contest("CPU seconds per 12-megapixel photo", "s", ours,
                           {"bare parts": lambda: bare_cpu(1000 + seeds[0]) / PER_ROUND}, better="less"))
        idle, busy = p99_ms(asker), threading.Event()
        many = [big_photo(5000 + number % 10) + bytes([number]) for number in range(MANY)]

        def flood() -> None:
            for photo in many:
                hand_in(tablet, photo)
            wait_for_copies(tablet, done[0] + MANY)
            busy.set()

        flooding = threading.Thread(target=flood)
        flooding.start()
        under_load = p99_ms(asker, busy)
        flooding.join()
        return [*rows, f"| p99 of a small request while {MANY} photos go through | {under_load:.0f} ms | "
                       f"idle: {idle:.0f} ms | {under_load / idle:.1f} |"]
