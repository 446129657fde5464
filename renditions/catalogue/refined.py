"""Rows of AVIF files that may be encoded once more, with more effort: which, and how the lighter file is noted."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Asset
from renditions.catalogue.made import MadeFile, exchange_file, hold_rendition
from renditions.catalogue.models import Rendition
from renditions.catalogue.parts import PartFile
from renditions.limits import LEAST_FETCHES_TO_REFINE

KINDS = ("image", "document")
"""Kinds of assets whose pictures come from one child; a poster is one picture of a film, and fetched once a visit."""

_OPEN = (
    Rendition.format == "avif",
    Rendition.state == "ready",
    Rendition.recipe == Rendition.wanted_recipe,
    Rendition.is_refined.is_(False),
)


def most_fetched_unrefined(session: Session, most: int) -> list[str]:
    """Return the ids of at most so many approved assets that people fetch most and that have files to refine."""
    query = (
        sa.select(Asset.id)
        .where(
            Asset.status == "approved",
            Asset.trashed_at.is_(None),
            Asset.kind.in_(KINDS),
            Asset.popularity >= LEAST_FETCHES_TO_REFINE,
            sa.exists().where(Rendition.version_id == Asset.current_version_id, *_OPEN),
        )
        .order_by(Asset.popularity.desc(), Asset.last_fetched_at.desc(), Asset.id)
        .limit(most)
    )
    return list(session.scalars(query))


def unrefined_of(session: Session, version_id: str) -> list[str]:
    """Return the ids of the rows of a version that may be refined."""
    return list(session.scalars(sa.select(Rendition.id).where(Rendition.version_id == version_id, *_OPEN)))


def record_refined(session: Session, rendition_id: str, was: str, made: MadeFile | None) -> bool:
    """Note that the file `was` has been encoded again: `made` is the lighter file, None where it was light already.

    Tells whether `was` still stood there. Its immutable URL lives on; the recipe and all that it shows stay the same.
    """
    row = hold_rendition(session, rendition_id)
    if row is None or row.sha256 != was or row.is_refined:
        return False
    if made is not None:
        exchange_file(session, rendition_id, was, PartFile("", made.sha256, made.bytes, made.media_type), ())
        row.seconds, row.steps = made.seconds, list(made.steps)
    row.is_refined = True
    return True
