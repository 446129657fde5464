"""The rows of a house as one file: SQLite's online copy, or what `pg_dump` writes."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from dam.db import Database
from dam.errors import Invalid, Unavailable
from infra.known_blobs import known_blobs

DatabaseKind = Literal["sqlite", "postgresql"]

KEPT_OUT = "visitor_salts"
"""With this table a backup could tell visitors apart for longer than their day; it is filled anew by itself."""


def kind_of(database_url: str) -> DatabaseKind:
    """Tell which of the two databases a URL names."""
    return "sqlite" if make_url(database_url).get_backend_name() == "sqlite" else "postgresql"


def dump_rows(database_url: str, target: Path) -> dict[str, int]:
    """Write the rows as of now to a new file, while others read and write; return the blobs they name with their sizes."""
    if kind_of(database_url) == "sqlite":
        _dump_sqlite(_sqlite_path(database_url), target)
        return _blobs(f"sqlite:///{target}")
    before = _blobs(database_url)
    _run_postgres_tool(
        "pg_dump",
        ["--format=custom", "--no-owner", f"--exclude-table-data={KEPT_OUT}", f"--file={target}"],
        database_url,
    )
    return {
        **before,
        **_blobs(database_url),
    }  # what came or went during the dump is in both or harmlessly too much


def load_rows(database_url: str, source: Path) -> None:
    """Put dumped rows into an empty database; see `is_empty`."""
    if kind_of(database_url) == "sqlite":
        path = _sqlite_path(database_url)
        path.parent.mkdir(parents=True, exist_ok=True)
        source.replace(path)
        return
    arguments = ["--no-owner", "--exit-on-error", "--single-transaction", str(source)]
    _run_postgres_tool("pg_restore", arguments, database_url)


def is_empty(database_url: str) -> bool:
    """Tell whether nothing would be overwritten."""
    if kind_of(database_url) == "sqlite":
        return not _sqlite_path(database_url).exists()
    database = Database(database_url)
    try:
        return not sa.inspect(database.engine).get_table_names()
    except sa.exc.OperationalError as error:
        raise Unavailable(f"The database does not answer: {error.orig}") from error
    finally:
        database.dispose()


def _dump_sqlite(path: Path, target: Path) -> None:
    if not path.exists():
        raise Invalid(f"There is no database at {path}.")
    with closing(sqlite3.connect(path, timeout=30)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)  # in one step: one snapshot, during which writers go on
        copy.execute("PRAGMA secure_delete=ON")
        if copy.execute("select 1 from sqlite_master where name=?", (KEPT_OUT,)).fetchone():
            copy.execute(f"DELETE FROM {KEPT_OUT}")  # noqa: S608 - a constant
        copy.commit()
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("VACUUM")


def _blobs(database_url: str) -> dict[str, int]:
    database = Database(database_url)
    try:
        with database.engine.connect() as connection:
            return dict(_named(connection))
    finally:
        database.dispose()


def _named(connection: sa.Connection) -> Iterator[tuple[str, int]]:
    for blob in known_blobs(connection):
        yield blob.digest, blob.bytes or 0


def _sqlite_path(database_url: str) -> Path:
    path = make_url(database_url).database
    if not path or path == ":memory:":
        raise Invalid("Rows in memory cannot be kept.")
    return Path(path)


def _run_postgres_tool(name: str, arguments: list[str], database_url: str) -> None:
    """Run a tool of PostgreSQL; the password goes by the environment, where other users cannot see it."""
    tool = shutil.which(name)
    if tool is None:
        raise Invalid(
            f"For rows in PostgreSQL the command {name} is needed, and it is not installed on this machine."
        )
    url = make_url(database_url)
    environment = {**os.environ, "PGPASSWORD": str(url.password or "")}
    target = sa.URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    done = subprocess.run(  # noqa: S603 - our own arguments, no shell
        [tool, f"--dbname={target.render_as_string()}", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Unavailable(f"{name} could not do its work: {_last_line(done.stderr)}")


def _last_line(said: str) -> str:
    return next(reversed(said.strip().splitlines()), "it did not say why")
