"""Every template that ships renders its own sample; whatever is typed into one stays the words it is."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf import PdfReader

from tests.support.drafting import Office
from tests.support.house import House
from zhixing import cli
from zhixing.approvals import rules_for_kind
from zhixing.documents.catalogue import shipped
from zhixing.documents.checking import check_fields
from zhixing.documents.layout import job
from zhixing.documents.samples import sample_paper
from zhixing.kernel.ids import new_id
from zhixing.platform.sandbox import ChildLimits
from zhixing.platform.typesetting import NotSet, Page, Press, can_set, font_folders, press

CONFIG = SimpleNamespace(extra={}, data_dir=Path("/nonexistent"))
# issue and domain.md 4.2: what a court's officers cannot do without.
WANTED = {
    "执行通知书", "报告财产令", "限制消费令", "失信决定书", "执行裁定书（冻结）", "执行裁定书（查封）",
    "执行裁定书（扣押）", "执行裁定书（扣划）", "协助执行通知书", "查封公告", "封条", "查封（扣押）财产清单",
    "搜查令", "强制迁出公告", "传票", "拘传票", "罚款决定书", "拘留决定书", "执行信息公开告知书",
    "执前督促履行告知书", "受理执行案件通知书", "送达回证", "送达地址确认书", "执行笔录", "结案通知书",
    "执行裁定书（终结本次执行程序）"}


def words(page: Page) -> str:
    import io

    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(page.data)).pages)
    return "".join(text.split())


def set_with(kind: str, **fields: Any) -> Page:
    found = shipped()[kind]
    sheet = sample_paper(SimpleNamespace(template=found.template, content=found.content,
                                         sample=found.sample | fields))  # type: ignore[arg-type]
    return press().set(job(CONFIG, sheet))


def test_all_the_papers_an_officer_needs_are_there() -> None:
    assert {found.template.title for found in shipped().values()} == WANTED


def test_every_kind_has_its_line_in_the_approval_matrix(house: House) -> None:
    named = house.system.transact("test", lambda unit: {kind: rules_for_kind(unit, kind).name for kind in shipped()})
    assert "其他文书" not in named.values()


@pytest.mark.parametrize("kind", sorted(shipped()))
def test_what_carries_the_courts_seal_is_approved_by_somebody_and_nothing_else_asks_for_approval(
        kind: str, house: House) -> None:
    lines = house.system.transact("test", lambda unit: rules_for_kind(unit, kind).lines)
    assert {bool(line.steps) for line in lines} == {shipped()[kind].template.signoff.sealed}


@pytest.mark.parametrize("kind", sorted(shipped()))
def test_a_template_is_filled_by_its_sample_and_prints_it(kind: str) -> None:
    found = shipped()[kind]
    assert check_fields(found.template, found.sample, lambda text: can_set(text, font_folders())) == []

    page = press().set(job(CONFIG, sample_paper(found)))

    assert page.data.startswith(b"%PDF-")
    assert b"zhixing:2345ABCDEFGHJKMNPQRS" in page.data
    if found.template.family != "strip":
        assert "".join((found.template.heading or found.template.title).split()) in words(page)
    assert ("seal" in page.places) == found.template.signoff.sealed
    assert press().set(job(CONFIG, sample_paper(found))).data == page.data


HOSTILE = ['#import "@preview/cetz:0.3.0"', "#while true {}", "#panic()", "*粗体* _斜体_ $x^2$ @ref <label> `raw`",
           "{applicant} {applicant|capitals} {{}}", "</svg><script>alert(1)</script>", "\\#eval(\"1\") // 注释 /* */",
           "= 标题", "$ sum_(i=1)^n $", "#sys.inputs"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_printed_as_they_are_typed(text: str) -> None:
    assert "".join(text.split()) in words(set_with("execution_notice", recipient=text))


def test_a_list_over_many_pages_repeats_its_heads_and_numbers_its_pages() -> None:
    rows = [{"seq": str(n), "name": f"货物{n}", "quantity": "1", "unit": "件"} for n in range(1, 181)]
    page = set_with("seizure_inventory", items=rows)

    text = words(page)

    assert page.pages > 4
    assert text.count("规格型号") == page.pages or text.count("规格型号") >= page.pages - 1
    assert "货物180" in text
    assert f"—{page.pages}—" in text


def test_a_character_no_font_has_is_named_and_never_printed_as_a_box() -> None:
    found = shipped()["execution_notice"]
    rare = "王\U0002AA8A"
    errors = check_fields(found.template, found.sample | {"recipient": rare},
                          lambda text: can_set(text, font_folders()))
    assert [(one["field"], one["why"], one["params"]["characters"]) for one in errors] == [
        ("recipient", "missing_glyph", "\U0002AA8A")]
    with pytest.raises(NotSet) as caught:
        set_with("execution_notice", recipient=rare)
    assert caught.value.reason == "missing_glyph"


LOOPS = {"took_too_long": "#for a in range(9000) { for b in range(9000) { for c in range(9000) { let d = a } } }",
         "template_error": "#while true { }", "too_big": "#let x = (1,) * 1000000000\n#x.len()"}


@pytest.mark.parametrize("reason", LOOPS)
def test_an_endless_layout_ends_within_its_limits_and_hurts_nobody_else(reason: str) -> None:
    small = Press(limits=ChildLimits(memory=1 << 30, output=8 << 20, cpu_s=3, wall_s=8.0))
    found = shipped()["execution_notice"]
    endless = SimpleNamespace(template=found.template, content=found.content | {"layout": LOOPS[reason]},
                              sample=found.sample)
    try:
        with pytest.raises(NotSet):
            small.set(job(CONFIG, sample_paper(endless)))  # type: ignore[arg-type]
        assert small.set(job(CONFIG, sample_paper(found))).pages == 2
    finally:
        small.close()


def test_all_that_is_wrong_with_a_form_is_named_at_once(office: Office) -> None:
    fields = {"recipient": "王\u202e槐", "applicant": "甲" * 10_000, "cause": "", "obligations": "不是列表",
              "days": 99, "account_number": "abc", "phone": "拨打", "filed_on": "2026-02-30",
              "nobody": "x", "judge": "法官\u0007甲"}
    body = office.body("execution_notice", fields=fields)
    answer = office.docket.tablet.must("documents.draft", body).answer
    assert answer is not None
    whys = {one["at"]: one["why"] for one in answer["errors"]}
    assert whys == {
        "recipient": "direction_marks", "applicant": "too_long", "cause": "required", "title_basis": "required",
        "filed_on": "not_a_date", "obligations": "wrong_type", "days": "above_most", "account_name": "required",
        "account_number": "pattern", "account_bank": "required", "judge": "control_character", "phone": "not_a_phone",
        "nobody": "unknown"}

    outcome = office.submit(body["document_id"])

    assert outcome.problem is not None
    assert outcome.problem.code == "documents.fields_invalid"
    assert office.row(body["document_id"])["fields"] == fields  # nothing typed is lost


def test_a_flood_of_words_is_refused_before_it_is_kept(office: Office) -> None:
    outcome = office.docket.tablet.do("documents.draft", office.body(fields={"recipient": "字" * 300_000}))

    assert outcome.problem is not None
    assert outcome.problem.code == "documents.fields_too_large"


CLERKS_TEMPLATE = """
kind: lunch_notice
title: 用餐通知
family: notice
version: 1
fields:
  - {name: recipient, label: 受文人, required: true}
body:
  - {flat: "{recipient}："}
  - 中午十二点用餐。
"""


def folder_with(tmp_path: Path, text: str, sample: str = "recipient: 全体人员\n", layout: str = "") -> Path:
    folder = tmp_path / "lunch_notice"
    folder.mkdir(parents=True)
    (folder / "template.yaml").write_text(text, "utf-8")
    (folder / "sample.yaml").write_text(sample, "utf-8")
    if layout:
        (folder / "layout.typ").write_text(layout, "utf-8")
    return folder


def template_check(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> int:
    monkeypatch.setenv("ZHIXING_DATA_DIR", str(tmp_path / "var"))
    return cli.main(["template", "check", str(folder)])


def test_a_clerk_adds_a_template_and_the_house_uses_it(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                       capsys: pytest.CaptureFixture[str]) -> None:
    own = office.house.system.config.data_dir / "templates"
    folder = folder_with(own, CLERKS_TEMPLATE)
    assert template_check(folder, monkeypatch, tmp_path) == 0
    assert "lunch_notice" in capsys.readouterr().out

    document_id = office.draft("lunch_notice", fields={"recipient": "李二河"})
    office.house.work()

    assert office.row(document_id)["title"] == "用餐通知"
    kinds = {row["kind"] for row in office.docket.tablet.pull()["templates"].values()}
    assert kinds == {*shipped(), "lunch_notice"}


def test_a_new_version_leaves_what_was_submitted_under_the_old_one_as_it_was(office: Office) -> None:
    own = office.house.system.config.data_dir / "templates"
    folder = folder_with(own, CLERKS_TEMPLATE)
    first = office.draft("lunch_notice", fields={"recipient": "李二河"})
    assert office.submit(first).outcome == "accepted"
    newer = CLERKS_TEMPLATE.replace("version: 1", "version: 2").replace("十二点", "一点")
    (folder / "template.yaml").write_text(newer, "utf-8")
    second = office.draft("lunch_notice", fields={"recipient": "李二河"})
    assert office.submit(second).outcome == "accepted"
    office.house.work()

    import io

    def text(document_id: str) -> str:
        return PdfReader(io.BytesIO(office.pdf(document_id, 1))).pages[0].extract_text()

    assert "十二点" in text(first)
    assert "一点" in text(second)
    assert [office.row(one)["versions"][0]["template_version"] for one in (first, second)] == [1, 2]


@pytest.mark.parametrize(("old", "new", "told"), [
    ("{recipient}：", "{somebody}：", "somebody"),
    ("kind: lunch_notice", "kind: lunch_notice\ncolour: red", "colour"),
    ("required: true}", "required: true, pattern: '['}", "pattern"),
    ("family: notice", "family: poem", "family"),
    ("title: 用餐通知", "title: [", "template.yaml"),
])
def test_a_mistake_in_a_template_is_named_to_the_clerk(old: str, new: str, told: str, tmp_path: Path,
                                                       monkeypatch: pytest.MonkeyPatch,
                                                       capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_with(tmp_path, CLERKS_TEMPLATE.replace(old, new))

    assert template_check(folder, monkeypatch, tmp_path) == 1

    assert told in capsys.readouterr().out


def test_a_sample_that_does_not_fit_and_a_layout_that_fails_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                                     capsys: pytest.CaptureFixture[str]) -> None:
    empty = folder_with(tmp_path / "a", CLERKS_TEMPLATE, sample="recipient: ''\n")
    assert template_check(empty, monkeypatch, tmp_path) == 1
    assert "受文人" in capsys.readouterr().out
    broken = folder_with(tmp_path / "b", CLERKS_TEMPLATE, layout="#nothing-like-this()")
    assert template_check(broken, monkeypatch, tmp_path) == 1
    assert "template_error" in capsys.readouterr().out


def test_a_broken_folder_of_the_court_leaves_the_shipped_template_in_use(office: Office) -> None:
    own = office.house.system.config.data_dir / "templates" / "execution_notice"
    own.mkdir(parents=True)
    (own / "template.yaml").write_text("kind: [", "utf-8")

    document_id = office.draft("execution_notice")

    assert office.row(document_id)["errors"] == []


def test_a_kind_nobody_has_a_template_for_is_refused(office: Office) -> None:
    outcome = office.docket.tablet.do("documents.draft", {"document_id": new_id(), "kind": "poem", "fields": {},
                                                          "case_id": office.docket.case_id})
    assert outcome.problem is not None
    assert outcome.problem.code == "documents.template_unknown"
