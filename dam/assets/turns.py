"""One writer at a time per asset, until the transaction ends."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Asset, Version


def hold_assets(session: Session, asset_ids: Iterable[str]) -> None:
    """Hold assets against other writers.

    An asset is held before its versions and tags are written, and several in the order of their ids: two writers that
    took them in another order could wait for each other, and PostgreSQL would refuse one of them.
    """
    wanted = sa.select(Asset.id).where(Asset.id.in_(asset_ids)).order_by(Asset.id)
    session.execute(wanted.with_for_update())


def hold_version(session: Session, version_id: str) -> tuple[Version, Asset] | None:
    """Hold the asset of a version, then read both; None when there is no such version."""
    asset_id = session.scalar(sa.select(Version.asset_id).where(Version.id == version_id))
    if asset_id is None:
        return None
    asset = session.get_one(Asset, asset_id, with_for_update=True)
    return session.get_one(Version, version_id), asset
