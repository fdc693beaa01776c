"""Doors over HTTP: one wrapper for all routes, from the cookie to the problem (RFC 9457)."""

import json
import re
from contextlib import ExitStack
from functools import cached_property
from typing import Any

from flask import Flask, Request, Response, request
from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from zhixing.kernel.errors import DomainError, Malformed
from zhixing.kernel.messages import NOBODY, Actor, Problem
from zhixing.platform.bus import places
from zhixing.platform.crypto import PublicKey, digest
from zhixing.platform.manifest import Policy, RouteSpec
from zhixing.platform.ports import KnownDevice, Login
from zhixing.platform.refusals import DeviceRevoked, DeviceUnknown

COOKIE = "zhixing_session"
SECURE_COOKIE = "__Host-zhixing_session"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
LARGEST_BODY = 4 << 20
_PROOF_PART = re.compile(r'(\w+)="([^"]*)"')


class LoginRequired(DomainError):
    """No live session. What was captured can still be handed in with the device's proof."""

    code = "session.required"
    status = 401
    title = "Please log in"


class CsrfMismatch(DomainError):
    """An unsafe request without the session's token: possibly another site's doing."""

    code = "session.csrf_mismatch"
    status = 403
    title = "Missing or wrong X-CSRF-Token"


class DeviceProofInvalid(DomainError):
    """The `Authorization: Device` header does not verify (docs/protocol.md 3)."""

    code = "device.proof_invalid"
    status = 401
    title = "Device proof does not verify"


class BodyTooLarge(DomainError):
    """More than a JSON body may have; files go through `/api/uploads`."""

    code = "request.too_large"
    status = 413
    title = "Request too large"


class NotJson(DomainError):
    """The body is not JSON, or not an object."""

    code = "request.not_json"
    status = 400
    title = "The body is not a JSON object"


class Call:
    """One request on its way through a view. Opens a read session only when asked for one."""

    def __init__(self, system: Any, spec: RouteSpec, flask_request: Request, args: dict[str, str]) -> None:
        self.system, self.spec, self.request, self.args = system, spec, flask_request, args
        self._stack = ExitStack()

    @cached_property
    def session(self) -> Session:
        return self._stack.enter_context(self.system.database.read())

    @cached_property
    def login(self) -> Login | None:
        cookie = self.request.cookies.get(self.system.cookie_name)
        return self.system.ports.people.login(self.session, cookie, self.system.clock()) if cookie else None

    @cached_property
    def device(self) -> KnownDevice | None:
        header = self.request.headers.get("Authorization", "")
        return _proven_device(self, header) if header.startswith("Device ") else None

    @property
    def actor(self) -> Actor:
        return self.login.actor if self.login else NOBODY

    @cached_property
    def json(self) -> dict[str, Any]:
        """Raises: BodyTooLarge, NotJson."""
        if (self.request.content_length or 0) > LARGEST_BODY:
            raise BodyTooLarge(limit=LARGEST_BODY)
        raw = self.request.get_data(cache=True)
        if len(raw) >= LARGEST_BODY:  # of a body that announced no length, no more than this was read
            raise BodyTooLarge(limit=LARGEST_BODY)
        try:
            data = json.loads(raw)
        except (ValueError, RecursionError) as cause:
            raise NotJson() from cause
        if not isinstance(data, dict):
            raise NotJson()
        return data

    @cached_property
    def body(self) -> Any:
        assert self.spec.body is not None
        return checked(self.spec.body, self.json)

    @cached_property
    def query(self) -> Any:
        assert self.spec.query is not None
        return checked(self.spec.query, self.request.args.to_dict())

    def allow(self, policy: Policy, subject: Any) -> None:
        """Raises: Denied."""
        policy(self.actor, subject)

    def release(self) -> None:
        """Give the read session back before slow work (a transfer, a write), which must not hold a snapshot."""
        self._stack.close()
        self.__dict__.pop("session", None)


def checked(model: type[BaseModel], data: Any) -> BaseModel:
    """Raises: Malformed with the places that are wrong, without what was typed."""
    try:
        return model.model_validate(data)
    except ValidationError as cause:
        raise Malformed(errors=places(cause)) from cause


def _proven_device(call: Call, header: str) -> KnownDevice:
    parts = dict(_PROOF_PART.findall(header))
    device = call.system.ports.devices.find(call.session, parts.get("id", ""))
    if device is None:
        raise DeviceUnknown()
    is_upload = call.request.path.startswith("/api/uploads")
    claim = {"device_id": device.id, "method": call.request.method, "time": parts.get("time", ""),
             "path": call.request.full_path.rstrip("?"),
             "body_sha256": digest(b"" if is_upload else call.request.get_data(cache=True))}
    key = PublicKey.from_spki(device.public_key)
    if not key.verify(claim, {"alg": "ES256", "key": key.id, "sig": parts.get("sig", "")}):
        raise DeviceProofInvalid()
    if device.revoked:
        call.release()
        call.system.ports.devices.told_to_wipe(call.system, device.id, _last_words(call))
        raise DeviceRevoked(wipe=True)
    return device


def _last_words(call: Call) -> Any:
    """`state` of a push: what the tablet holds that will now be lost (docs/protocol.md 3)."""
    try:
        return call.json.get("state") if call.request.path == "/api/sync/push" else None
    except DomainError:
        return None


def _admit(call: Call) -> None:
    """Who may come in at all. Deny is the default."""
    access = call.spec.access
    if access == "public":
        return
    if access == "session_or_device" and call.device is not None:
        return
    if call.login is None:
        raise LoginRequired()
    unsafe = call.request.method not in SAFE_METHODS
    if unsafe and call.spec.csrf and call.request.headers.get("X-CSRF-Token") != call.login.csrf:
        raise CsrfMismatch()
    call.spec.policy(call.actor, None)


def to_response(result: Any) -> Response:
    """What a view may return: a Response, a model, JSON data, or (data, status)."""
    if isinstance(result, Response):
        return result
    status = 200
    if isinstance(result, tuple):
        result, status = result
    if isinstance(result, BaseModel):
        result = result.model_dump(mode="json", exclude_none=True)
    if result is None:
        return Response(status=204)
    return Response(json.dumps(result, ensure_ascii=False, separators=(",", ":")), status, mimetype="application/json")


def problem_response(problem: Problem, **members: Any) -> Response:
    """RFC 9457, with extension members beside it."""
    data = {**problem.model_dump(mode="json"), **members}
    response = Response(json.dumps(data, ensure_ascii=False), problem.status, mimetype="application/problem+json")
    if "retry_after_s" in problem.params:
        response.headers["Retry-After"] = str(problem.params["retry_after_s"])
    return response


def register(app: Flask, system: Any, spec: RouteSpec) -> None:
    """Open one door."""

    def view(**args: str) -> Response:
        call = Call(system, spec, request, args)
        request.max_content_length = LARGEST_BODY  # a chunked body announces no length; uploads lift it again
        try:
            _admit(call)
            return to_response(spec.view(call))
        except DomainError as error:
            return problem_response(Problem.of(error))
        finally:
            call.release()

    endpoint = f"{spec.method} {spec.path}".replace(".", "_")
    app.add_url_rule(spec.path, endpoint, view, methods=[spec.method], provide_automatic_options=False)


def handle_errors(app: Flask) -> None:
    """Whatever goes wrong outside a view answers in the same form. A 5xx is a bug, and says nothing inside."""

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        status = error.code or 500
        title = error.name
        code = {404: "request.not_found", 405: "request.method_not_allowed", 413: "request.too_large"}.get(
            status, "request.failed")
        return problem_response(Problem(title=title, status=status, code=code))

    @app.errorhandler(Exception)
    def _bug(error: Exception) -> Response:
        app.logger.exception("unhandled", exc_info=error)
        return problem_response(Problem(title="Internal error", status=500, code="server.internal_error"))


