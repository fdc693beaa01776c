"""The built app at `/`: files as they are, every other path the shell, except behind the doors."""

from pathlib import Path

from flask import Flask, Response, abort, send_from_directory

# Paths that belong to the server: an unknown one there is a 404, never the app's shell.
DOORS = ("api/", "socket.io", "d/", "gateway/", "healthz", "readyz", "metrics", "verify", "trust")
FOREVER = "public, max-age=31536000, immutable"


def serve_shell(app: Flask, folder: Path | None) -> None:
    """Serve the files of `folder`. Hashed assets may be kept for ever; the rest is asked for again."""

    @app.get("/")
    @app.get("/<path:path>")
    def shell(path: str = "") -> Response:
        if folder is None or not (folder / "index.html").is_file() or path.startswith(DOORS):
            abort(404)
        is_file = bool(path) and (folder / path).is_file()
        response = send_from_directory(folder, path if is_file else "index.html")
        response.headers["Cache-Control"] = FOREVER if path.startswith("assets/") and is_file else "no-cache"
        return response
