"""Assets that another one answers for, since they were merged into it."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Asset


def answering_for(session: Session, asset_ids: Iterable[str]) -> dict[str, list[str]]:
    """Return the assets that answer for these, each with all ids that it answers for, its own first.

    An asset that was never merged answers for itself; one that is gone is left as it is.
    """
    wanted = set(asset_ids)
    merged = sa.select(Asset.id, Asset.merged_into).where(
        Asset.id.in_(wanted), Asset.merged_into.is_not(None)
    )
    into = {asset_id: survivor for asset_id, survivor in session.execute(merged)}  # noqa: C416 - a Row is no pair
    groups = sorted({into.get(asset_id) or asset_id for asset_id in wanted})
    members = sa.select(Asset.merged_into, Asset.id).where(Asset.merged_into.in_(groups)).order_by(Asset.id)
    found: dict[str, list[str]] = {survivor: [survivor] for survivor in groups}
    for survivor, asset_id in session.execute(members):
        found[str(survivor)].append(asset_id)
    return found
