"""Every command × nobody and every office, inside and outside a case: who may, and that nobody else may.

The table is the court's answer to "who may do what". A new command fails here until somebody has decided who may.
"""

import base64
from collections.abc import Callable
from typing import Any

from tests.support import approval_stage, document_stage, walk_controls
from tests.support.docket import a_filing
from tests.support.house import House
from tests.support.people import enlist
from tests.support.photos import a_photo
from tests.support.policy_stage import NOBODY, Stage
from tests.support.tablet import Tablet
from zhixing.devices import hand_in
from zhixing.kernel.ids import new_id
from zhixing.platform.crypto import SigningKey, digest

MEMBERS = "@judge @officer @assistant @clerk @marshal"
EVERYBODY = ("president bureau_chief judge officer assistant clerk marshal service_centre command_centre administrator "
             + MEMBERS)
FILERS = "clerk @clerk service_centre"
DRAFTERS = "@judge @officer @assistant @clerk"
DISTRIBUTORS = FILERS + " bureau_chief president"

# Names without @ are people of that office who have nothing to do with the case; with @ those who have that duty in it.
WHO_MAY = {
    "identity.create_person": "administrator",
    "identity.change_roles": "administrator",
    "identity.set_password": "administrator",
    "identity.disable_person": "administrator",
    "devices.issue_enrolment_code": EVERYBODY,
    "devices.issue_enrolment_code for another": "administrator",
    "devices.enrol": EVERYBODY,
    "devices.add_user": EVERYBODY,
    "devices.revoke": "administrator bureau_chief",
    "cases.open": FILERS,
    "cases.assign": DISTRIBUTORS + " @judge",
    "cases.unassign": DISTRIBUTORS + " @judge",
    "cases.record_progress": MEMBERS,
    "cases.set_stage": "@judge @officer @assistant @clerk",
    "documents.import": "@judge @officer @clerk",
    "documents.draft": DRAFTERS,
    "documents.revise": DRAFTERS,
    "documents.submit": DRAFTERS,
    "documents.withdraw": DRAFTERS,
    "documents.discard": DRAFTERS,
    "documents.mark_printed": MEMBERS,
    "documents.mark_shared": MEMBERS,
    "documents.hand_over": MEMBERS,
    "documents.revoke": "@judge bureau_chief president",
    "capture.record": MEMBERS,
    "capture.correct": "@judge @officer @assistant @clerk",
    "capture.strike": "@judge @officer @assistant @clerk",
    "fieldwork.start_visit": MEMBERS,
    "fieldwork.list_item": MEMBERS,
    "fieldwork.correct_item": MEMBERS,
    "fieldwork.strike_item": MEMBERS,
    "fieldwork.order_items": MEMBERS,
    "fieldwork.note": MEMBERS,
    "fieldwork.end_visit": MEMBERS,
    "asset_queries.request": "@judge @officer @assistant service_centre",  # of those, whoever is on the register
    "asset_queries.assess": "@judge @officer @assistant",
    "asset_queries.note_look": "@judge @officer @assistant",
    "asset_queries.register_officer": "bureau_chief administrator",
    "asset_queries.remove_officer": "bureau_chief administrator",
    "asset_queries.handle_quarantined": "clerk @clerk service_centre administrator",
    "asset_queries.record_feedback": "",
    "gateway.record_receipts": "",
    **walk_controls.WHO_MAY,
    "disclosure.open_page": "@judge @officer @clerk",
    "disclosure.close_page": "@judge @officer @clerk",
    "disclosure.mask": "@judge @officer",
    "disclosure.publish": "@judge",
    "disclosure.withdraw": "@judge bureau_chief president",
    "disclosure.answer_message": "@judge @officer @assistant",
    "disclosure.leave_message": "",
    "approvals.opened": "@judge",             # the handler has the first step
    "approvals.decide": "@judge",
    "approvals.ask": "@judge",
    "approvals.answer": "@officer @judge",    # the drafter and the judge of the case
    "approvals.withdraw": "@officer @judge",
    "approvals.assign_step": "president bureau_chief",
    "approvals.form_panel": "president bureau_chief @judge",
    "approvals.delegate": EVERYBODY,
    "approvals.delegate for another": "president",
    "approvals.end_delegation": "president @judge",
    "approvals.recuse": "president bureau_chief",
    "approvals.recuse oneself": "president bureau_chief judge " + MEMBERS,
    "notifications.subscribe_push": EVERYBODY,
    "notifications.unsubscribe_push": "",     # another's subscription: not found
    "notifications.mark_read": "",            # another's notice: not found
}
# This house knows no push service: whom the policy lets through is told so.
PAST_THE_POLICY = {"notifications.subscribe_push": 422,
                   "documents.revoke": 409,   # one document for all: somebody was first
                   "approvals.decide": 409}   # never opened
PDF = b"%PDF-1.4\n"
Body = dict[str, Any]
Make = Callable[[Stage, str], Body]


def _page(stage: Stage, _who: str) -> Body:
    case_id, party = stage.party_of_another_case()
    return {"page_id": new_id(), "case_id": case_id, "party_id": party}


def _enrol(stage: Stage, who: str) -> Body:
    code = stage.code_for(stage.id_of(who)) if who != NOBODY else "ABCD-EFGH"
    return {"device_id": new_id(), "code": code, "name": "平板", "platform": "test", "store_id": new_id(),
            "public_key": SigningKey.generate().public.spki}


def _filing(stage: Stage, _who: str) -> Body:
    return a_filing()


def _document(stage: Stage, who: str) -> Body:
    hand_in(stage.house.system, f"person:{stage.id_of(who)}", PDF)
    return {"document_id": new_id(), "case_id": stage.case_id, "title": "裁定书", "kind": "ruling"}


def _subscription(stage: Stage, _who: str) -> Body:
    spki = base64.urlsafe_b64decode(stage.house.system.key.public.spki + "==")
    return {"subscription_id": new_id(), "subscription": {
        "endpoint": f"https://push.example/{new_id()}",
        "keys": {"p256dh": base64.urlsafe_b64encode(spki[-65:]).decode().rstrip("="), "auth": "A" * 22}}}


def _questions(stage: Stage, who: str) -> Body:
    """By somebody who is on the register, if that person may be on it at all."""
    stage.house.send("asset_queries.register_officer", {"person_id": stage.id_of(who), "certificate": "示001"},
                     stage.people["bureau_chief"])
    return {"request_id": new_id(), "case_id": stage.case_id, "respondents": [stage.respondent()], "scope": [],
            "preset": "first", "purpose": "first_search"}


def _registered(stage: Stage, _who: str) -> Body:
    person = enlist(stage.house, "某某", "officer").id
    stage.house.must("asset_queries.register_officer", {"person_id": person, "certificate": "示002"},
                     stage.people["bureau_chief"])
    return {"person_id": person, "reason": "调离"}


def _notice(stage: Stage, _who: str) -> Body:
    """A notice of the second officer, who is not on the list."""
    rows = Tablet(stage.house.system, stage.docket.second_officer).pull()
    return {"notice_ids": [next(iter(rows["notices"]))]}


MAKE: dict[str, Make] = {
    "identity.create_person": lambda s, w: {"person_id": new_id(), "username": f"n{new_id()[-10:]}", "name": "新人",
                                            "roles": ["clerk"], "password": "很长的密码-2026-a"},
    "identity.change_roles": lambda s, w: {"person_id": s.person(), "roles": ["officer"]},
    "identity.set_password": lambda s, w: {"person_id": s.person(), "new_password": "很长的密码-2026-b"},
    "identity.disable_person": lambda s, w: {"person_id": s.person(), "reason": "离职"},
    "devices.issue_enrolment_code": lambda s, w: {},
    "devices.issue_enrolment_code for another": lambda s, w: {"for_person_id": s.docket.second_officer.id},
    "devices.enrol": _enrol,
    "devices.add_user": lambda s, w: {"device_id": s.device()},
    "devices.revoke": lambda s, w: {"device_id": s.device(), "reason": "遗失"},
    "cases.open": _filing,
    "cases.assign": lambda s, w: {"case_id": s.case_id, "person_id": s.person(), "duty": "marshal"},
    "cases.unassign": lambda s, w: {"case_id": s.case_id, "person_id": s.colleague(), "reason": "调整"},
    "cases.record_progress": lambda s, w: {"entry_id": new_id(), "case_id": s.case_id, "kind": "note", "text": "进展",
                                           "happened_on": "2026-11-20"},
    "cases.set_stage": lambda s, w: {"case_id": s.party_of_another_case()[0], "stage": "appraisal"},
    "documents.import": _document,
    "documents.draft": lambda s, w: document_stage.draft_body(s),
    "documents.revise": lambda s, w: {"document_id": document_stage.draft(s), "fields": {}},
    "documents.submit": lambda s, w: {"document_id": document_stage.draft(s)},
    "documents.withdraw": lambda s, w: {"document_id": document_stage.waiting(s), "reason": "有误"},
    "documents.discard": lambda s, w: {"document_id": document_stage.draft(s), "reason": "不用了"},
    "documents.mark_shared": lambda s, w: {"document_id": document_stage.issued(s), "share_id": new_id(),
                                           "means": "share"},
    "documents.mark_printed": lambda s, w: {"document_id": document_stage.issued(s), "print_id": new_id()},
    "documents.hand_over": lambda s, w: {"document_id": document_stage.issued(s), "handover_id": new_id(),
                                         "recipient": "王三槐"},
    "documents.revoke": lambda s, w: {"document_id": document_stage.issued(s), "reason": "有误"},
    "capture.record": lambda s, w: s.capture(new_id()),
    "capture.correct": lambda s, w: {"correction_id": new_id(), "evidence_id": s.photo(), "caption": "改",
                                     "item_id": None, "shot": None, "reason": "笔误"},
    "capture.strike": lambda s, w: {"correction_id": new_id(), "evidence_id": s.photo(), "reason": "重复"},
    "fieldwork.start_visit": lambda s, w: s.start(new_id()),
    "fieldwork.list_item": lambda s, w: s.line(new_id(), s.visit()),
    "fieldwork.correct_item": lambda s, w: {"item_id": s.item(), "changes": {"name": "车床"}, "reason": "笔误"},
    "fieldwork.strike_item": lambda s, w: {"item_id": s.item(), "reason": "重复"},
    "fieldwork.order_items": lambda s, w: {"visit_id": s.visit(), "order": []},
    "fieldwork.note": lambda s, w: {"note_id": new_id(), "visit_id": s.visit(), "text": "在场人：无"},
    "fieldwork.end_visit": lambda s, w: {"visit_id": s.visit(), "result": "已完成", "summary": ""},
    "asset_queries.request": _questions,
    "asset_queries.assess": lambda s, w: {"assessment_id": new_id(), "feedback_id": s.hit(), "executable": "yes"},
    "asset_queries.note_look": lambda s, w: {"case_id": s.case_id, "purpose": "control", "feedback_ids": [s.hit()]},
    "asset_queries.register_officer": lambda s, w: {
        "person_id": enlist(s.house, "某某", "officer").id, "certificate": "示003"},
    "asset_queries.remove_officer": _registered,
    "asset_queries.handle_quarantined": lambda s, w: {"quarantine_id": s.bad_line(), "note": "已告知发送方"},
    "asset_queries.record_feedback": lambda s, w: {"peer": "p", "batch": "b", "lines": []},
    "gateway.record_receipts": lambda s, w: {"peer": "p", "batch": "b", "lines": []},
    **walk_controls.MAKE,
    "disclosure.open_page": _page,
    "disclosure.close_page": lambda s, w: {"page_id": s.page(), "reason": "外泄"},
    "disclosure.mask": lambda s, w: {"derivative_id": new_id(), "evidence_id": s.evidence_id, "boxes": []},
    "disclosure.publish": lambda s, w: {"publication_id": new_id(), "case_id": s.case_id, "kind": "progress",
                                        "subject_id": s.entry(), "derivative_id": None, "caption": ""},
    "disclosure.withdraw": lambda s, w: {"publication_id": s.publication(), "reason": "有误"},
    "disclosure.answer_message": lambda s, w: {"answer_id": new_id(), "message_id": s.message(), "text": "正在办理"},
    "disclosure.leave_message": lambda s, w: {"message_id": new_id(), "page_id": s.page(), "kind": "message",
                                              "text": "冒充"},
    **approval_stage.MAKE,
    "notifications.subscribe_push": _subscription,
    "notifications.unsubscribe_push": lambda s, w: {"subscription_id": new_id()},
    "notifications.mark_read": _notice,
}
GUARDS = {"identity.change_roles": ("people", "person_id"), "identity.disable_person": ("people", "person_id"),
          "cases.set_stage": ("cases", "case_id"), "fieldwork.correct_item": ("items", "item_id"),
          "documents.submit": ("drafts", "document_id"), **walk_controls.GUARDS}


def ask(stage: Stage, name: str, who: str, signed: set[str]) -> tuple[str, int]:
    """What the court says, and under which status."""
    body = MAKE[name](stage, who)
    type = name.split()[0]
    collection, key = GUARDS.get(type, ("", ""))
    seen = stage.looking_at(collection, body[key]) if key else None
    if type in signed and who != NOBODY:
        files = [picture(stage, who)] if type == "capture.record" else []
        said = stage.tablet(who).do(type, body, files, based_on=seen)
        return said.outcome, said.problem.status if said.problem else 200
    blobs = [{"sha256": digest(PDF), "size": len(PDF), "media_type": "application/pdf"}]
    answer = stage.browser(who).post("/api/commands", headers=stage.csrf(who), json={
        "id": new_id(), "type": type, "version": 1, "body": body, "actor": stage.id_of(who),
        "occurred_at": stage.now(), "based_on": seen, "blobs": blobs if type == "documents.import" else []})
    said = answer.json or {}
    return said.get("outcome", "not let in"), answer.status_code


def picture(stage: Stage, who: str) -> bytes:
    return a_photo(stage.tablet(who).seq)


def test_the_table_names_every_command(house: House) -> None:
    assert {name.split()[0] for name in WHO_MAY} == set(house.system.commands)
    assert set(WHO_MAY) == set(MAKE)


def test_each_command_is_open_to_those_the_table_names_and_to_nobody_else(house: House) -> None:
    stage = Stage(house)
    signed = {type for type, spec in house.system.commands.items() if spec.signed}
    may: dict[str, set[str]] = {}
    odd = []
    for name in WHO_MAY:
        may[name] = set()
        for who in (NOBODY, *stage.people):
            outcome, status = ask(stage, name, who, signed)
            if outcome == "accepted" or PAST_THE_POLICY.get(name) == status:
                may[name].add(who)
            elif status not in (401, 403, 404):
                odd.append(f"{name} by {who}: {outcome} {status}")
    assert odd == []
    wrong = {name: f"may {sorted(may[name])}" for name, who in WHO_MAY.items() if may[name] != set(who.split())}
    assert not wrong, "\n".join(f"{one}: {who}" for one, who in wrong.items())
