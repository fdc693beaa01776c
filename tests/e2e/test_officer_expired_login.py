"""A login ends; what was captured under it does not."""

from tests.support.field import COOKIE, Line
from tests.support.journey import OfficerAtTablet, someone
from tests.support.registry_desk import CourtRecord
from tests.support.server import Server


def test_what_was_captured_is_handed_in_after_the_login_ended_and_by_whoever_is_logged_in(
        house: Server, tablet: OfficerAtTablet) -> None:
    officer = tablet.opens_case().starts_visit()
    visit_id = officer.visit_id
    officer.goes_offline().photographs(2).writes_note("门口无人应答。")
    the_court_ends_the_login(officer, house)
    officer.comes_back_online().waits_until_all_is_confirmed().sees_text("登录已过期")

    officer.opens_visit().goes_offline().photographs(1).writes_note("邻居到场见证。")
    somebody_else_logs_in(officer, house, "officer2")
    officer.comes_back_online().waits_until_all_is_confirmed()

    record = CourtRecord(house).look()
    evidence, notes = record.of_visit("evidence", visit_id), record.of_visit("notes", visit_id)
    author = next(row["id"] for row in record.rows["me"].values())
    assert {row["sha256"][:8] for row in evidence} == set(officer.sealed)
    assert len(evidence) == 3
    assert len(notes) == 2
    assert {row["by"] for row in [*evidence, *notes]} == {author}
    record.assert_verifies()


def the_court_ends_the_login(officer: OfficerAtTablet, house: Server) -> None:
    """From another place, with the same session: the tablet does not hear of it."""
    line = Line(house.port, cookie=session_of(officer))
    line.csrf = line.ask("GET", "/api/session")["csrf"]
    line.ask("DELETE", "/api/session")
    line.hang_up()


def somebody_else_logs_in(officer: OfficerAtTablet, house: Server, username: str) -> None:
    with someone(house, username) as (line, _):
        officer.context.add_cookies([{"name": COOKIE, "value": line.cookie, "url": house.url}])


def session_of(officer: OfficerAtTablet) -> str:
    return next(one["value"] for one in officer.context.cookies() if one["name"] == COOKIE)
