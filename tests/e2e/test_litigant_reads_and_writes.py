"""A party with an old phone and the paper of the court: no script, a small screen, slow data."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Playwright, expect
from pypdf import PdfReader

from tests.support.browser import browser
from tests.support.field import FieldTablet, Line
from tests.support.journey import at_desk
from tests.support.journey_desk import LitigantAtPhone
from tests.support.look import faults, keep_picture
from tests.support.server import Server
from zhixing.kernel.ids import new_id

OLD_WEB_VIEW = ("Mozilla/5.0 (Linux; Android 7.0; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
                "Chrome/51.0.2704.91 Mobile Safari/537.36")
SMALL = {"width": 360, "height": 740}
MOST_BYTES = 50_000
CAR = "小型轿车车头"
Scan = Callable[..., LitigantAtPhone]


@pytest.fixture
def scan(playwright: Playwright, tmp_path: Path) -> Iterator[Scan]:
    """`scan(house)`: another phone; `java_script_enabled=True` lets axe-core look at the page."""
    with ExitStack() as stack:
        def take_phone(house: Server, path: str = "", **options: object) -> LitigantAtPhone:
            profile = tmp_path / f"phone{len(list(tmp_path.glob('phone*')))}"
            asked = {"java_script_enabled": False, "user_agent": OLD_WEB_VIEW, "viewport": SMALL, **options}
            context = stack.enter_context(browser(profile, house.url, playwright=playwright, **asked))
            return LitigantAtPhone(context, house, path or house.demo["litigant"]["url_path"]).scans_code()

        yield take_phone


@pytest.fixture
def tablet(house: Server) -> Iterator[FieldTablet]:
    """The officer's tablet, on the line."""
    one = FieldTablet(house).enrol()
    one.pull()
    yield one
    one.line.hang_up()


def page_row(tablet: FieldTablet, house: Server) -> dict[str, str]:
    tablet.pull()
    path = house.demo["litigant"]["url_path"]
    return next(row for row in tablet.rows["pages"].values() if row["url_path"] == path)


def show_papers(house: Server, tablet: FieldTablet) -> None:
    """The judge shows an order and an entry of the record."""
    case_id = page_row(tablet, house)["case_id"]
    document = next(row for row in tablet.rows["documents"].values()
                    if row["case_id"] == case_id and row["title"] == "执行裁定书")
    entry = next(row for row in tablet.rows["timeline"].values()
                 if row["case_id"] == case_id and row["text"].startswith("立案执行"))
    shown = {row["subject_id"] for row in tablet.rows["publications"].values() if not row["withdrawn_at"]}
    for kind, subject in (("document", document["id"]), ("progress", entry["id"])):
        if subject in shown:
            continue
        at_desk(house, "judge1", "disclosure.publish", {
            "publication_id": new_id(), "case_id": case_id, "kind": kind, "subject_id": subject,
            "derivative_id": None, "caption": ""})


def test_the_code_alone_names_nobody_and_wrong_digits_are_slowed_and_limited(house: Server, scan: Scan) -> None:
    litigant = scan(house)
    keep_picture(litigant.page, "l01-question")
    demo = house.demo
    secrets = (demo["litigant"]["name"], demo["case_number"], demo["respondent"], "法官甲")
    assert not [one for one in secrets if one in litigant.page.content()]
    heard = []
    for digits in ("0001", "0002", "0003", "0004", "0005"):
        litigant.answers(digits)
        heard.append(litigant.page.locator("#said").inner_text())
    assert "不一致" in heard[0]
    assert any("请稍等" in one or "后再试" in one for one in heard[1:]), heard
    keep_picture(litigant.page, "l02-wrong")
    assert not [one for one in secrets if one in litigant.page.content()]


def test_the_right_digits_open_stage_timeline_papers_and_covered_photos(
        house: Server, scan: Scan, tablet: FieldTablet) -> None:
    show_papers(house, tablet)
    litigant = scan(house)
    litigant.answers(house.demo["litigant"]["id_last_four"])
    text = litigant.reads()
    for expected in (house.demo["litigant"]["name"], house.demo["case_number"], "发现", "评估", "拍卖", "变现",
                     "立案执行，移交承办人", "执行裁定书", CAR, "法官甲", "拨打电话"):
        assert expected in text, expected
    assert_light_and_discreet(litigant, tablet)
    opens_the_document(litigant)
    looks_at_the_photo(litigant, tablet)
    keep_picture(litigant.page, "l03-page")


def assert_light_and_discreet(litigant: LitigantAtPhone, tablet: FieldTablet) -> None:
    html = litigant.page.content()
    css = re.search(r'href="(/d/page.css[^"]*)"', html)
    assert css
    sent = len(litigant.fetches(litigant.path)[1]) + len(litigant.fetches(css[1])[1])
    assert sent <= MOST_BYTES, sent
    for party in tablet.rows["parties"].values():
        assert party["id_number"] not in html
        assert party["phone"] not in html
        assert party["address"] not in html
    inside = [row["text"] for row in tablet.rows["notes"].values()] + ["sha256"]
    assert not [one for one in inside if one in html]


def opens_the_document(litigant: LitigantAtPhone) -> None:
    href = litigant.page.get_by_role("link", name="执行裁定书").get_attribute("href")
    status, data, kind = litigant.fetches(href or "")
    assert (status, kind) == (200, "application/pdf")
    assert "裁定" in PdfReader(BytesIO(data)).pages[0].extract_text().replace(" ", "")


def looks_at_the_photo(litigant: LitigantAtPhone, tablet: FieldTablet) -> None:
    picture = litigant.page.get_by_role("img", name=CAR)
    href = litigant.page.get_by_role("link").filter(has=picture).get_attribute("href")
    status, data, kind = litigant.fetches(href or "")
    assert (status, kind) == (200, "image/jpeg")
    shown = Image.open(BytesIO(data))
    assert not shown.getexif()
    assert b"Demonstration" not in data
    evidence = next(row for row in tablet.rows["evidence"].values() if row["caption"] == CAR)
    _, original, _ = tablet.line.raw("GET", f"/api/evidence/{evidence['id']}/original")
    was = Image.open(BytesIO(original)).convert("RGB").resize(shown.size)
    assert difference(was, shown, (0.38, 0.68, 0.56, 0.75)) > 40      # the plate is gone
    assert difference(was, shown, (0.2, 0.5, 0.3, 0.6)) < 12          # the car is the car


def difference(one: Image.Image, other: Image.Image, box: tuple[float, float, float, float]) -> float:
    """Mean difference per channel within shares of the picture."""
    area = tuple(int(share * (one.width, one.height)[at % 2]) for at, share in enumerate(box))
    pairs = zip(one.crop(area).tobytes(), other.convert("RGB").crop(area).tobytes(), strict=True)  # type: ignore[arg-type]
    values = [abs(left - right) for left, right in pairs]
    return sum(values) / len(values)


def test_a_message_reaches_the_officer_and_the_answer_is_on_the_page(
        house: Server, scan: Scan, tablet: FieldTablet) -> None:
    litigant = scan(house)
    litigant.answers(house.demo["litigant"]["id_last_four"])
    litigant.writes("被执行人另有一台叉车停在后院。", "提供财产线索")
    keep_picture(litigant.page, "l04-sent")
    message = arrives(tablet, "messages", lambda row: "叉车" in row["text"])
    assert message["kind"] == "lead"
    assert message["answer_due_on"]
    arrives(tablet, "notices", lambda row: row["case_id"] == message["case_id"] and "message" in row["kind"])
    at_desk(house, "officer1", "disclosure.answer_message", {
        "answer_id": new_id(), "message_id": message["id"], "text": "线索已收到，将到现场核实。"})
    litigant.scans_code()
    expect(litigant.page.get_by_text("线索已收到，将到现场核实。")).to_be_visible()
    litigant.page.get_by_text("以前的留言").scroll_into_view_if_needed()
    keep_picture(litigant.page, "l05-answered")


def arrives(tablet: FieldTablet, collection: str, fits: Callable[[dict[str, str]], bool]) -> dict[str, str]:
    """What the officer's tablet pulls within half a minute."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        tablet.pull()
        found = [row for row in tablet.rows.get(collection, {}).values() if fits(row)]
        if found:
            return found[0]
        time.sleep(0.3)
    raise AssertionError(f"nothing arrived in {collection}: {tablet.rows.get(collection)}")


def test_a_closed_page_says_so_and_guessed_addresses_say_nothing_more(
        house: Server, scan: Scan, tablet: FieldTablet) -> None:
    litigant = scan(house)
    litigant.answers(house.demo["litigant"]["id_last_four"])
    page_id = page_row(tablet, house)["id"]
    at_desk(house, "judge1", "disclosure.close_page", {"page_id": page_id, "reason": "二维码外泄"})
    litigant.scans_code()
    assert "已经关闭" in litigant.reads()
    assert house.demo["case_number"] not in litigant.page.content()
    keep_picture(litigant.page, "l06-closed")
    stranger = Line(house.port)
    guessed = [stranger.raw("GET", f"/d/{token}") for token in ("A" * 25, "0" * 25, "x" * 24)]
    stranger.hang_up()
    assert {status for status, _, _ in guessed} == {404}
    assert len({re.sub(rb"/d/\w{24,25}", b"", body) for _, body, _ in guessed}) == 1


def test_the_page_is_readable_for_everybody(house: Server, scan: Scan) -> None:
    litigant = scan(house, java_script_enabled=True)
    for theme in ("light", "dark"):
        litigant.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        assert faults(litigant.page) == []
        keep_picture(litigant.page, f"l07-question-{theme}")
    litigant.answers(house.demo["litigant"]["id_last_four"])
    expect(litigant.page.get_by_role("heading", name=house.demo["case_number"])).to_be_visible()
    for theme in ("light", "dark"):
        litigant.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        assert faults(litigant.page) == []
        keep_picture(litigant.page, f"l08-page-{theme}")
        litigant.page.get_by_role("heading", name="现场照片").scroll_into_view_if_needed()
        keep_picture(litigant.page, f"l09-photos-{theme}")
        litigant.page.evaluate("scrollTo(0, 0)")
