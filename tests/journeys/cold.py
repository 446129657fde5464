"""Files that are wanted and not made: taken off the ledger behind the house's back, as if their job had not come yet."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from dam.db import Database
from dam.feed import note_change
from renditions.catalogue.models import Rendition, RetiredRecipe, RetiredRendition

Key = tuple[str, str, str, str]


@contextmanager
def ledger_of(url: str) -> Iterator[Database]:
    """Open the rows of a running house."""
    database = Database(url)
    try:
        yield database
    finally:
        database.dispose()


def chill(database: Database, asset_id: str, keys: Sequence[Key]) -> None:
    """Make these files of an asset cold."""
    with database.write() as session:
        for channel, preset, variant, format_ in keys:
            where = (
                Rendition.asset_id == asset_id,
                Rendition.channel == channel,
                Rendition.preset == preset,
                Rendition.variant == variant,
                Rendition.format == format_,
            )
            row = session.scalars(sa.select(Rendition).where(*where)).one()
            row.state, row.sha256, row.recipe, row.bytes = "pending", None, None, None
        for table in (RetiredRecipe, RetiredRendition):
            session.execute(sa.delete(table).where(table.asset_id == asset_id))
        note_change(session, asset_id)
