"""Taken back before it was decided, printed and passed on without a line, revoked: the record knows each of them."""

import sqlite3
from contextlib import closing
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenTablet
from tests.support.approver_online import ApproverOnline
from tests.support.journey import OfficerAtTablet
from tests.support.journey_approvals import PHONE_OPTIONS, ApproverAtPhone, Drafter
from tests.support.journey_desk import code_in
from tests.support.journey_documents import RENDER_PATIENCE_MS, Papers
from tests.support.server import Server

SUMMONS = "传票"
# The two doors of the browser that no test can walk through: what was handed to them is kept.
DOORS = """() => {
  window.passedOn = []; window.printed = []
  navigator.canShare = (what) => what.files.every((file) => file.type === 'application/pdf')
  navigator.share = async (what) => {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await what.files[0].arrayBuffer()))
    const sha256 = [...digest].map((one) => one.toString(16).padStart(2, '0')).join('')
    window.passedOn.push({name: what.files[0].name, sha256})
  }
  window.print = () => { for (const page of document.querySelectorAll('.print-sheets img')) {
    const canvas = document.createElement('canvas')
    canvas.width = page.naturalWidth; canvas.height = page.naturalHeight
    canvas.getContext('2d').drawImage(page, 0, 0)
    window.printed.push(canvas.toDataURL('image/png'))
  } }
}"""


def audited(house: Server, kind: str, document_id: str) -> list[str]:
    """Bodies of the audit's entries of this kind about this document, as they were hashed."""
    with closing(sqlite3.connect(f"file:{house.folder}/var/zhixing.db?mode=ro", uri=True)) as record:
        found = record.execute("SELECT body FROM audit_entry WHERE kind = ? AND subject = ?", (kind, document_id))
        return [body for (body,) in found]


def test_an_officer_takes_back_what_she_submitted_and_gives_up_the_draft(
        drafter: Drafter, tablet: OfficerAtTablet) -> None:
    document_id = drafter.submits("summons")
    papers = Papers(tablet).opens()
    page = papers.page
    page.get_by_role("list", name="办理中的文书").get_by_role("link", name=SUMMONS).click()
    papers.sees_state("正在审批").looks_at("l01-waiting")
    gives_reason(page, "撤回", "需要补充材料", "撤回送审", papers, "l02-withdraw")
    papers.sees_state("执行员甲 已撤回送审").looks_at("l03-withdrawn")
    assert drafter.waits_for(document_id, status="voided")
    gives_reason(page, "放弃", "不再需要", "放弃草稿", papers, "l04-discard")
    expect(page.get_by_role("link", name="起草文书")).to_be_visible()
    expect(page.get_by_role("list", name="办理中的文书").get_by_role("link", name=SUMMONS)).to_have_count(0)
    tablet.waits_until_all_is_confirmed()
    assert drafter.rows("drafts")[document_id][1]["state"] == "discarded"
    assert tablet.complaints == []


def gives_reason(page: Page, button: str, usual: str, action: str, papers: Papers, picture: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name=usual).click()
    papers.looks_at(picture)
    sheet.get_by_role("button", name=action, exact=True).click()


def test_printed_and_shared_in_flight_mode_then_revoked_and_anybody_can_see_it(
        drafter: Drafter, tablet: OfficerAtTablet, open_tablet: OpenTablet, house: Server) -> None:
    with ApproverOnline(house, "judge1") as judge:
        document_id = drafter.submits("summons")
        judge.approves(document_id)
        issued = drafter.waits_for_issue(document_id)
    papers = Papers(tablet).opens()
    page = papers.page
    page.get_by_role("list", name="文书", exact=True).get_by_role("link", name=SUMMONS).click()
    expect(page.locator("#page-1 canvas")).to_be_visible(timeout=RENDER_PATIENCE_MS)
    tablet.goes_offline()
    passes_on_and_prints(papers, issued)

    tablet.comes_back_online()
    page.keyboard.press("Escape")
    tablet.waits_until_all_is_confirmed()
    assert [(one.count(issued["sha256"]), "share" in one) for one in audited(house, "documents.shared", document_id)] \
        == [(1, True)]
    assert len(audited(house, "documents.printed", document_id)) == 1

    judge_revokes(open_tablet, house, document_id)
    stranger = page.context.new_page()
    stranger.goto(f"{house.url}{issued['check_url']}")
    expect(stranger.get_by_role("heading", level=2).first).to_contain_text("撤销")
    assert tablet.complaints == []


def passes_on_and_prints(papers: Papers, issued: dict[str, Any]) -> None:
    page = papers.page
    page.evaluate(DOORS)
    facts = papers.opens_facts()
    facts.get_by_role("button", name="分享").click()
    papers.officer.sees_text("已分享，并已记录")
    assert page.evaluate("window.passedOn") == [{"name": f"{SUMMONS} {issued['number']}.pdf",
                                                 "sha256": issued["sha256"]}]
    facts.get_by_role("button", name="打印").click()
    sheet = page.get_by_role("dialog", name="登记打印")
    expect(sheet).to_be_visible(timeout=RENDER_PATIENCE_MS)
    sheet.get_by_label("份数").fill("2")
    papers.looks_at("l05-print")
    sheet.get_by_role("button", name="记录", exact=True).click()
    papers.officer.sees_text("已记录打印 2 份")
    pages = page.evaluate("window.printed")
    assert len(pages) == issued["pages"]
    assert any(issued["check_url"] in code_in(page, one) for one in pages)


def judge_revokes(open_tablet: OpenTablet, house: Server, document_id: str) -> None:
    judge = ApproverAtPhone(open_tablet(house, "法官手机", "judge1", **PHONE_OPTIONS))
    judge.owner.logs_in()
    judge.page.goto(f"{house.url}/documents/{document_id}")
    facts = Papers(judge.owner).opens_facts()
    judge.looks_at("l06-facts-phone")
    facts.get_by_role("button", name="撤销文书").click()
    sheet = judge.page.get_by_role("dialog", name="撤销文书")
    sheet.get_by_role("button", name="已另行签发").click()
    judge.looks_at("l07-revoke")
    sheet.get_by_role("button", name="撤销", exact=True).click()
    judge.sees("法官甲 于").looks_at("l08-revoked")
    assert judge.complaints == []
