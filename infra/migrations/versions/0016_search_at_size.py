"""Words side by side and bounds of numbers in PostgreSQL's index; every asset is put again for the former."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BOUNDED = ("expires", "width", "height", "duration", "bytes")


def upgrade() -> None:
    """Go to this revision."""
    for name in BOUNDED:
        op.create_index(f"ix_search_documents_{name}", "search_documents", [name], unique=False)
    if op.get_context().dialect.name == "postgresql":
        op.execute("alter table search_documents alter lexemes set storage external")
        waiting = sa.text(
            "insert into search_waiting (asset_id, asked) select id, '0016' from search_documents "
            "on conflict (asset_id) do nothing"
        )
        op.execute(waiting)
