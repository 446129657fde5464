"""The setting names the index, and a wrong one says what was expected."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dam.db import Database
from dam.errors import Invalid, Unavailable
from dam.search.open import open_index
from dam.search.postgres_index import PostgresIndex
from dam.search.whoosh_index import WhooshIndex


def test_a_folder_with_a_space(tmp_path: Path, sqlite_url: str) -> None:
    index = open_index(f"whoosh://{tmp_path}/l'%C3%A9t%C3%A9%202026", Database(sqlite_url))
    assert isinstance(index, WhooshIndex)
    assert (tmp_path / "l'été 2026").is_dir()


@pytest.mark.servers
def test_the_database_itself(fresh_pg_url: str, open_database: Callable[[str], Database]) -> None:
    assert isinstance(open_index("postgresql", open_database(fresh_pg_url)), PostgresIndex)


@pytest.mark.parametrize("url", ["postgresql", "whoosh://", "elastic://host/x", ""])
def test_what_does_not_fit_is_refused(url: str, sqlite_url: str) -> None:
    with pytest.raises(Invalid, match="search URL"):
        open_index(url, Database(sqlite_url))


def test_a_folder_that_cannot_be_made(tmp_path: Path, sqlite_url: str) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable):
        open_index(f"whoosh://{tmp_path}/file/search", Database(sqlite_url))


@pytest.mark.servers
def test_a_database_without_the_table_is_said_in_one_sentence(fresh_pg_url: str) -> None:
    database = Database(fresh_pg_url)
    with pytest.raises(Unavailable, match="search index"):
        open_index("postgresql", database).check()
    database.dispose()
