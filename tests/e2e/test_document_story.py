"""A paper's way: drafted in a basement, sent back, put right, approved, sealed, handed over, checked by a stranger."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.e2e.conftest import OpenTablet
from tests.support.approver_online import ApproverOnline
from tests.support.browser import PHONE, browser
from tests.support.journey import OfficerAtTablet
from tests.support.journey_desk import Desk
from tests.support.journey_documents import RENDER_PATIENCE_MS, Papers
from tests.support.registry_desk import CourtRecord
from tests.support.server import Server

ACCOUNT = {"执行款账户户名": "示范市人民法院执行款专户", "账号": "4400 0000 0000 0000 000",
           "开户银行": "示范银行样板支行"}


def test_a_notice_drafted_without_a_line_is_returned_corrected_issued_and_checked_by_anybody(
        tablet: OfficerAtTablet, house: Server, tmp_path: Path) -> None:
    papers = Papers(tablet)
    drafts_in_the_basement(papers)
    document_id = papers.document_id
    tablet.comes_back_online()

    with ApproverOnline(house, "judge1") as judge:
        judge.sends_back(document_id, "开户银行写错了，请核对。")
        corrects_what_the_judge_named(papers)
        judge.approves(document_id)
    papers.sees_state("已签发")
    reads_and_hands_over(papers)
    paper = papers.saves_copy(tmp_path)
    tablet.page.keyboard.press("Escape")
    checked_by_a_stranger(tablet.page, house, paper, tmp_path)

    row = CourtRecord(house).look().rows["documents"][document_id]
    assert [one["recipient"] for one in row["handed_over"]] == [house.demo["respondent"]]
    assert tablet.complaints == []


def drafts_in_the_basement(papers: Papers) -> None:
    papers.officer.goes_offline()
    papers.opens().looks_at("d01-documents").begins(
        "执行通知书", papers.officer.server.demo["respondent"]).looks_at("d02-form")
    assert set(papers.lacks()) == {"应当履行的义务", *ACCOUNT, "联系电话"}
    papers.fills(账号="十二").sees_state("格式不对：只写数字").fills(**ACCOUNT).fills(应当履行的义务="支付货款128640元；\n负担申请执行费。")
    papers.is_kept().looks_at("d03-half")
    dies_and_comes_back(papers)
    papers.fills(联系电话="0757-12345678")
    assert papers.lacks() == []
    preview = papers.preview()
    expect(preview).to_contain_text("一、支付货款128640元；")
    expect(preview).to_contain_text(papers.officer.server.demo["respondent"])
    expect(preview).to_contain_text("年")
    papers.looks_at("d04-preview").submits().sees_state("生成中").sees_state("待发送").looks_at("d05-waiting")


def dies_and_comes_back(papers: Papers) -> None:
    """The battery is empty; what was typed is not gone, though no act was made of it yet."""
    address = papers.page.url
    papers.officer.turns_to_new_page().page.goto(address)
    papers.officer.unlocks()
    papers.sees_state("已恢复上次没填完的内容")
    expect(papers.page.get_by_label("开户银行")).to_have_value(ACCOUNT["开户银行"])


def corrects_what_the_judge_named(papers: Papers) -> None:
    papers.sees_state("已退回").sees_state("退回意见提到了这一项").looks_at("d06-returned")
    papers.fills(开户银行="示范银行演示支行").sees_state("上一稿：").submits().sees_state("审批中")
    expect(papers.page.get_by_text("与第 1 稿相比改了 1 处")).to_be_visible(timeout=RENDER_PATIENCE_MS)
    papers.looks_at("d07-second-version")


def reads_and_hands_over(papers: Papers) -> None:
    page = papers.page
    page.get_by_role("main").get_by_role("link", name="阅读").first.click()
    expect(page.locator("#page-1 canvas")).to_be_visible(timeout=RENDER_PATIENCE_MS)
    facts = papers.looks_at("d08-read").opens_facts()
    for words in ("已签章", "通行密钥确认", "审批时的校验值（签章前）"):
        expect(facts.get_by_text(words).first).to_be_visible()
    papers.looks_at("d09-facts")
    facts.get_by_role("button", name="登记交付").click()
    sheet = page.get_by_role("dialog", name="登记交付")
    sheet.get_by_role("button", name=papers.officer.server.demo["respondent"]).click()
    papers.looks_at("d10-handover")
    sheet.get_by_role("button", name="记录交付").click()
    papers.sees_state("已交付")


def checked_by_a_stranger(page: Page, house: Server, paper: bytes, folder: Path) -> None:
    assert paper.startswith(b"%PDF")
    assert verdict(page, house, paper, folder) == "核验一致，文书有效"
    altered = bytearray(paper)
    altered[len(altered) // 2] ^= 1
    assert verdict(page, house, bytes(altered), folder) in ("文件已被改动", "没有查到")


def verdict(page: Page, house: Server, paper: bytes, folder: Path) -> str:
    browser = page.context.browser or page.context
    stranger = browser.new_page()
    try:
        stranger.goto(f"{house.url}/verify")
        file = folder / "paper.pdf"
        file.write_bytes(paper)
        stranger.locator("input[type=file]").set_input_files(file)
        stranger.get_by_role("button", name="核验", exact=True).click()
        return stranger.get_by_role("heading", level=2).first.inner_text()
    finally:
        stranger.close()


def test_one_tap_drafts_the_set_a_search_needs_and_the_readiness_check_says_what_lacks(tablet: OfficerAtTablet) -> None:
    papers = Papers(tablet.goes_offline())
    page = papers.opens().page
    page.get_by_role("link", name="出发材料").click()
    page.get_by_label("为哪项行动准备").select_option("搜查")
    papers.looks_at("d11-pack-empty")
    page.get_by_role("button", name="一次起草").click()
    expect(page.get_by_role("button", name="都已起草")).to_be_visible()
    papers.looks_at("d12-pack-drafted")
    expect(page.get_by_role("list", name="出发材料").get_by_role("link", name="搜查令")).to_contain_text("草稿")
    tablet.goes_home()
    page.get_by_role("link", name="出发前检查").last.click()
    expect(page.get_by_role("list", name="出发材料").get_by_role("link", name="搜查")).to_contain_text("搜查令")
    papers.looks_at("d13-ready")
    assert tablet.complaints == []


def test_two_characters_find_their_page_in_flight_mode(tablet: OfficerAtTablet) -> None:
    papers = Papers(tablet.goes_offline()).opens()
    papers.page.get_by_label("在本案文书中查找").fill("查封")
    hit = papers.page.get_by_role("link", name="第 1 页").first
    expect(hit).to_contain_text("查封", timeout=RENDER_PATIENCE_MS)
    papers.looks_at("d14-search")
    hit.click()
    expect(papers.page.get_by_role("search").get_by_role("status")).to_contain_text("1 / ", timeout=RENDER_PATIENCE_MS)
    expect(papers.page.locator(".mark.current").first).to_be_visible()
    papers.looks_at("d15-hit")
    assert tablet.complaints == []


@pytest.mark.parametrize("username", ["clerk1", "judge1"])
def test_a_clerk_and_a_judge_draft_at_a_desk(open_tablet: OpenTablet, house: Server, username: str) -> None:
    desk = open_tablet(house, "办公室", username).logs_in()
    papers = Papers(desk).opens().begins("传票", house.demo["respondent"])
    papers.fills(案由="买卖合同纠纷").looks_at(f"d16-desk-{username}")
    papers.page.get_by_role("button", name="返回").first.click()
    papers.sees_state("办理中的文书")
    under_way = papers.page.get_by_role("list", name="办理中的文书")
    expect(under_way.get_by_role("link", name="传票")).to_contain_text("草稿")
    assert desk.complaints == []


def test_on_a_phone_and_in_the_dark_the_same_screens_hold(
        playwright: Playwright, house: Server, tmp_path: Path) -> None:
    with browser(tmp_path / "phone", house.url, playwright=playwright, viewport=PHONE) as context:
        phone = Desk(context, house, "officer1").logs_in()
        page = phone.goes_to("案件").page
        page.get_by_role("list", name="案件").get_by_role("link", name=house.demo["case_number"]).click()
        page.get_by_role("tab", name="文书").click()
        phone.sees("办理中的文书").looks_at("d20-documents")
        page.get_by_role("link", name="查封公告").first.click()
        phone.sees("请按意见修改后重新提交").looks_at("d21-returned")
        page.locator("label").filter(has_text="预览").click()
        expect(page.get_by_role("article")).to_be_visible()
        phone.looks_at("d22-preview")
        page.get_by_role("button", name="提交审批").click()
        phone.sees("由谁审批").looks_at("d23-submit")
        page.get_by_role("button", name="取消").click()
        page.get_by_role("link", name="出发材料：查封").click()
        phone.sees("为哪项行动准备").looks_at("d24-pack")
        page.goto(f"{page.url.split('/pack')[0]}/drafts/new")
        phone.sees("执行通知书").looks_at("d25-kinds")
        assert phone.complaints == []
