"""Which assets nobody has looked at yet, or looked at another way than today."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.likeness.models import Likeness
from dam.assets.likeness.points import METHOD
from dam.assets.models import Asset
from dam.core import Core

SETTLED = ("done", "failed")
"""States of processing in which the job that makes the files has looked, or never will."""


@dataclass(frozen=True, slots=True)
class LookedAt:
    """How far the library has been looked at and compared."""

    done: int
    total: int


def missing_looks(session: Session, limit: int) -> list[tuple[str, str]]:
    """Return ids and served versions of assets that are still to be looked at, or to be compared, the oldest first."""
    query = sa.select(Asset.id, Asset.current_version_id).outerjoin(Likeness, Likeness.asset_id == Asset.id)
    rows = session.execute(query.where(*_in_library(), _is_missing()).order_by(Asset.id).limit(limit))
    return [(asset_id, version_id) for asset_id, version_id in rows if version_id]


def is_looked_at(session: Session, version_id: str) -> bool:
    """Tell whether a version was looked at, and the way it is done today."""
    query = sa.select(Likeness.number).where(Likeness.version_id == version_id, Likeness.method == METHOD)
    return session.scalar(query) is not None


def looked_at(core: Core) -> LookedAt:
    """Return how many assets have been looked at, of how many."""
    with core.db.read() as session:
        total = session.scalar(sa.select(sa.func.count()).select_from(Asset).where(*_in_library())) or 0
        joined = sa.select(sa.func.count()).select_from(Asset)
        joined = joined.outerjoin(Likeness, Likeness.asset_id == Asset.id)
        missing = session.scalar(joined.where(*_in_library(), _is_missing())) or 0
    return LookedAt(total - missing, total)


def _in_library() -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Asset.trashed_at.is_(None),
        Asset.processing_state.in_(SETTLED),
        Asset.current_version_id.is_not(None),
    )


def _is_missing() -> sa.ColumnElement[bool]:
    return sa.or_(
        Likeness.number.is_(None),
        Likeness.method != METHOD,
        Likeness.version_id != Asset.current_version_id,
        Likeness.compared_at.is_(None),
    )
