"""Questions to the query network, their register and assessments; the way out of the gateway

Revision: 0004
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ON_DEVICES = sa.text("aged_out_at IS NULL")
HITS = sa.text("outcome = 'found'")
WAITING_PARCEL = sa.text("delivered_at IS NULL")
WAITING_LINE = sa.text("parcel_id IS NULL")


def upgrade() -> None:
    _gateway()
    _questions()
    with op.batch_alter_table("query_feedback", schema=None) as batch_op:
        batch_op.add_column(sa.Column("request_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("institution_code", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("fail_code", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("quantity", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("detail", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("aged_out_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_query_feedback_hits", ["case_id"], unique=False, sqlite_where=HITS,
                              postgresql_where=HITS)
        batch_op.create_index("ix_query_feedback_on_devices", ["expires_at"], unique=False, sqlite_where=ON_DEVICES,
                              postgresql_where=ON_DEVICES)
    _assessments()


def _gateway() -> None:
    op.create_table(
        "gateway_parcel",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("body_sha256", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("receipt", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway_parcel")),
    )
    op.create_index("ix_gateway_parcel_waiting", "gateway_parcel", ["try_at"], sqlite_where=WAITING_PARCEL,
                    postgresql_where=WAITING_PARCEL)
    op.create_table(
        "gateway_line",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parcel_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["parcel_id"], ["gateway_parcel.id"],
                                name=op.f("fk_gateway_line_parcel_id_gateway_parcel")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway_line")),
    )
    op.create_index(op.f("ix_gateway_line_parcel_id"), "gateway_line", ["parcel_id"])
    op.create_index("ix_gateway_line_waiting", "gateway_line", ["id"], sqlite_where=WAITING_LINE,
                    postgresql_where=WAITING_LINE)


def _questions() -> None:
    op.create_table(
        "query_officer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("certificate", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_query_officer")),
    )
    op.create_index(op.f("ix_query_officer_person_id"), "query_officer", ["person_id"])
    op.create_table(
        "query_request",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("respondents", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("scope", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("preset", sa.String(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_query_request_case_id_court_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_query_request")),
    )
    op.create_index(op.f("ix_query_request_case_id"), "query_request", ["case_id"])
    op.create_table(
        "query_item",
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("party_id", sa.String(), nullable=False),
        sa.Column("respondent", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("asset_class", sa.String(), nullable=False),
        sa.Column("usual_minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fail_code", sa.String(), nullable=True),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["query_request.id"],
                                name=op.f("fk_query_item_request_id_query_request")),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_query_item")),
    )
    op.create_index(op.f("ix_query_item_request_id"), "query_item", ["request_id"])


def _assessments() -> None:
    op.create_table(
        "asset_assessment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("feedback_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("executable", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_asset_assessment_case_id_court_case")),
        sa.ForeignKeyConstraint(["feedback_id"], ["query_feedback.id"],
                                name=op.f("fk_asset_assessment_feedback_id_query_feedback")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_assessment")),
    )
    op.create_index(op.f("ix_asset_assessment_case_id"), "asset_assessment", ["case_id"])
    op.create_index(op.f("ix_asset_assessment_feedback_id"), "asset_assessment", ["feedback_id"])


def downgrade() -> None:
    op.drop_table("asset_assessment")
    with op.batch_alter_table("query_feedback", schema=None) as batch_op:
        batch_op.drop_index("ix_query_feedback_on_devices")
        batch_op.drop_index("ix_query_feedback_hits")
        for name in ("aged_out_at", "expires_at", "detail", "quantity", "fail_code", "institution_code", "request_id"):
            batch_op.drop_column(name)
    for name in ("query_item", "query_request", "query_officer", "gateway_line", "gateway_parcel"):
        op.drop_table(name)
