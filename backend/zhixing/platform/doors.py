"""The doors that belong to no slice: commands, OpenAPI, liveness, readiness, metrics."""

from typing import Any

from pydantic import BaseModel

from zhixing.kernel.messages import Envelope, Outcome, Result
from zhixing.platform import device_rules, jobs
from zhixing.platform.bus import Door
from zhixing.platform.http import Call, problem_response
from zhixing.platform.manifest import CollectionSpec, ScheduleSpec, Slice, route
from zhixing.platform.policy import anybody, logged_in
from zhixing.platform.trust import get_trust

LONGEST_BACKLOG_S = 120.0
LEAST_FREE_BYTES = 1 << 30


def post_command(call: Call) -> Any:
    """One envelope, one outcome."""
    raw = call.json
    actor = call.actor
    call.release()
    outcome: Outcome = call.system.bus.handle(raw, Door(actor))
    if outcome.problem is not None and outcome.outcome != Result.DUPLICATE:
        return problem_response(outcome.problem, id=outcome.id, outcome=outcome.outcome)
    return outcome.wire(), 202 if outcome.outcome == Result.HELD else 200


def get_openapi(call: Call) -> Any:
    return call.system.contract


class Health(BaseModel):
    status: str


class Readiness(BaseModel):
    """Each check by name: 'ok' or what is wrong, without details an outsider could use."""

    status: str
    checks: dict[str, str]


def healthz(call: Call) -> Any:
    return {"status": "ok"}


def readyz(call: Call) -> Any:
    """Database answers, evidence store is writable, the worker keeps up."""
    checks = {name: _outcome(check, call) for name, check in CHECKS.items()}
    ready = all(value == "ok" for value in checks.values())
    return {"status": "ok" if ready else "unready", "checks": checks}, 200 if ready else 503


def _outcome(check: Any, call: Call) -> str:
    try:
        return "ok" if check(call) else "failed"
    except Exception:
        call.system.log.exception("readiness")
        return "failed"


def _database(call: Call) -> bool:
    return bool(call.session.connection())


def _store(call: Call) -> bool:
    free = call.system.store.free_bytes()
    return free is None or free > LEAST_FREE_BYTES


def _worker(call: Call) -> bool:
    return jobs.backlog(call.session, call.system.clock())[1] < LONGEST_BACKLOG_S


CHECKS = {"database": _database, "store": _store, "worker": _worker}

SLICE = Slice(
    name="platform",
    collections=(CollectionSpec(device_rules.COLLECTION, device_rules.DeviceRulesRow, device_rules.rules_rows),),
    schedules=(ScheduleSpec("platform.device_rules", device_rules.EVERY_S, device_rules.publish_rules),),
    routes=(
        route("POST", "/api/commands", post_command, logged_in, body=Envelope, answer=Outcome,
              summary="One act, one outcome"),
        route("GET", "/api/openapi.json", get_openapi, anybody, access="public", summary="This description"),
        route("GET", "/healthz", healthz, anybody, access="public", answer=Health, summary="The process is alive"),
        route("GET", "/trust", get_trust, anybody, access="public", media_type="text/html",
              summary="How a tablet comes to trust the local authority"),
        route("GET", "/trust/<name>", get_trust, anybody, access="public", media_type="text/html",
              summary="The authority's certificate, and the page's style"),
        route("GET", "/readyz", readyz, anybody, access="public", answer=Readiness, summary="The house can work"),
    ),
)
