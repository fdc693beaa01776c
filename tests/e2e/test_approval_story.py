"""Approved on a phone between two hearings, bound to the bytes, without a network; and what is refused."""

from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenPhone
from tests.support.browser import tick
from tests.support.field import Refused
from tests.support.journey_approvals import ApproverAtPhone, Drafter, Row
from tests.support.server import Server

RULING = "执行裁定书（冻结）"


def decision_of(approval: Row, position: int) -> Row:
    return approval["steps"][position]["decisions"][0]


def test_a_judge_approves_in_flight_mode_the_next_step_follows_and_it_is_issued(
        drafter: Drafter, open_phone: OpenPhone) -> None:
    judge = open_phone("judge1").has_passkey()
    document_id = drafter.submits()
    judge.opens_inbox()
    expect(judge.inbox().filter(has_text=RULING).filter(has_text="可离线")).to_have_count(1, timeout=60_000)
    judge.looks_at("a01-inbox").goes_offline().opens(RULING).looks_at("a02-decision")
    waiting = drafter.waits_for(document_id)
    assert waiting["sha256"].startswith(judge.shown_digest())
    judge.approves().opens_inbox()
    expect(judge.inbox().filter(has_text=RULING)).to_have_count(0)
    judge.turns_to("已办").sees("待发送").looks_at("a03-decided").comes_back_online().hands_in_all()

    chief = open_phone("chief1").has_passkey().opens_inbox().opens(RULING)
    chief.looks_into("经过").looks_at("a04-way").looks_into("文书").approves().hands_in_all()
    issued = drafter.waits_for_issue(document_id)
    assert issued["approved_sha256"] == waiting["sha256"]
    approved = drafter.waits_for(document_id, status="approved")
    assert [decision_of(approved, at)["method"] for at in (0, 1)] == ["passkey", "passkey"]
    assert judge.complaints == chief.complaints == []


def test_a_returned_draft_comes_back_with_its_changes_on_view_and_questions_are_answered(
        drafter: Drafter, open_phone: OpenPhone) -> None:
    judge = open_phone("judge1").has_passkey()
    document_id = drafter.submits()
    judge.opens_inbox().opens(RULING).asks("账号是否核对过？")
    judge.sends_back("金额计算有误，请重新核算。", "以申请书为准。").hands_in_all()
    returned = drafter.waits_for(document_id, status="returned")
    assert returned["end_reason"] == "金额计算有误，请重新核算。\n以申请书为准。"

    drafter.corrects(document_id, cap="986400.00")
    second = drafter.hands_in(document_id)
    judge.opens_inbox().opens(RULING).looks_into("变化").sees("以申请书为准。")
    gone, fresh = judge.page.locator("del"), judge.page.locator("ins")
    expect(fresh.filter(has_text="986400").or_(fresh.filter(has_text="986,400")).first).to_be_visible(timeout=60_000)
    expect(gone.first).to_be_visible()
    judge.looks_at("a06-changes").asks("扣除的三十万元是什么？").hands_in_all()
    question = drafter.waits_for(document_id, version=2)["questions"][0]
    drafter.does("approvals.answer", {"question_id": question["question_id"], "approval_id": second["id"],
                                      "text": "被执行人当庭给付，有收据。"})
    judge.opens_inbox().opens(RULING).looks_into("经过").sees("被执行人当庭给付，有收据。").looks_at("a07-answered")
    assert judge.complaints == []


def test_what_was_changed_replayed_or_decided_by_another_is_refused_and_explained(
        drafter: Drafter, open_phone: OpenPhone, house: Server) -> None:
    judge = open_phone("judge1").has_passkey()
    first = drafter.submits()
    judge.opens_inbox().opens(RULING).goes_offline()
    drafter.corrects(first, cap="1000.00")
    judge.approves().comes_back_online()
    judge.page.get_by_role("navigation", name="主菜单").get_by_role("button", name="更多").click()
    judge.page.get_by_role("dialog").get_by_role("link", name="待处理").click()
    judge.sees("审批决定").sees("文书在您打开之后有改动").looks_at("a08-stale")
    expect(judge.page.get_by_role("button", name="重新提交")).to_have_count(0)
    judge.page.get_by_role("link", name="去审批").last.click()
    judge.sees("内容有改动，审批作废")

    refuse_replay(drafter, judge, house)
    assert judge.complaints == []


def refuse_replay(drafter: Drafter, judge: ApproverAtPhone, house: Server) -> None:
    """The very act that was accepted, sent once more under another id, and for another document."""
    heard: list[Row] = []
    judge.page.on("request", lambda request: heard.extend(
        one for one in (request.post_data_json or {}).get("envelopes", []) if one["type"] == "approvals.decide")
        if request.method == "POST" and request.url.endswith("/api/sync/push") else None)
    drafter.submits()
    judge.opens_inbox().opens(RULING).approves().hands_in_all()
    assert heard
    with closing(Drafter(house, "judge1")) as other:
        with pytest.raises(Refused, match=r"approvals\.nonce_used"):
            other.does("approvals.decide", heard[-1]["body"])
        drafter.submits()
        task = next(row for _, row in other.rows("approval_tasks").values()
                    if row["task_status"] == "open" and row["doc_kind"] == "ruling_freeze")
        named = {key: task[key] for key in ("approval_id", "step_id", "sha256")}
        other.does("approvals.opened", named)
        with pytest.raises(Refused, match=r"approvals\.assertion_replayed"):
            other.does("approvals.decide", heard[-1]["body"] | named)


def test_like_documents_are_opened_one_by_one_and_approved_together(drafter: Drafter, open_phone: OpenPhone) -> None:
    judge = open_phone("judge1").has_passkey()
    ids = [drafter.submits(), drafter.submits()]
    judge.opens_inbox()
    judge.page.get_by_role("link", name="成批审批").click()
    approve = judge.page.get_by_role("button", name="批准所选")
    expect(approve).to_be_disabled()
    judge.looks_at("a09-batch")
    judge.page.get_by_role("button", name="依次阅看").click()
    judge.sees_paper().looks_at("a09b-batch-reading").presses("看过，下一份")
    judge.sees_paper().presses("看过，返回成批审批")
    judge.sees("每份都已阅看")
    expect(approve).to_have_text("批准所选 2 份")
    approve.click()
    judge.looks_at("a10-confirm").page.get_by_role("dialog").get_by_role("button", name="用通行密钥确认").click()
    judge.sees("已批准 2 份").hands_in_all()
    for document_id in ids:
        row = drafter.waits_for(document_id)
        assert [step["status"] for step in row["steps"]] == ["approved", "waiting"]
    assert judge.complaints == []


def test_who_has_no_passkey_makes_one_on_the_spot_and_a_refused_finger_decides_nothing(
        drafter: Drafter, open_phone: OpenPhone) -> None:
    judge = open_phone("judge1")
    document_id = drafter.submits()
    judge.opens_inbox().opens(RULING).presses("批准").sees("您还没有登记通行密钥").looks_at("a11-no-passkey")
    sheet = judge.page.get_by_role("dialog")
    sheet.get_by_role("button", name="登记通行密钥").click()
    expect(sheet.get_by_role("button", name="用通行密钥确认")).to_be_visible()
    judge.refuses_finger()
    sheet.get_by_role("button", name="用通行密钥确认").click()
    judge.sees("决定尚未作出")
    judge.gives_finger()
    sheet.get_by_role("button", name="用通行密钥确认").click()
    judge.sees("已批准，离线时联网后送达").hands_in_all()
    assert drafter.waits_for(document_id)["steps"][0]["status"] == "approved"
    assert judge.complaints == []


def test_password_and_code_decide_where_there_is_no_passkey_and_the_record_says_that_it_is_weaker(
        drafter: Drafter, open_phone: OpenPhone, house: Server) -> None:
    document_id = drafter.submits()
    judge = open_phone("judge1")
    with closing(Drafter(house, "judge1")) as desk:
        next_code = desk.sets_up_codes()
    judge.opens_inbox().opens(RULING).presses("批准")
    sheet = judge.page.get_by_role("dialog")
    sheet.get_by_role("button", name="改用口令和动态码").click()
    judge.sees("审批记录会注明").looks_at("a17-weaker")
    sheet.get_by_label("登录口令").fill(house.demo["password"])
    sheet.get_by_label("动态码").fill(next_code())
    sheet.get_by_role("button", name="以口令和动态码确认").click()
    judge.sees("已批准，离线时联网后送达").hands_in_all()
    assert decision_of(drafter.waits_for(document_id), 0)["method"] == "password_otp"
    assert judge.complaints == []


def test_leaders_see_what_waits_and_read_the_matrix(drafter: Drafter, open_phone: OpenPhone) -> None:
    chief = open_phone("chief1")
    drafter.submits()
    chief.opens_inbox()
    chief.page.get_by_role("link", name="超时督办").click()
    chief.turns_to("全部在审").sees("法官甲").looks_at("a12-watch")
    chief.page.go_back()
    chief.page.get_by_role("link", name="审批权限表").click()
    chief.sees("待法院确认").sees("搜查令").looks_at("a13-matrix")
    assert chief.complaints == []


def test_the_pile_is_walked_by_key_and_the_screens_speak_english(drafter: Drafter, open_phone: OpenPhone) -> None:
    judge = open_phone("judge1").has_passkey()
    drafter.submits()
    drafter.submits("ruling_seizure")
    judge.opens_inbox().begins()
    before = judge.page.url
    judge.page.keyboard.press("ArrowRight")
    expect(judge.page).not_to_have_url(before)
    judge.sees_paper().page.keyboard.press("ArrowLeft")
    expect(judge.page).to_have_url(before)
    judge.sees_paper()
    for _ in range(30):
        judge.page.keyboard.press("Tab")
        if judge.page.evaluate("document.activeElement?.textContent?.trim()") == "批准":
            break
    judge.page.keyboard.press("Enter")
    judge.sees("已批准，离线时联网后送达")
    judge.page.goto(f"{judge.owner.url}/settings")
    judge.unlocks_if_asked()
    tick(judge.page.get_by_role("radio", name="English"))
    judge.page.get_by_role("link", name="Approvals").first.click()
    for link in ("Approval matrix", "Delegation"):
        judge.looks_at(f"a16-en-before-{link.lower().replace(' ', '-')}")
        judge.page.get_by_role("link", name=link).click()
        expect(judge.page.get_by_role("heading", name=link, level=1)).to_be_visible()
        judge.looks_at(f"a16-en-{link.lower().replace(' ', '-')}")
        judge.page.go_back()
    assert judge.complaints == []
