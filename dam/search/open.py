"""Opens the search index that a setting names."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from dam.db import Database
from dam.errors import Invalid
from dam.search.port import SearchIndex
from dam.search.postgres_index import PostgresIndex
from dam.search.whoosh_index import WhooshIndex


def open_index(url: str, database: Database) -> SearchIndex:
    """Open `whoosh:///folder`, or `postgresql` for the house's own database, which then must be PostgreSQL."""
    parts = urlsplit(url)
    if parts.scheme == "whoosh" and parts.path:
        return WhooshIndex(Path(unquote(parts.path)))
    if url == "postgresql" and not database.is_sqlite:
        return PostgresIndex(database)
    raise Invalid(
        "The search URL must be whoosh:///folder, or postgresql when the database is PostgreSQL; "
        f"{url!r} came with {database.url.get_backend_name()}."
    )
