"""When the use of an asset ends: with its licence, or with the first of its consents."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.consent.covering import scopes_of
from dam.assets.consent.models import Consent, ConsentAsset
from dam.assets.models import Asset


@dataclass(frozen=True, slots=True)
class End:
    """The moment from which an asset may not be used any more, and the paper that ends then: licence or consent."""

    asset: Asset
    at: datetime
    cause: str


def ends_of(session: Session, assets: Collection[Asset]) -> list[End]:
    """Return the ends of those of the assets whose use ends at all, in their order."""
    consents = scopes_of(session, [asset.id for asset in assets])
    found = []
    for asset in assets:
        ends = [(scope.ends_at, "consent") for scope in consents[asset.id] if scope.ends_at is not None]
        if asset.rights_ends_at is not None:
            ends.append((asset.rights_ends_at, "licence"))
        if ends:
            at, cause = min(ends)
            found.append(End(asset, at, cause))
    return found


def ending_ids(since: datetime, until: datetime) -> sa.Subquery:
    """Return the ids (`.c.id`) of assets whose licence or one of whose consents ends after `since` up to `until`.

    Each moment is asked for by itself, so that each finds its index: chores ask every second.
    """
    by_licence = sa.select(Asset.id).where(Asset.rights_ends_at > since, Asset.rights_ends_at <= until)
    by_consent = (
        sa.select(ConsentAsset.asset_id)
        .join(Consent, Consent.id == ConsentAsset.consent_id)
        .where(end > since, end <= until)
        for end in (Consent.expires_at, Consent.withdrawn_at)
    )
    return sa.union(by_licence, *by_consent).subquery()


def those_that(found: sa.Subquery, *where: sa.ColumnElement[bool]) -> sa.Select[str]:
    """Return the found ids of assets for which this holds, each looked up: else SQLite reads all that are approved."""
    return sa.select(found.c.id).where(sa.exists().where(Asset.id == found.c.id, *where).correlate(found))


def ends_between(
    session: Session, since: datetime, until: datetime, after_id: str, limit: int
) -> tuple[list[End], str | None]:
    """Return the approved assets whose use ends after `since` up to `until`, of `limit` looked at after an id.

    Beside them the id after which to go on, None at the end.
    """
    found = ending_ids(since, until)
    standing = those_that(found, Asset.status == "approved", Asset.trashed_at.is_(None))
    ids = session.scalars(standing.where(found.c.id > after_id).order_by(found.c.id).limit(limit)).all()
    assets = session.scalars(sa.select(Asset).where(Asset.id.in_(ids)).order_by(Asset.id)).all()
    ends = [end for end in ends_of(session, assets) if since < end.at <= until]
    return ends, ids[-1] if len(ids) == limit else None
