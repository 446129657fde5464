"""Search: head words to rank by, words to be found from inside, settings, synonyms, words of files and films."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LEXEMES = sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")
_VALUES = sa.JSON().with_variant(postgresql.ARRAY(sa.Text), "postgresql")


def upgrade() -> None:
    """Go to this revision; what was indexed by other rules goes, and is indexed again within the hour."""
    op.execute("DELETE FROM search_documents")
    with op.batch_alter_table("search_documents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("heads", _LEXEMES, nullable=False))
    op.create_table(
        "search_words",
        sa.Column("word", sa.String(40, collation="C").with_variant(sa.String(40), "sqlite"), nullable=False),
        sa.Column("groups", _VALUES, nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_words")),
    )
    if op.get_context().dialect.name == "postgresql":
        op.create_index("ix_search_words_groups", "search_words", ["groups"], postgresql_using="gin")
