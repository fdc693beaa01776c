"""Prometheus figures and one structured log line per request, without personal data."""

import time
from typing import Any

import structlog
from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from zhixing.kernel.ids import new_id
from zhixing.platform import jobs
from zhixing.platform.gateway import outbound
from zhixing.platform.system import System

# Where a scraper may ask from. Figures are not secret, but they are nobody's business outside.
LOOPBACK = {"127.0.0.1", "::1"}


def measure(app: Flask, system: System) -> None:
    """Time every request, number it, log it, and open `/metrics` to this machine and the configured scrapers."""
    registry = CollectorRegistry()
    duration = Histogram("zhixing_request_duration_seconds", "Time to answer", ["route", "method", "status"],
                         registry=registry)
    backlog = Gauge("zhixing_jobs_due", "Jobs that are due and that no worker has in hand", registry=registry)
    age = Gauge("zhixing_jobs_oldest_seconds", "Age of the oldest of them", registry=registry)
    given_up = Gauge("zhixing_jobs_given_up", "Jobs that failed every time and wait for a person", registry=registry)
    undelivered = Gauge("zhixing_gateway_batches_waiting", "Batches nobody has taken yet", registry=registry)
    bugs = Counter("zhixing_internal_errors_total", "Answers 5xx", registry=registry)
    allowed = LOOPBACK | set(filter(None, system.config.extra.get("METRICS_ALLOW", "").split(",")))
    log = structlog.get_logger("zhixing.access")

    @app.before_request
    def _start() -> None:
        g.started, g.request_id = time.perf_counter(), new_id()

    @app.after_request
    def _end(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        rule = request.url_rule.rule if request.url_rule else "unknown"
        duration.labels(rule, request.method, response.status_code).observe(seconds)
        if response.status_code >= 500 and rule != "/readyz":
            bugs.inc()
        response.headers["X-Request-Id"] = g.request_id
        # The rule, not the path: a path may hold a litigant's token.
        log.info("request", id=g.request_id, method=request.method, route=rule, status=response.status_code,
                 ms=round(seconds * 1000, 1))
        return response

    @app.get("/metrics")
    def metrics() -> Any:
        if request.remote_addr not in allowed:
            return Response(status=404)
        with system.database.read() as session:
            due, oldest = jobs.backlog(session, system.clock())
            given_up.set(jobs.given_up(session))
            undelivered.set(outbound.backlog(session))
        backlog.set(due)
        age.set(oldest)
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
