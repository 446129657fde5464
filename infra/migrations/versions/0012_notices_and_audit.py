"""Notices, how people want to be told, the mail that waits; and the audit trail becomes a chain."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from dam.accounts.models import AuditEntry
from dam.accounts.trail.append import links_of
from dam.accounts.trail.chain import GENESIS
from dam.db import Base

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("once", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_notices_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("person_id", "once", name=op.f("uq_notices_person_id_once")),
    )
    op.create_index("ix_notices_person_id_at", "notices", ["person_id", "at"], unique=False)
    op.create_index("ix_notices_mail_at", "notices", ["mail", "at"], unique=False)
    op.create_table(
        "notice_choices",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("mail", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_notice_choices_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_notice_choices")),
    )
    op.create_table(
        "mails",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )
    op.create_index("ix_mails_state_due_at", "mails", ["state", "due_at"], unique=False)
    op.create_index(op.f("ix_mails_person_id"), "mails", ["person_id"], unique=False)
    _chain_the_trail()


def _chain_the_trail() -> None:
    """Give every line its hash, in the order in which they were written."""
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("salt", sa.String(length=32), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("words_digest", sa.String(length=64), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("hash", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    table = Base.metadata.tables[AuditEntry.__tablename__]
    previous, last_id = GENESIS, 0
    while True:
        chunk = sa.select(table).where(table.c.id > last_id).order_by(table.c.id).limit(1_000)
        lines = [dict(row._mapping) for row in op.get_bind().execute(chunk)]
        if not lines:
            break
        for line in lines:
            line.update(links_of(line, previous))
            previous, last_id = line["hash"], line["id"]
        values: dict[str, Any] = {
            name: sa.bindparam(f"new_{name}") for name in ("salt", "words_digest", "hash")
        }
        update = sa.update(table).where(table.c.id == sa.bindparam("line_id")).values(values)
        op.get_bind().execute(
            update,
            [{"line_id": line["id"], **{f"new_{name}": line[name] for name in values}} for line in lines],
        )
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        for name in ("salt", "words_digest", "hash"):
            batch_op.alter_column(name, existing_type=sa.String(), server_default=None)
