"""Whose eyes see an asset of a brand marked only: in previews, and when they would take the original home."""

from sqlalchemy.orm import Session

from dam.accounts.access.brands import read_brand
from dam.accounts.access.models import Brand
from dam.accounts.caller import Caller, Role
from dam.assets.models import Asset
from dam.assets.visibility import role_with
from dam.errors import Forbidden


class MarkedOnly(Forbidden):
    """What was asked for leaves the house for this caller only with `text` written over it."""

    def __init__(self, text: str, role: str) -> None:
        self.text = text
        super().__init__(f"Below the role {role} this is to be had marked only, until it is free to use.")


def mark_for(session: Session, caller: Caller, asset: Asset) -> str:
    """Return the words to be written over what this caller is shown of an asset, "" for none.

    One's own are never marked, nor is anything for a role that the brand trusts with it.
    """
    brand = read_brand(session, asset.brand_id)
    if brand is None or not _is_marked(brand, asset) or asset.owner_id == caller.id:
        return ""
    role = role_with(caller, asset)
    if role is not None and role.includes(Role(brand.unmarked_role)):
        return ""
    return brand.mark_text or brand.name


def mark_for_guests(session: Session, asset: Asset) -> str:
    """Return the words to be written over the pictures that guests look at: they have no role that a brand trusts."""
    brand = read_brand(session, asset.brand_id)
    return "" if brand is None or not _is_marked(brand, asset) else brand.mark_text or brand.name


def require_unmarked(session: Session, caller: Caller, asset: Asset) -> None:
    """Raise `MarkedOnly` when this caller may not have the asset as it is."""
    text = mark_for(session, caller, asset)
    if text:
        brand = read_brand(session, asset.brand_id)
        raise MarkedOnly(text, brand.unmarked_role if brand else "manager")


def _is_marked(brand: Brand, asset: Asset) -> bool:
    is_limited = asset.rights_ends_at is not None or asset.rights_channels or asset.rights_territories
    return ("unapproved" in brand.marks and asset.status != "approved") or (
        "restricted" in brand.marks and bool(is_limited)
    )
