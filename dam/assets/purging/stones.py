"""What is remembered of an asset that is gone for good: that its stable URLs were public once."""

from datetime import datetime

from sqlalchemy.orm import Session

from dam.assets.purging.models import PurgedAsset


def purged_at(session: Session, asset_id: str) -> datetime | None:
    """Return when a public asset was purged, None where none of this id ever was."""
    stone = session.get(PurgedAsset, asset_id)
    return stone.purged_at if stone is not None and stone.was_public else None
