"""What jobs carry onto an asset: facts of the file, progress, colours, readiness and popularity."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.mapped.fill import fill_asset, read_mapping
from dam.assets.models import Asset
from dam.assets.turns import hold_version
from dam.feed import note_change
from dam.metadata.facts import Facts

MAX_ERRORS = 50
"""Errors shown on one asset: beyond, they are the same one again."""


def note_facts(session: Session, version_id: str, facts: Facts, locale: str = "fr") -> None:
    """Keep what was read from a version's file, and fill what is empty on the asset by the brand's mapping.

    `locale` is the language of texts that name none.
    What people wrote is never overwritten; the revision stays, because nobody edited.
    """
    held = hold_version(session, version_id)
    if held is None:
        return
    version, asset = held
    version.width, version.height = _countable(facts.width), _countable(facts.height)
    version.duration, version.pages = facts.duration, _countable(facts.pages)
    version.facts = facts.to_json()
    if asset.current_version_id == version.id:
        fill_asset(session, asset, facts, read_mapping(session, locale))
    note_change(session, asset.id)


def note_progress(
    session: Session,
    asset_id: str,
    state: str,
    done: int,
    total: int,
    errors: Sequence[str] = (),
    percent: int = 0,
) -> None:
    """Say how far the renditions are: `state` is waiting, running, done or failed; `percent` counts parts of files too."""
    _put(
        session,
        asset_id,
        processing_state=state,
        processing_done=done,
        processing_total=total,
        processing_percent=percent,
        processing_errors=list(errors)[:MAX_ERRORS],
    )


def note_colours(session: Session, asset_id: str, colours: Sequence[Any]) -> None:
    """Keep the dominant colours of the current version."""
    _put(session, asset_id, colours=list(colours))


def propose_focal_point(session: Session, asset_id: str, x: float, y: float) -> bool:
    """Keep a focal point that was found in the picture, unless a person has chosen one; tell whether it was taken."""
    asset = session.get(Asset, asset_id, with_for_update=True)
    if asset is None or asset.focal_source == "person":
        return False
    asset.focal_x, asset.focal_y, asset.focal_source = x, y, "proposed"
    note_change(session, asset_id)
    return True


def note_readiness(session: Session, asset_id: str, ready_channels: Sequence[str]) -> None:
    """Keep the channels whose renditions are all ready."""
    _put(session, asset_id, ready_channels=sorted(ready_channels))


def note_popularity(
    session: Session, asset_id: str, popularity: int, last_fetched_at: datetime | None
) -> None:
    """Keep how often people fetched the asset, and when last."""
    _put(session, asset_id, popularity=popularity, last_fetched_at=last_fetched_at)


def note_sites(session: Session, asset_id: str, sites: Sequence[tuple[str, int, datetime]]) -> None:
    """Keep on which sites people met the asset: site, events, and the hour of the last."""
    _put(session, asset_id, used_sites=[[site, events, last.isoformat()] for site, events, last in sites])


def _countable(number: int | None) -> int | None:
    """Files may lie about their size with numbers that no database column holds; then it is not known."""
    return number if number is not None and 0 <= number < 2**31 else None


def _put(session: Session, asset_id: str, **values: object) -> None:
    session.execute(sa.update(Asset).where(Asset.id == asset_id).values(**values))
