"""Rows of the PostgreSQL search index; on SQLite the table stays empty, because Whoosh searches there."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base

_Lexemes = sa.Text().with_variant(TSVECTOR(), "postgresql")
_Values = sa.JSON().with_variant(ARRAY(sa.Text), "postgresql")
_Numbers = sa.JSON().with_variant(JSONB(), "postgresql")


_BOUNDED = ("expires", "width", "height", "duration", "bytes")
"""What hits are bounded by."""


class SearchRow(Base):
    """One document: its lexemes as PostgreSQL searches them, and folded values to filter, sort and count by.

    `heads` are the lexemes that stand elsewhere than in the text of the file, small enough to rank thousands of rows by.
    `field` holds `KEY:value` of the brand's own fields that people count by, `numbers` their days and numbers by key.
    Moments are microseconds since 1970. There is no foreign key: the index may be behind the rows and can be rebuilt.
    """

    __tablename__ = "search_documents"
    __table_args__ = (
        sa.Index("ix_search_documents_lexemes", "lexemes", postgresql_using="gin").ddl_if(
            dialect="postgresql"
        ),
        sa.Index("ix_search_documents_created", "created", "id"),
        sa.Index("ix_search_documents_title", "title"),
        sa.Index("ix_search_documents_popularity", "popularity", "created"),
        *(sa.Index(f"ix_search_documents_{name}", name) for name in _BOUNDED),
    )

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    lexemes: Mapped[str] = mapped_column(_Lexemes)
    heads: Mapped[str] = mapped_column(_Lexemes, default="")
    kind: Mapped[list[str]] = mapped_column(_Values)
    tag: Mapped[list[str]] = mapped_column(_Values)
    collection: Mapped[list[str]] = mapped_column(_Values)
    status: Mapped[list[str]] = mapped_column(_Values)
    channel: Mapped[list[str]] = mapped_column(_Values)
    orientation: Mapped[list[str]] = mapped_column(_Values)
    colour: Mapped[list[str]] = mapped_column(_Values)
    brand: Mapped[list[str]] = mapped_column(_Values)
    creator: Mapped[list[str]] = mapped_column(_Values)
    field: Mapped[list[str]] = mapped_column(_Values)
    owner_id: Mapped[str] = mapped_column(sa.String(32))
    is_approved: Mapped[bool]
    is_trashed: Mapped[bool]
    created: Mapped[int] = mapped_column(sa.BigInteger)
    expires: Mapped[int | None] = mapped_column(sa.BigInteger)
    title: Mapped[str] = mapped_column(sa.Text(collation="C").with_variant(sa.Text(), "sqlite"))
    popularity: Mapped[int]
    width: Mapped[float | None] = mapped_column(sa.Double)
    height: Mapped[float | None] = mapped_column(sa.Double)
    duration: Mapped[float | None] = mapped_column(sa.Double)
    bytes: Mapped[float | None] = mapped_column(sa.Double)
    numbers: Mapped[dict[str, float]] = mapped_column(_Numbers)


sa.event.listen(
    SearchRow.__table__,
    "after_create",
    sa.DDL("alter table search_documents alter lexemes set storage external").execute_if(  # type: ignore[no-untyped-call]
        dialect="postgresql"
    ),
)
"""Unpacking is what costs most of all: as they are, lexemes take a third more room and half the time."""


class SearchWord(Base):
    """A word as spelt in any document, and its groups of three letters; those of no document any more do no harm."""

    __tablename__ = "search_words"
    __table_args__ = (
        sa.Index("ix_search_words_groups", "groups", postgresql_using="gin").ddl_if(dialect="postgresql"),
    )

    word: Mapped[str] = mapped_column(
        sa.String(40, collation="C").with_variant(sa.String(40), "sqlite"), primary_key=True
    )
    groups: Mapped[list[str]] = mapped_column(_Values)


class SearchValue(Base):
    """A tag, or a value of one of the brand's own fields, by each way in which its words begin."""

    __tablename__ = "search_values"

    start: Mapped[str] = mapped_column(
        sa.String(60, collation="C").with_variant(sa.String(60), "sqlite"), primary_key=True
    )
    facet: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    value: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
