"""Writing many rows with few statements, the same way on both databases.

A statement of many rows is one step for the driver of SQLite. Row by row, it lets the interpreter go and waits for it again
twice a row, and beside a busy event loop that waiting took most of the time. The driver of PostgreSQL sends rows one by one in
one piece over the wire, and would read a long statement anew each time.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

_MOST_ROWS = 256
"""Rows of one statement: times thirty columns well below the 32,766 values that SQLite takes at once."""


def insert_rows(
    session: Session, table: sa.Table, names: tuple[str, ...], rows: Iterable[Sequence[Any]], tail: str = ""
) -> None:
    """Insert rows, each with its values in the order of `names`, as the driver takes them; `tail` is SQL behind the values.

    On SQLite the number of rows of a statement is a power of two, so that there are few statements and each stays prepared.
    """
    connection = session.connection()
    waiting = list(map(tuple, rows))
    if waiting and connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_inserting(connection.dialect, table, names, 1, tail), waiting).close()
        return
    start = 0
    while start < len(waiting):
        size = min(_MOST_ROWS, 1 << ((len(waiting) - start).bit_length() - 1))
        statement = _inserting(connection.dialect, table, names, size, tail)
        connection.exec_driver_sql(
            statement, tuple(chain.from_iterable(waiting[start : start + size]))
        ).close()
        start += size


def add_to_rows(
    session: Session, table: sa.Table, rows: Sequence[Mapping[str, Any]], sums: tuple[str, ...]
) -> None:
    """Insert each row, or add its `sums` columns to the row that has the same primary key; each key comes once.

    The rows are written in the order given: sort them by key, so that two transactions never wait for each other.
    """
    if rows:
        names = tuple(rows[0])
        insert_rows(session, table, names, map(itemgetter(*names), rows), _adding(table, sums))


def put_rows(
    session: Session, table: sa.Table, rows: Sequence[Mapping[str, Any]], columns: tuple[str, ...]
) -> None:
    """Insert each row, or write its `columns` over those of the row that has the same primary key."""
    if rows:
        names = tuple(rows[0])
        insert_rows(session, table, names, map(itemgetter(*names), rows), _replacing(table, columns))


@lru_cache(maxsize=64)
def _adding(table: sa.Table, sums: tuple[str, ...]) -> str:
    sets = ", ".join(f'"{name}" = {table.name}."{name}" + excluded."{name}"' for name in sums)
    return f" ON CONFLICT ({_key(table)}) DO UPDATE SET {sets}"


@lru_cache(maxsize=64)
def _replacing(table: sa.Table, columns: tuple[str, ...]) -> str:
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in columns)
    return f" ON CONFLICT ({_key(table)}) DO UPDATE SET {sets}"


def _key(table: sa.Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.primary_key)


@lru_cache(maxsize=512)
def _inserting(dialect: sa.Dialect, table: sa.Table, names: tuple[str, ...], size: int, tail: str) -> str:
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    row = f"({', '.join([mark] * len(names))})"
    columns = ", ".join(f'"{name}"' for name in names)
    rows = ", ".join([row] * size)
    return f'INSERT INTO "{table.name}" ({columns}) VALUES {rows}{tail}'  # noqa: S608 - names of tables and columns
