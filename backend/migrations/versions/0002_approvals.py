"""Approvals: steps, tasks, decisions with their evidence, panels, delegation, recusal

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approval_delegation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("from_person", sa.String(), nullable=False),
        sa.Column("to_person", sa.String(), nullable=False),
        sa.Column("since", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=False),
        sa.Column("kinds", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_delegation")),
    )

    with op.batch_alter_table("approval_delegation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_delegation_from_person"), ["from_person"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_delegation_to_person"), ["to_person"], unique=False)

    op.create_table(
        "approval_rule",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("rule", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_approval_rule")),
        sa.UniqueConstraint("id", name=op.f("uq_approval_rule_id")),
    )

    op.create_table(
        "approval",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("doc_kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("amount_yuan", sa.String(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("retroactive", sa.Boolean(), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drafted_by", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("rule", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("evidence", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("questions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("previous_id", sa.String(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_approval_case_id_court_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )

    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_status"), ["status"], unique=False)
        batch_op.create_index("ix_approval_subject", ["subject_kind", "subject_id"], unique=False)

    op.create_table(
        "approval_proof",
        sa.Column("approval_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_approval_proof_approval_id_approval")),
        sa.PrimaryKeyConstraint("approval_id", "kind", "ref", name=op.f("pk_approval_proof")),
    )
    with op.batch_alter_table("approval_proof", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_proof_ref"), ["ref"], unique=False)

    op.create_table(
        "approval_panel",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("members", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("presiding", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_approval_panel_case_id_court_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_panel")),
    )

    with op.batch_alter_table("approval_panel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_panel_case_id"), ["case_id"], unique=False)

    op.create_table(
        "approval_recusal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("replaced_by", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_approval_recusal_case_id_court_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_recusal")),
    )

    with op.batch_alter_table("approval_recusal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_recusal_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_approval_recusal_case_id_person_id", ["case_id", "person_id"], unique=True)
        batch_op.create_index(batch_op.f("ix_approval_recusal_person_id"), ["person_id"], unique=False)

    op.create_table(
        "approval_step",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("approval_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("named", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stuck", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_approval_step_approval_id_approval")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_step")),
    )

    with op.batch_alter_table("approval_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_step_approval_id"), ["approval_id"], unique=False)
        batch_op.create_index("ix_approval_step_status_due_at", ["status", "due_at"], unique=False)

    op.create_table(
        "approval_task",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("approval_id", sa.String(), nullable=False),
        sa.Column("step_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("on_behalf_of", sa.String(), nullable=True),
        sa.Column("delegation_id", sa.String(), nullable=True),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("approve_challenge", sa.String(), nullable=False),
        sa.Column("return_challenge", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("closed_why", sa.String(), nullable=True),
        sa.Column("opened_sha256", sa.String(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_out_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forgotten", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_approval_task_approval_id_approval")),
        sa.ForeignKeyConstraint(["step_id"], ["approval_step.id"], name=op.f("fk_approval_task_step_id_approval_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_task")),
        sa.UniqueConstraint("approve_challenge", name=op.f("uq_approval_task_approve_challenge")),
        sa.UniqueConstraint("return_challenge", name=op.f("uq_approval_task_return_challenge")),
    )

    with op.batch_alter_table("approval_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_task_approval_id"), ["approval_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_task_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_task_step_id"), ["step_id"], unique=False)

    op.create_table(
        "approval_decision",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("approval_id", sa.String(), nullable=False),
        sa.Column("step_id", sa.String(), nullable=False),
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("on_behalf_of", sa.String(), nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("challenge", sa.String(), nullable=False),
        sa.Column("proof", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("credential_id", sa.String(), nullable=True),
        sa.Column("sign_count", sa.BigInteger(), nullable=True),
        sa.Column("envelope_id", sa.String(), nullable=False),
        sa.Column("envelope_hash", sa.String(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approval.id"], name=op.f("fk_approval_decision_approval_id_approval")
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["approval_step.id"], name=op.f("fk_approval_decision_step_id_approval_step")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["approval_task.id"], name=op.f("fk_approval_decision_task_id_approval_task")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_decision")),
        sa.UniqueConstraint("challenge", name=op.f("uq_approval_decision_challenge")),
        sa.UniqueConstraint("task_id", name=op.f("uq_approval_decision_task_id")),
    )

    with op.batch_alter_table("approval_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_decision_approval_id"), ["approval_id"], unique=False)
        batch_op.create_index(
            "ix_approval_decision_credential_id_sign_count", ["credential_id", "sign_count"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_approval_decision_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_decision_step_id"), ["step_id"], unique=False)


def downgrade() -> None:
    # Children first: their foreign keys go with them.
    for table in (
        "approval_decision",
        "approval_task",
        "approval_step",
        "approval_recusal",
        "approval_panel",
        "approval_proof",
        "approval",
        "approval_rule",
        "approval_delegation",
    ):
        op.drop_table(table)
