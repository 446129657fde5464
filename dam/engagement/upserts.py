"""Adding to rows that may or may not be there, the same way on both databases."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def add_to_rows(
    session: Session, table: sa.Table, rows: Sequence[Mapping[str, Any]], sums: tuple[str, ...]
) -> None:
    """Insert each row, or add its `sums` columns to the row that has the same primary key.

    The rows are written in the order given: sort them by key, so that two transactions never wait for each other.
    """
    if rows:
        statement = _adding(table, session.get_bind().dialect.name, sums)
        session.connection().execute(statement, list(rows))


@lru_cache(maxsize=32)
def _adding(table: sa.Table, dialect: str, sums: tuple[str, ...]) -> Any:
    insert: Any = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return insert.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={name: table.c[name] + insert.excluded[name] for name in sums},
    )
