"""The public door for checking: a plain page without login and without scripts, and the same as JSON."""

import functools
import hashlib
from collections.abc import Callable
from importlib.resources import files

from flask import Response
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from werkzeug.exceptions import RequestEntityTooLarge

from zhixing.documents.errors import CheckTooLarge, NothingToCheck, TooManyChecks
from zhixing.documents.verifying import LARGEST_CHECK, Result, judge, look, normal_code
from zhixing.kernel.errors import DomainError
from zhixing.kernel.messages import Problem, system_actor
from zhixing.platform.http import Call, problem_response, to_response
from zhixing.platform.turnstile import Turnstile

CSP = ("default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
CHECKER = system_actor("checker")
PER_MINUTE = 30
_TURNSTILE = "verify_turnstile"
_jinja = Environment(loader=PackageLoader("zhixing.documents", "pages"), autoescape=select_autoescape(default=True),
                     undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
_css = files("zhixing.documents").joinpath("pages", "verify.css").read_bytes()
_css_version = hashlib.sha256(_css).hexdigest()[:10]
View = Callable[[Call], Response]

WORDS = {
    "genuine": ("核验一致，文书有效", "您上传的文件与本院签发的文书逐字节相同，没有被改动。"),
    "altered": ("文件已被改动", "这份文件出自本院的一份文书，但内容与本院签发的不一致，请勿采信，并请联系本院。"),
    "revoked": ("文书已撤销", "本院签发过这份文书，但已经撤销，不再有效。"),
    "registered": ("查到这份文书", "校验码对应本院签发的一份有效文书。请核对名称、文号、日期与您手中的是否一致；"
                   "要确认内容没有被改动，请上传 PDF 文件。"),
    "unknown": ("没有查到", "本院没有签发过这样的文书，或者校验码、文件不完整。请核对后再试，或者联系本院。"),
}
PROBLEMS = {
    "documents.nothing_to_check": "请填写校验码，或者选择要核验的 PDF 文件。",
    "documents.check_too_large": "文件太大。本院的文书都小于 {limit} MB。",
    "documents.too_many_checks": "核验过于频繁，请 {seconds} 秒后再试。",
}


def _door(view: View) -> View:
    """Say what went wrong in plain words, and let nothing run."""

    @functools.wraps(view)
    def opened(call: Call) -> Response:
        try:
            response = view(call)
        except RequestEntityTooLarge:
            response = _refuse(call, CheckTooLarge(limit=LARGEST_CHECK))
        except DomainError as error:
            response = _refuse(call, error)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return opened


def _pass(call: Call) -> None:
    """Raises: TooManyChecks. The empty form and its style cost nothing and are not counted."""
    turnstile: Turnstile = call.system.extras.setdefault(_TURNSTILE, Turnstile(PER_MINUTE))
    again = turnstile.count(call.request.remote_addr or "")
    if again is not None:
        raise TooManyChecks(retry_after_s=again)


def _wants_json(call: Call) -> bool:
    best = call.request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json"


def _refuse(call: Call, error: DomainError) -> Response:
    if _wants_json(call):
        return problem_response(Problem.of(error))
    words = PROBLEMS.get(error.code, "请稍后再试。").format(limit=LARGEST_CHECK >> 20,
                                                            seconds=error.params.get("retry_after_s", 60))
    response = _page(call, problem=words, status=error.status)
    if "retry_after_s" in error.params:
        response.headers["Retry-After"] = str(error.params["retry_after_s"])
    return response


def _page(call: Call, result: Result | None = None, problem: str = "", status: int = 200, code: str = "") -> Response:
    title, text = WORDS[result.verdict] if result else ("", "")
    html = _jinja.get_template("verify.html").render(
        court=call.system.config.court_name, css=_css_version, problem=problem, code=code,
        result=result, words={"title": title, "text": text})
    return Response(html, status, content_type="text/html; charset=utf-8")


@_door
def get_css(call: Call) -> Response:
    """The style sheet; its address changes with its content."""
    response = Response(_css, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=604800"
    return response


@_door
def get_verify(call: Call) -> Response:
    """The form; with `?c=` from the QR code also what the code stands for."""
    code = normal_code(call.request.args.get("c", "")[:60])
    if "c" not in call.request.args:
        return _answer(call, None, "")
    _pass(call)
    return _answer(call, judge(call.session, None, code), code or "")


@_door
def post_verify(call: Call) -> Response:
    """A file, a code, or both. The file is hashed while it is read and kept nowhere."""
    _pass(call)
    # The form wraps the file; what counts is the file itself (verifying.look).
    call.request.max_content_length = LARGEST_CHECK + (64 << 10)
    typed = call.request.form.get("code", "").strip()[:60]
    file = call.request.files.get("file")
    try:
        looked = look(file.stream) if file is not None and file.filename else None
    finally:
        if file is not None:
            file.close()
    code = normal_code(typed)
    if looked is None and not typed:
        raise NothingToCheck()
    result = judge(call.session, looked, code)
    call.release()
    call.system.audit(CHECKER, "documents.checked_publicly", result.checked_sha256 or code or "unknown",
                      verdict=result.verdict)
    return _answer(call, result, code or typed)


def _answer(call: Call, result: Result | None, code: str) -> Response:
    if _wants_json(call) and result is not None:
        return to_response(result.wire())
    return _page(call, result, code=code)

