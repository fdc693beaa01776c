"""A judge with a phone decides what the parties see."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Playwright, expect
from pypdf import PdfReader

from tests.support.browser import PHONE, browser, tick
from tests.support.journey_desk import JudgeAtPhone, LitigantAtPhone, read_code
from tests.support.server import Server

OFFICE = "办公室台式电脑六套"


@pytest.fixture
def judge(playwright: Playwright, house: Server, tmp_path: Path) -> Iterator[JudgeAtPhone]:
    with browser(tmp_path / "judge", house.url, playwright=playwright, viewport=PHONE, has_touch=True) as context:
        yield JudgeAtPhone(context, house)


def applicant(house: Server, judge: JudgeAtPhone) -> LitigantAtPhone:
    """The applicant of the demo case, past the question."""
    litigant = LitigantAtPhone(judge.context, house, house.demo["litigant"]["url_path"])
    litigant.page = judge.context.new_page()
    return litigant.scans_code().answers(house.demo["litigant"]["id_last_four"])


def test_a_judge_covers_shows_and_takes_back_a_photo_on_a_phone(judge: JudgeAtPhone, house: Server) -> None:
    judge.logs_in().looks_at("j01-home").goes_to("公开").looks_at("j02-cases").opens_disclosure().looks_at("j03-queue")
    judge.opens_photo(OFFICE).looks_at("j04-photo")
    judge.covers("人脸", 0.54, 0.24, 0.66, 0.44).covers("其他", 0.06, 0.26, 0.22, 0.38).looks_at("j05-covered")
    judge.sends_cover().looks_at("j06-compare").shows_photo()

    litigant = applicant(house, judge)
    expect(litigant.page.get_by_role("img", name=OFFICE)).to_be_visible()
    shown = litigant.page.get_by_role("img", name=OFFICE).get_attribute("src")
    assert shown
    status, data, _ = litigant.fetches(shown.removesuffix("/small"))
    assert status == 200
    assert not Image.open(BytesIO(data)).getexif()

    judge.page.bring_to_front()
    judge.opens_disclosure("已公开").looks_at("j07-published").takes_back(OFFICE)
    assert litigant.fetches(shown)[0] == 410
    litigant.page.reload()
    expect(litigant.page.get_by_role("img", name=OFFICE)).to_have_count(0)
    assert judge.complaints == []


def test_a_judge_shows_papers_opens_a_page_and_hands_out_its_code(judge: JudgeAtPhone, house: Server) -> None:
    judge.logs_in().opens_disclosure("文书与进展").looks_at("j08-material")
    judge.shows("执行裁定书").shows_an_entry("本案由法官甲承办。")
    judge.turns_to("当事人页面").looks_at("j09-pages").opens_page_for(house.demo["respondent"])
    card = judge.card(house.demo["respondent"])
    card.get_by_role("button", name="出示二维码").click()
    code = judge.page.get_by_role("img", name=f"{house.demo['respondent']} 的页面二维码")
    expect(code).to_be_visible()
    expect(code).not_to_have_js_property("naturalWidth", 0)
    judge.looks_at("j10-code")
    sheet = judge.page.get_by_role("dialog")
    path = sheet.get_by_role("link", name="看当事人看到的页面").get_attribute("href")
    notice = sheet.get_by_role("link", name="告知书（A4）").get_attribute("href")
    assert path
    assert notice
    assert read_code(judge.page, code) == house.url + path
    judge_reads_notice(judge, house, notice, path)


def judge_reads_notice(judge: JudgeAtPhone, house: Server, notice: str, path: str) -> None:
    """The paper says what it must."""
    answer = judge.context.request.get(house.url + notice)
    assert answer.headers["content-type"] == "application/pdf"
    paper = PdfReader(BytesIO(answer.body())).pages[0]
    words = paper.extract_text().replace("\n", "")
    for expected in (house.demo["case_number"], "执行信息公开告知书", house.demo["respondent"], "法官甲", "后四位"):
        assert expected in words, words
    assert [round(float(side)) for side in paper.mediabox[2:]] == [595, 842]
    assert house.url + path in words.replace(" ", "")


def test_a_judge_answers_what_a_party_asks(judge: JudgeAtPhone, house: Server) -> None:
    judge.logs_in()
    litigant = applicant(house, judge).writes("请问什么时候评估？")
    judge.page.bring_to_front()
    judge.opens_disclosure("留言").sees("请问什么时候评估？").looks_at("j15-message")
    judge.answers("请问什么时候评估？", "已委托评估机构，十五日内出具意见。").looks_at("j16-answered")
    litigant.scans_code()
    expect(litigant.page.get_by_text("已委托评估机构，十五日内出具意见。")).to_be_visible()
    assert judge.complaints == []


def test_a_judge_makes_a_passkey_and_comes_in_with_it(judge: JudgeAtPhone, house: Server) -> None:
    devtools = judge.context.new_cdp_session(judge.page)
    devtools.send("WebAuthn.enable", {"enableUI": False})
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}})
    judge.logs_in().goes_to("设置")
    judge.page.get_by_role("button", name="添加通行密钥").click()
    judge.sees("通行密钥已添加").looks_at("j11-settings")
    judge.page.get_by_role("button", name="退出登录").click()
    judge.page.get_by_role("button", name="使用通行密钥").click()
    judge.is_greeted()
    assert judge.complaints == []


def test_the_screens_are_readable_in_english_too(judge: JudgeAtPhone, house: Server) -> None:
    tick(judge.logs_in().goes_to("设置").page.get_by_role("radio", name="English"))
    judge.looks_at("j12-settings-en")
    for path, name in (("/", "home"), ("/disclosure", "cases"), ("/notifications", "notices")):
        judge.page.goto(house.url + path)
        expect(judge.page.get_by_role("heading", level=1)).to_be_visible()
        judge.looks_at(f"j13-{name}-en")
    judge.page.goto(f"{house.url}/disclosure")
    judge.page.get_by_role("link", name=house.demo["case_number"]).click()
    expect(judge.page.get_by_role("tabpanel")).to_be_visible()
    address = judge.page.url.split("?")[0]
    for part in ("review", "published", "material", "pages", "messages"):
        judge.page.goto(f"{address}?part={part}")
        expect(judge.page.get_by_role("tabpanel")).to_be_visible()
        judge.looks_at(f"j14-{part}-en")
    assert judge.complaints == []
