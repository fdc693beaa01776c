"""Controls with their steps and terms, the property ledger, calendar addresses

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "control_calendar",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_calendar")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_control_calendar_token_hash")),
    )
    with op.batch_alter_table("control_calendar", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_control_calendar_person_id"), ["person_id"], unique=False)

    op.create_table(
        "ledger_asset",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("party_id", sa.String(), nullable=False),
        sa.Column("asset", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("asset_key", sa.String(), nullable=True),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("source", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("value_yuan", sa.String(), nullable=True),
        sa.Column("evidence_ids", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.Column("history", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_ledger_asset_case_id_court_case")),
        sa.ForeignKeyConstraint(["party_id"], ["case_party.id"], name=op.f("fk_ledger_asset_party_id_case_party")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_asset")),
    )
    with op.batch_alter_table("ledger_asset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_asset_asset_key"), ["asset_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_asset_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_asset_party_id"), ["party_id"], unique=False)

    op.create_table(
        "control",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("party_id", sa.String(), nullable=False),
        sa.Column("asset_id", sa.String(), nullable=False),
        sa.Column("asset_key", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("asset", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("ahead", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("requested_amount_yuan", sa.String(), nullable=True),
        sa.Column("actual_amount_yuan", sa.String(), nullable=True),
        sa.Column("transferred_amount_yuan", sa.String(), nullable=True),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("printed_start", sa.String(), nullable=True),
        sa.Column("printed_end", sa.String(), nullable=True),
        sa.Column("computed_start", sa.String(), nullable=True),
        sa.Column("computed_end", sa.String(), nullable=True),
        sa.Column("ends_on", sa.String(), nullable=True),
        sa.Column("term_flags", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("announced", sa.String(), nullable=True),
        sa.Column("lapse", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("moved_up_by", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("custodian", sa.String(), nullable=True),
        sa.Column("item_ids", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("evidence_ids", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("exemptions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("history", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["ledger_asset.id"], name=op.f("fk_control_asset_id_ledger_asset")),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_control_case_id_court_case")),
        sa.ForeignKeyConstraint(["party_id"], ["case_party.id"], name=op.f("fk_control_party_id_case_party")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control")),
    )
    with op.batch_alter_table("control", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_control_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_control_asset_key"), ["asset_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_control_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_control_party_id"), ["party_id"], unique=False)
        batch_op.create_index("ix_control_state_ends_on", ["state", "ends_on"], unique=False)

    op.create_table(
        "control_step",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("control_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ruling_id", sa.String(), nullable=True),
        sa.Column("notice_id", sa.String(), nullable=True),
        sa.Column("amount_yuan", sa.String(), nullable=True),
        sa.Column("to_account", sa.String(), nullable=False),
        sa.Column("printed_start", sa.String(), nullable=True),
        sa.Column("printed_end", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("actual_amount_yuan", sa.String(), nullable=True),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("failure_code", sa.String(), nullable=True),
        sa.Column("failure_text", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_control_step_case_id_court_case")),
        sa.ForeignKeyConstraint(["control_id"], ["control.id"], name=op.f("fk_control_step_control_id_control")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_step")),
    )
    with op.batch_alter_table("control_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_control_step_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_control_step_control_id"), ["control_id"], unique=False)

    op.create_table(
        "control_answer",
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("step_id", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["step_id"], ["control_step.id"], name=op.f("fk_control_answer_step_id_control_step")),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_control_answer")),
    )
    with op.batch_alter_table("control_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_control_answer_step_id"), ["step_id"], unique=False)



def downgrade() -> None:
    with op.batch_alter_table("control_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_control_answer_step_id"))

    op.drop_table("control_answer")
    with op.batch_alter_table("control_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_control_step_control_id"))
        batch_op.drop_index(batch_op.f("ix_control_step_case_id"))

    op.drop_table("control_step")
    with op.batch_alter_table("control", schema=None) as batch_op:
        batch_op.drop_index("ix_control_state_ends_on")
        batch_op.drop_index(batch_op.f("ix_control_party_id"))
        batch_op.drop_index(batch_op.f("ix_control_case_id"))
        batch_op.drop_index(batch_op.f("ix_control_asset_key"))
        batch_op.drop_index(batch_op.f("ix_control_asset_id"))

    op.drop_table("control")
    with op.batch_alter_table("ledger_asset", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_asset_party_id"))
        batch_op.drop_index(batch_op.f("ix_ledger_asset_case_id"))
        batch_op.drop_index(batch_op.f("ix_ledger_asset_asset_key"))

    op.drop_table("ledger_asset")
    with op.batch_alter_table("control_calendar", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_control_calendar_person_id"))

    op.drop_table("control_calendar")
