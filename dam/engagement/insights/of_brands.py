"""Figures of one brand: of which assets they are, and who may ask for them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.brands import all_brands, read_brand
from dam.accounts.access.models import Brand
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, may_on, places_of
from dam.assets.models import Asset
from dam.core import Core
from dam.errors import Forbidden, NotFound


def assets_of_brand(brand_id: str) -> sa.Select[str]:
    """Return the ids of all assets of a brand, those in the trash and those merged into others included."""
    return sa.select(Asset.id).where(Asset.brand_id == brand_id)


def brands_with_figures(core: Core, caller: Caller) -> list[Brand]:
    """Return the brands whose figures the caller may ask for, the main one first."""
    with core.db.read() as session:
        return [brand for brand in all_brands(session) if _may_ask(caller, brand.id)]


def require_brand(session: Session, caller: Caller, brand_id: str) -> None:
    """Raise `NotFound` for a brand that is not the caller's to know, `Forbidden` where its figures are not for them.

    Figures of a brand tell of all its assets. They are for those with a role in the house, as the house's own are, and for
    those who see all of the brand: its managers and admins.
    """
    places = places_of(caller, Action.SEE_INSIGHTS)
    is_known = places.everywhere or brand_id in places.brands
    if not is_known or read_brand(session, brand_id) is None:
        raise NotFound(f"There is no brand {brand_id[:40]!r}.")
    if not _may_ask(caller, brand_id):
        raise Forbidden("The figures of a brand are for its managers; yours is a lower role there.")


def _may_ask(caller: Caller, brand_id: str) -> bool:
    places = places_of(caller, Action.SEE_INSIGHTS)
    return places.everywhere or (brand_id in places.brands and may_on(caller, Action.SEE_ALL, brand_id))
