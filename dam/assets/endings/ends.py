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


def ending_in(since: datetime, until: datetime) -> sa.ColumnElement[bool]:
    """Return the condition on `Asset` that its licence or one of its consents ends after `since` up to `until`."""
    by_consent = (
        sa.select(ConsentAsset.asset_id)
        .join(Consent, Consent.id == ConsentAsset.consent_id)
        .where(
            sa.or_(
                sa.and_(Consent.expires_at > since, Consent.expires_at <= until),
                sa.and_(Consent.withdrawn_at > since, Consent.withdrawn_at <= until),
            )
        )
    )
    by_licence = sa.and_(Asset.rights_ends_at > since, Asset.rights_ends_at <= until)
    return sa.or_(by_licence, Asset.id.in_(by_consent))


def ends_between(
    session: Session, since: datetime, until: datetime, after_id: str, limit: int
) -> tuple[list[End], str | None]:
    """Return the approved assets whose use ends after `since` up to `until`, of `limit` looked at after an id.

    Beside them the id after which to go on, None at the end.
    """
    where = (
        ending_in(since, until),
        Asset.status == "approved",
        Asset.trashed_at.is_(None),
        Asset.id > after_id,
    )
    assets = session.scalars(sa.select(Asset).where(*where).order_by(Asset.id).limit(limit)).all()
    ends = [end for end in ends_of(session, assets) if since < end.at <= until]
    return ends, assets[-1].id if len(assets) == limit else None
