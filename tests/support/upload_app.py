"""The upload door alone, for clients that come from outside: `MEDIA=<folder> gunicorn tests.support.upload_app:app`."""

import os
from pathlib import Path

from flask import Flask

from zhixing.platform.files import LocalBlobStore
from zhixing.platform.tus import TusServer
from zhixing.platform.tus_view import METHODS, tus_view
from zhixing.platform.tus_wire import UploadLimits


def make_app(media: Path, limits: UploadLimits | None = None) -> Flask:
    """A Flask app with `/api/uploads`. Owner is the header `X-Owner`; a stored digest counts as its owner's."""
    app = Flask("uploads", static_folder=None)
    store = LocalBlobStore(media)
    server = TusServer(store, limits=limits, is_known=lambda owner, digest, size: store.has(digest))
    view = tus_view(server, lambda request: request.headers.get("X-Owner", "anybody"))
    for rule in ("/api/uploads", "/api/uploads/<upload_id>"):
        app.add_url_rule(rule, rule, view, methods=METHODS, provide_automatic_options=False)
    return app


if "MEDIA" in os.environ:
    app = make_app(Path(os.environ["MEDIA"]))
