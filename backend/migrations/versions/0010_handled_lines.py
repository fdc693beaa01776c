"""Who dealt with a line that was set aside, and how

Revision: 0010
Follows: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("gateway_quarantine", sa.Column("handled", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("gateway_quarantine", "handled")
