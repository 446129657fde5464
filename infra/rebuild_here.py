"""Rebuilding in this process, for the command line: what differs or waits in a scope, or all of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from dam.assets.models import Version
from dam.core import Core
from delivery.house import House
from infra.prepare import prepare_version
from renditions.catalogue.differences import SHOWN, Scope, differing_versions
from renditions.catalogue.models import Rendition
from renditions.catalogue.needs import ORIGINALS, Original
from renditions.catalogue.take_up import ANEW

MARKED_AT_ONCE = 200
"""Rows changed by one statement."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did: versions looked at, assets worked on, and files of the scope that were made or failed."""

    looked_at: int
    assets: int
    made: int
    failed: int


def versions_to_make(core: Core, scope: Scope, *, with_failed: bool) -> tuple[int, list[Original]]:
    """Return how many versions were looked at, and those that differ or have something open in the scope."""
    looked_at, found = 0, {}
    for piece in differing_versions(core, scope):
        looked_at += piece.looked_at
        found.update({original.version_id: original for original in piece.differing})
    with core.db.read() as session:
        rows = session.execute(scope.narrow(_open_versions(scope, with_failed=with_failed)))
        found.update({row[0]: Original(*row) for row in rows})
    return looked_at, list(found.values())


def rebuild_here(
    house: House, scope: Scope, *, with_failed: bool, is_forced: bool, progress: Callable[[int, int], None]
) -> Rebuilt:
    """Make in this process whatever differs or waits in the scope, with `is_forced` everything; what is served stays.

    Killed at any moment, a repeat goes on with what is left. A worker may run meanwhile: both make one set.
    """
    began = house.core.now()
    if is_forced:
        _mark_all(house.core, scope)
    looked_at, originals = versions_to_make(house.core, scope, with_failed=with_failed)
    progress(0, len(originals))
    for number, original in enumerate(originals, 1):
        prepare_version(house, original.version_id)
        progress(number, len(originals))
    ids = [original.version_id for original in originals]
    made, failed = _done_since(house.core, scope, ids, began)
    return Rebuilt(looked_at, len({original.asset_id for original in originals}), made, failed)


def _open_versions(scope: Scope, *, with_failed: bool) -> sa.Select[*tuple[Any, ...]]:
    is_open = sa.or_(
        Rendition.state == "pending",
        sa.and_(Rendition.state == "ready", Rendition.recipe != Rendition.wanted_recipe),
        *([Rendition.state == "failed"] if with_failed else []),
    )
    query = ORIGINALS.join(Rendition, Rendition.version_id == Version.id).where(
        is_open, Version.state.in_(SHOWN)
    )
    return query.where(Version.asset_id == scope.asset_id) if scope.asset_id else query


def _mark_all(core: Core, scope: Scope) -> None:
    """Let every file of the scope wait for its successor; it is served meanwhile."""
    after = ""
    while True:
        with core.db.write() as session:
            query = scope.narrow(
                sa.select(Rendition.id).where(Rendition.id > after, Rendition.sha256.is_not(None))
            )
            if scope.asset_id:
                query = query.where(Rendition.asset_id == scope.asset_id)
            ids = session.scalars(query.order_by(Rendition.id).limit(MARKED_AT_ONCE)).all()
            session.execute(sa.update(Rendition).where(Rendition.id.in_(ids)).values(recipe=ANEW))
        if not ids:
            return
        after = ids[-1]


def _done_since(core: Core, scope: Scope, version_ids: Sequence[str], began: datetime) -> tuple[int, int]:
    """Return how many files were made and how many failed; one that is served on has its error beside it."""
    made = failed = 0
    with core.db.read() as session:
        for start in range(0, len(version_ids), MARKED_AT_ONCE):
            some = version_ids[start : start + MARKED_AT_ONCE]
            query = sa.select(Rendition.state, Rendition.error).where(
                Rendition.version_id.in_(some),
                Rendition.updated_at >= began,
                Rendition.state.in_(("ready", "failed")),
            )
            errors = [error for _state, error in session.execute(scope.narrow(query))]
            made += errors.count(None)
            failed += len(errors) - errors.count(None)
    return made, failed
