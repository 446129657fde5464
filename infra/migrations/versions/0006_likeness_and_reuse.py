"""Likeness and reuse: what assets look like, pairs, uses, quarantine, merged and purged assets."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("assets") as batch_op:
        batch_op.add_column(sa.Column("merged_into", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("quarantined_at", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("quarantine_told_at", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("used_sites", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.create_index(batch_op.f("ix_assets_merged_into"), ["merged_into"], unique=False)
        batch_op.create_index(batch_op.f("ix_assets_quarantined_at"), ["quarantined_at"], unique=False)
    with op.batch_alter_table("assets") as batch_op:
        batch_op.alter_column("used_sites", existing_type=sa.JSON(), server_default=None)
    _likeness()
    _uses()
    _purged()


def _likeness() -> None:
    op.create_table(
        "likenesses",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.Column("pixels", sa.String(length=64), nullable=False),
        sa.Column("points", sa.LargeBinary(), nullable=False),
        sa.Column("method", sa.Integer(), nullable=False),
        sa.Column("compared_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_likenesses_asset_id_assets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_likenesses")),
        sa.UniqueConstraint("asset_id", name=op.f("uq_likenesses_asset_id")),
    )
    with op.batch_alter_table("likenesses") as batch_op:
        batch_op.create_index(batch_op.f("ix_likenesses_pixels"), ["pixels"], unique=False)
        batch_op.create_index(batch_op.f("ix_likenesses_compared_at"), ["compared_at"], unique=False)
    op.create_table(
        "likeness_words",
        sa.Column("word", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("word", "number", name=op.f("pk_likeness_words")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "like_pairs",
        sa.Column("one_id", sa.String(length=32), nullable=False),
        sa.Column("other_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("is_mirrored", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("decided_by_name", sa.String(length=200), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["one_id"], ["assets.id"], name=op.f("fk_like_pairs_one_id_assets"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["assets.id"], name=op.f("fk_like_pairs_other_id_assets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_like_pairs")),
    )
    with op.batch_alter_table("like_pairs") as batch_op:
        batch_op.create_index(batch_op.f("ix_like_pairs_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_like_pairs_verdict"), ["verdict"], unique=False)


def _uses() -> None:
    op.create_table(
        "asset_uses",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("caller_id", sa.String(length=32), nullable=False),
        sa.Column("caller_name", sa.String(length=200), nullable=False),
        sa.Column("system", sa.String(length=100), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("declared_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_asset_uses_asset_id_assets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_uses")),
    )
    with op.batch_alter_table("asset_uses") as batch_op:
        batch_op.create_index(batch_op.f("ix_asset_uses_asset_id"), ["asset_id"], unique=False)


def _purged() -> None:
    op.create_table(
        "purged_assets",
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("was_public", sa.Boolean(), nullable=False),
        sa.Column("purged_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_purged_assets")),
    )
    op.create_table(
        "unwanted_blobs",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_unwanted_blobs")),
    )
