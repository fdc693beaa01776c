"""The web process: `gunicorn zhixing.wsgi:app`."""

import sys

from zhixing.app import create_app
from zhixing.platform.bell import Knocker
from zhixing.platform.config import from_environment
from zhixing.platform.db import require_safe_sqlite
from zhixing.platform.logs import configure_logs
from zhixing.platform.socket import hang_up_when_stopped, listen_to_worker
from zhixing.platform.system import build
from zhixing.platform.worker import wake_path
from zhixing.slices import SLICES

configure_logs()
config = from_environment()
if config.web == "threads":
    # A transaction gives up the interpreter at each of its twenty statements; with the default of 5 ms it would wait
    # that long for it every time while other requests compute.
    sys.setswitchinterval(0.0005)
if config.database_url.startswith("sqlite"):
    require_safe_sqlite()
system = build(config, SLICES)
system.knock = Knocker(wake_path(config.run_dir))
app = create_app(system)
hang_up_when_stopped(app.extensions["socketio"])
if not config.redis_url:
    listen_to_worker(system)
