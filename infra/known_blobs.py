"""Which blobs the rows name: whatever stands in a column called `sha256`, in any table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from infra.tables import METADATA

COLUMN = "sha256"
PIECE = 5_000
"""Rows fetched at a time."""


@dataclass(frozen=True, slots=True)
class KnownBlob:
    """A blob as one row names it; `bytes` is None where the row does not say."""

    digest: str
    table: str
    bytes: int | None
    asset_id: str


def known_blobs(connection: sa.Connection) -> Iterator[KnownBlob]:
    """Walk every row that names a blob; the same blob may come several times."""
    for table, column in _naming_columns():
        query = sa.select(column, _size(table), _asset(table)).where(column.is_not(None))
        for digest, size, asset_id in connection.execute(query).yield_per(PIECE):
            yield KnownBlob(digest, table.name, size, asset_id or "")


def is_named(connection: sa.Connection, digest: str) -> bool:
    """Tell whether any row names this blob now."""
    return any(
        connection.execute(sa.select(sa.literal(1)).where(column == digest).limit(1)).scalar()
        for _table, column in _naming_columns()
    )


def _naming_columns() -> list[tuple[sa.Table, sa.Column[Any]]]:
    return [(table, table.c[COLUMN]) for table in METADATA.sorted_tables if COLUMN in table.c]


def _size(table: sa.Table) -> sa.ColumnElement[Any]:
    return table.c["bytes"] if "bytes" in table.c else sa.null()


def _asset(table: sa.Table) -> sa.ColumnElement[Any]:
    return table.c["asset_id"] if "asset_id" in table.c else sa.null()
