"""Which file the sizes of a version are drawn from: the original, or the mezzanine where that can give them all."""

from collections.abc import Sequence
from dataclasses import dataclass

from dam.assets.models import Version
from dam.errors import NotRenderable
from renditions.catalogue.plan import Planned
from renditions.geometry import Size
from renditions.mezzanine import can_give, is_mezzanine
from renditions.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Mezzanine:
    """A mezzanine in the store: its bytes, its size, that of its original, and what was said of the original."""

    sha256: str
    size: Size
    original: Size
    warning: str


def mezzanine_for(version: Version, planned: Sequence[Planned], wanted: Sequence[Recipe]) -> Mezzanine | None:
    """Return the mezzanine of a version if everything that is wanted can be drawn from it, else None.

    Where one size needs the original, all are drawn from it: decoding it once is paid for already.
    """
    if not version.width or not version.height:
        return None
    original = Size(version.width, version.height)
    for each in planned:
        row = each.row
        if is_mezzanine(each.recipe) and not each.is_open and row.sha256 and row.width and row.height:
            found = Mezzanine(row.sha256, Size(row.width, row.height), original, row.warning or "")
            if all(_can_give(recipe, found) for recipe in wanted):
                return found
    return None


def _can_give(recipe: Recipe, mezzanine: Mezzanine) -> bool:
    try:
        return can_give(recipe, mezzanine.original, mezzanine.size)
    except NotRenderable:
        return True  # impossible from either
