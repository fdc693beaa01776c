"""The house: every table of the first release, the feed's counter, the audit's guards

Revision: 0001
Follows: nothing
"""

import sqlalchemy as sa
from alembic import op

from zhixing.platform import audit_guard
from zhixing.platform.feed import SEED

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("device_id", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("envelope_hash", sa.String(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("leaf", sa.String(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("index", name=op.f("uq_audit_entry_index")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_actor"), ["actor"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_envelope_hash"), ["envelope_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_subject"), ["subject"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("peaks", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prev", sa.String(), nullable=False),
        sa.Column("proof", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_node",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("level", "position", name=op.f("pk_audit_node")),
    )
    op.create_table(
        "chain_head",
        sa.Column("device_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_chain_head")),
    )
    op.create_table(
        "court_case",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("title_basis", sa.String(), nullable=False),
        sa.Column("claim_amount_yuan", sa.String(), nullable=False),
        sa.Column("filed_on", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("related_cases", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_court_case")),
        sa.UniqueConstraint("case_number", name=op.f("uq_court_case_case_number")),
    )
    op.create_table(
        "devices_code",
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_devices_code")),
    )
    with op.batch_alter_table("devices_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_devices_code_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_devices_code_person_id"), ["person_id"], unique=False)

    op.create_table(
        "devices_device",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("store_id", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(), nullable=True),
        sa.Column("revoke_reason", sa.String(), nullable=True),
        sa.Column("wipe_ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices_device")),
        sa.UniqueConstraint("key_id", name=op.f("uq_devices_device_key_id")),
    )
    with op.batch_alter_table("devices_device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_devices_device_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "devices_handed_in",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "sha256", name=op.f("pk_devices_handed_in")),
    )
    op.create_table(
        "feed_grant",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "scope", name=op.f("pk_feed_grant")),
    )
    with op.batch_alter_table("feed_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feed_grant_scope"), ["scope"], unique=False)
        batch_op.create_index(batch_op.f("ix_feed_grant_seq"), ["seq"], unique=False)

    op.create_table(
        "feed_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_head")),
    )
    op.create_table(
        "feed_row",
        sa.Column("collection", sa.String(), nullable=False),
        sa.Column("row_id", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("collection", "row_id", name=op.f("pk_feed_row")),
    )
    with op.batch_alter_table("feed_row", schema=None) as batch_op:
        batch_op.create_index("ix_feed_row_scope_seq", ["scope", "seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_feed_row_seq"), ["seq"], unique=False)

    op.create_table(
        "gateway_peer",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_gateway_peer")),
    )
    op.create_table(
        "gateway_quarantine",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("peer", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("params", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway_quarantine")),
    )
    with op.batch_alter_table("gateway_quarantine", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gateway_quarantine_peer"), ["peer"], unique=False)

    op.create_table(
        "identity_person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("otp_nonce", sa.String(), nullable=True),
        sa.Column("otp_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("otp_last_step", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_person")),
        sa.UniqueConstraint("username", name=op.f("uq_identity_person_username")),
    )
    with op.batch_alter_table("identity_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_person_name"), ["name"], unique=False)

    op.create_table(
        "identity_tries",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_identity_tries")),
    )
    with op.batch_alter_table("identity_tries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_tries_last_at"), ["last_at"], unique=False)

    op.create_table(
        "identity_used_challenge",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_identity_used_challenge")),
    )
    with op.batch_alter_table("identity_used_challenge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_used_challenge_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("unique_key", sa.String(), nullable=True),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_job_unique_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(
            "ix_job_waiting",
            ["run_at"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "ledger",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("device_id", sa.String(), nullable=True),
        sa.Column("device_seq", sa.Integer(), nullable=True),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("prev", sa.String(), nullable=True),
        sa.Column("envelope", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("problem", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("answer", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("missing", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("receipt", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
    )
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_actor"), ["actor"], unique=False)
        batch_op.create_index("ix_ledger_device_chain", ["device_id", "device_seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_outcome"), ["outcome"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_type"), ["type"], unique=False)

    op.create_table(
        "litigant_wrong_answers",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_litigant_wrong_answers")),
    )
    op.create_table(
        "missing_blob",
        sa.Column("envelope_id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("envelope_id", "sha256", name=op.f("pk_missing_blob")),
    )
    with op.batch_alter_table("missing_blob", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_missing_blob_sha256"), ["sha256"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("params", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_person_kind", ["person_id", "kind", "case_id"], unique=False)

    op.create_table(
        "outbox_event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("act", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_event")),
    )
    with op.batch_alter_table("outbox_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_event_name"), ["name"], unique=False)

    op.create_table(
        "push_subscription",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("device_id", sa.String(), nullable=True),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("p256dh", sa.String(), nullable=False),
        sa.Column("auth", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscription")),
        sa.UniqueConstraint("endpoint", name=op.f("uq_push_subscription_endpoint")),
    )
    with op.batch_alter_table("push_subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_push_subscription_device_id"), ["device_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_push_subscription_person_id"), ["person_id"], unique=False)

    op.create_table(
        "case_assignment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_case_assignment_case_id_court_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_assignment")),
    )
    with op.batch_alter_table("case_assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_assignment_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_assignment_person_id"), ["person_id"], unique=False)

    op.create_table(
        "case_document",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_case_document_case_id_court_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_document")),
    )
    with op.batch_alter_table("case_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_document_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_party",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("id_number", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_case_party_case_id_court_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_party")),
    )
    with op.batch_alter_table("case_party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_party_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_party_id_number"), ["id_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_party_name"), ["name"], unique=False)

    op.create_table(
        "case_timeline",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("params", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("happened_on", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_case_timeline_case_id_court_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_timeline")),
    )
    with op.batch_alter_table("case_timeline", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_timeline_case_id"), ["case_id"], unique=False)

    op.create_table(
        "devices_user",
        sa.Column("device_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cursor", sa.String(), nullable=False),
        sa.Column("pulled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("catching_up", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices_device.id"], name=op.f("fk_devices_user_device_id_devices_device")
        ),
        sa.PrimaryKeyConstraint("device_id", "person_id", name=op.f("pk_devices_user")),
    )
    with op.batch_alter_table("devices_user", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_devices_user_person_id"), ["person_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("act_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=True),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("shot", sa.String(), nullable=True),
        sa.Column("caption", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock_offset_ms", sa.Integer(), nullable=True),
        sa.Column("flags", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("position", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("camera", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("device_id", sa.String(), nullable=True),
        sa.Column("device_seq", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("detected_type", sa.String(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("struck", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_evidence_case_id_court_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("act_id", name=op.f("uq_evidence_act_id")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_case_id_id", ["case_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "field_visit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("officers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("place", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("flags", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_device_id", sa.String(), nullable=True),
        sa.Column("end_device_seq", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("summary", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("device_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_field_visit_case_id_court_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_visit")),
    )
    with op.batch_alter_table("field_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_field_visit_case_id"), ["case_id"], unique=False)

    op.create_table(
        "gateway_batch",
        sa.Column("peer", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("body_sha256", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["peer"], ["gateway_peer.name"], name=op.f("fk_gateway_batch_peer_gateway_peer")),
        sa.PrimaryKeyConstraint("peer", "id", name=op.f("pk_gateway_batch")),
    )
    op.create_table(
        "identity_passkey",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("credential_id", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("device_id", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["identity_person.id"], name=op.f("fk_identity_passkey_person_id_identity_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_identity_passkey_credential_id")),
    )
    with op.batch_alter_table("identity_passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_passkey_device_id"), ["device_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_identity_passkey_person_id"), ["person_id"], unique=False)

    op.create_table(
        "identity_session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("device_id", sa.String(), nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lasts_s", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["identity_person.id"], name=op.f("fk_identity_session_person_id_identity_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_identity_session_token_hash")),
    )
    with op.batch_alter_table("identity_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_session_device_id"), ["device_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_identity_session_person_id"), ["person_id"], unique=False)

    op.create_table(
        "litigant_case",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("parties", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("judge", sa.String(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_litigant_case_case_id_court_case")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_litigant_case")),
    )
    op.create_table(
        "photo_mask",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("evidence_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("parent_sha256", sa.String(), nullable=False),
        sa.Column("boxes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_photo_mask_case_id_court_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_mask")),
    )
    with op.batch_alter_table("photo_mask", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_mask_evidence_id"), ["evidence_id"], unique=False)

    op.create_table(
        "publication",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("derivative_id", sa.String(), nullable=True),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.String(), nullable=True),
        sa.Column("blob", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_publication_case_id_court_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publication_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_publication_subject_id"), ["subject_id"], unique=False)
        batch_op.create_index(
            "uq_publication_standing",
            ["kind", "subject_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "query_feedback",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("peer", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("asset_class", sa.String(), nullable=False),
        sa.Column("respondent", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("amount_yuan", sa.String(), nullable=True),
        sa.Column("available_yuan", sa.String(), nullable=True),
        sa.Column("prior_freezes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_query_feedback_case_id_court_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_query_feedback")),
        sa.UniqueConstraint("serial", name=op.f("uq_query_feedback_serial")),
    )
    with op.batch_alter_table("query_feedback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_query_feedback_case_id"), ["case_id"], unique=False)

    op.create_table(
        "evidence_correction",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("evidence_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_correction_evidence_id_evidence")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_correction")),
    )
    with op.batch_alter_table("evidence_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_correction_evidence_id"), ["evidence_id"], unique=False)

    op.create_table(
        "evidence_derivative",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("evidence_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_derivative_evidence_id_evidence")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_derivative")),
    )
    with op.batch_alter_table("evidence_derivative", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_derivative_evidence_id"), ["evidence_id"], unique=False)

    op.create_table(
        "inventory_item",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("struck", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("history", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("flags", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_inventory_item_case_id_court_case")),
        sa.ForeignKeyConstraint(["visit_id"], ["field_visit.id"], name=op.f("fk_inventory_item_visit_id_field_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventory_item")),
    )
    with op.batch_alter_table("inventory_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inventory_item_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_inventory_item_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "litigant_page",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("party_id", sa.String(), nullable=False),
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("card", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("check_kind", sa.String(), nullable=False),
        sa.Column("check_digest", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("close_reason", sa.String(), nullable=True),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_litigant_page_case_id_court_case")),
        sa.ForeignKeyConstraint(["party_id"], ["case_party.id"], name=op.f("fk_litigant_page_party_id_case_party")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_litigant_page")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_litigant_page_token_sha256")),
    )
    with op.batch_alter_table("litigant_page", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_litigant_page_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "uq_litigant_page_open",
            ["party_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "visit_note",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("after_end", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_visit_note_case_id_court_case")),
        sa.ForeignKeyConstraint(["visit_id"], ["field_visit.id"], name=op.f("fk_visit_note_visit_id_field_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_note")),
    )
    with op.batch_alter_table("visit_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_note_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_note_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "litigant_message",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("party_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_due_on", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["court_case.id"], name=op.f("fk_litigant_message_case_id_court_case")),
        sa.ForeignKeyConstraint(
            ["page_id"], ["litigant_page.id"], name=op.f("fk_litigant_message_page_id_litigant_page")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_litigant_message")),
    )
    with op.batch_alter_table("litigant_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_litigant_message_page_id"), ["page_id"], unique=False)

    op.create_table(
        "litigant_answer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["litigant_message.id"], name=op.f("fk_litigant_answer_message_id_litigant_message")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_litigant_answer")),
    )
    with op.batch_alter_table("litigant_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_litigant_answer_message_id"), ["message_id"], unique=False)

    op.execute(SEED)
    audit_guard.protect(op.get_bind())


def downgrade() -> None:
    audit_guard.unprotect(op.get_bind())
    with op.batch_alter_table("litigant_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_litigant_answer_message_id"))

    op.drop_table("litigant_answer")
    with op.batch_alter_table("litigant_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_litigant_message_page_id"))

    op.drop_table("litigant_message")
    with op.batch_alter_table("visit_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_note_visit_id"))
        batch_op.drop_index(batch_op.f("ix_visit_note_case_id"))

    op.drop_table("visit_note")
    with op.batch_alter_table("litigant_page", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_litigant_page_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_litigant_page_case_id"))

    op.drop_table("litigant_page")
    with op.batch_alter_table("inventory_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inventory_item_visit_id"))
        batch_op.drop_index(batch_op.f("ix_inventory_item_case_id"))

    op.drop_table("inventory_item")
    with op.batch_alter_table("evidence_derivative", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_derivative_evidence_id"))

    op.drop_table("evidence_derivative")
    with op.batch_alter_table("evidence_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_correction_evidence_id"))

    op.drop_table("evidence_correction")
    with op.batch_alter_table("query_feedback", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_query_feedback_case_id"))

    op.drop_table("query_feedback")
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_publication_standing",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_publication_subject_id"))
        batch_op.drop_index(batch_op.f("ix_publication_case_id"))

    op.drop_table("publication")
    with op.batch_alter_table("photo_mask", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photo_mask_evidence_id"))

    op.drop_table("photo_mask")
    op.drop_table("litigant_case")
    with op.batch_alter_table("identity_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_session_person_id"))
        batch_op.drop_index(batch_op.f("ix_identity_session_device_id"))

    op.drop_table("identity_session")
    with op.batch_alter_table("identity_passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_passkey_person_id"))
        batch_op.drop_index(batch_op.f("ix_identity_passkey_device_id"))

    op.drop_table("identity_passkey")
    op.drop_table("gateway_batch")
    with op.batch_alter_table("field_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_field_visit_case_id"))

    op.drop_table("field_visit")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_visit_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_sha256"))
        batch_op.drop_index("ix_evidence_case_id_id")

    op.drop_table("evidence")
    with op.batch_alter_table("devices_user", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_devices_user_person_id"))

    op.drop_table("devices_user")
    with op.batch_alter_table("case_timeline", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_timeline_case_id"))

    op.drop_table("case_timeline")
    with op.batch_alter_table("case_party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_party_name"))
        batch_op.drop_index(batch_op.f("ix_case_party_id_number"))
        batch_op.drop_index(batch_op.f("ix_case_party_case_id"))

    op.drop_table("case_party")
    with op.batch_alter_table("case_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_document_case_id"))

    op.drop_table("case_document")
    with op.batch_alter_table("case_assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_assignment_person_id"))
        batch_op.drop_index(batch_op.f("ix_case_assignment_case_id"))

    op.drop_table("case_assignment")
    with op.batch_alter_table("push_subscription", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_push_subscription_person_id"))
        batch_op.drop_index(batch_op.f("ix_push_subscription_device_id"))

    op.drop_table("push_subscription")
    with op.batch_alter_table("outbox_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_event_name"))

    op.drop_table("outbox_event")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_person_kind")

    op.drop_table("notice")
    with op.batch_alter_table("missing_blob", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_missing_blob_sha256"))

    op.drop_table("missing_blob")
    op.drop_table("litigant_wrong_answers")
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_type"))
        batch_op.drop_index(batch_op.f("ix_ledger_outcome"))
        batch_op.drop_index("ix_ledger_device_chain")
        batch_op.drop_index(batch_op.f("ix_ledger_actor"))

    op.drop_table("ledger")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_job_waiting", sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL")
        )

    op.drop_table("job")
    with op.batch_alter_table("identity_used_challenge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_used_challenge_expires_at"))

    op.drop_table("identity_used_challenge")
    with op.batch_alter_table("identity_tries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_tries_last_at"))

    op.drop_table("identity_tries")
    with op.batch_alter_table("identity_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_person_name"))

    op.drop_table("identity_person")
    with op.batch_alter_table("gateway_quarantine", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gateway_quarantine_peer"))

    op.drop_table("gateway_quarantine")
    op.drop_table("gateway_peer")
    with op.batch_alter_table("feed_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feed_row_seq"))
        batch_op.drop_index("ix_feed_row_scope_seq")

    op.drop_table("feed_row")
    op.drop_table("feed_head")
    with op.batch_alter_table("feed_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feed_grant_seq"))
        batch_op.drop_index(batch_op.f("ix_feed_grant_scope"))

    op.drop_table("feed_grant")
    op.drop_table("devices_handed_in")
    with op.batch_alter_table("devices_device", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_devices_device_owner_id"))

    op.drop_table("devices_device")
    with op.batch_alter_table("devices_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_devices_code_person_id"))
        batch_op.drop_index(batch_op.f("ix_devices_code_expires_at"))

    op.drop_table("devices_code")
    op.drop_table("court_case")
    op.drop_table("chain_head")
    op.drop_table("audit_node")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_kind"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_envelope_hash"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_actor"))

    op.drop_table("audit_entry")
