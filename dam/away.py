"""A database that does not answer, or has no room left, in one sentence for whoever asked."""

import sqlite3

import sqlalchemy as sa

from dam.errors import Unavailable

AWAY = "The library does not answer at the moment; try again."
FULL = "The disk that holds the library's database is full, so nothing was changed; free some space and try again."

_FULL_STATE = "53100"
"""SQLSTATE `disk_full` of PostgreSQL."""


def is_away(error: BaseException) -> bool:
    """Tell whether an exception says that the database does not answer, is full, or has no turn for us now."""
    return isinstance(
        error,
        sa.exc.OperationalError | sa.exc.InterfaceError | sa.exc.TimeoutError | sqlite3.OperationalError,
    )


def is_full(error: BaseException) -> bool:
    """Tell whether an exception says that the database's disk has no room left."""
    cause = getattr(error, "orig", None) or error
    return (
        getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        or getattr(cause, "sqlstate", None) == _FULL_STATE
    )


def as_unavailable(error: BaseException) -> Unavailable:
    """Return what to raise from an exception of the database."""
    return Unavailable(FULL, retry_after=30) if is_full(error) else Unavailable(AWAY)
