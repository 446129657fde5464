"""Which brand an asset belongs to: moved by who may do so in both, and brands that are gone only once empty."""

import sqlalchemy as sa

from dam.accounts.access.brand_ids import MAIN_BRAND
from dam.accounts.access.brands import all_brands, read_brand
from dam.accounts.access.grants import forget_scope
from dam.accounts.access.models import Brand
from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.models import Token
from dam.accounts.policy import Action, may_on, refusal_of, require, require_somewhere
from dam.assets.models import Asset
from dam.assets.rows_to_views import asset_view
from dam.assets.views import AssetView
from dam.assets.visibility import find_row, may_with, require_edit
from dam.changes import AssetEdited
from dam.core import Core
from dam.errors import Conflict, FieldError, Invalid, NotFound
from dam.feed import note_change


def move_to_brand(core: Core, caller: Caller, asset_id: str, brand_id: str) -> AssetView:
    """Give an asset to another brand; it takes the right to edit it where it is and to add where it goes.

    What is approved is shown there at once, hence it takes the right to approve there, too.
    """
    require_somewhere(caller, Action.EDIT_OWN)
    with core.db.write() as session:
        asset = find_row(session, caller, asset_id, to_change=True)
        require_edit(caller, asset)
        if read_brand(session, brand_id) is None:
            sentence = f"There is no brand {brand_id[:40]!r}."
            raise Invalid(sentence, [FieldError("brand_id", sentence)])
        before = asset.brand_id
        if before == brand_id:
            return asset_view(session, asset.id)
        refused = _refused(caller, asset, brand_id)
        if refused is not None:
            raise refusal_of(caller, refused)
        asset.brand_id = brand_id
        asset.revision += 1
        asset.updated_at = core.now()
        note(session, caller, "asset.moved_to_brand", "asset", asset.id, {"from": before, "to": brand_id})
        note_change(session, asset.id)
        core.announce(session, AssetEdited(asset.id))
        return asset_view(session, asset.id)


def brands_to_move_to(core: Core, caller: Caller, asset_id: str) -> list[Brand]:
    """Return the brands that the caller may give an asset to, its own left out: none where they may not edit it."""
    with core.db.read() as session:
        asset = find_row(session, caller, asset_id)
        if not may_with(caller, Action.EDIT_OWN if asset.owner_id == caller.id else Action.EDIT_ANY, asset):
            return []
        others = [brand for brand in all_brands(session) if brand.id != asset.brand_id]
        return [brand for brand in others if _refused(caller, asset, brand.id) is None]


def _refused(caller: Caller, asset: Asset, brand_id: str) -> Action | None:
    """Return what the caller may not do in both brands, of all that moving the asset takes."""
    needed = (Action.ADD_ASSET, *((Action.APPROVE,) if asset.status == "approved" else ()))
    return next(
        (
            action
            for action in needed
            if not (may_on(caller, action, brand_id) and may_on(caller, action, asset.brand_id))
        ),
        None,
    )


def delete_brand(core: Core, caller: Caller, brand_id: str) -> None:
    """Remove a brand that has no assets, not even in the trash, and all roles and tokens that are confined to it."""
    require(caller, Action.MANAGE_PEOPLE)
    if brand_id == MAIN_BRAND:
        raise Conflict("Every house has a main brand; rename it instead.")
    with core.db.write() as session:
        row = session.get(Brand, brand_id, with_for_update=True)
        if row is None:
            raise NotFound(f"There is no brand {brand_id[:40]!r}.")
        count = session.scalar(sa.select(sa.func.count()).where(Asset.brand_id == row.id)) or 0
        if count:
            raise Conflict(
                f"{row.name} still has {count} assets, those in the trash included; move them first."
            )
        forget_scope(session, "brand", row.id)
        session.execute(
            sa.update(Token)
            .where(Token.brand_id == row.id, Token.revoked_at.is_(None))
            .values(revoked_at=core.now())
        )
        session.delete(row)
        note(session, caller, "brand.deleted", "brand", row.id, {"name": row.name})
