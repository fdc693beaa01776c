"""Those who decide together and for one another: panel, president, whoever stands in, steps aside or is named."""

from contextlib import closing
from datetime import timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import OpenPhone, OpenTablet
from tests.support.approver_online import ApproverOnline
from tests.support.browser import tick
from tests.support.journey_approvals import ApproverAtPhone, Drafter
from tests.support.journey_documents import Papers
from tests.support.server import Server
from zhixing.kernel.clock import system_clock
from zhixing.kernel.ids import new_id

RULING, END_OF_ROUND, DETENTION, RESTRICTION = "执行裁定书（冻结）", "终结本次执行程序", "拘留决定书", "限制消费令"
NON_PERFORMANCE, SERVED = "未履行的依据", "执行通知书送达凭证"
FIVE = ("已发执行通知、责令报告财产", "已限制消费并依法纳入失信名单", "已穷尽财产调查措施且无可供执行财产",
        "自立案之日起已超过三个月", "已查找下落不明的被执行人并依法惩处妨害行为")


def test_the_panel_votes_the_president_decides_and_an_urgent_detention_is_refused_after_the_fact(
        drafter: Drafter, open_tablet: OpenTablet, open_phone: OpenPhone, house: Server) -> None:
    judge = forms_panel(open_phone("judge1").has_passkey())
    ending, detention = drafter.drafts("termination_of_round_ruling"), drafter.drafts("detention_decision")
    desk = Papers(open_tablet(house, "办公室", "officer1").logs_in())
    submits_with_five_conditions(desk, ending)
    submits_after_the_fact(desk, detention)
    held = drafter.waits_for(detention)
    drafter.waits_for(ending)

    president = open_phone("president1").has_passkey().opens_inbox().turns_to("补办")
    president.opens(DETENTION).sees("紧急拘留，须立即补办批准").looks_at("m03-after-the-fact")
    president.sends_back("事实依据不足，请补充。").hands_in_all()
    drafter.waits_for(detention, status="returned")
    desk.page.goto(f"{house.url}/approvals/show/{held['id']}")
    desk.officer.sees_text("应当立即解除拘留")
    desk.looks_at("m04-release")

    with ApproverOnline(house, "judge2") as against, ApproverOnline(house, "chief1") as third:
        against.sends_back(ending, "尚有线索未核实。")
        judge.opens_inbox().opens(END_OF_ROUND).looks_into("经过").sees("赞成 0，不同意 1，未表决 2；须 2 人赞成")
        judge.looks_at("m05-votes").looks_into("文书").approves().hands_in_all()
        third.approves(ending)
    president.opens_inbox().opens(END_OF_ROUND).looks_into("依据")
    for condition in FIVE:
        president.sees(condition)
    president.looks_at("m06-five-conditions").looks_into("文书").approves().hands_in_all()
    drafter.waits_for_issue(ending)
    assert judge.complaints == president.complaints == desk.officer.complaints == []


def forms_panel(judge: ApproverAtPhone) -> ApproverAtPhone:
    judge.owner.opens_case()
    judge.page.get_by_role("tab", name="审批").click()
    judge.page.get_by_role("button", name="组成合议庭").click()
    sheet = judge.page.get_by_role("dialog", name="合议庭")
    for name in ("法官甲", "法官乙", "局长甲"):
        tick(sheet.get_by_label(name))
    sheet.get_by_label("审判长").select_option(label="法官甲")
    judge.looks_at("m01-panel")
    sheet.get_by_role("button", name="组成合议庭").click()
    return judge.sees("法官甲（审判长）").hands_in_all()


def begins_to_submit(desk: Papers, document_id: str) -> Locator:
    desk.page.goto(f"{desk.officer.url}/drafts/{document_id}")
    desk.page.get_by_role("button", name="提交审批").click()
    sheet = desk.page.get_by_role("dialog")
    expect(sheet.get_by_role("heading", name="由谁审批")).to_be_visible()
    return sheet


def picks(sheet: Locator, proof: str) -> None:
    """The first of what the case has."""
    sheet.get_by_role("group", name=proof).get_by_label("从本案材料中选").select_option(index=1)


def submits_with_five_conditions(desk: Papers, document_id: str) -> None:
    sheet = begins_to_submit(desk, document_id)
    for condition in FIVE[:4]:
        picks(sheet, condition)
    picks(sheet, "合议庭评议笔录")
    sheet.get_by_role("button", name="确认提交").click()
    last = sheet.get_by_role("group", name=FIVE[4])
    expect(last.get_by_role("alert")).to_have_text("这一项依据还没有")
    expect(sheet.get_by_role("alert")).to_have_count(1)
    expect(last).to_be_in_viewport()
    desk.looks_at("m02-proof-lacks")
    last.get_by_label("或者用文字说明").fill("已到户籍地、经常居住地查找，邻居证实外出。")
    last.get_by_label("或者用文字说明").blur()
    sheet.get_by_role("button", name="确认提交").click()
    expect(sheet).to_have_count(0)


def submits_after_the_fact(desk: Papers, document_id: str) -> None:
    sheet = begins_to_submit(desk, document_id)
    tick(sheet.get_by_label("情况紧急"))
    an_hour_ago = (system_clock() - timedelta(hours=1)).astimezone(ZoneInfo("Asia/Shanghai"))
    sheet.get_by_label("何时采取的措施").fill(an_hour_ago.strftime("%Y-%m-%dT%H:%M"))
    picks(sheet, "妨害执行行为的证据")
    desk.looks_at("m02b-urgent")
    sheet.get_by_role("button", name="确认提交").click()
    expect(sheet).to_have_count(0)


def test_an_order_to_restrict_consumption_names_the_proof_it_lacks_and_lies_beside_it_before_the_approver(
        drafter: Drafter, open_tablet: OpenTablet, open_phone: OpenPhone, house: Server) -> None:
    order = drafter.drafts("consumption_restriction")
    desk = Papers(open_tablet(house, "办公室", "officer1").logs_in())
    sheet = begins_to_submit(desk, order)
    sheet.get_by_role("button", name="确认提交").click()
    lacking = sheet.get_by_role("group", name=NON_PERFORMANCE)
    expect(lacking.get_by_role("alert")).to_have_text("这一项依据还没有")
    expect(sheet.get_by_role("alert")).to_have_count(1)
    desk.looks_at("m12-non-performance-lacks")
    entry, paper = chooses(sheet, NON_PERFORMANCE, "进展：").partition(" ")[2], chooses(sheet, SERVED, "文书：")
    expect(sheet.get_by_role("alert")).to_have_count(0)
    desk.looks_at("m13-non-performance")
    sheet.get_by_role("button", name="确认提交").click()
    expect(sheet).to_have_count(0)
    drafter.waits_for(order)

    judge = ApproverAtPhone(open_tablet(house, "法官平板", "judge1")).is_ready().has_passkey()
    expect(judge.opens_inbox().inbox().filter(has_text=RESTRICTION)).to_have_count(2)  # the demo court left her one
    judge.opens(RESTRICTION, -1).sees(entry).sees(paper).sees_paper().looks_at("m14-proof-beside")
    judge.approves().hands_in_all()
    president = open_phone("president1").has_passkey().opens_inbox().opens(RESTRICTION).looks_into("依据").sees(entry)
    president.looks_at("m15-proof").page.get_by_role("button", name="阅看所附文书").click()
    expect(president.page.get_by_role("dialog").locator("#page-1 canvas")).to_be_visible()
    president.looks_at("m16-proof-read").page.keyboard.press("Escape")
    president.looks_into("文书").approves().hands_in_all()
    drafter.waits_for_issue(order)
    assert desk.officer.complaints == judge.complaints == president.complaints == []


def chooses(sheet: Locator, proof: str, kind: str) -> str:
    """The first thing of this kind that the case has; its name."""
    picker = sheet.get_by_role("group", name=proof).get_by_label("从本案材料中选")
    name = picker.locator("option").filter(has_text=kind).first.inner_text()
    picker.select_option(label=name)
    return name.removeprefix(kind)


def test_while_a_leader_is_away_the_step_comes_to_whom_he_named_and_the_trail_says_for_whom_it_was_decided(
        drafter: Drafter, open_phone: OpenPhone, house: Server) -> None:
    chief, today = open_phone("chief1"), system_clock().astimezone(ZoneInfo("Asia/Shanghai")).date()
    days = today.isoformat(), (today + timedelta(days=3)).isoformat()
    stand_in = open_phone("judge2").has_passkey()
    names_stand_in(chief, "法官乙（执行法官）", *days)
    chief.sees("局长甲 委托 法官乙").sees("{} 至 {}".format(*days)).sees("生效中").looks_at("m18-delegations")
    chief.hands_in_all()

    with ApproverOnline(house, "judge1") as judge:
        document_id = drafter.submits()
        judge.approves(document_id)
        stand_in.opens_inbox().opens(RULING).sees("代 局长甲").looks_at("m19-for-the-chief").approves().hands_in_all()
        drafter.waits_for_issue(document_id)
        stand_in.opens_inbox().turns_to("已办").page.get_by_role("link", name=RULING).first.click()
        stand_in.sees_paper().looks_into("经过").sees("法官乙（代 局长甲） 批准").looks_at("m20-on-behalf")

        ends_delegation(chief)
        second = drafter.submits()
        judge.approves(second)
    waiting = drafter.waits_for(second)["steps"][1]
    assert [waiting["status"], waiting["people"]] == ["waiting", [people_of(drafter)["局长甲"]]]
    assert chief.complaints == stand_in.complaints == []


def names_stand_in(chief: ApproverAtPhone, person: str, since: str, until: str) -> None:
    chief.opens_inbox().page.get_by_role("link", name="委托审批").click()
    chief.page.get_by_role("button", name="新增委托").click()
    sheet = chief.page.get_by_role("dialog")
    sheet.get_by_label("受托人").select_option(label=person)
    sheet.get_by_label("自", exact=True).fill(since)
    sheet.get_by_label("至", exact=True).fill(until)
    sheet.get_by_label("理由").fill("外出培训")
    chief.looks_at("m17-delegate")
    sheet.get_by_role("button", name="委托", exact=True).click()


def ends_delegation(chief: ApproverAtPhone) -> None:
    chief.opens_inbox().page.get_by_role("link", name="委托审批").click()
    chief.page.get_by_role("button", name="结束委托").click()
    sheet = chief.page.get_by_role("dialog")
    sheet.get_by_label("理由").fill("已返岗")
    sheet.get_by_role("button", name="结束委托").click()
    chief.sees("已提前结束").hands_in_all()


def people_of(drafter: Drafter) -> dict[str, str]:
    """Name → id."""
    return {row["name"]: id for id, (_, row) in drafter.rows("people").items()}


def test_who_steps_aside_is_replaced_the_second_holder_hears_of_the_first_and_what_is_stuck_gets_a_name(
        drafter: Drafter, open_phone: OpenPhone, house: Server) -> None:
    first = drafter.submits()
    judge = open_phone("judge1").has_passkey().opens_inbox().opens(RULING)
    steps_aside(judge, "法官乙（执行法官）").looks_at("m08-gone").hands_in_all()

    chief = open_phone("chief1").has_passkey()
    with ApproverOnline(house, "judge2") as substitute, ApproverOnline(house, "president1") as delegate, closing(
            Drafter(house, "chief1")) as desk:
        substitute.approves(first)
        delegation = delegates(desk, drafter)
        chief.opens_inbox().opens(RULING).goes_offline()
        delegate.approves(first)
        chief.approves().comes_back_online()
        drafter.waits_for_issue(first)
        chief.owner.goes_to("待处理")
        chief.sees("这一步已由他人先行审批").looks_at("m09-decided-by-another")
        expect(chief.page.get_by_text("打开待审文书")).to_have_count(0)

        desk.does("approvals.end_delegation", {"delegation_id": delegation, "reason": "已返岗"})
        second = drafter.submits()
        substitute.approves(second)
    steps_aside(chief.opens_inbox().opens(RULING)).hands_in_all()

    president = names_somebody(open_phone("president1").has_passkey())
    president.opens_inbox().opens(RULING).approves().hands_in_all()
    drafter.waits_for_issue(second)
    assert judge.complaints == chief.complaints == president.complaints == []


def steps_aside(approver: ApproverAtPhone, for_whom: str = "") -> ApproverAtPhone:
    approver.looks_into("经过").page.get_by_role("button", name="申请回避").click()
    sheet = approver.page.get_by_role("dialog", name="回避")
    sheet.get_by_label("回避事由").select_option(label="与本案有利害关系")
    sheet.get_by_label("理由").fill("本人近亲属在申请执行人处任职。")
    if for_whom:
        sheet.get_by_label("接替人").select_option(label=for_whom)
        approver.looks_at("m07-recuse")
    sheet.get_by_role("button", name="回避", exact=True).click()
    approver.page.get_by_role("dialog").last.get_by_role("button", name="回避", exact=True).click()
    return approver.sees("这一步已不在您手中")


def delegates(chief: Drafter, officer: Drafter) -> str:
    """Today and tomorrow, to the president."""
    today = system_clock().astimezone(ZoneInfo("Asia/Shanghai")).date()
    delegation_id = new_id()
    chief.does("approvals.delegate", {
        "delegation_id": delegation_id, "from_person": chief.person, "to_person": people_of(officer)["院长甲"],
        "since": today.isoformat(), "until": (today + timedelta(days=1)).isoformat(), "kinds": [],
        "reason": "外出培训"})
    return delegation_id


def names_somebody(president: ApproverAtPhone) -> ApproverAtPhone:
    president.opens_inbox().page.get_by_role("link", name="超时督办").click()
    president.sees("无人可审").looks_at("m10-stuck")
    president.page.get_by_role("listitem").filter(has_text=RULING).get_by_role("button", name="指定人员").click()
    sheet = president.page.get_by_role("dialog", name="指定审批人")
    sheet.get_by_label("审批人").select_option(label="院长甲（院长）")
    sheet.get_by_label("理由").fill("局长回避，由院长审批。")
    president.looks_at("m11-assign")
    sheet.get_by_role("button", name="指定", exact=True).click()
    return president.sees("已指定").hands_in_all()
