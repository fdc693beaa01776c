"""Bytes a device must load, compressed: the app's shell for a first start, the litigant's page before photos."""

import gzip
import re
import tempfile
import urllib.request
from pathlib import Path
from urllib.parse import urlencode, urljoin

from tests.support.server import running_server

ROOT = Path(__file__).resolve().parents[1]


def shell_bytes() -> dict[str, int]:
    """gzip sizes of what a first start loads (the entry and what it imports) and of everything precached."""
    dist = ROOT / "pwa" / "dist"
    index = (dist / "index.html").read_text("utf-8")
    files = [path for path in dist.rglob("*") if path.is_file() and path.suffix in {".js", ".css", ".html", ".svg"}]
    sizes = {path: len(gzip.compress(path.read_bytes(), 6)) for path in files}
    first = sum(size for path, size in sizes.items() if path.name in index or path.name == "index.html")
    return {"first": first, "all": sum(sizes.values())}


def litigant_bytes() -> int:
    """gzip bytes of the opened page with its style sheets, without photos and documents."""
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        litigant = server.demo["litigant"]
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        answer = urlencode({"answer": litigant["id_last_four"]}).encode()
        page = browser.open(server.url + litigant["url_path"], answer).read()
        styles = re.findall(r'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"', page.decode())
        parts = [page, *(browser.open(urljoin(server.url, path)).read() for path in styles)]
    return sum(len(gzip.compress(part, 6)) for part in parts)


def measure() -> list[str]:
    shell = shell_bytes()
    return [f"| app shell, first start | {shell['first'] / 1000:.1f} kB | – | – |",
            f"| app, all code and styles | {shell['all'] / 1000:.1f} kB | – | – |",
            f"| litigant's page with its style | {litigant_bytes() / 1000:.1f} kB | limit 50 kB | – |"]
