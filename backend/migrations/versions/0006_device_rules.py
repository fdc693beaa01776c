"""The rules of this court as devices were last told of them

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device_rules",
        sa.Column("slice", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("rules", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("slice", name=op.f("pk_device_rules")),
        sa.UniqueConstraint("id", name=op.f("uq_device_rules_id")),
    )


def downgrade() -> None:
    op.drop_table("device_rules")
