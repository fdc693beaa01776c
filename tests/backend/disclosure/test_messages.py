"""A litigant writes, the officers hear of it with a day to answer by, and the answer appears on the page."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.docket import Docket, a_docket
from tests.support.house import House
from tests.support.litigant import Litigant, a_litigant
from zhixing.kernel.ids import new_id


@pytest.fixture
def docket(house: House) -> Docket:
    return a_docket(house)


@pytest.fixture
def wang(docket: Docket) -> Litigant:
    return a_litigant(docket).enter()


def messages(docket: Docket, person: Any = None) -> list[dict[str, Any]]:
    return list(docket.tablet_of(person or docket.officer).pull().get("messages", {}).values())


def test_a_message_reaches_the_officers_with_its_due_day(docket: Docket, wang: Litigant) -> None:
    answer = wang.write("机器什么时候评估？")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{wang.path}?sent=1#messages")
    [row] = messages(docket)
    assert (row["text"], row["kind"], row["answers"]) == ("机器什么时候评估？", "message", [])
    assert row["answer_due_on"] == "2026-11-26", "three working days after Monday 23 November"
    docket.house.work()
    for person in (docket.judge, docket.officer, docket.second_officer):
        kinds = [one["kind"] for one in docket.tablet_of(person).pull()["notices"].values()]
        assert kinds.count("disclosure.message_left") == 1
    assert "disclosure.message_left" not in [
        one["kind"] for one in docket.tablet_of(docket.clerk).pull().get("notices", {}).values()]


def test_a_lead_is_marked_as_one(docket: Docket, wang: Litigant) -> None:
    wang.write("他名下还有一间商铺。", kind="lead")
    assert messages(docket)[0]["kind"] == "lead"


def test_the_answer_appears_on_the_page_of_the_one_who_asked_and_on_no_other(docket: Docket, wang: Litigant) -> None:
    other = a_litigant(docket, side="applicant", digits="0000").enter()
    wang.write("机器什么时候评估？")
    [row] = messages(docket)
    assert "承办人将在2026年11月26日前答复" in wang.read()
    docket.house.must("disclosure.answer_message", {
        "answer_id": new_id(), "message_id": row["id"], "text": "下周三到现场勘验。"}, docket.officer)
    assert "下周三到现场勘验。" in wang.read()
    assert "前答复" not in wang.read()
    assert "机器什么时候评估" not in other.read()
    assert "下周三到现场勘验" not in other.read()
    assert messages(docket)[0]["answers"][0]["by"] == docket.officer.id


def test_people_without_the_case_do_not_answer(docket: Docket, wang: Litigant) -> None:
    wang.write("你好")
    body = {"answer_id": new_id(), "message_id": messages(docket)[0]["id"], "text": "好"}
    assert docket.house.send("disclosure.answer_message", body, a_docket(docket.house).judge).problem.code == (
        "policy.denied")


def test_sending_twice_by_an_impatient_finger_is_one_message(docket: Docket, wang: Litigant) -> None:
    message_id = new_id()
    for _ in range(3):
        assert wang.write("你好", message_id=message_id).status_code == 303
    assert len(messages(docket)) == 1


def test_what_was_written_is_shown_as_text_and_never_as_a_page(docket: Docket, wang: Litigant) -> None:
    wang.write('<script>alert(1)</script><img src=x onerror=alert(1)>{{ view }}')
    page = wang.read()
    assert "<script>" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;" in page
    assert "{{ view }}" in page


@pytest.mark.parametrize("text", ["", "   \n ", "字" * 2001])
def test_nothing_or_too_much_comes_back_with_what_was_written(docket: Docket, wang: Litigant, text: str) -> None:
    answer = wang.write(text, kind="lead")
    assert answer.status_code == 422
    assert "留言没有发出" in answer.text or "请写下内容" in answer.text
    assert text.strip() in answer.text
    assert 'value="lead" checked' in answer.text
    assert messages(docket) == []


def test_ten_messages_a_day_and_the_telephone_for_the_rest(docket: Docket, wang: Litigant) -> None:
    for n in range(10):
        assert wang.write(f"第{n}次").status_code == 303
    refused = wang.write("第十一次")
    assert refused.status_code == 429
    assert "每天最多留言 10 次" in refused.text
    docket.house.clock.forward(hours=25)
    wang.enter()
    assert wang.write("第二天").status_code == 303


def test_a_form_from_elsewhere_is_not_taken(docket: Docket, wang: Litigant) -> None:
    for changes in ({"form": "AAAA"}, {"form": ""}, {"message_id": "1"}):
        assert wang.write("你好", **changes).status_code == 403
    other = a_litigant(docket, side="applicant", digits="0000").enter()
    other_form = other.get().text.split('name="form" value="')[1].split('"')[0]
    assert wang.write("你好", form=other_form).status_code == 403
    assert messages(docket) == []


def test_without_having_answered_nobody_writes(docket: Docket) -> None:
    stranger = a_litigant(docket)
    answer = stranger.client.post(f"{stranger.path}/messages", data={"text": "你好"})
    assert answer.status_code == 403
    assert messages(docket) == []


def test_a_slow_writer_does_not_lose_her_words(docket: Docket, wang: Litigant) -> None:
    page = wang.read()
    fields = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("form", "message_id")}
    value = wang.client.get_cookie("zhixing_page", path=wang.path)
    docket.house.clock.forward(hours=2)
    wang.client.set_cookie("zhixing_page", value.value, path=wang.path)  # web views keep cookies beyond their time
    answer = wang.client.post(f"{wang.path}/messages", data={**fields, "text": "写了很久的话", "kind": "message"})
    assert answer.status_code == 303
    assert messages(docket)[0]["text"] == "写了很久的话"
    assert "写了很久的话" not in wang.get().text, "reading needs a fresh answer"


def test_a_year_without_a_table_of_working_days_promises_no_day(docket: Docket) -> None:
    docket.house.clock.now = datetime(2026, 12, 30, 2, 0, tzinfo=UTC)
    wang = a_litigant(docket).enter()
    wang.write("年底的问题")
    assert messages(docket)[0]["answer_due_on"] is None
    assert "承办人会尽快答复" in wang.read()


def test_a_message_cannot_be_left_in_the_name_of_a_litigant(docket: Docket, wang: Litigant) -> None:
    outcome = docket.house.send("disclosure.leave_message", {
        "message_id": new_id(), "page_id": wang.page_id, "kind": "message", "text": "你好"}, docket.officer)
    assert outcome.problem.code == "policy.denied"
