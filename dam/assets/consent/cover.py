"""Which assets a consent covers: put under it, and taken out from under it."""

from collections.abc import Sequence

import sqlalchemy as sa

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.consent.models import ConsentAsset
from dam.assets.consent.read import find_consent, view_in
from dam.assets.consent.touched import note_touched
from dam.assets.consent.views import ConsentView
from dam.assets.models import Asset
from dam.assets.visibility import visible
from dam.core import Core
from dam.errors import FieldError, Invalid, NotFound

MOST = 1000
"""Assets in one call."""

PIECE = 250
"""Assets written in one transaction."""


def cover_assets(core: Core, caller: Caller, consent_id: str, asset_ids: Sequence[str]) -> ConsentView:
    """Put assets under a consent: from then on they are lit only where it covers them. To repeat is harmless.

    One that the caller may not see → `NotFound`, and nothing is written of its piece.
    """
    require(caller, Action.EDIT_CONSENTS)
    ids = sorted(set(_checked(asset_ids)))
    for start in range(0, max(1, len(ids)), PIECE):
        _cover(core, caller, consent_id, ids[start : start + PIECE])
    with core.db.read() as session:
        return view_in(core, session, find_consent(session, consent_id))


def _cover(core: Core, caller: Caller, consent_id: str, ids: list[str]) -> None:
    with core.db.write() as session:
        row = find_consent(session, consent_id, to_change=True)
        seen = set(session.scalars(sa.select(Asset.id).where(Asset.id.in_(ids), visible(caller))))
        missing = next((asset_id for asset_id in ids if asset_id not in seen), None)
        if missing is not None:
            raise NotFound(f"There is no asset {missing[:40]!r}.")
        there = sa.select(ConsentAsset.asset_id).where(
            ConsentAsset.consent_id == row.id, ConsentAsset.asset_id.in_(ids)
        )
        new = sorted(seen - set(session.scalars(there)))
        if new:
            now = core.now()
            rows = [{"consent_id": row.id, "asset_id": asset_id, "added_at": now} for asset_id in new]
            session.execute(sa.insert(ConsentAsset), rows)
            note(session, caller, "consent.covered", "consent", row.id, {"assets": new})
            note_touched(core, session, row.id, caller.name, new)


def uncover_assets(core: Core, caller: Caller, consent_id: str, asset_ids: Sequence[str]) -> ConsentView:
    """Take assets out from under a consent, because nobody of it can be recognised on them."""
    require(caller, Action.EDIT_CONSENTS)
    ids = sorted(set(_checked(asset_ids)))
    with core.db.write() as session:
        row = find_consent(session, consent_id, to_change=True)
        where = (ConsentAsset.consent_id == row.id, ConsentAsset.asset_id.in_(ids))
        there = sorted(session.scalars(sa.select(ConsentAsset.asset_id).where(*where)))
        if there:
            session.execute(sa.delete(ConsentAsset).where(*where))
            note(session, caller, "consent.uncovered", "consent", row.id, {"assets": there})
            note_touched(core, session, row.id, caller.name, there)
        return view_in(core, session, row)


def _checked(asset_ids: Sequence[str]) -> Sequence[str]:
    if len(asset_ids) > MOST:
        sentence = f"At most {MOST} assets at once, and {len(asset_ids)} came."
        raise Invalid(sentence, [FieldError("asset_ids", sentence)])
    return asset_ids
