"""Rights: what a licence costs and is for, embargoes, consents, files of proof, rules, warnings and how far the clock is."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FILLED = (
    ("rights_purposes", sa.JSON(), "[]"),
    ("licence_kind", sa.String(length=20), ""),
    ("licence_url", sa.Text(), ""),
    ("licence_cost", sa.String(length=30), ""),
    ("licence_currency", sa.String(length=3), ""),
    ("licence_cost_per", sa.String(length=10), ""),
    ("credit_line", sa.Text(), ""),
    ("is_exclusive", sa.Boolean(), sa.false()),
    ("people_shown", sa.String(length=12), ""),
)


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("assets") as batch_op:
        batch_op.add_column(sa.Column("embargo_until", sa.DateTime(timezone=True), nullable=True))
        for name, kind, filled in FILLED:
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=filled))
    with op.batch_alter_table("assets") as batch_op:
        for name, kind, _filled in FILLED:
            batch_op.alter_column(name, existing_type=kind, server_default=None)
        for column in ("embargo_until", "rights_starts_at"):
            batch_op.create_index(batch_op.f(f"ix_assets_{column}"), [column], unique=False)
    _consents()
    _proofs()
    op.create_table(
        "rights_rules",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("notice_days", sa.JSON(), nullable=False),
        sa.Column("people_without_consent", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_rules")),
    )
    op.create_table(
        "rights_warnings",
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_rights_warnings_asset_id_assets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("asset_id", "ends_at", "days", name=op.f("pk_rights_warnings")),
    )
    op.create_table(
        "rights_clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_clock")),
    )


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("guardian", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("of_age_on", sa.Date(), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("territories", sa.JSON(), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_by_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    with op.batch_alter_table("consents") as batch_op:
        for column in ("code", "created_at", "expires_at", "withdrawn_at"):
            batch_op.create_index(batch_op.f(f"ix_consents_{column}"), [column], unique=False)
    op.create_table(
        "consent_assets",
        sa.Column("consent_id", sa.String(length=32), nullable=False),
        sa.Column("asset_id", sa.String(length=32), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_consent_assets_asset_id_assets"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"],
            ["consents.id"],
            name=op.f("fk_consent_assets_consent_id_consents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("consent_id", "asset_id", name=op.f("pk_consent_assets")),
    )
    with op.batch_alter_table("consent_assets") as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_assets_asset_id"), ["asset_id"], unique=False)


def _proofs() -> None:
    op.create_table(
        "proofs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("asset_id", sa.String(length=32), nullable=True),
        sa.Column("consent_id", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_by_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_proofs_asset_id_assets"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consents.id"], name=op.f("fk_proofs_consent_id_consents"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proofs")),
    )
    with op.batch_alter_table("proofs") as batch_op:
        for column in ("asset_id", "consent_id", "sha256"):
            batch_op.create_index(batch_op.f(f"ix_proofs_{column}"), [column], unique=False)
