"""People who can be recognised and have no consent on file: what the house's rule makes of that."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.consent.models import ConsentAsset
from dam.assets.endings.rules import read_rules
from dam.assets.models import Asset
from dam.errors import Conflict


def lacks_consent(session: Session, asset: Asset) -> bool:
    """Tell whether people can be recognised, as somebody told, and no consent covers the asset."""
    if asset.people_shown != "recognisable":
        return False
    covered = sa.select(ConsentAsset.consent_id).where(ConsentAsset.asset_id == asset.id).limit(1)
    return session.scalar(covered) is None


def require_consent(session: Session, asset: Asset) -> None:
    """Raise `Conflict` where the house approves no asset with people and without a consent."""
    if lacks_consent(session, asset) and read_rules(session).people_without_consent == "block":
        raise Conflict(
            "People can be recognised on this asset and no consent is on file; add one, or say that nobody can be recognised."
        )
