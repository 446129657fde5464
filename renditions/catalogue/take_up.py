"""Taking up files that the same recipe gave of the same bytes before, here or elsewhere, now or once: no work is repeated."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Version
from renditions.catalogue.made import MadeFile, made_file, record_ready
from renditions.catalogue.models import Rendition, RetiredRecipe

ANEW = ""
"""Recipe of a file that is to be made anew, whatever it was made by; it is served until then."""


def take_up(session: Session, version: Version, rows: Sequence[Rendition]) -> None:
    """Give each row of a version the file that its wanted recipe gave before, if there is one."""
    rows = [row for row in rows if row.recipe != ANEW]
    found = _made_before(session, version, [row.wanted_recipe for row in rows]) if rows else {}
    for row in rows:
        made = found.get((row.wanted_recipe, "")) or found.get((row.wanted_recipe, row.channel))
        if made is not None:
            record_ready(session, row.id, row.wanted_recipe, made)


def _made_before(
    session: Session, version: Version, recipes: Sequence[str]
) -> dict[tuple[str, str], MadeFile]:
    """Return files by recipe and the channel that they are bound to, "" for any.

    By the ids of the versions: in one query SQLite would walk every row that is ready.
    """
    retired = sa.select(RetiredRecipe).where(RetiredRecipe.recipe.in_(recipes))
    twins = session.scalars(sa.select(Version.id).where(Version.sha256 == version.sha256)).all()
    standing = sa.select(Rendition).where(Rendition.version_id.in_(twins), Rendition.recipe.in_(recipes))
    found = [(row.recipe, MadeFile.from_json(row.made)) for row in session.scalars(retired)]
    found += [
        (row.recipe, made_file(session, row))
        for row in session.scalars(standing)
        if row.recipe and row.sha256 and row.state == "ready"
    ]
    return {(recipe, made.channel): made for recipe, made in found}
