"""Editing many assets at once, what collections hand on, and words on versions."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "bulk_edits",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("change", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("caller_kind", sa.String(length=20), nullable=False),
        sa.Column("caller_id", sa.String(length=32), nullable=False),
        sa.Column("caller_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_kind", sa.String(length=20), nullable=False),
        sa.Column("undone_by_id", sa.String(length=32), nullable=False),
        sa.Column("undone_by_name", sa.String(length=200), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_edits")),
    )
    for column in ("state", "caller_id", "created_at"):
        op.create_index(op.f(f"ix_bulk_edits_{column}"), "bulk_edits", [column], unique=False)
    op.create_table(
        "bulk_items",
        sa.Column("edit_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edit_id"], ["bulk_edits.id"], name=op.f("fk_bulk_items_edit_id_bulk_edits"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edit_id", "position", name=op.f("pk_bulk_items")),
    )
    op.create_index("ix_bulk_items_edit_state", "bulk_items", ["edit_id", "state", "position"], unique=False)
    op.create_table(
        "inherited_values",
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("part", sa.String(length=250), nullable=False),
        sa.Column("collection_id", sa.String(length=32), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_inherited_values_asset_id_assets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("asset_id", "part", name=op.f("pk_inherited_values")),
    )
    op.create_index(
        op.f("ix_inherited_values_collection_id"), "inherited_values", ["collection_id"], unique=False
    )
    _add("collections", "defaults", sa.JSON(), "{}")
    _add("versions", "comment", sa.Text(), "")
    _add("versions", "comment_by", sa.String(length=200), "")
    _add("versions", "reason", sa.Text(), "")


def _add(table: str, name: str, kind: sa.types.TypeEngine[Any], filled: str) -> None:
    with op.batch_alter_table(table) as batch_op:
        batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=filled))
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column(name, existing_type=kind, server_default=None)
