"""Parts, steps and refinement of renditions, revisions of presets, focal points by channel, subtitles."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NEW_COLUMNS: tuple[tuple[str, sa.Column[Any], Any], ...] = (
    ("assets", sa.Column("focal_source", sa.String(length=10)), ""),
    ("assets", sa.Column("channel_focals", sa.JSON()), "{}"),
    ("assets", sa.Column("processing_percent", sa.Integer()), "0"),
    ("presets", sa.Column("planned_revision", sa.Integer()), "0"),
    ("renditions", sa.Column("steps", sa.JSON()), "[]"),
    ("renditions", sa.Column("is_refined", sa.Boolean()), sa.false()),
)
"""Table, column and what the rows of before hold in it."""


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "preset_revisions",
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("spec", sa.JSON(), nullable=False),
        sa.Column("saved_by_name", sa.String(length=200), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel"],
            ["channels.name"],
            name=op.f("fk_preset_revisions_channel_channels"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("channel", "name", "revision", name=op.f("pk_preset_revisions")),
    )
    op.create_table(
        "rendition_parts",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("owner_sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.Column("preset", sa.String(length=60), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_rendition_parts_asset_id_assets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "sha256", "asset_id", "channel", "owner_sha256", "name", name=op.f("pk_rendition_parts")
        ),
    )
    with op.batch_alter_table("rendition_parts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rendition_parts_asset_id"), ["asset_id"], unique=False)

    op.create_table(
        "retired_recipes",
        sa.Column("recipe", sa.String(length=64), nullable=False),
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_retired_recipes_asset_id_assets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("recipe", "asset_id", "channel", name=op.f("pk_retired_recipes")),
    )
    with op.batch_alter_table("retired_recipes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retired_recipes_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_retired_recipes_sha256"), ["sha256"], unique=False)
    op.create_index("ix_renditions_channel_preset", "renditions", ["channel", "preset"], unique=False)

    op.create_table(
        "subtitles",
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("locale", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_subtitles_asset_id_assets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("asset_id", "locale", name=op.f("pk_subtitles")),
    )
    with op.batch_alter_table("subtitles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subtitles_sha256"), ["sha256"], unique=False)

    for table, column, filled in _NEW_COLUMNS:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column(column.name, column.type, nullable=False, server_default=filled))
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(column.name, existing_type=column.type, server_default=None)
    op.execute("UPDATE presets SET planned_revision = revision")
    op.execute("UPDATE assets SET focal_source = 'person' WHERE focal_x <> 0.5 OR focal_y <> 0.5")
    _move_words_out_of_dates()


def _move_words_out_of_dates() -> None:
    """A preset's date is a day from now on; other words that stand there go on beside its source."""
    presets = sa.table("presets", sa.column("channel"), sa.column("name"), sa.column("spec", sa.JSON()))
    connection = op.get_bind()
    for channel, name, spec in connection.execute(sa.select(presets)).all():
        words = spec.get("date", "")
        if not words or _is_day(words):
            continue
        kept = {key: value for key, value in spec.items() if key != "date"}
        kept["source"] = ", ".join(filter(None, (spec.get("source", ""), words)))
        where = (presets.c.channel == channel, presets.c.name == name)
        connection.execute(sa.update(presets).where(*where).values(spec=kept))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
