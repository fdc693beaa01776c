"""Doors of disclosure for people of the court: the notice with the code, and the code alone."""

from typing import Any

from flask import Response

from zhixing.cases import may_see_case
from zhixing.disclosure.models import LitigantCase, LitigantPage
from zhixing.disclosure.notice import notice_pdf
from zhixing.disclosure.policy import may_print_notice
from zhixing.disclosure.reads import SIDES
from zhixing.disclosure.tokens import page_key, url_path
from zhixing.kernel.clock import legal_date
from zhixing.kernel.errors import NotFound
from zhixing.platform.download import named
from zhixing.platform.http import Call
from zhixing.platform.typesetting import qr_svg

PDF_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
SVG_CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def _open_page(call: Call) -> LitigantPage:
    page = call.session.get(LitigantPage, call.args["page_id"])
    if page is None or page.closed_at is not None:
        raise NotFound(what="page")
    call.allow(may_print_notice, may_see_case(call.session, call.actor.id, page.case_id))
    return page


def _address(call: Call, page: LitigantPage) -> str:
    return call.system.config.public_url + url_path(page_key(call.system), page.id)


def get_qr(call: Call) -> Response:
    """The code of an open page, for the judge's screen."""
    page = _open_page(call)
    response = Response(qr_svg(_address(call, page)), content_type="image/svg+xml")
    response.headers["Content-Security-Policy"] = SVG_CSP
    return response


def get_notice(call: Call) -> Response:
    """执行信息公开告知书: one A4 sheet with the code, to hand over or to post. Each print is audited."""
    page = _open_page(call)
    case, actor = call.session.get_one(LitigantCase, page.case_id), call.actor
    address = _address(call, page)
    data: dict[str, Any] = {
        "court": call.system.config.court_name, "case_number": case.case_number, "name": page.card["name"],
        "side": SIDES[page.card["side"]], "judge": case.judge, "phone": page.contact_phone, "address": address,
        "asks_for": page.check_kind, "on": legal_date(call.system.clock()).isoformat()}
    call.release()
    pdf = notice_pdf(data)
    call.system.audit(actor, "disclosure.notice_printed", page.id)
    response = Response(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = named("inline", f"执行信息公开告知书-{case.case_number}.pdf")
    response.headers["Content-Security-Policy"] = PDF_CSP
    return response
