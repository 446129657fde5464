"""Who opened which asset on which day; and the trail is asked for what one person did."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "sightings",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("caller_id", sa.String(length=32), nullable=False),
        sa.Column("caller_kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", "asset_id", "caller_id", name=op.f("pk_sightings")),
    )
    op.create_index(op.f("ix_sightings_asset_id"), "sightings", ["asset_id"], unique=False)
    op.create_index(op.f("ix_sightings_at"), "sightings", ["at"], unique=False)
    op.create_index(op.f("ix_sightings_caller_id"), "sightings", ["caller_id"], unique=False)
    op.create_index(op.f("ix_audit_entries_caller_id"), "audit_entries", ["caller_id"], unique=False)
