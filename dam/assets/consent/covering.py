"""What consents grant of assets: read beside the asset wherever somebody decides whether it may leave the house."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.consent.models import Consent, ConsentAsset
from dam.assets.scopes import Scope
from dam.assets.territories import countries_of

_PIECE = 500
"""Ids asked for at a time, well under what SQLite takes in one statement."""


def scopes_of(session: Session, asset_ids: Collection[str]) -> Mapping[str, tuple[Scope, ...]]:
    """Return what the consents on these assets grant, in the order of their ids; without a consent, nothing is asked."""
    found: dict[str, list[Scope]] = defaultdict(list)
    wanted = sorted(asset_ids)
    for start in range(0, len(wanted), _PIECE):
        query = (
            sa.select(ConsentAsset.asset_id, Consent)
            .join(Consent, Consent.id == ConsentAsset.consent_id)
            .where(ConsentAsset.asset_id.in_(wanted[start : start + _PIECE]))
            .order_by(Consent.id)
        )
        for asset_id, consent in session.execute(query):
            found[asset_id].append(scope_of(consent))
    return {asset_id: tuple(found[asset_id]) if asset_id in found else () for asset_id in wanted}


def scope_of(consent: Consent) -> Scope:
    """Return what a consent grants."""
    return Scope(
        None,
        end_of(consent),
        tuple(consent.channels),
        countries_of(tuple(consent.territories)),
        tuple(consent.purposes),
    )


def end_of(consent: Consent) -> datetime | None:
    """Return when it stops holding: at its end, or earlier when it is withdrawn."""
    return min((each for each in (consent.expires_at, consent.withdrawn_at) if each), default=None)
