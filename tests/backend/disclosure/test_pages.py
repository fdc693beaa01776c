"""A litigant scans the code on the paper, answers one question, and sees what the court decided to show."""

import re
from typing import Any

import pytest

from tests.support.docket import WANG_ID, Docket, a_docket, respondent
from tests.support.house import House
from tests.support.litigant import Litigant, a_litigant, party_id
from tests.support.people import browser_of, enlist
from tests.support.showcase import a_document, a_pdf, a_shown_photo, an_entry, shown
from zhixing.cases import case_facts
from zhixing.disclosure import tokens
from zhixing.disclosure.models import LitigantPage
from zhixing.disclosure.notice import notice_pdf
from zhixing.kernel.ids import new_id
from zhixing.platform.audit import AuditEntry
from zhixing.platform.typesetting import NotSet


@pytest.fixture
def docket(house: House) -> Docket:
    return a_docket(house)


@pytest.fixture
def wang(docket: Docket) -> Litigant:
    return a_litigant(docket)


def rows(docket: Docket, collection: str, person: Any = None) -> list[dict[str, Any]]:
    return list(docket.tablet_of(person or docket.judge).pull().get(collection, {}).values())


def test_the_code_alone_opens_nothing_and_names_nobody(docket: Docket, wang: Litigant) -> None:
    page = wang.get()
    assert page.status_code == 200
    with docket.house.read() as session:
        number = case_facts(session, docket.case_id).case_number
    for secret in ("王三槐", "万象", number, "陈一诺", WANG_ID, "被执行人"):
        assert secret not in page.text
    assert "身份证号码后四位" in page.text


def test_the_last_four_digits_open_the_page(wang: Litigant) -> None:
    answer = wang.answer()
    assert (answer.status_code, answer.headers["Location"]) == (303, wang.path)
    page = wang.read()
    assert "王三槐，您好" in page
    assert "陈一诺" in page


@pytest.mark.parametrize("typed", ["１２３５", " 12 35 ", "1235\n"])
def test_digits_are_taken_as_phones_type_them(wang: Litigant, typed: str) -> None:
    assert wang.answer(typed).status_code == 303


def test_a_letter_at_the_end_of_the_number_may_be_small(house: House) -> None:
    docket = a_docket(house, parties=[respondent(id_number="44060519880305003X", name="李小满")])
    litigant = a_litigant(docket, digits="003x")
    assert litigant.answer().status_code == 303


def test_a_party_without_a_number_is_asked_for_the_telephone(docket: Docket) -> None:
    company = a_litigant(docket, side="applicant", digits="0000")
    assert "电话号码后四位" in company.get().text
    assert company.enter().read().count("示范市万象建材有限公司") >= 2


def test_a_party_about_whom_nothing_is_known_gets_no_page(house: House) -> None:
    docket = a_docket(house, parties=[respondent(id_number=None, phone=None)])
    outcome = house.send("disclosure.open_page", {
        "page_id": new_id(), "case_id": docket.case_id, "party_id": party_id(docket)}, docket.judge)
    assert outcome.problem.code == "disclosure.nothing_to_check_by"


def test_the_session_opens_one_page_and_ends_after_half_an_hour(docket: Docket, wang: Litigant) -> None:
    cookie = wang.answer().headers["Set-Cookie"]
    assert f"Path={wang.path}" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    docket.house.clock.forward(minutes=29)
    assert "您好" in wang.read()
    docket.house.clock.forward(minutes=31)
    assert "您好" not in wang.get().text


def test_a_cookie_of_one_page_is_worthless_at_another(docket: Docket, wang: Litigant) -> None:
    other = a_litigant(docket, side="applicant", digits="0000")
    value = wang.answer().headers["Set-Cookie"].split(";")[0].split("=", 1)[1]
    other.client.set_cookie("zhixing_page", value, path=other.path)
    assert "您好" not in other.get().text


@pytest.mark.parametrize("value", ["", ".", "9999999999.", "9999999999.AAAA", "x.y", "-1.z", "9" * 40 + ".a", "１.a"])
def test_a_made_up_cookie_opens_nothing(wang: Litigant, value: str) -> None:
    wang.client.set_cookie("zhixing_page", value, path=wang.path)
    page = wang.get()
    assert page.status_code == 200
    assert "您好" not in page.text


def test_leaving_ends_the_visit_on_a_shared_phone(wang: Litigant) -> None:
    wang.enter()
    wang.client.post(f"{wang.path}/leave")
    assert "您好" not in wang.get().text


@pytest.mark.parametrize("token", ["", "x", "0" * 25, "A" * 26, "%2e%2e", "页面", "page.css2"])
def test_an_address_that_is_none_says_so_kindly(house: House, token: str) -> None:
    page = house.client().get(f"/d/{token}")
    assert page.status_code == 404
    assert "没有找到这个页面" in page.text
    assert page.mimetype == "text/html"


def test_the_address_is_long_enough_and_is_not_stored(docket: Docket, wang: Litigant) -> None:
    token = wang.path.removeprefix("/d/")
    assert re.fullmatch(r"[0-9A-Za-z]{25}", token)  # 62^25 > 2^144
    with docket.house.read() as session:
        page = session.query(LitigantPage).one()
        stored = " ".join(str(getattr(page, column.key)) for column in LitigantPage.__table__.columns)
    assert token not in stored
    assert WANG_ID[-4:] not in page.check_digest


def test_the_judge_can_print_the_same_code_again_after_a_restart(docket: Docket, wang: Litigant) -> None:
    tokens._loaded.clear()
    [row] = rows(docket, "pages")
    assert row["url_path"] == wang.path


def test_a_closed_page_opens_for_nobody_and_a_new_one_has_a_new_address(docket: Docket, wang: Litigant) -> None:
    wang.enter()
    docket.house.must("disclosure.close_page", {"page_id": wang.page_id, "reason": "告知书遗失"}, docket.clerk)
    for answer in (wang.get(), wang.answer(), wang.get(f"/documents/{new_id()}")):
        assert answer.status_code == 410
        assert "已经关闭" in answer.text
    again = a_litigant(docket)
    assert again.path != wang.path
    assert "您好" in again.enter().read()


def test_a_party_has_one_open_page(docket: Docket, wang: Litigant) -> None:
    outcome = docket.house.send("disclosure.open_page", {
        "page_id": new_id(), "case_id": docket.case_id, "party_id": party_id(docket)}, docket.judge)
    assert outcome.problem.code == "disclosure.page_already_open"


def test_only_the_people_of_the_case_open_pages(docket: Docket) -> None:
    other = a_docket(docket.house)
    body = {"page_id": new_id(), "case_id": docket.case_id, "party_id": party_id(docket)}
    for person in (other.judge, enlist(docket.house, "马警官", "marshal")):
        assert docket.house.send("disclosure.open_page", body, person).problem.code == "policy.denied"
    body["party_id"] = party_id(other)
    assert docket.house.send("disclosure.open_page", body, docket.judge).problem.code == (
        "disclosure.party_not_in_case")


def test_nothing_is_shown_that_nobody_published(docket: Docket, wang: Litigant) -> None:
    an_entry(docket, "冻结银行存款一笔。")
    a_document(docket, "执行裁定书")
    page = wang.enter().read()
    assert "冻结" not in page.replace("查封、扣押或冻结", "")
    assert "执行裁定书" not in page
    assert "还没有公开的进展" in page
    assert "还没有公开的文书" in page


def test_published_progress_photos_and_documents_are_shown(docket: Docket, wang: Litigant) -> None:
    shown(docket, "progress", an_entry(docket, "到现场查封机器三台。"))
    photo = a_shown_photo(docket, caption="仓库大门")
    document = shown(docket, "document", a_document(docket))
    page = wang.enter().read()
    for words in ("到现场查封机器三台。", "2026年11月22日", "仓库大门", "执行通知书"):
        assert words in page
    assert wang.get(f"/photos/{photo}/small").mimetype == "image/jpeg"
    assert wang.get(f"/photos/{photo}").mimetype == "image/jpeg"
    pdf = wang.get(f"/documents/{document}")
    assert (pdf.mimetype, pdf.data) == ("application/pdf", a_pdf())


def test_without_the_answer_no_photo_and_no_document_comes(docket: Docket, wang: Litigant) -> None:
    photo = a_shown_photo(docket)
    document = shown(docket, "document", a_document(docket))
    for path in (f"/photos/{photo}", f"/photos/{photo}/small", f"/documents/{document}"):
        assert wang.get(path).status_code == 403


def test_what_is_withdrawn_is_gone_with_the_next_request(docket: Docket, wang: Litigant) -> None:
    photo = a_shown_photo(docket, caption="仓库大门")
    wang.enter()
    assert wang.get(f"/photos/{photo}").status_code == 200
    docket.house.must("disclosure.withdraw", {"publication_id": photo, "reason": "拍到邻居"}, docket.judge)
    for path in (f"/photos/{photo}", f"/photos/{photo}/small"):
        answer = wang.get(path)
        assert answer.status_code == 410
        assert "已撤回" in answer.text
    assert "仓库大门" not in wang.read()
    [row] = rows(docket, "publications")
    assert (row["withdrawn_at"] is not None, row["reason"]) == (True, "拍到邻居")
    assert rows(docket, "evidence")[0]["published"] is False


def test_a_publication_of_another_case_cannot_be_reached_through_ones_own_page(docket: Docket, wang: Litigant) -> None:
    other = a_docket(docket.house)
    foreign = a_shown_photo(other)
    assert wang.enter().get(f"/photos/{foreign}").status_code == 404
    assert wang.get(f"/documents/{foreign}").status_code == 404


def test_the_bar_follows_the_stage_of_the_case(docket: Docket, wang: Litigant) -> None:
    assert re.search(r'<li class="now" aria-current="step">.*?发现', wang.enter().read())
    tablet = docket.tablet_of(docket.judge)
    tablet.pull()
    docket.house.must("cases.set_stage", {"case_id": docket.case_id, "stage": "auction"}, docket.judge,
                      based_on=tablet.look("cases", docket.case_id))
    docket.house.work()
    page = wang.read()
    assert re.search(r'<li class="now" aria-current="step">.*?拍卖', page)
    assert page.count('<li class="done"') == 2


def test_views_are_counted_for_the_judge_and_looks_at_photos_logged_without_a_person(
        docket: Docket, wang: Litigant) -> None:
    photo = a_shown_photo(docket)
    wang.enter()
    wang.read()
    wang.read()
    wang.get(f"/photos/{photo}")
    [row] = rows(docket, "pages")
    assert (row["views"], row["last_seen_at"] is not None) == (2, True)
    with docket.house.read() as session:
        [entry] = session.query(AuditEntry).filter_by(kind="disclosure.photo_viewed").all()
    assert (entry.actor, entry.subject, entry.facts) == ("litigant", photo, {"form": "large"})
    assert wang.page_id not in entry.body
    assert wang.address not in entry.body


def test_the_newest_seal_of_the_record_stands_at_the_foot(docket: Docket, wang: Litigant) -> None:
    docket.house.work()
    page = wang.enter().read()
    assert re.search(r'<p class="head">[0-9A-F]{4}(-[0-9A-F]{4}){3}</p>', page)


def test_pages_are_kept_by_no_cache_no_search_engine_and_no_other_site(docket: Docket, wang: Litigant) -> None:
    photo = a_shown_photo(docket)
    for answer in (wang.get(), wang.enter().get(), wang.get(f"/photos/{photo}"), wang.client.get("/d/nonsense")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "script-src" not in answer.headers["Content-Security-Policy"]


def test_the_page_is_light_and_needs_no_script(docket: Docket, wang: Litigant) -> None:
    for n in range(30):
        shown(docket, "progress", an_entry(docket, f"第{n}项工作：到现场查封机器设备，张贴封条，制作清单一份。"))
    page, css = wang.enter().read(), wang.client.get("/d/page.css")
    assert len(page.encode()) + len(css.data) < 50_000
    assert "<script" not in page
    assert "style=" not in page
    assert not re.search(r"\son\w+=", page)
    assert "max-age" in css.headers["Cache-Control"]


def test_the_notice_is_a_pdf_for_archives_with_the_code_on_it(docket: Docket, wang: Litigant) -> None:
    judge = browser_of(docket.house, docket.judge)
    url = f"/api/disclosure/pages/{wang.page_id}/notice.pdf"
    notice = judge.get(url)
    assert notice.data.startswith(b"%PDF-")
    assert b"pdfaid" in notice.data
    assert judge.get(url).data == notice.data, "the same sheet each time it is printed"
    svg = judge.get(f"/api/disclosure/pages/{wang.page_id}/qr.svg")
    assert (svg.mimetype, svg.text.startswith("<svg")) == ("image/svg+xml", True)
    stranger = browser_of(docket.house, enlist(docket.house, "孙六一", "judge"))
    assert stranger.get(url).status_code == 403


def test_a_name_that_no_font_here_can_write_is_not_printed_as_a_box(house: House) -> None:
    data = {"court": "示范市人民法院", "case_number": "（2026）粤0605执1号", "name": "王\U0002A68A", "side": "被执行人",
            "judge": None, "phone": "12368", "address": "https://court.invalid/d/x", "asks_for": "phone",
            "on": "2026-11-24"}
    with pytest.raises(NotSet, match="could not be displayed"):
        notice_pdf(data)
