"""Since when a control has its rank, and a rank that was told before the effect

Revision: 0007
Follows: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("control", sa.Column("ranked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("control_step", sa.Column("early_rank", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("control_step", schema=None) as batch_op:
        batch_op.drop_column("early_rank")
    with op.batch_alter_table("control", schema=None) as batch_op:
        batch_op.drop_column("ranked_at")
