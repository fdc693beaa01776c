"""Deciding: from the tap's command on the server to its durable answer, beside its dearest part alone.

`decide` is one act through the whole write path (signature and chain of the device, challenge, passkey, rows, audit,
receipt, commit with full durability). Beside it: one durable commit with an audit entry and nothing else, and the
check of the passkey's answer alone. What a person waits for is this plus one round trip; offline she waits for neither.

Then a judge with a phone (Chromium, 390 × 844 at three pixels to one, page slowed 4 times, papers fetched ahead) and
thirty documents for ten minutes: from each tap to the first frame in which it is confirmed and the next paper can be
decided, and while she swipes to the end, until what came into view is painted. The passkey answers at once here.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import webauthn
from sqlalchemy import select

from bench import approvals_phone
from bench.contest import Contest, run
from tests.support.approving import Chambers
from tests.support.house import House, open_house
from zhixing.approvals.models import ApprovalDecision
from zhixing.platform.bus import Door
from zhixing.platform.crypto import unb64

DECISIONS = 60


def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder, \
            open_house(f"sqlite:///{folder}/bench.db", Path(folder)) as house:
        chambers = Chambers(house)
        rows = run(Contest("approval: tap to confirmed, on the server", "ms", lambda: _decide(chambers), {
            "one durable commit": lambda: _commit(house),
            "the passkey's signature alone": lambda: _signature(chambers)}, better="less"))
    return rows + approvals_phone.measure()


def _each_ms(count: int, work: Callable[[int], object]) -> float:
    started = time.perf_counter()
    for number in range(count):
        work(number)
    return (time.perf_counter() - started) * 1000 / count


def _decide(chambers: Chambers) -> float:
    chief = chambers.chief
    for number in range(DECISIONS):
        chambers.submit(by=chambers.docket.judge, text=f"{time.monotonic_ns()}-{number}")
    tasks = chief.inbox()
    for task in tasks:
        chief.open(task)
    acts = [chief.phone.act("approvals.decide", chief.word(task)) for task in tasks]
    chief.phone.pending.clear()
    bus = chambers.house.system.bus

    def send(number: int) -> None:
        outcome = bus.handle(acts[number], Door())
        assert outcome.outcome == "accepted", outcome.wire()

    return _each_ms(len(acts), send)


def _commit(house: House) -> float:
    return _each_ms(DECISIONS, lambda number: house.system.transact(
        "bench", lambda unit: unit.audit("bench.commit", str(number))))


def _signature(chambers: Chambers) -> float:
    """What the library needs to verify one answer of a passkey, without anything around it."""
    with chambers.house.read() as session:
        decision = session.scalars(select(ApprovalDecision).limit(1)).one()
    proof = decision.proof
    credential = {"id": proof["credential_id"], "rawId": proof["credential_id"], "type": "public-key", "response": {
        "clientDataJSON": proof["client_data"], "authenticatorData": proof["authenticator_data"],
        "signature": proof["signature"]}}
    return _each_ms(DECISIONS, lambda _number: webauthn.verify_authentication_response(
        credential=credential, expected_challenge=unb64(decision.challenge), expected_rp_id=proof["rp_id"],
        expected_origin=proof["origin"], credential_public_key=unb64(proof["public_key"]),
        credential_current_sign_count=0, require_user_verification=True))
