"""create_app: loops over the manifests and does nothing else."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from zhixing.platform import http
from zhixing.platform.headers import add_security_headers
from zhixing.platform.metrics import measure
from zhixing.platform.shell import serve_shell
from zhixing.platform.socket import open_socket
from zhixing.platform.system import System


def create_app(system: System) -> Flask:
    """The web application over a system that is put together (`platform.system.build`)."""
    app = Flask("zhixing", static_folder=None)
    app.url_map.strict_slashes = False
    if system.config.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=system.config.trusted_proxies, x_proto=1)  # type: ignore[method-assign]
    http.handle_errors(app)
    add_security_headers(app)
    measure(app, system)
    for one in system.slices:
        for spec in one.routes:
            http.register(app, system, spec)
    open_socket(app, system)
    serve_shell(app, system.config.app_dir)
    return app
