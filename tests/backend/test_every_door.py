"""Every door × nobody and every office, inside and outside a case: who gets in, and that nobody else does.

A new route fails here until somebody has decided who may use it. Commands behind `/api/commands` and
`/api/sync/push` have their own walk (test_every_command.py).
"""

from collections.abc import Callable
from typing import Any

from flask import Flask

from tests.support import approval_stage, document_stage
from tests.support.docket import WANG_ID
from tests.support.house import House
from tests.support.people import PASSWORD
from tests.support.policy_stage import NOBODY, Stage
from zhixing.kernel.ids import new_id

MEMBERS = "@judge @officer @assistant @clerk @marshal"
EVERYBODY = ("president bureau_chief judge officer assistant clerk marshal service_centre command_centre administrator "
             + MEMBERS)

# Doors open to the public on purpose, and what a stranger hears there. People of the court hear the same.
PUBLIC = {
    "GET /healthz": 200,
    "GET /readyz": 200,
    "GET /trust": 404,                                  # no local authority in this house
    "GET /trust/<name>": 404,
    "GET /api/openapi.json": 200,
    "GET /api/time": 200,
    "POST /api/session": 401,                           # with a wrong password
    "POST /api/session/passkey/login/options": 200,
    "POST /api/session/passkey/login": 401,             # with a passkey nobody registered
    "OPTIONS /api/uploads": 204,
    "OPTIONS /api/uploads/<upload_id>": 204,
    "POST /gateway/asset-query-feedback": 401,          # without a registered peer's signature
    "GET /verify": 200,
    "GET /verify/style.css": 200,
    "POST /verify": 422,                                # neither a file nor a code
    "POST /gateway/receipts": 401,
    "POST /gateway/control-feedback": 401,
    "GET /calendar/<token>.ics": 404,                   # an address nobody made
    "GET /d/page.css": 200,
    "GET /d": 404,
    "GET /d/<token>": 200,                              # the question, which says nothing of the case
    "POST /d/<token>": 403,                             # a wrong answer
    "POST /d/<token>/leave": 303,
    "POST /d/<token>/messages": 403,                    # without having answered
    "GET /d/<token>/photos/<publication_id>": 403,
    "GET /d/<token>/photos/<publication_id>/small": 403,
    "GET /d/<token>/documents/<publication_id>": 403,
}

# Who gets past the door. Names without @ are people of that office who have nothing to do with the case.
WHO_MAY = {
    "GET /api/session": EVERYBODY,
    "DELETE /api/session": EVERYBODY,
    "GET /api/people": EVERYBODY,
    "POST /api/session/otp": EVERYBODY,
    "POST /api/session/confirmation": EVERYBODY,
    "POST /api/session/otp/confirm": EVERYBODY,
    "DELETE /api/session/otp": EVERYBODY,
    "POST /api/session/passkey/register/options": EVERYBODY,
    "POST /api/session/passkey/register": EVERYBODY,
    "GET /api/session/passkey": EVERYBODY,
    "DELETE /api/session/passkey/<passkey_id>": "",     # another's passkey: not found
    "POST /api/commands": EVERYBODY,
    "POST /api/sync/push": EVERYBODY,
    "GET /api/sync/pull": EVERYBODY,
    "GET /api/push/public-key": EVERYBODY,
    "POST /api/uploads": EVERYBODY,
    "HEAD /api/uploads/<upload_id>": "",                # another's upload: not found
    "PATCH /api/uploads/<upload_id>": "",
    "POST /api/uploads/<upload_id>": "",
    "DELETE /api/uploads/<upload_id>": "",
    "GET /api/devices/<device_id>/report": "administrator bureau_chief",
    "GET /api/cases": "judge officer assistant marshal clerk service_centre bureau_chief president " + MEMBERS,
    "GET /api/evidence/<evidence_id>/<form>": MEMBERS + " bureau_chief",
    "GET /api/documents/<document_id>/pdf": MEMBERS + " bureau_chief",
    "GET /api/documents/<document_id>/versions/<version>/pdf": MEMBERS + " bureau_chief",
    "GET /api/documents/<document_id>/text": MEMBERS + " bureau_chief",
    "GET /api/documents/<document_id>/draft": MEMBERS + " bureau_chief",
    "GET /api/documents/<document_id>/verification": MEMBERS + " bureau_chief",
    "GET /api/evidence/package": "@judge @officer",
    "GET /api/quarantine": EVERYBODY,                   # one's own; keepers see all
    "GET /api/quarantine/<envelope_id>/<sha256>": "",   # another's bytes: not found
    "GET /api/cases/<case_id>/feedback": "@judge @officer @assistant",
    "GET /api/cases/<case_id>/ledger.xlsx": "@judge @officer @assistant @clerk",
    "GET /api/cases/<case_id>/control-sum": MEMBERS + " bureau_chief",
    "GET /api/lookup": "judge officer assistant marshal clerk service_centre bureau_chief " + MEMBERS,
    "GET /api/gateway/quarantine": "clerk @clerk service_centre administrator",
    "GET /api/approvals/<approval_id>/evidence": MEMBERS + " bureau_chief",
    "GET /api/disclosure/pages/<page_id>/notice.pdf": MEMBERS + " bureau_chief",
    "GET /api/disclosure/pages/<page_id>/qr.svg": MEMBERS + " bureau_chief",
}
SOMEBODY = {"username": "nobody-here", "password": "wrong"}
A_STRANGERS_BATCH: dict[str, Any] = {"data": b"", "headers": {
    "Zhixing-Peer": "stranger", "Zhixing-Batch": new_id(), "Zhixing-Signature": "AA",
    "Content-Type": "application/x-ndjson"}}
ASKED: dict[str, dict[str, Any]] = {
    "POST /api/session": {"json": SOMEBODY},
    "POST /api/session/passkey/login": {"json": {"credential": {"id": "AA", "response": {}}}},
    "POST /api/session/passkey/register": {"json": {"name": "x", "credential": {}}},
    "POST /api/session/otp/confirm": {"json": {"otp": "000000"}},
    "POST /api/session/confirmation": {"json": {"password": PASSWORD, "otp": "000000", "challenge": "A" * 43}},
    "DELETE /api/session/otp": {"json": {"otp": "000000"}},
    "POST /api/commands": {"json": {}},
    "PATCH /api/uploads/<upload_id>": {"data": b"abc", "headers": {
        "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}},
    "POST /api/uploads/<upload_id>": {"headers": {"X-HTTP-Method-Override": "HEAD"}},
    "POST /gateway/asset-query-feedback": A_STRANGERS_BATCH,
    "POST /gateway/receipts": A_STRANGERS_BATCH,
    "POST /gateway/control-feedback": A_STRANGERS_BATCH,
    "POST /api/uploads": {"headers": {"Tus-Resumable": "1.0.0", "Upload-Length": "3"}},
    "POST /d/<token>": {"data": {"answer": "0000" if WANG_ID[-4:] != "0000" else "1111"}},
    "GET /api/people": {"query_string": {"q": "王"}},
    "GET /api/cases": {"query_string": {"q": "王三槐"}},
    "GET /api/lookup": {"query_string": {"q": "王三槐"}},
    "GET /api/cases/<case_id>/ledger.xlsx": {"query_string": {"purpose": "filing"}},
}
Args = dict[str, str]


def door_of(rule: Any, method: str) -> str:
    return f"{method} {rule.rule}"


def doors(app: Flask) -> set[str]:
    """Every door of the application, whoever registered it; without the app's own files and the sockets."""
    return {door_of(rule, method) for rule in app.url_map.iter_rules()
            for method in (rule.methods or set()) - ({"HEAD", "OPTIONS"} if "GET" in (rule.methods or ()) else set())
            if rule.rule not in ("/", "/<path:path>")}


def args_of(stage: Stage) -> Args:
    page_id = stage.litigant.page_id
    args = {"token": stage.litigant.path.removeprefix("/d/"), "publication_id": stage.publication_id,
            "page_id": page_id, "evidence_id": stage.evidence_id, "form": "display",
            "document_id": document_stage.issued(stage), "version": "1",
            "device_id": stage.docket.tablet.device_id, "case_id": stage.case_id,
            "approval_id": approval_stage.submitted(stage).approval_id,
            "passkey_id": new_id(), "upload_id": new_id(), "envelope_id": new_id(), "sha256": "0" * 64,
            "name": "trust.css"}
    stage.house.work()  # a house that has work left behind is not ready
    return args


def knock(stage: Stage, door: str, who: str, args: Args) -> tuple[int, str]:
    """Status and code of what is said at the door."""
    method, path = door.split(" ", 1)
    for name, value in args.items():
        path = path.replace(f"<{name}>", value)
    asked = dict(ASKED.get(door, {}))
    if door in OF_THE_STAGE:
        asked.update(OF_THE_STAGE[door](stage, who))
    headers = {**asked.pop("headers", {}), **stage.csrf(who)}
    if "/api/uploads/" in path:
        headers["Tus-Resumable"] = "1.0.0"
    answer = stage.browser(who).open(path, method=method, headers=headers, buffered=True, **asked)
    is_problem = answer.mimetype == "application/problem+json" and method != "HEAD"
    said = (answer.json or {}) if is_problem else {}
    return answer.status_code, said.get("code", "")


def _push(stage: Stage, who: str) -> dict[str, Any]:
    """On one's own tablet; nobody tries it on the officer's."""
    tablet = stage.docket.tablet if who == NOBODY else stage.tablet(who)
    return {"json": {"device_id": tablet.device_id, "envelopes": []}}


OF_THE_STAGE: dict[str, Callable[[Stage, str], dict[str, Any]]] = {
    "POST /api/sync/push": _push,
    "GET /api/evidence/package": lambda stage, who: {"query_string": {"case_id": stage.case_id}},
    "GET /api/cases/<case_id>/feedback": lambda stage, who: {"query_string": {"purpose": "review"}},
}
# A door says no with these; whatever else it answers, the person got past it.
NO = {"session.required", "policy.denied", "request.not_found", "session.csrf_mismatch", "device.unknown"}


def is_shut(status: int, code: str) -> bool:
    return status in (401, 403, 404) and (code in NO or not code or code.endswith(("unknown", "not_found")))


def test_the_tables_name_every_door(house: House) -> None:
    known = set(PUBLIC) | set(WHO_MAY) | {"GET /metrics"}    # metrics: by address, test_metrics has it
    assert doors(house.app()) == known
    assert not set(PUBLIC) & set(WHO_MAY)


def test_public_doors_tell_everybody_the_same(house: House) -> None:
    stage = Stage(house)
    args = args_of(stage)
    for door, expected in PUBLIC.items():
        for who in (NOBODY, "administrator", "judge", "@officer"):
            house.clock.forward(hours=2)                      # limits against guessing have their own tests
            status, code = knock(stage, door, who, args)
            assert status == expected, f"{door} by {who}: {status} {code}"


def test_each_door_is_open_to_those_the_table_names_and_to_nobody_else(house: House) -> None:
    stage = Stage(house)
    args = args_of(stage)
    may: dict[str, set[str]] = {}
    for door in sorted(WHO_MAY, key=lambda one: one == "DELETE /api/session"):
        may[door] = set()
        for who in (NOBODY, *stage.people):
            status, code = knock(stage, door, who, args)
            assert status < 500, f"{door} by {who}: {status} {code}"
            if not is_shut(status, code):
                may[door].add(who)
    wrong = {door: f"may {sorted(may[door])}" for door, who in WHO_MAY.items() if may[door] != set(who.split())}
    assert not wrong, "\n".join(f"{one}: {who}" for one, who in wrong.items())
