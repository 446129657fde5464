"""Fields and vocabularies: richer fields, terms, texts per language, mapping on ingest, write-back."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OBJECT, _LIST = sa.text("'{}'"), sa.text("'[]'")


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("fields", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hint", sa.JSON(), nullable=False, server_default=_OBJECT))
        batch_op.add_column(sa.Column("rules", sa.JSON(), nullable=False, server_default=_OBJECT))
        batch_op.add_column(sa.Column("kinds", sa.JSON(), nullable=False, server_default=_LIST))
        batch_op.add_column(
            sa.Column("group_key", sa.String(length=60), nullable=False, server_default=sa.text("''"))
        )
    op.create_table(
        "field_groups",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_field_groups")),
    )
    op.create_table(
        "vocabularies",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("is_for_tags", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_vocabularies")),
    )
    op.create_table(
        "terms",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("vocabulary", sa.String(length=60), nullable=False),
        sa.Column("parent_id", sa.String(length=32), nullable=True),
        sa.Column("path", sa.String(length=400), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("synonyms", sa.JSON(), nullable=False),
        sa.Column("merged_into", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["vocabulary"],
            ["vocabularies.key"],
            name=op.f("fk_terms_vocabulary_vocabularies"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
    )
    for column in ("vocabulary", "parent_id", "path", "merged_into"):
        op.create_index(op.f(f"ix_terms_{column}"), "terms", [column], unique=False)
    op.create_table(
        "term_names",
        sa.Column("vocabulary", sa.String(length=60), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("term_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_label", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vocabulary"],
            ["vocabularies.key"],
            name=op.f("fk_term_names_vocabulary_vocabularies"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_term_names_term_id_terms"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("vocabulary", "folded", name=op.f("pk_term_names")),
    )
    op.create_index(op.f("ix_term_names_term_id"), "term_names", ["term_id"], unique=False)
    op.create_table(
        "mapping_lines",
        sa.Column("target", sa.String(length=80), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("target", name=op.f("pk_mapping_lines")),
    )
    op.create_table(
        "embedding_policies",
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=10), nullable=False),
        sa.Column("has_position", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_embedding_policies")),
    )
    with op.batch_alter_table("assets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("titles", sa.JSON(), nullable=False, server_default=_OBJECT))
        batch_op.add_column(sa.Column("descriptions", sa.JSON(), nullable=False, server_default=_OBJECT))
        batch_op.add_column(
            sa.Column("is_decorative", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("mapped", sa.JSON(), nullable=False, server_default=_OBJECT))
    with op.batch_alter_table("asset_tags", schema=None) as batch_op:
        batch_op.add_column(sa.Column("term_id", sa.String(length=32), nullable=True))
        batch_op.create_index(batch_op.f("ix_asset_tags_term_id"), ["term_id"], unique=False)
    with op.batch_alter_table("renditions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("embedded", sa.String(length=64), nullable=False, server_default=sa.text("''"))
        )
