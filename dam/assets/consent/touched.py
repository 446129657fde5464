"""Telling everybody who keeps answers that a consent changed: in its own transaction, however many assets it covers."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.consent.models import ConsentAsset
from dam.changes import ConsentChanged
from dam.core import Core
from dam.feed import EVERYTHING, note_change

MOST_NAMED = 500
"""Assets that the feed names one by one: writing the lines takes a few milliseconds. Of more, every cache forgets everything,
which costs each of them one look at the rows and leaves no moment at which some assets are dark and others not yet."""


def note_touched(
    core: Core, session: Session, consent_id: str, by: str, ids: list[str] | None = None
) -> None:
    """Tell it to every cache with this transaction's commit, and have the index and the receipts follow by a job."""
    if ids is None:
        query = sa.select(ConsentAsset.asset_id).where(ConsentAsset.consent_id == consent_id)
        ids = list(session.scalars(query.order_by(ConsentAsset.asset_id).limit(MOST_NAMED + 1)))
    for asset_id in sorted(ids) if len(ids) <= MOST_NAMED else [EVERYTHING]:
        note_change(session, asset_id)
    core.announce(session, ConsentChanged(consent_id, by))
