"""Review: rules of approval, reviews under way, verdicts, ticks and comments."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "workflows",
        sa.Column("brand_id", sa.String(length=32), nullable=False),
        sa.Column("four_eyes", sa.Boolean(), nullable=False),
        sa.Column("is_separate", sa.Boolean(), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=True),
        sa.Column("checklists", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", name=op.f("pk_workflows")),
    )
    op.create_table(
        "reviews",
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("assignee_kind", sa.String(length=10), nullable=False),
        sa.Column("assignee_id", sa.String(length=32), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_by_name", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", sa.String(length=10), nullable=False),
        _of_asset("reviews"),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_reviews")),
    )
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reviews_assignee_id"), ["assignee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reviews_due_on"), ["due_on"], unique=False)

    op.create_table(
        "verdicts",
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("aspect", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("by_kind", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.String(length=32), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _of_asset("verdicts"),
        sa.PrimaryKeyConstraint("asset_id", "aspect", name=op.f("pk_verdicts")),
    )
    op.create_table(
        "checklist_ticks",
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.Column("by_id", sa.String(length=32), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _of_asset("checklist_ticks"),
        sa.PrimaryKeyConstraint("asset_id", "key", name=op.f("pk_checklist_ticks")),
    )
    op.create_table(
        "asset_comments",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("thread_id", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("x", sa.Double(), nullable=True),
        sa.Column("y", sa.Double(), nullable=True),
        sa.Column("second", sa.Double(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("mentions", sa.JSON(), nullable=False),
        sa.Column("author_kind", sa.String(length=20), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_name", sa.String(length=200), nullable=False),
        _of_asset("asset_comments"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_comments")),
    )
    with op.batch_alter_table("asset_comments", schema=None) as batch_op:
        for column in ("asset_id", "author_id", "thread_id"):
            batch_op.create_index(batch_op.f(f"ix_asset_comments_{column}"), [column], unique=False)


def _of_asset(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_asset_id_assets")
    return sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=name, ondelete="CASCADE")
