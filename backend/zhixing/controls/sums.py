"""Over-seizure of a case: its controls in the form the rule wants."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from zhixing.controls.models import Control, LedgerAsset
from zhixing.controls.rules import Controlled, ControlSum, execution_fee, over_seizure


def sum_of_case(session: Session, case_id: str, claim: Decimal, on: date) -> tuple[Decimal, ControlSum]:
    """Costs (the execution fee; what else is owed is not known to the machine) and the sum. Source: SEZ 19, FEE 14."""
    costs = execution_fee(claim, on)
    query = (select(Control, LedgerAsset.value_yuan).join(LedgerAsset, LedgerAsset.id == Control.asset_id)
             .where(Control.case_id == case_id))
    controls = [Controlled(one.state, one.actual_amount_yuan, one.transferred_amount_yuan, one.released_amount_yuan,
                           value)
                for one, value in session.execute(query)]
    return costs, over_seizure(claim, costs, controls)
