"""The doors of the litigants: plain HTML that an old web view on slow mobile data can show (design.md 8)."""

import functools
import hashlib
from collections.abc import Callable
from datetime import timedelta
from importlib.resources import files
from typing import Any

from flask import Response
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from zhixing.cases import case_scope
from zhixing.disclosure import guard, reads
from zhixing.disclosure.commands import LONGEST_MESSAGE
from zhixing.disclosure.errors import (
    CheckNeeded,
    CheckTooSoon,
    CheckWrong,
    FormStale,
    MessageEmpty,
    NotShown,
    PageLocked,
    PageUnknown,
)
from zhixing.disclosure.masks import JPEG, small_name
from zhixing.disclosure.models import LitigantMessage, LitigantPage
from zhixing.disclosure.rules import LAW
from zhixing.disclosure.service import HOTLINE
from zhixing.disclosure.tokens import COOKIE, page_key
from zhixing.disclosure.words import FAILURES, STATUS_OF_SENDING, sentence
from zhixing.kernel.clock import legal_date
from zhixing.kernel.errors import DomainError
from zhixing.kernel.ids import is_id, new_id
from zhixing.kernel.messages import Result, system_actor
from zhixing.platform.download import Download, send_bytes
from zhixing.platform.files import NoSuchBlob
from zhixing.platform.http import Call

LITIGANT = system_actor("litigant")
LONGEST_FORM = 64 << 10
# Who writes for hours must not lose her words to the session's end; taking a message shows nothing.
SLOW_WRITER = timedelta(hours=12)
CSP = ("default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
       "frame-ancestors 'none'")
# What a browser wraps around a picture or a PDF has styles of its own. The bytes bring no scripts either way.
VIEWER_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

_jinja = Environment(loader=PackageLoader("zhixing.disclosure"), autoescape=select_autoescape(default=True),
                     undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
_css = files("zhixing.disclosure").joinpath("templates", "page.css").read_bytes()
_css_version = hashlib.sha256(_css).hexdigest()[:10]
View = Callable[[Call], Response]


def door(view: View) -> View:
    """Every public door: count, look, and say what went wrong in plain words."""

    @functools.wraps(view)
    def opened(call: Call) -> Response:
        try:
            turnstile = call.system.extras.setdefault("litigant_turnstile", guard.Turnstile())
            turnstile.pass_through(_network(call))
            response = view(call)
        except DomainError as error:
            response = failure(call, error)
        return _dress(response)

    return opened


def _dress(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CSP)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive, noimageindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    return response


def render(call: Call, name: str, status: int = 200, **data: Any) -> Response:
    """A page from a template."""
    html = _jinja.get_template(name).render(court=call.system.config.court_name, css=_css_version, **data)
    return Response(html, status, content_type="text/html; charset=utf-8")


def failure(call: Call, error: DomainError) -> Response:
    """What went wrong, and what one can do about it; never anything about a case."""
    title, text = FAILURES.get(error.code, FAILURES["page.unknown"])
    response = render(call, "failure.html", error.status, title=title, text=sentence(text, error.params),
                      again=error.code in ("page.check_needed", "page.form_stale"),
                      token=call.args.get("token", ""), phone=_court_phone(call))
    if "retry_after_s" in error.params:
        response.headers["Retry-After"] = str(error.params["retry_after_s"])
    return response


def _court_phone(call: Call) -> str:
    return call.system.config.extra.get("CONTACT_PHONE", HOTLINE)


def _network(call: Call) -> str:
    return page_key(call.system).network(call.request.remote_addr or "", call.system.clock())


def _page(call: Call) -> LitigantPage:
    return reads.page_by_token(call.session, call.args["token"])


def _has_session(call: Call, page: LitigantPage, grace: timedelta = timedelta(0)) -> bool:
    cookie = call.request.cookies.get(COOKIE, "")
    return page_key(call.system).is_session(page.id, cookie, call.system.clock() - grace)


def _checked_page(call: Call, grace: timedelta = timedelta(0)) -> LitigantPage:
    """Raises: PageUnknown, PageClosed, CheckNeeded."""
    page = _page(call)
    if not _has_session(call, page, grace):
        raise CheckNeeded()
    return page


def _remember(call: Call, page: LitigantPage, response: Response) -> Response:
    now = call.system.clock()
    minutes = LAW.value("page_session_minutes", legal_date(now))
    value = page_key(call.system).session(page.id, now + timedelta(minutes=minutes))
    response.set_cookie(COOKIE, value, max_age=minutes * 60, path=f"/d/{call.args['token']}", httponly=True,
                        secure=call.system.config.is_secure, samesite="Lax")
    return response


def _to_page(call: Call, where: str = "") -> Response:
    return Response(status=303, headers={"Location": f"/d/{call.args['token']}{where}"})


@door
def get_css(call: Call) -> Response:
    """The style sheet; its address changes with its content."""
    response = Response(_css, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=604800"
    return response


@door
def get_nothing(call: Call) -> Response:
    """An address that broke off half-way."""
    raise PageUnknown()


@door
def get_page(call: Call) -> Response:
    """The page; or its question, which says nothing about the case."""
    page = _page(call)
    if not _has_session(call, page):
        return _question(call, page)
    view = reads.page_view(call.session, page)
    call.release()
    call.system.transact(LITIGANT, lambda unit: _count_view(unit, page.id))
    return _remember(call, page, _show(call, page, view))


def _count_view(unit: Any, page_id: str) -> None:
    page = unit.session.get_one(LitigantPage, page_id, with_for_update=True)
    page.views, page.last_seen_at = page.views + 1, unit.now
    unit.changed("pages", page.id, case_scope(page.case_id))


def _show(call: Call, page: LitigantPage, view: reads.PageView, status: int = 200,
          draft: dict[str, str] | None = None) -> Response:
    sent = "sent" in call.request.args and draft is None
    return render(call, "page.html", status, token=call.args["token"], view=view, sent=sent, draft=draft or {},
                  form=page_key(call.system).form(page.id, call.system.clock()), message_id=new_id(),
                  longest=LONGEST_MESSAGE)


def _question(call: Call, page: LitigantPage, error: DomainError | None = None) -> Response:
    locked = guard.locked_until(call.session, page.id, call.system.clock())
    if error is None and locked is not None:
        seconds = int((locked - call.system.clock()).total_seconds())
        error = PageLocked(until=locked.isoformat(), retry_after_s=seconds)
    said = sentence(FAILURES[error.code][1], error.params) if error else None
    response = render(call, "check.html", error.status if error else 200, token=call.args["token"], said=said,
                      locked=isinstance(error, PageLocked), kind=page.check_kind, phone=_court_phone(call))
    if error and error.params.get("retry_after_s"):
        response.headers["Retry-After"] = str(error.params["retry_after_s"])
    return response


@door
def post_check(call: Call) -> Response:
    """The answer to the page's question."""
    page = _page(call)
    call.request.max_content_length = LONGEST_FORM
    typed = call.request.form.get("answer", "")[:64]
    call.release()
    try:
        guard.check_answer(call.system, page.id, typed, _network(call))
    except (CheckWrong, CheckTooSoon, PageLocked) as error:
        return _question(call, page, error)
    return _remember(call, page, _to_page(call))


@door
def post_leave(call: Call) -> Response:
    """Leave: on a phone that others use, too."""
    response = _to_page(call)
    response.delete_cookie(COOKIE, path=f"/d/{call.args['token']}", httponly=True,
                           secure=call.system.config.is_secure, samesite="Lax")
    return response


@door
def post_message(call: Call) -> Response:
    """A message or a lead for the officers of the case."""
    page = _checked_page(call, grace=SLOW_WRITER)
    body = _message(call, page)
    if call.session.get(LitigantMessage, body["message_id"]) is not None:  # sent twice by an impatient finger
        return _to_page(call, "?sent=1#messages")
    call.release()
    problem = _send(call, body)
    if problem is None:
        return _to_page(call, "?sent=1#messages")
    if not _has_session(call, page):
        raise FormStale()
    said = sentence(FAILURES[problem][1], {"limit": LAW.value("messages_per_day", legal_date(call.system.clock()))})
    draft = {"text": body["text"], "kind": body["kind"], "said": said}
    return _show(call, page, reads.page_view(call.session, page), STATUS_OF_SENDING[problem], draft)


def _message(call: Call, page: LitigantPage) -> dict[str, str]:
    """Raises: FormStale when the form is not one of this page."""
    call.request.max_content_length = LONGEST_FORM
    form = call.request.form
    fits = page_key(call.system).is_form(page.id, form.get("form", ""), call.system.clock())
    if not fits or not is_id(form.get("message_id")):
        raise FormStale()
    return {"message_id": form["message_id"], "page_id": page.id, "text": form.get("text", "").replace("\x00", ""),
            "kind": "lead" if form.get("kind") == "lead" else "message"}


def _send(call: Call, body: dict[str, str]) -> str | None:
    """None when it was taken, otherwise the code of what to say."""
    if not body["text"].strip() or len(body["text"].strip()) > LONGEST_MESSAGE or not _is_text(body["text"]):
        return MessageEmpty.code
    outcome = call.system.bus.send("disclosure.leave_message", body, LITIGANT, body["message_id"])
    if Result.ACCEPTED in (outcome.outcome, outcome.of):
        return None
    code = outcome.problem.code if outcome.problem else ""
    return code if code in STATUS_OF_SENDING else MessageEmpty.code


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@door
def get_photo(call: Call) -> Response:
    """A covered copy. Each look is logged, without a word about who looked."""
    return _photo(call, "large")


@door
def get_small_photo(call: Call) -> Response:
    """Its thumbnail, for the page."""
    return _photo(call, "small")


def _photo(call: Call, form: str) -> Response:
    page = _checked_page(call)
    shown = reads.shown_on(call.session, page, call.args["publication_id"], "photo")
    name = shown.file_name or ""
    call.release()
    try:
        file = call.system.store.open_derived(shown.blob or "", small_name(name) if form == "small" else name)
    except NoSuchBlob as cause:
        raise NotShown() from cause
    size = file.seek(0, 2)
    file.seek(0)
    call.system.audit(LITIGANT, "disclosure.photo_viewed", shown.id, form=form)
    response = send_bytes(call.request, Download(file, size, f"{shown.id}-{form}", JPEG, f"{shown.id}.jpg"))
    response.headers["Content-Security-Policy"] = VIEWER_CSP
    response.headers["Cache-Control"] = "no-store"
    return response


@door
def get_document(call: Call) -> Response:
    """A document the judge shows, byte for byte as it was issued."""
    page = _checked_page(call)
    shown = reads.shown_on(call.session, page, call.args["publication_id"], "document")
    call.release()
    try:
        file = call.system.store.open(shown.blob or "")
    except NoSuchBlob as cause:
        raise NotShown() from cause
    call.system.audit(LITIGANT, "disclosure.document_viewed", shown.id)
    response = send_bytes(call.request, Download(file, shown.size or 0, shown.blob or "", "application/pdf",
                                                 f"{shown.words}.pdf"))
    response.headers["Content-Security-Policy"] = VIEWER_CSP  # viewers refuse to open a PDF inside a sandbox
    response.headers["Cache-Control"] = "no-store"
    return response
