"""The demo institution outside the court's walls: it knows its own key, a case number and a name, and posts."""

import json
from typing import Any

from zhixing.asset_queries import demo_rows, send_demo_feedback
from zhixing.kernel.clock import system_clock
from zhixing.platform.config import Config
from zhixing.platform.crypto import SigningKey
from zhixing.world.build import DEMO_PEER


def answer_queries(config: Config, case_number: str | None = None) -> dict[str, Any]:
    """Post a morning's answers about the demo's respondent. Returns what the court answered.

    Raises: FileNotFoundError in a house without demo world, requests.HTTPError when the court refuses.
    """
    demo = json.loads((config.data_dir / "demo.json").read_text("utf-8"))
    key = SigningKey.load_or_create(config.data_dir / "keys" / f"{DEMO_PEER}.pem")
    rows = demo_rows(case_number or demo["case_number"], demo["respondent"], system_clock())
    return send_demo_feedback(f"http://{config.host}:{config.port}", key, rows, peer=DEMO_PEER)
