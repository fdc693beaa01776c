"""What of a control was released stands beside what was controlled, instead of being taken off it

Revision: 0008
Follows: 0007
"""

from collections import defaultdict
from decimal import Decimal

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CONTROL = sa.table("control", *map(sa.column, ("id", "state", "actual_amount_yuan", "transferred_amount_yuan",
                                               "released_amount_yuan")))
STEP = sa.table("control_step", *map(sa.column, ("control_id", "action", "state", "amount_yuan", "actual_amount_yuan",
                                                 "effective_at")))


def upgrade() -> None:
    op.add_column("control", sa.Column("released_amount_yuan", sa.String(), nullable=True))
    connection, freed = op.get_bind(), partly_released()
    for one in connection.execute(sa.select(CONTROL).where(CONTROL.c.actual_amount_yuan.is_not(None))).all():
        actual = Decimal(one.actual_amount_yuan) + freed[one.id]
        gone = actual - Decimal(one.transferred_amount_yuan or 0) if one.state == "released" else freed[one.id]
        if gone:
            connection.execute(sa.update(CONTROL).where(CONTROL.c.id == one.id).values(
                actual_amount_yuan=f"{actual:f}", released_amount_yuan=f"{gone:f}"))


def partly_released() -> defaultdict[str, Decimal]:
    """control -> what earlier releases took off its amount. The one that ended a control took nothing off."""
    states = dict(op.get_bind().execute(sa.select(CONTROL.c.id, CONTROL.c.state)).all())
    steps: defaultdict[str, list[Decimal]] = defaultdict(list)
    done = sa.select(STEP).where(STEP.c.action == "release", STEP.c.state == "done").order_by(STEP.c.effective_at)
    for one in op.get_bind().execute(done):
        steps[one.control_id].append(Decimal(one.actual_amount_yuan or one.amount_yuan or 0))
    sums = {control: sum(freed[:-1] if states[control] == "released" else freed) for control, freed in steps.items()}
    return defaultdict(Decimal, {control: Decimal(freed) for control, freed in sums.items()})


def downgrade() -> None:
    connection, freed = op.get_bind(), partly_released()
    for one in connection.execute(sa.select(CONTROL).where(CONTROL.c.released_amount_yuan.is_not(None))).all():
        connection.execute(sa.update(CONTROL).where(CONTROL.c.id == one.id).values(
            actual_amount_yuan=f"{Decimal(one.actual_amount_yuan) - freed[one.id]:f}"))
    op.drop_column("control", "released_amount_yuan")  # in place: SQLite cannot rebuild a table others point to
