"""How many SQL statements something takes: what grows with the rows is found before the library does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from dam.db import Database


@contextmanager
def statements_of(database: Database) -> Iterator[list[str]]:
    """Gather the statements that are sent to a database meanwhile, by whichever thread."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
