"""Control measures (冻结, 查封, 扣押), their terms and ranks, the property ledger (domain.md 3.3). The face upwards."""

from zhixing.controls.reads import ControlFacts, controls_of_case
from zhixing.controls.watch import watch as watch_terms

__all__ = ["ControlFacts", "controls_of_case", "watch_terms"]
