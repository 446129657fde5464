"""Assets as the wall draws them: proportions, colour, marks; and their grouping by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from types import MappingProxyType

from admin_ui.pictures import Picture, pictures
from admin_ui.visit import Visit
from admin_ui.why_words import why_words
from dam.assets.colour import first_colour
from dam.assets.views import AssetView
from dam.search.why import Why

NARROWEST, WIDEST = 0.45, 3.2
"""Aspect ratios beyond these would make slivers of their neighbours; the picture is cropped in the wall only."""

Reasons = Mapping[str, Sequence[Why]]
"""Why each asset was found, by its id."""

NO_REASONS: Reasons = MappingProxyType({})

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Tile:
    """One asset on the wall. `mark` names the pill to show, if any."""

    asset: AssetView
    ratio: float
    colour: str
    picture: Picture
    mark: str
    details: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """A heading and its tiles; `key` tells months apart across buckets."""

    key: str
    words: str
    tiles: list[Tile]


def tiles(visit: Visit, assets: Sequence[AssetView], why: Reasons = NO_REASONS) -> list[Tile]:
    """Return how assets stand on the wall; `why` tells of hits why they are there."""
    thumbs = pictures(visit, assets, "thumb")
    drawn = [_tile(visit, asset, thumbs[asset.id]) for asset in assets]
    return (
        [replace(tile, why=why_words(visit, why.get(tile.asset.id, ()))) for tile in drawn] if why else drawn
    )


def _tile(visit: Visit, asset: AssetView, thumb: Picture) -> Tile:
    known = asset.width and asset.height
    ratio = (asset.width or 0) / (asset.height or 1) if known else 1.0
    return Tile(
        asset=asset,
        ratio=round(min(WIDEST, max(NARROWEST, ratio)), 4),
        colour=colour_of(asset),
        picture=thumb,
        mark=mark_of(asset, visit.core.now()),
        details=_details(visit, asset),
    )


def colour_of(asset: AssetView) -> str:
    """Return the dominant colour as `#rrggbb`, or nothing."""
    return first_colour(asset.colours)


def mark_of(asset: AssetView, now: datetime) -> str:
    """Name the pill: `expiring` within 30 days of the licence's end, else the status when not approved."""
    ends_at = asset.rights.expires_at
    if asset.status == "approved":
        return "expiring" if ends_at is not None and ends_at - now < SOON else ""
    return asset.status


def _details(visit: Visit, asset: AssetView) -> str:
    parts = [f"{asset.width}×{asset.height}"] if asset.width and asset.height else []
    if asset.duration:
        parts.append(visit.speech.duration(asset.duration))
    return " · ".join([*parts, visit.speech.label("kind", asset.kind)])


def by_month(visit: Visit, assets: Sequence[AssetView], why: Reasons = NO_REASONS) -> list[Month]:
    """Group a bucket by the month in which the assets came."""
    drawn = tiles(visit, assets, why)
    return [
        _month(visit, key, list(group))
        for key, group in groupby(drawn, lambda tile: tile.asset.created_at.strftime("%Y-%m"))
    ]


def _month(visit: Visit, key: str, drawn: list[Tile]) -> Month:
    return Month(key, visit.speech.month(drawn[0].asset.created_at), drawn)
