"""Documents: drafts, their versions, numbers, templates; what was issued

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_template",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_document_template")),
    )
    with op.batch_alter_table("document_template", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_template_kind"), ["kind"], unique=False)

    op.create_table(
        "document_draft",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("errors", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("problem", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("party_id", sa.String(), nullable=True),
        sa.Column("visit_id", sa.String(), nullable=True),
        sa.Column("pack_id", sa.String(), nullable=True),
        sa.Column("act", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_document_draft_case_id_court_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_draft")),
    )
    with op.batch_alter_table("document_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_draft_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_draft_state"), ["state"], unique=False)

    op.create_table(
        "document_number",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_document_number_case_id_court_case")),
        sa.PrimaryKeyConstraint("case_id", "series", "ordinal", name=op.f("pk_document_number")),
        sa.UniqueConstraint("document_id", name=op.f("uq_document_number_document_id")),
    )
    op.create_table(
        "document_version",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column("template_sha256", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("dated", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("asked", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("approval_id", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("place", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rendered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document_draft.id"], name=op.f("fk_document_version_document_id_document_draft")
        ),
        sa.ForeignKeyConstraint(
            ["template_sha256"],
            ["document_template.sha256"],
            name=op.f("fk_document_version_template_sha256_document_template"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_version")),
        sa.UniqueConstraint("code", name=op.f("uq_document_version_code")),
    )
    with op.batch_alter_table("document_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_version_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_version_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_version_template_sha256"), ["template_sha256"], unique=False)
        batch_op.create_index("uq_document_version_document_id_version", ["document_id", "version"], unique=True)

    with op.batch_alter_table("case_document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("code", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("approved_sha256", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("source_sha256", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("seal", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("printed", sa.JSON(none_as_null=True), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("handed_over", sa.JSON(none_as_null=True), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("revoked", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("has_text", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index(batch_op.f("ix_case_document_approved_sha256"), ["approved_sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_document_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_document_sha256"), ["sha256"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("case_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_document_sha256"))
        batch_op.drop_index(batch_op.f("ix_case_document_code"))
        batch_op.drop_index(batch_op.f("ix_case_document_approved_sha256"))
        batch_op.drop_column("has_text")
        batch_op.drop_column("revoked")
        batch_op.drop_column("handed_over")
        batch_op.drop_column("printed")
        batch_op.drop_column("seal")
        batch_op.drop_column("source_sha256")
        batch_op.drop_column("approved_sha256")
        batch_op.drop_column("code")
        batch_op.drop_column("version")
        batch_op.drop_column("number")

    with op.batch_alter_table("document_version", schema=None) as batch_op:
        batch_op.drop_index("uq_document_version_document_id_version")
        batch_op.drop_index(batch_op.f("ix_document_version_template_sha256"))
        batch_op.drop_index(batch_op.f("ix_document_version_sha256"))
        batch_op.drop_index(batch_op.f("ix_document_version_document_id"))

    op.drop_table("document_version")
    op.drop_table("document_number")
    with op.batch_alter_table("document_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_draft_state"))
        batch_op.drop_index(batch_op.f("ix_document_draft_case_id"))

    op.drop_table("document_draft")
    with op.batch_alter_table("document_template", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_template_kind"))

    op.drop_table("document_template")
