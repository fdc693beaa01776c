"""A demo institution: what stands on the other side of the gate in a trial, posting real signed batches over HTTP."""

import gzip
import json
from datetime import datetime, timedelta
from typing import Any

from zhixing.asset_queries.http import PATH
from zhixing.kernel.clock import to_text
from zhixing.kernel.ids import new_id
from zhixing.platform.crypto import SigningKey, digest

TIMEOUT_S = 30


def signed_batch(key: SigningKey, peer: str, batch: str, rows: list[dict[str, Any]], *,
                 packed: bool = False) -> tuple[dict[str, str], bytes]:
    """Headers and body of a batch (docs/protocol.md 8)."""
    body = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    return signed_body(key, peer, batch, gzip.compress(body, mtime=0) if packed else body, packed=packed)


def signed_body(key: SigningKey, peer: str, batch: str, body: bytes, *, packed: bool = False) -> tuple[
        dict[str, str], bytes]:
    """Headers for bytes that are a batch already."""
    claim = {"peer": peer, "batch": batch, "path": PATH, "body_sha256": digest(body)}
    headers = {"Content-Type": "application/x-ndjson", "Zhixing-Peer": peer, "Zhixing-Batch": batch,
               "Zhixing-Signature": key.sign(claim)["sig"]}
    return headers | ({"Content-Encoding": "gzip"} if packed else {}), body


def send_demo_feedback(base_url: str, key: SigningKey, rows: list[dict[str, Any]], *, peer: str = "demo-bank",
                       batch: str | None = None) -> dict[str, Any]:
    """Post rows to a running court. Returns its answer.

    Raises: requests.HTTPError when the court refuses the batch.
    """
    import requests

    headers, body = signed_batch(key, peer, batch or new_id(), rows, packed=True)
    answer = requests.post(base_url.rstrip("/") + PATH, data=body, headers=headers, timeout=TIMEOUT_S)
    answer.raise_for_status()
    return answer.json()


def demo_row(case_number: str, respondent: str, at: datetime, **changes: Any) -> dict[str, Any]:
    """One answer of a bank that found money. Everything in it is made up."""
    row: dict[str, Any] = {
        "serial": f"CK{at:%Y%m%d}{new_id().replace('-', '')[-12:]}", "case_number": case_number,
        "respondent": respondent, "institution": "示范银行南海支行", "asset_class": "deposit", "outcome": "found",
        "summary": "活期储蓄账户，尾号 6688", "amount_yuan": "126480.52", "available_yuan": "126480.52",
        "prior_freezes": [], "asked_at": to_text(at - timedelta(hours=2)),
        "answered_at": to_text(at - timedelta(minutes=3))}
    return {**row, **changes}


def demo_rows(case_number: str, respondent: str, at: datetime) -> list[dict[str, Any]]:
    """A morning's answers about one respondent: two hits, one behind another court, one nothing, one failure."""
    nothing = {"outcome": "nothing", "amount_yuan": None, "available_yuan": None}
    return [
        demo_row(case_number, respondent, at),
        demo_row(case_number, respondent, at, institution="示范支付", asset_class="payment_account",
                 summary="余额账户", amount_yuan="3920.00", available_yuan="0.00",
                 prior_freezes=[{"court": "邻市示范区人民法院", "rank": 1, "amount_yuan": "50000.00",
                                 "ends_on": f"{at.year + 1}-06-30"}]),
        demo_row(case_number, respondent, at, institution="示范市公安局交警支队", asset_class="vehicle",
                 summary="小型普通客车一辆，登记状态正常", amount_yuan=None, available_yuan=None),
        demo_row(case_number, respondent, at, institution="示范市不动产登记中心", asset_class="real_property",
                 summary="", **nothing),
        demo_row(case_number, respondent, at, institution="示范证券登记公司", asset_class="securities",
                 summary="系统超时，已转人工核查", **{**nothing, "outcome": "failed"}),
    ]
