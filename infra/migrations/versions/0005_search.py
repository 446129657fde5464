"""Search: head words to rank by, words to be found from inside, settings, synonyms, words of files and films."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LEXEMES = sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")
_NUMBERS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_VALUES = sa.JSON().with_variant(postgresql.ARRAY(sa.Text), "postgresql")


def upgrade() -> None:
    """Go to this revision; what was indexed by other rules goes, and is indexed again within the hour."""
    op.execute("DELETE FROM search_documents")
    with op.batch_alter_table("search_documents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("heads", _LEXEMES, nullable=False))
        batch_op.add_column(sa.Column("creator", _VALUES, nullable=False))
        batch_op.add_column(sa.Column("field", _VALUES, nullable=False))
        for name in ("width", "height", "duration", "bytes"):
            batch_op.add_column(sa.Column(name, sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("numbers", _NUMBERS, nullable=False))
        batch_op.create_index("ix_search_documents_title", ["title"], unique=False)
        batch_op.create_index("ix_search_documents_popularity", ["popularity", "created"], unique=False)
    op.create_table(
        "search_words",
        sa.Column("word", sa.String(40, collation="C").with_variant(sa.String(40), "sqlite"), nullable=False),
        sa.Column("groups", _VALUES, nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_words")),
    )
    if op.get_context().dialect.name == "postgresql":
        op.create_index("ix_search_words_groups", "search_words", ["groups"], postgresql_using="gin")
    op.create_table(
        "search_values",
        sa.Column(
            "start", sa.String(60, collation="C").with_variant(sa.String(60), "sqlite"), nullable=False
        ),
        sa.Column("facet", sa.String(length=80), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("start", "facet", "value", name=op.f("pk_search_values")),
    )
    op.create_table(
        "search_settings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.String(length=32), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_settings")),
    )
    op.create_table(
        "search_synonyms",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("meanings", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_synonyms")),
    )
    with op.batch_alter_table("search_synonyms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_synonyms_created_at"), ["created_at"], unique=False)

    op.create_table(
        "file_words",
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_file_words_asset_id_assets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("asset_id", "sha256", name=op.f("pk_file_words")),
    )
    op.create_table(
        "search_waiting",
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("asked", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_search_waiting")),
    )
    op.create_table(
        "search_runs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_runs")),
    )
    with op.batch_alter_table("search_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_runs_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_search_runs_state"), ["state"], unique=False)
