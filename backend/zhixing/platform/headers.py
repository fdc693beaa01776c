"""Headers that every answer carries: a strict policy for scripts, no sniffing, no framing."""

from flask import Flask, Response, request

CSP = "; ".join([
    "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "img-src 'self' blob: data:",
    "media-src 'self' blob:", "font-src 'self' data:", "connect-src 'self' ws: wss:", "worker-src 'self' blob:",
    "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
])
PERMISSIONS = "camera=(self), microphone=(self), geolocation=(self), publickey-credentials-get=(self)"


def add_security_headers(app: Flask) -> None:
    """Set what is not set already: a door with special needs (a PDF, the litigant's page) sets its own."""

    @app.after_request
    def _add(response: Response) -> Response:
        for name, value in {
            "Content-Security-Policy": CSP, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer", "Permissions-Policy": PERMISSIONS,
            "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
        }.items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.path.startswith(("/api/", "/d/")):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
