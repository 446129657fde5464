"""Engagement: segments of logs, sealed days, stages, journeys, credits, comparisons, short links."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "channel_stages",
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channel_stages")),
    )
    op.create_table(
        "credits",
        sa.Column("sale_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("model", sa.String(length=12), nullable=False),
        sa.Column("window", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("campaign", sa.String(length=200), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("sale_campaign", sa.String(length=200), nullable=False),
        sa.Column("touched_at", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=False),
        sa.Column("permille", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "sale_seq", "model", "window", "asset_id", "channel", "campaign", "stage", name=op.f("pk_credits")
        ),
    )
    with op.batch_alter_table("credits", schema=None) as batch_op:
        batch_op.create_index("ix_credits_asset_id_hour", ["asset_id", "hour"], unique=False)
        batch_op.create_index("ix_credits_model_window_hour", ["model", "window", "hour"], unique=False)
        batch_op.create_index(batch_op.f("ix_credits_hour"), ["hour"], unique=False)

    op.create_table(
        "said_counts",
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("actor", sa.String(length=10), nullable=False),
        sa.Column("rating", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "hour", "asset_id", "channel", "kind", "origin", "actor", "rating", name=op.f("pk_said_counts")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "due_journeys",
        sa.Column("journey", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("journey", name=op.f("pk_due_journeys")),
    )
    op.create_table(
        "event_segments",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("file_id", sa.String(length=64), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event_segments")),
        sa.UniqueConstraint(
            "source", "file_id", "start", name=op.f("uq_event_segments_source_file_id_start")
        ),
    )
    with op.batch_alter_table("event_segments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_segments_last_at"), ["last_at"], unique=False)

    op.create_table(
        "log_imports",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("first", sa.LargeBinary(length=16), nullable=False),
        sa.Column("head_size", sa.Integer(), nullable=False),
        sa.Column("head_digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.String(length=1000), nullable=False),
        sa.Column("stored", sa.String(length=200), nullable=False),
        sa.Column("edge", sa.String(length=100), nullable=False),
        sa.Column("format", sa.String(length=1000), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=False),
        sa.Column("dropped", sa.BigInteger(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_imports")),
    )
    with op.batch_alter_table("log_imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_log_imports_first"), ["first"], unique=False)
        batch_op.create_index(batch_op.f("ix_log_imports_imported_at"), ["imported_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_log_imports_name"), ["name"], unique=False)

    sequence = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "pack_shapes",
        sa.Column("number", sequence, autoincrement=True, nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_pack_shapes")),
        sa.UniqueConstraint("shape", name=op.f("uq_pack_shapes_shape")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "pack_words",
        sa.Column("number", sequence, autoincrement=True, nullable=False),
        sa.Column("word", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_pack_words")),
        sa.UniqueConstraint("word", name=op.f("uq_pack_words_word")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "rolled_hours",
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hour", name=op.f("pk_rolled_hours")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _partition_rollups()
    op.execute("INSERT INTO rolled_hours (hour, revision) SELECT DISTINCT hour, 1 FROM rollups")
    op.create_table(
        "rollup_packs",
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("sums", sa.LargeBinary(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "start", name=op.f("pk_rollup_packs")),
    )
    op.create_table(
        "sealed_days",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("checksum", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_sealed_days")),
    )
    op.create_table(
        "stages",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("is_former", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stages")),
    )
    op.create_table(
        "comparisons",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("preset", sa.String(length=40), nullable=False),
        sa.Column("goal_class", sa.String(length=10), nullable=False),
        sa.Column("goal_kind", sa.String(length=60), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_by_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_comparisons_asset_id_assets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparisons")),
    )
    with op.batch_alter_table("comparisons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comparisons_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comparisons_state"), ["state"], unique=False)

    op.create_table(
        "short_links",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("preset", sa.String(length=40), nullable=False),
        sa.Column("placement", sa.String(length=200), nullable=False),
        sa.Column("campaign", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("fallback", sa.Text(), nullable=False),
        sa.Column("carries_journey", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_by_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_short_links")),
    )
    with op.batch_alter_table("short_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_short_links_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_short_links_created_at"), ["created_at"], unique=False)

    op.create_table(
        "comparison_arms",
        sa.Column("comparison_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("preset", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.Column("left_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["comparison_id"],
            ["comparisons.id"],
            name=op.f("fk_comparison_arms_comparison_id_comparisons"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("comparison_id", "place", name=op.f("pk_comparison_arms")),
    )
    with op.batch_alter_table("comparison_arms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comparison_arms_asset_id"), ["asset_id"], unique=False)

    op.create_table(
        "comparison_visitors",
        sa.Column("comparison_id", sa.String(length=32), nullable=False),
        sa.Column("visitor", sa.String(length=16), nullable=False),
        sa.Column("arm", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=10), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comparison_id"],
            ["comparisons.id"],
            name=op.f("fk_comparison_visitors_comparison_id_comparisons"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("comparison_id", "visitor", name=op.f("pk_comparison_visitors")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("page", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("journey", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("origin", sa.String(length=10), nullable=False, server_default=""))
        batch_op.create_index("ix_events_asset_id_at", ["asset_id", "at"], unique=False)
        batch_op.create_index(
            "ix_events_journey_at",
            ["journey", "at"],
            unique=False,
            sqlite_where=sa.text("journey <> ''"),
            postgresql_where=sa.text("journey <> ''"),
        )
        batch_op.create_index(
            "ix_events_said_at",
            ["at"],
            unique=False,
            sqlite_where=sa.text("class = 'said'"),
            postgresql_where=sa.text("class = 'said'"),
        )
    if op.get_context().dialect.name == "postgresql":
        # Without a log ahead of it: neither a standby, nor an archive, nor a copy of the server's files has the salts.
        # Those that were in it were logged, and go.
        op.execute("TRUNCATE visitor_salts")
        op.execute("ALTER TABLE visitor_salts SET UNLOGGED")
    else:
        # On one host the salts stand in a file; secure_delete is SQLite's way to overwrite what it frees.
        op.execute("PRAGMA secure_delete=ON")
        op.execute("DELETE FROM visitor_salts")


_ROLLUP_KEY = (
    "hour, asset_id, version_id, channel, placement, campaign, stage, class, kind, actor, site, currency"
)


def _partition_rollups() -> None:
    """Put the roll-ups into a table whose months are partitions; those there are stand in the default one."""
    op.execute("ALTER TABLE rollups RENAME TO rollups_before")
    op.execute("ALTER TABLE rollups_before DROP CONSTRAINT pk_rollups")
    op.execute("DROP INDEX ix_rollups_asset_id_hour")
    op.execute("CREATE TABLE rollups (LIKE rollups_before INCLUDING DEFAULTS) PARTITION BY RANGE (hour)")
    op.execute("CREATE TABLE rollups_rest PARTITION OF rollups DEFAULT")
    op.execute("INSERT INTO rollups SELECT * FROM rollups_before")
    op.execute(f"ALTER TABLE rollups ADD CONSTRAINT pk_rollups PRIMARY KEY ({_ROLLUP_KEY})")
    op.execute("CREATE INDEX ix_rollups_asset_id_hour ON rollups (asset_id, hour)")
    op.execute("DROP TABLE rollups_before")
